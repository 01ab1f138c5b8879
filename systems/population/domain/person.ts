import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Name } from './name.ts'
import type { PersonalNumber, Sex } from './personal-number.ts'

/** Where someone lives: a commune (5 digits, Decision 19/2025) and the line within it. */
export type Address = { readonly communeCode: string; readonly detail: string }

export type Card = {
  readonly number: string
  readonly issuedOn: CivilDate
  /** Null where the card does not expire. */
  readonly expiresOn: CivilDate | null
}

export type Absence = {
  readonly from: CivilDate
  readonly until: CivilDate | null
  readonly place: string
}

export type MaritalStatus = 'single' | 'married' | 'divorced' | 'widowed'

export type RelationToHead =
  | 'head'
  | 'spouse'
  | 'child'
  | 'parent'
  | 'grandparent'
  | 'grandchild'
  | 'child-in-law'
  | 'sibling'
  | 'other'

export type Religion =
  | 'none'
  | 'buddhism'
  | 'catholicism'
  | 'protestantism'
  | 'caodaism'
  | 'hoahao'
  | 'islam'
  | 'other'

export type BloodGroup = 'A' | 'B' | 'AB' | 'O'

/** A person as the register holds them; relatives and household are rows of their own. */
export type Person = {
  readonly id: Id<'person'>
  readonly number: PersonalNumber
  readonly name: Name
  readonly otherName: string | null
  readonly birthOn: CivilDate
  readonly sex: Sex
  readonly birthplace: string
  readonly registrationPlace: string
  readonly origin: string
  /** Two digits (Decision 121-TCTK/PPCD). */
  readonly ethnicity: string
  readonly religion: Religion
  /** ISO 3166-1 alpha-3. */
  readonly nationality: string
  readonly bloodGroup: BloodGroup | null
  /** The nine digits of the identity card used until 2020. */
  readonly oldNumber: string | null
  readonly cards: readonly Card[]
  readonly permanentResidence: Address | null
  readonly temporaryResidence: Address | null
  readonly currentResidence: Address | null
  readonly absence: Absence | null
  readonly householdId: Id<'household'> | null
  readonly relationToHead: RelationToHead | null
  readonly maritalStatus: MaritalStatus
  readonly diedOn: CivilDate | null
  readonly missingOn: CivilDate | null
  readonly phone: string | null
  readonly email: string | null
  readonly registeredAt: Date
}

/** The items that a life event may set; the others follow from rows of their own. */
export type Settable = Omit<Person, 'id' | 'registeredAt'>

export type Item = keyof Settable
