import { Strip, type StripEntry } from '#portal/strip.tsx'
import { toWorkshop } from './workshop-addresses.ts'

const entries: readonly StripEntry[] = [
  [toWorkshop.start, 'catalogue', { vi: 'Bộ dữ liệu', en: 'Datasets' }],
  [toWorkshop.reviews, 'people', { vi: 'Rà soát', en: 'Review' }],
  [toWorkshop.links, 'share', { vi: 'Liên kết', en: 'Links' }],
  [toWorkshop.correctionQueue, 'pen', { vi: 'Đính chính', en: 'Corrections' }],
  [toWorkshop.dictionary, 'list', { vi: 'Từ điển', en: 'Dictionary' }],
]

/** The ways between the pages of the workshop. */
export function WorkshopLinks() {
  return <Strip of={entries} label={{ vi: 'Xưởng xử lý dữ liệu', en: 'Data workshop' }} />
}
