/**
 * What a returned case asks before its own form: an answer to what the agency wrote, in words, in
 * files, or both. It stays with the case, so that the official reads it after the next submission.
 */
import type { Answers, Group } from './form.ts'
import type { ShownLine } from './procedure.ts'
import type { Reason } from './reason.ts'

export function supplementOf(reasons: readonly Reason[], answers: Answers): Group[] {
  const given = answers['reply'] !== undefined || answers['supplement'] !== undefined
  return reasons.length > 0 || given ? [supplement] : []
}

export function supplementLines(answers: Answers): ShownLine[] {
  const reply = answers['reply']
  if (typeof reply !== 'string' || reply.trim() === '') return []
  return [{ words: { vi: 'Giải trình của người nộp', en: 'Reply of the applicant' }, value: reply }]
}

const supplement: Group = {
  id: 'supplement',
  title: { vi: 'Bổ sung hồ sơ', en: 'Complete the case' },
  lead: {
    vi: 'Trả lời yêu cầu ở trên bằng lời, bằng tệp, hoặc cả hai. Ở các bước sau, bạn sửa được câu trả lời cũ.',
    en: 'Answer what is asked above in words, in files, or both. In the next steps you can change your former answers.',
  },
  known: [],
  fields: [
    {
      name: 'reply',
      kind: 'long-text',
      words: { vi: 'Giải trình (không bắt buộc)', en: 'Your reply (optional)' },
      required: false,
      maxLength: 1_000,
    },
    {
      name: 'supplement',
      kind: 'files',
      words: { vi: 'Tệp bổ sung (không bắt buộc)', en: 'Further files (optional)' },
      help: { vi: 'Ảnh hoặc PDF, tối đa 10 MB mỗi tệp', en: 'Pictures or PDF, at most 10 MB each' },
      required: false,
    },
  ],
}
