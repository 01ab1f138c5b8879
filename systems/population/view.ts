import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { AddressView, LifeEventView, PersonView } from './contract.ts'
import { ethnicityName } from './domain/ethnicity.ts'
import type { LifeEvent } from './domain/life-event.ts'
import { fullName } from './domain/name.ts'
import type { Address, Person } from './domain/person.ts'
import { provinceOf, provinceTitle } from './domain/province.ts'
import { batched } from './storage/batch.ts'
import type { HouseholdMember } from './storage/families.ts'
import type { Schema } from './storage/schema.ts'
import { findSurroundings, type Surroundings } from './storage/surroundings.ts'
import { allUnits } from './storage/units.ts'

/** Writes addresses out: "Số 5, đường Lê Lợi, Phường Ba Đình, Thành phố Hà Nội". */
export type Gazetteer = {
  commune(code: string): string | undefined
  /** The two digits of the province in which a commune lies. */
  provinceOf(communeCode: string): string | undefined
  addressOf(address: Address): AddressView
  addressOf(address: Address | null): AddressView | null
}

/** Units hardly ever change: they are read once, and again when an unknown one is met. */
export async function openGazetteer(db: Kysely<Schema>): Promise<Gazetteer> {
  const names = new Map((await allUnits(db)).map((it) => [it.code, it]))
  const commune = (code: string): string | undefined => {
    const unit = names.get(code)
    const province = unit && provinceOf(unit.province)
    return unit && province && `${unit.name}, ${provinceTitle(province)}`
  }
  const addressOf = (it: Address | null): AddressView | null =>
    it && { ...it, text: [it.detail, commune(it.communeCode)].filter(Boolean).join(', ') }
  return {
    commune,
    provinceOf: (code) => names.get(code)?.province,
    addressOf: addressOf as Gazetteer['addressOf'],
  }
}

/**
 * Writes out the 26 items of a person, with where each changed one comes from. What is asked while
 * an earlier answer is under way is read together.
 */
export type View = (person: Person) => Promise<PersonView>

export function openView(pool: pg.Pool, gazetteer: () => Promise<Gazetteer>): View {
  const around = batched((people: Person[]) => findSurroundings(pool, people), 100)
  return async (person) => {
    const [units, { relatives, household, events }] = await Promise.all([
      gazetteer(),
      around(person),
    ])
    return {
      ...person,
      cards: [...person.cards],
      fullName: fullName(person.name),
      ethnicity: ethnicityName(person.ethnicity) ?? person.ethnicity,
      relatives: [...relatives],
      permanentResidence: units.addressOf(person.permanentResidence),
      temporaryResidence: units.addressOf(person.temporaryResidence),
      currentResidence: units.addressOf(person.currentResidence),
      residenceFile: household?.fileNumber ?? null,
      household: household
        ? { fileNumber: household.fileNumber, members: household.members.map(withoutNumber) }
        : null,
      provenance: provenanceOf(events),
    }
  }
}

/** Writes events for people: with addresses in words, as they are called today. */
export function eventViewer({ addressOf }: Gazetteer) {
  const written = (item: string, value: unknown) =>
    item.endsWith('Residence') ? addressOf(value as Address | null) : value
  return ({ personId: _, recordedAt, changes, ...rest }: LifeEvent): LifeEventView => ({
    ...rest,
    recordedAt: recordedAt.toISOString(),
    changes: Object.fromEntries(
      Object.entries(changes).map(([item, { from, to }]) => [
        item,
        { from: written(item, from), to: written(item, to) },
      ]),
    ),
  })
}

function withoutNumber(it: HouseholdMember) {
  const { personId, fullName, birthOn, sex, relationToHead } = it
  return { personId, fullName, birthOn, sex, relationToHead }
}

function provenanceOf(events: Surroundings['events']): PersonView['provenance'] {
  const provenance: PersonView['provenance'] = {}
  for (const event of events) {
    for (const item of Object.keys(event.changes)) {
      const before = provenance[item]
      if (before?.since && before.since > event.effectiveOn) continue
      provenance[item] = { since: event.effectiveOn, source: event.source }
    }
  }
  return provenance
}
