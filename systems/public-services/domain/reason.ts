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

export const returnReasons = returned
export const refuseReasons = refused

export function reasonWords(code: string): Words {
  return returned[code] ?? refused[code] ?? grantedWithout[code] ?? { vi: code, en: code }
}

/** Throws when there is no reason, an unknown one, or one without an explanation. */
export function checkReasons(outcome: 'return' | 'refuse', reasons: readonly Reason[]): void {
  const known = outcome === 'return' ? returned : refused
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
