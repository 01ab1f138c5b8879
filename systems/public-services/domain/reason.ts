import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'

/** A case is returned or refused only for a written reason, so that people know what to do. */
export type Reason = { readonly code: string; readonly note: string }

const returned: Record<string, Words> = {
  'evidence-unreadable': {
    vi: 'Tệp đính kèm không đọc được',
    en: 'An attached file cannot be read',
  },
  'evidence-incomplete': { vi: 'Thiếu chứng cứ', en: 'Evidence is missing' },
  'answer-unclear': { vi: 'Câu trả lời chưa rõ', en: 'An answer is unclear' },
  'answer-contradicts': {
    vi: 'Thông tin khai mâu thuẫn với dữ liệu',
    en: 'An answer contradicts the register',
  },
}

/** The applicant brings what another agency was asked for and does not tell; it is counted. */
export const paperInstead = 'agency-silent'

const whileSilent: Record<string, Words> = {
  [paperInstead]: {
    vi: 'Cần giấy tờ thay cho dữ liệu mà cơ quan khác chưa gửi',
    en: 'A paper is needed in place of what another agency has not sent',
  },
}

const refused: Record<string, Words> = {
  'not-entitled': { vi: 'Không thuộc đối tượng', en: 'Not entitled' },
  'not-competent': { vi: 'Không thuộc thẩm quyền', en: 'Not within our competence' },
  'facts-not-proven': { vi: 'Sự việc không được chứng minh', en: 'The facts are not proven' },
  duplicate: { vi: 'Việc đã được giải quyết', en: 'Already decided' },
}

const grantedWithout: Record<string, Words> = {
  'agency-unavailable': {
    vi: 'Duyệt khi cơ quan khác chưa trả lời',
    en: 'Granted before another agency answered',
  },
}

/** Why a case may be returned; `silent` says that an agency was asked and did not answer. */
export function returnReasons(silent: boolean): Record<string, Words> {
  return silent ? { ...returned, ...whileSilent } : returned
}

export const refuseReasons = refused

export function reasonWords(code: string): Words {
  const known = { ...returned, ...whileSilent, ...refused, ...grantedWithout }
  return known[code] ?? { vi: code, en: code }
}

/** Throws when there is no reason, one that is not among the known, or one without explanation. */
export function checkReasons(known: Record<string, Words>, reasons: readonly Reason[]): void {
  if (reasons.length === 0) throw reasonNeeded()
  for (const { code, note } of reasons) {
    if (!Object.hasOwn(known, code) || note.trim().length < 5) throw reasonNeeded()
  }
}

/** Does the official say why the case is granted without an answer of another agency? */
export function explainsGrant(reasons: readonly Reason[]): boolean {
  return reasons.some((it) => Object.hasOwn(grantedWithout, it.code) && it.note.trim().length >= 5)
}

function reasonNeeded(): Problem {
  return new Problem(422, 'public-services.reason-needed', {
    vi: 'Chọn ít nhất một lý do và giải thích cụ thể cần làm gì (ít nhất 5 ký tự).',
    en: 'Choose at least one reason and explain what to do (at least 5 characters).',
  })
}
