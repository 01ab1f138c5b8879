/**
 * A registry of an agency: what it holds, in the words of its own contract, and how its records
 * come from the people and firms of the nation.
 */
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Person } from '#population'
import type { NationBatch } from '../index.ts'
import type { Random } from '../random.ts'

export const registryCodes = [
  'civil-status',
  'health-insurance',
  'social-insurance',
  'driving-licences',
  'vehicles',
  'land',
  'enterprises',
  'tax',
] as const
export type RegistryCode = (typeof registryCodes)[number]

export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

export type Field = {
  readonly name: string
  readonly words: Words
  readonly kind: 'text' | 'day' | 'count' | 'personal-number'
}

/** Where a record says who somebody is. */
export type IdentityFields = {
  readonly number: string
  readonly name: string
  readonly birthOn?: string
  readonly sex?: string
  readonly address?: string
  readonly communeCode?: string
}

/** One kind of record; also one data service, under the same code. */
export type Collection = {
  readonly code: string
  readonly title: Words
  /** The first is `id`, by which a record is known. */
  readonly fields: readonly Field[]
  readonly identities: readonly IdentityFields[]
  /** Written in capitals, with days as dd/mm/yyyy, as older systems write. */
  readonly oldStyle?: true
  /** How strong the noise is (`nation/noise.ts`): 1 is a register typed from paper. */
  readonly dirt: number
}

export type Registry = {
  readonly code: RegistryCode
  /** The member of the exchange that keeps it: `VN/GOV/MOJ`. */
  readonly member: `VN/GOV/${string}`
  readonly owner: Words
  readonly title: Words
  /** By which others may be given what it holds. */
  readonly law: string
  readonly collections: readonly Collection[]
  /** The records that a batch of people and firms brings forth, clean. */
  draw(kin: Kin, scene: Scene): Iterable<Entry>
}

export type Entry = {
  readonly collection: string
  readonly row: Row
  /** Whose identities stand in it, in their order; undefined where the register knows nobody. */
  readonly people: readonly (Person | undefined)[]
}

/** People of some families, with what can be asked about them. */
export type Kin = NationBatch & { person(id: Id<'person'> | null): Person | undefined }

export type Scene = {
  readonly random: Random
  readonly today: CivilDate
  /** Personas have every record that their story needs, and theirs are clean. */
  isPersona(id: Id<'person'>): boolean
  nameOf(person: Person): string
  /** Counts up, each key for itself. */
  serial(key: string): number
}

export const text = (name: string, vi: string, en: string): Field => field(name, vi, en, 'text')
export const day = (name: string, vi: string, en: string): Field => field(name, vi, en, 'day')
export const count = (name: string, vi: string, en: string): Field => field(name, vi, en, 'count')
export const personalNumber = (name: string, vi: string, en: string): Field =>
  field(name, vi, en, 'personal-number')

function field(name: string, vi: string, en: string, kind: Field['kind']): Field {
  return { name, words: { vi, en }, kind }
}

/** The fields with which most records say who somebody is, and where they are found in them. */
export const whose = [
  personalNumber('number', 'Số định danh cá nhân', 'Personal number'),
  text('fullName', 'Họ, chữ đệm và tên', 'Full name'),
  day('birthOn', 'Ngày sinh', 'Date of birth'),
]
export const whoseFields: IdentityFields = {
  number: 'number',
  name: 'fullName',
  birthOn: 'birthOn',
}
export const whoseOf = (it: Person, { nameOf }: Scene): Row => ({
  number: it.number,
  fullName: nameOf(it),
  birthOn: it.birthOn,
})

export const where = [
  text('address', 'Địa chỉ', 'Address'),
  text('communeCode', 'Mã xã, phường', 'Commune'),
]
export const whereFields = { address: 'address', communeCode: 'communeCode' }
export const whereOf = (it: Person): Row => {
  const home = it.currentResidence ?? it.permanentResidence
  return { address: home?.detail ?? null, communeCode: home?.communeCode ?? null }
}
