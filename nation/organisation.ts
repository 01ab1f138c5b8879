import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Address } from '#population'

export type OrganisationKind =
  | 'ministry'
  | 'data-center'
  | 'people-committee'
  | 'police'
  | 'hospital'
  | 'firm'

/** An agency or a firm. */
export type Organisation = {
  readonly id: Id<'organisation'>
  readonly kind: OrganisationKind
  readonly name: Words
  /** The unit that it is responsible for (2 or 5 digits); null for the whole country, or a firm. */
  readonly unitCode: string | null
  /** Ten digits (MOD 11); firms only. */
  readonly taxCode: string | null
  readonly parentId: Id<'organisation'> | null
  readonly address: Address | null
}

/** What an official may do follows from the role. `representative` stands for a firm. */
export type Role =
  | 'civil-registrar'
  | 'commune-police'
  | 'hospital-recorder'
  | 'operator'
  | 'data-steward'
  | 'representative'

/** A post that a person of the register holds in an organisation. */
export type Office = {
  readonly id: Id<'office'>
  readonly personId: Id<'person'>
  readonly organisationId: Id<'organisation'>
  readonly role: Role
  readonly title: Words
  /** The unit that the post is responsible for; null for the whole country. */
  readonly unitCode: string | null
  readonly since: CivilDate
}
