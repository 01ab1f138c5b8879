/** How claims are written for people: on the page in Vietnamese, elsewhere in both languages. */
import { type CivilDate, writtenDate } from '#kernel/civil-date'
import type { Words } from '#kernel/words'
import type { ClaimKind } from './claim.ts'

/** The value at a path such as `mother.fullName`; undefined where there is none. */
export function valueAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], claims)
}

const sexes: Record<string, Words> = {
  male: { vi: 'Nam', en: 'Male' },
  female: { vi: 'Nữ', en: 'Female' },
}

const relations: Record<string, Words> = {
  head: { vi: 'Chủ hộ', en: 'Head' },
  spouse: { vi: 'Vợ/chồng', en: 'Spouse' },
  child: { vi: 'Con', en: 'Child' },
  parent: { vi: 'Cha/mẹ', en: 'Parent' },
  grandparent: { vi: 'Ông/bà', en: 'Grandparent' },
  grandchild: { vi: 'Cháu', en: 'Grandchild' },
  'child-in-law': { vi: 'Con dâu/rể', en: 'Son- or daughter-in-law' },
  sibling: { vi: 'Anh/chị/em', en: 'Sibling' },
  other: { vi: 'Khác', en: 'Other' },
}

type Member = { fullName: string; birthOn: string; relationToHead: string }

/** A claim in words; empty where there is nothing to say. */
export function written(value: unknown, kind: ClaimKind): Words {
  if (value === null || value === undefined || value === '') return same('')
  if (kind === 'words') return value as Words
  if (kind === 'members') return members(value as Member[])
  return textWritten(value as string, kind)
}

function textWritten(text: string, kind: Exclude<ClaimKind, 'words' | 'members'>): Words {
  switch (kind) {
    case 'day':
      return same(writtenDate(text as CivilDate))
    case 'day-in-words':
      return same(dayInWords(text as CivilDate))
    case 'year':
      return same(text.slice(0, 4))
    case 'upper':
      return same(text.toLocaleUpperCase('vi'))
    case 'sex':
      return sexes[text] ?? same(text)
    case 'relation':
      return relations[text] ?? same(text)
    case 'nationality':
      return text === 'VNM' ? { vi: 'Việt Nam', en: 'Viet Nam' } : same(text)
    default:
      return same(text)
  }
}

function members(all: readonly Member[]): Words {
  const line = (it: Member, language: 'vi' | 'en') =>
    `${it.fullName} (${relations[it.relationToHead]?.[language] ?? it.relationToHead}, ${writtenDate(it.birthOn as CivilDate)})`
  return {
    vi: all.map((it) => line(it, 'vi')).join('; '),
    en: all.map((it) => line(it, 'en')).join('; '),
  }
}

function same(text: string): Words {
  return { vi: text, en: text }
}

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const

/** "Ngày mười tám, tháng mười một, năm hai nghìn không trăm hai mươi sáu". */
export function dayInWords(date: CivilDate): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const monthName = month === 4 ? 'tư' : numberInWords(month)
  const dayName = day <= 10 ? `mùng ${numberInWords(day)}` : numberInWords(day)
  return `Ngày ${dayName}, tháng ${monthName}, năm ${numberInWords(year)}`
}

/** A number from 0 to 9999 in Vietnamese words. */
export function numberInWords(value: number): string {
  const [thousands, hundreds, rest] = [
    Math.floor(value / 1000),
    Math.floor(value / 100) % 10,
    value % 100,
  ]
  const parts: string[] = []
  if (thousands > 0) parts.push(`${digits[thousands]} nghìn`)
  if (thousands > 0 || hundreds > 0) {
    if (hundreds > 0 || rest > 0) parts.push(`${digits[hundreds]} trăm`)
  }
  if (rest > 0 || parts.length === 0) parts.push(tensInWords(rest, parts.length > 0))
  return parts.join(' ')
}

function tensInWords(value: number, afterHundreds: boolean): string {
  const [tens, ones] = [Math.floor(value / 10), value % 10]
  if (tens === 0) return afterHundreds ? `linh ${digits[ones]}` : (digits[ones] as string)
  const head = tens === 1 ? 'mười' : `${digits[tens]} mươi`
  if (ones === 0) return head
  if (ones === 5) return `${head} lăm`
  if (ones === 1 && tens > 1) return `${head} mốt`
  return `${head} ${digits[ones]}`
}
