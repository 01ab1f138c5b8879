import type { Words } from '#kernel/words'
import type { PipelineAsk } from '../contract-pipeline.ts'

type Steps = PipelineAsk['mapping'][number]['steps']

/** What stewards choose from; each stands for one or more steps of a mapping. */
export const cleanings: Readonly<Record<string, Words>> = {
  none: { vi: 'Giữ nguyên', en: 'As it is' },
  title: { vi: 'Viết hoa tên riêng', en: 'Write as a name' },
  upper: { vi: 'CHỮ HOA', en: 'UPPER CASE' },
  digits: { vi: 'Chỉ giữ chữ số', en: 'Digits only' },
  date: { vi: 'Ngày kiểu Việt Nam', en: 'Vietnamese dates' },
  number: { vi: 'Số (dấu phẩy thập phân)', en: 'Numbers (decimal comma)' },
  translate: { vi: 'Dịch theo danh mục mã', en: 'Translate by the code list' },
  own: { vi: 'Nhiều bước (giữ như đã khai)', en: 'Several steps (kept as declared)' },
}

export function stepsOf(cleaning: string, codeList: string | null): Steps {
  if (cleaning === 'title' || cleaning === 'upper' || cleaning === 'digits') {
    return [{ do: cleaning }]
  }
  if (cleaning === 'date') return [{ do: 'date', forms: ['dd/mm/yyyy', 'yyyy-mm-dd'] }]
  if (cleaning === 'number') return [{ do: 'number', decimal: ',' }]
  if (cleaning === 'translate' && codeList !== null) return [{ do: 'translate', list: codeList }]
  return []
}

/** Which of the choices a declared mapping is. */
export function cleaningOf(steps: Steps): string {
  const [first, ...more] = steps
  if (!first) return 'none'
  return more.length === 0 && first.do in cleanings ? first.do : 'own'
}
