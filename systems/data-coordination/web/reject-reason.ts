import type { Words } from '#kernel/words'

const known: Readonly<Record<string, Words>> = {
  date: { vi: 'không phải ngày có thật', en: 'is no real day' },
  number: { vi: 'không phải số', en: 'is no number' },
  'type:date': { vi: 'không phải ngày dạng năm-tháng-ngày', en: 'is no day as year-month-day' },
  'type:integer': { vi: 'không phải số nguyên', en: 'is no whole number' },
  'type:decimal': { vi: 'không phải số', en: 'is no number' },
  'type:boolean': { vi: 'không phải đúng hoặc sai', en: 'is neither yes nor no' },
}

/** Why a value could not be carried over, in words: the last thing that its mapping asks of it. */
export function reasonWords(reason: string): Words {
  const last = reason.split(' ').at(-1) ?? ''
  const [, list] = /^translate:(.+)$/.exec(last) ?? []
  if (list) {
    return { vi: `không có trong danh mục mã "${list}"`, en: `is not in the code list "${list}"` }
  }
  return known[last] ?? { vi: 'không chuyển được', en: 'cannot be carried over' }
}
