/**
 * What a case asks other agencies, so that the applicant need not bring it: which service, by what
 * law, what an answer says, and when to ask again. No I/O in this file: facts in, facts out.
 */
import { type CivilDate, parseCivilDate, writtenDate } from '#kernel/civil-date'
import type { Words } from '#kernel/words'
import type { CheckLine, EnquiryKind, EnquiryNeeded, ShownLine } from './procedure.ts'

export const enquiryStates = ['asked', 'received', 'unavailable'] as const
export type EnquiryState = (typeof enquiryStates)[number]

/** How a question stands. */
export type EnquiryStanding = {
  readonly kind: EnquiryKind
  readonly state: EnquiryState
  readonly reason: Words | null
  /** The answer as it came (JSON), where there is one. */
  readonly answer: unknown
}

export type EnquiryEntry = {
  /** The service of the exchange that answers. */
  readonly service: string
  readonly title: Words
  readonly owner: Words
  /** What the law lets the official do while there is no answer. */
  readonly without: 'wait' | 'decide-with-reason'
  readonly law: string
}

export const enquiries: Record<EnquiryKind, EnquiryEntry> = {
  marriage: {
    service: 'VN/GOV/MOJ/civil-status/marriages',
    title: { vi: 'Đăng ký kết hôn của cha mẹ', en: 'The parents’ marriage' },
    owner: { vi: 'Bộ Tư pháp – CSDL hộ tịch', en: 'Ministry of Justice, civil status' },
    without: 'wait',
    law: 'Luật Hộ tịch 60/2014/QH13, điều 16; Luật Hôn nhân và gia đình 52/2014/QH13, điều 88',
  },
  'health-insurance': {
    service: 'VN/GOV/VSS/health-insurance/cards',
    title: { vi: 'Thẻ bảo hiểm y tế của mẹ', en: 'The mother’s health insurance' },
    owner: { vi: 'Bảo hiểm xã hội Việt Nam', en: 'Viet Nam Social Security' },
    without: 'decide-with-reason',
    law: 'Nghị định 63/2024/NĐ-CP (liên thông khai sinh, cư trú, thẻ bảo hiểm y tế)',
  },
  dwelling: {
    service: 'VN/GOV/MAE/land/parcels',
    title: { vi: 'Chỗ ở hợp pháp', en: 'The legal dwelling' },
    owner: {
      vi: 'Bộ Nông nghiệp và Môi trường – CSDL đất đai',
      en: 'Ministry of Agriculture and Environment, land',
    },
    without: 'decide-with-reason',
    law: 'Luật Cư trú 68/2020/QH14, điều 20; Nghị định 154/2024/NĐ-CP, điều 5',
  },
}

/** Something that applicants write themselves, though an agency could be asked for it. */
export type Typed = {
  readonly procedure: string
  readonly field: string
  readonly kind: EnquiryKind
  readonly words: Words
}

export const typed: readonly Typed[] = [
  {
    procedure: 'birth-registration',
    field: 'fatherNumber',
    kind: 'marriage',
    words: {
      vi: 'Số định danh và họ tên của người cha',
      en: 'The father’s personal number and name',
    },
  },
]

/** Below the service: the records of one person. */
export function questionPath(personalNumber: string): string {
  return `?personalNumber=${personalNumber}`
}

const firstSeconds = [5, 10, 20, 30]

/** After how many seconds an agency that did not answer is asked again. */
export function secondsToNextTry(tries: number): number {
  return firstSeconds[tries - 1] ?? (tries < 60 ? 60 : 600)
}

type RecordOfAgency = Readonly<Record<string, unknown>>

/** The records of an answer; undefined when it is not what the service promises. */
export function recordsOf(answer: unknown): readonly RecordOfAgency[] | undefined {
  const items = (answer as { items?: unknown } | null)?.items
  if (!Array.isArray(items) || items.length > 1_000) return undefined
  const all: unknown[] = items
  const fits = (it: unknown): it is RecordOfAgency => typeof it === 'object' && it !== null
  return all.every(fits) ? all : undefined
}

type Found = { readonly record: RecordOfAgency | undefined; readonly lines: readonly ShownLine[] }

/** What an answer says, in lines for people. */
export function linesOf(needed: EnquiryNeeded, answer: unknown, today: CivilDate): ShownLine[] {
  return [...find(needed, answer, today).lines]
}

/** What the official is told at one glance. */
export function checkOf(
  needed: EnquiryNeeded,
  { state, reason, answer }: EnquiryStanding,
  today: CivilDate,
): CheckLine {
  const { title, owner } = enquiries[needed.kind]
  const words = { vi: `${title.vi} (${owner.vi})`, en: `${title.en} (${owner.en})` }
  if (state !== 'received') {
    return { words, verdict: 'look', note: reason ?? waiting }
  }
  const { record } = find(needed, answer, today)
  return record ? { words, verdict: 'passed' } : { words, verdict: 'look', note: notFound }
}

const waiting: Words = { vi: 'Đã hỏi, đang chờ trả lời.', en: 'Asked; the answer is awaited.' }
const notFound: Words = {
  vi: 'Cơ quan này không có bản ghi khớp; xem dữ liệu đã nhận rồi quyết định.',
  en: 'That agency holds no record that fits; look at what was received, then decide.',
}

function find(needed: EnquiryNeeded, answer: unknown, today: CivilDate): Found {
  const records = recordsOf(answer) ?? []
  return finders[needed.kind](needed, records, today)
}

const text = (it: RecordOfAgency, name: string): string => {
  const value = it[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 300) : ''
}

const dated = (it: RecordOfAgency, name: string): string => {
  const date = parseCivilDate(text(it, name))
  return date ? writtenDate(date) : text(it, name)
}

type Finder = (needed: EnquiryNeeded, records: readonly RecordOfAgency[], today: CivilDate) => Found

const finders: Record<EnquiryKind, Finder> = {
  marriage({ subject, other }, records) {
    const lasting = records.filter((it) => text(it, 'endedOn') === '')
    const couple = new Set([subject.number, other?.number])
    const record = lasting.find(
      (it) =>
        text(it, 'husbandNumber') !== text(it, 'wifeNumber') &&
        couple.has(text(it, 'husbandNumber')) &&
        couple.has(text(it, 'wifeNumber')),
    )
    return {
      record,
      lines: (record ? [record] : lasting).flatMap((it) => [
        line('Chồng', 'Husband', text(it, 'husbandName')),
        line('Vợ', 'Wife', text(it, 'wifeName')),
        line('Ngày đăng ký kết hôn', 'Married on', dated(it, 'marriedOn')),
        line('Nơi đăng ký', 'Registered in', text(it, 'place')),
        line('Số đăng ký', 'Registration number', text(it, 'id')),
      ]),
    }
  },

  'health-insurance'(_, records, today) {
    const record = records.find((it) => text(it, 'validUntil') >= today)
    return {
      record,
      lines: records.flatMap((it) => [
        line('Mã số thẻ', 'Card number', text(it, 'id')),
        line('Nơi khám chữa bệnh ban đầu', 'First clinic', text(it, 'clinic')),
        line('Có giá trị đến', 'Valid until', dated(it, 'validUntil')),
      ]),
    }
  },

  dwelling({ subject }, records) {
    const home = subject.permanentResidence ?? subject.currentResidence
    const homes = records.filter((it) => text(it, 'use') === 'dwelling')
    const record = homes.find((it) => {
      const address = text(it, 'address')
      return address !== '' && home !== null && home.text.startsWith(address)
    })
    return {
      record,
      lines: homes.flatMap((it) => [
        line('Số giấy chứng nhận', 'Certificate', text(it, 'id')),
        line('Địa chỉ thửa đất, nhà ở', 'Address', text(it, 'address')),
        line('Người sử dụng, sở hữu', 'Owner', text(it, 'fullName')),
        line('Người cùng sở hữu', 'Co-owner', text(it, 'coOwnerName')),
        line('Ngày cấp', 'Issued on', dated(it, 'issuedOn')),
      ]),
    }
  },
}

function line(vi: string, en: string, value: string): ShownLine {
  return { words: { vi, en }, value: value || '—' }
}
