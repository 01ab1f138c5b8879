import { parseCivilDate, writtenDate } from '#kernel/civil-date'
import {
  type Known,
  type Noise,
  type NoiseRates,
  paperRegistry,
  type RegistryRow,
} from '../noise.ts'
import type { Collection, Entry, IdentityFields, Row } from './registry.ts'

/** The noise of paper, so many times as strong; at most in every other record. */
export function ratesOf(dirt: number): NoiseRates {
  const scaled = Object.entries(paperRegistry).map(([kind, perMille]) => [
    kind,
    Math.min(500, Math.round(perMille * dirt)),
  ])
  return Object.fromEntries(scaled) as NoiseRates
}

/**
 * What the agency wrote down instead of a clean record: mostly the same, sometimes wrong, now and
 * then twice, or followed by one of somebody whom the register of population does not know.
 */
export function* soil(entry: Entry, collection: Collection, noise: Noise): Generator<Row> {
  const [first, ...others] = collection.identities
  const known = first && knownOf(entry, first, 0)
  if (!first || !known) {
    yield entry.row
    return
  }
  let row = entry.row
  for (const [at, fields] of others.entries()) {
    const other = knownOf(entry, fields, at + 1)
    if (other) row = put(row, fields, noise.soil(other))
  }
  // A record of two people is not repeated: it would be another marriage.
  if (others.length > 0) {
    yield put(row, first, noise.soil(known))
    return
  }
  let copies = 0
  for (const it of noise.registry([known])) {
    const id = copies++ === 0 ? row['id'] : `${row['id']}-${copies}`
    yield { ...put(row, first, it.row), id: id ?? null }
  }
}

function knownOf({ row, people }: Entry, fields: IdentityFields, at: number): Known | undefined {
  const person = people[at]
  if (!person) return undefined
  const said = (field: string | undefined) =>
    field === undefined ? null : ((row[field] ?? null) as string | null)
  return {
    personId: person.id,
    oldNumber: person.oldNumber,
    personalNumber: said(fields.number),
    fullName: said(fields.name),
    birthOn: said(fields.birthOn),
    sex: said(fields.sex),
    address: said(fields.address),
    communeCode: said(fields.communeCode),
  }
}

function put(row: Row, fields: IdentityFields, dirty: RegistryRow): Row {
  const { number, name, birthOn, sex, address, communeCode } = fields
  return {
    ...row,
    [number]: dirty.personalNumber,
    [name]: dirty.fullName,
    ...(birthOn && { [birthOn]: dirty.birthOn }),
    ...(sex && { [sex]: dirty.sex }),
    ...(address && { [address]: dirty.address }),
    ...(communeCode && { [communeCode]: dirty.communeCode }),
  }
}

/** As older systems write: names in capitals, days as dd/mm/yyyy. */
export function inOldStyle(row: Row, { fields, identities }: Collection): Row {
  const names = new Set(identities.map((it) => it.name))
  const write = (name: string, kind: string, value: string): string => {
    if (names.has(name)) return value.toUpperCase()
    const date = kind === 'day' ? parseCivilDate(value) : undefined
    return date ? writtenDate(date) : value
  }
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = row[name] ?? null
      return [name, typeof value === 'string' ? write(name, kind, value) : value]
    }),
  )
}
