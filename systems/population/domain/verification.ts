import { ethnicityName } from './ethnicity.ts'
import { fullName, spelling } from './name.ts'
import type { Person } from './person.ts'

/** What may be asked about; every answer is one of three words and discloses nothing else. */
export const verifiableFields = [
  'fullName',
  'birthOn',
  'birthYear',
  'sex',
  'ethnicity',
  'nationality',
  'oldNumber',
  'cardIssuedOn',
  'permanentCommune',
  'currentCommune',
  'maritalStatus',
  'phone',
  'alive',
  'adult',
] as const

export type VerifiableField = (typeof verifiableFields)[number]

export type Claims = { readonly [K in VerifiableField]?: string }

export type Verdict = 'match' | 'no-match' | 'not-found'

type Held = Pick<
  Person,
  | 'name'
  | 'birthOn'
  | 'sex'
  | 'ethnicity'
  | 'nationality'
  | 'oldNumber'
  | 'cards'
  | 'permanentResidence'
  | 'currentResidence'
  | 'maritalStatus'
  | 'phone'
  | 'diedOn'
>

/** What the register holds, in the form in which it is claimed; null where it holds nothing. */
const held: Record<VerifiableField, (person: Held, today: string) => string | null> = {
  fullName: (it) => fullName(it.name),
  birthOn: (it) => it.birthOn,
  birthYear: (it) => it.birthOn.slice(0, 4),
  sex: (it) => it.sex,
  ethnicity: (it) => ethnicityName(it.ethnicity) ?? null,
  nationality: (it) => it.nationality,
  oldNumber: (it) => it.oldNumber,
  cardIssuedOn: (it) => it.cards.at(-1)?.issuedOn ?? null,
  permanentCommune: (it) => it.permanentResidence?.communeCode ?? null,
  currentCommune: (it) => it.currentResidence?.communeCode ?? null,
  maritalStatus: (it) => it.maritalStatus,
  phone: (it) => it.phone,
  alive: (it) => (it.diedOn === null ? 'yes' : 'no'),
  adult: (it, today) => (yearsLater(it.birthOn, 18) <= today ? 'yes' : 'no'),
}

/**
 * Compares what is claimed with what is held. Names match whatever their case, spacing, Unicode
 * form and tone placement, but not without their accents: "Hùng" is another name than "Hưng".
 */
export function verify(
  person: Held | undefined,
  claims: Claims,
  today: string,
): Record<string, Verdict> {
  const verdicts: Record<string, Verdict> = {}
  for (const [field, claimed] of Object.entries(claims) as [VerifiableField, string][]) {
    const value = person ? held[field](person, today) : null
    if (value === null) verdicts[field] = 'not-found'
    else verdicts[field] = isSame(value, claimed) ? 'match' : 'no-match'
  }
  return verdicts
}

/** Most claims are written just as the register writes: those need no second look. */
function isSame(value: string, claimed: string): boolean {
  return value === claimed || spelling(value) === spelling(claimed)
}

function yearsLater(date: string, years: number): string {
  return String(Number(date.slice(0, 4)) + years).padStart(4, '0') + date.slice(4)
}
