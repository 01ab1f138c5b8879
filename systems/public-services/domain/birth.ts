/**
 * What a birth registration is about: the newborn, the parents, and which rules of law bind them.
 * Law on Civil Status 60/2014/QH13 art. 13–16; Law on Marriage and Family 52/2014/QH13 art. 88;
 * Civil Code 91/2015/QH13 art. 26 (names), 28 (ethnic group) — as reported.
 */
import { addDays, type CivilDate } from '#kernel/civil-date'
import type { Answers } from './form.ts'
import type { Party } from './procedure.ts'

/** A birth notice (giấy chứng sinh) as the hospital sent it. */
export type BirthNotice = {
  readonly id: string
  readonly number: string
  readonly motherId: string
  readonly bornOn: CivilDate
  /** hh:mm */
  readonly bornAt: string
  readonly sex: 'male' | 'female'
  readonly weightGrams: number
  readonly facility: string
  readonly place: string
  readonly issuedOn: CivilDate
}

export type BirthFacts = {
  readonly declarant: Party
  /** The declarant's present spouse. */
  readonly spouse: Party | null
  readonly marriedOn: CivilDate | null
  /** The man whom an unmarried mother names, once his number was found. */
  readonly namedFather: Party | null
  /** Whether the man named has confirmed with his own account. */
  readonly fatherConsented: boolean
  /** Notices for the mother that no case has used yet. */
  readonly notices: readonly BirthNotice[]
}

/** A birth must be registered within this time; after it, it is a late registration. */
export const registrationDays = 60

export const lateFee = 8_000n

export type Newborn = {
  readonly bornOn: CivilDate
  readonly sex: 'male' | 'female'
  readonly place: string
  readonly notice: BirthNotice | null
}

/** The mother: the declarant herself, or the declarant's wife. */
export function motherOf({ declarant, spouse }: BirthFacts): Party | null {
  if (declarant.sex === 'female') return declarant
  return spouse?.sex === 'female' ? spouse : null
}

/** The birth as the notice tells it, or as it was declared where there is none. */
export function newbornOf(facts: BirthFacts, answers: Answers): Newborn | null {
  const notice = noticeOf(facts, answers)
  if (notice) {
    const { bornOn, sex, facility, place } = notice
    return { bornOn, sex, place: `${facility}, ${place}`, notice }
  }
  const [bornOn, sex, place] = [answers['bornOn'], answers['sex'], answers['birthplace']]
  if (typeof bornOn !== 'string' || typeof place !== 'string') return null
  if (sex !== 'male' && sex !== 'female') return null
  return { bornOn: bornOn as CivilDate, sex, place, notice: null }
}

export function noticeOf({ notices }: BirthFacts, answers: Answers): BirthNotice | undefined {
  // A single notice is the one that is meant; only several, or none, leave something to ask.
  const asked = answers['notice'] ?? (notices.length === 1 ? notices[0]?.id : undefined)
  return notices.find((it) => it.id === asked)
}

/**
 * The husband is the father of a child born in the marriage (art. 88). An unmarried mother may name
 * a man, who must consent; otherwise the father stays unsaid.
 */
export function fatherOf(facts: BirthFacts, answers: Answers): Party | null {
  const husband = husbandOf(facts)
  const newborn = newbornOf(facts, answers)
  if (husband && facts.marriedOn && newborn && newborn.bornOn >= facts.marriedOn) return husband
  if (husband && !newborn) return husband
  return answers['father'] === 'named' ? facts.namedFather : null
}

/** Must the father be asked, because no marriage says who he is? */
export function asksForFather(facts: BirthFacts, answers: Answers): boolean {
  const husband = husbandOf(facts)
  if (!husband) return true
  const newborn = newbornOf(facts, answers)
  return newborn !== null && facts.marriedOn !== null && newborn.bornOn < facts.marriedOn
}

function husbandOf({ declarant, spouse }: BirthFacts): Party | null {
  if (!spouse) return null
  return declarant.sex === 'male' ? declarant : spouse
}

export function isLate(newborn: Newborn | null, today: CivilDate): boolean {
  return newborn !== null && addDays(newborn.bornOn, registrationDays) < today
}

/** Letters of any script with single blanks or apostrophes: no digits, no signs (art. 26). */
export function isName(text: string): boolean {
  return /^\p{L}[\p{L}\p{M}]*([ ’'-]\p{L}[\p{L}\p{M}]*)*$/u.test(text.normalize('NFC').trim())
}

/** "nguyễn  VĂN an" → "Nguyễn Văn An". */
export function properName(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .split(/\s+/)
    .map((it) => it.charAt(0).toLocaleUpperCase('vi') + it.slice(1).toLocaleLowerCase('vi'))
    .join(' ')
}

/** The first word of a full name. */
export function surnameOf(fullName: string): string {
  return fullName.trim().split(/\s+/)[0] ?? ''
}
