/**
 * The synthetic nation: people, households, agencies and firms that never were. The same seed, day,
 * size and list of communes make the same nation on every machine. It is grown family by family and
 * nothing is remembered of the families before, so that its size costs time but no memory.
 */
import { type CivilDate, startOf } from '#kernel/civil-date'
import { type ImportBatch, provinces, type Unit } from '#population'
import { type Agencies, openAgencies } from './agencies.ts'
import { type Commune, type CommuneEntry, inventedCommunes, openCommunes } from './communes.ts'
import { dayOf } from './day.ts'
import { growFamily, growLone } from './families.ts'
import { openFirms } from './firms.ts'
import { recordForeigners } from './foreigners.ts'
import { arrangeHomes } from './homes.ts'
import type { Family, Ground, Home } from './member.ts'
import { openNumbers } from './numbers.ts'
import { openPosts } from './officials.ts'
import type { Office, Organisation } from './organisation.ts'
import { type Cast, castPersonas, type Persona } from './personas.ts'
import { Random } from './random.ts'
import { type Draft, emptyDraft, recordFamily } from './records.ts'

export type NationOptions = {
  /** 0 … 4,294,967,295. */
  readonly seed: number
  /** How many people the register holds, the dead of recent years among them. */
  readonly people: number
  /** The day on which the nation stands. */
  readonly today: CivilDate
  /** The official list of communes; invented ones when unsaid. */
  readonly communes?: readonly CommuneEntry[]
}

export type Nation = {
  readonly people: number
  /** Provinces and communes. */
  readonly units: readonly Unit[]
  readonly personas: readonly Persona[]
  /** The agencies of the state. Firms come with the people. */
  readonly agencies: readonly Organisation[]
  /** Everybody, some families at a time; can be walked once. */
  families(): Generator<NationBatch>
}

export type NationBatch = ImportBatch & {
  readonly firms: readonly Organisation[]
  readonly offices: readonly Office[]
}

/** The day on which the register was opened; older facts have no history in it. */
export const registerOpenedOn = '2021-07-01' as CivilDate

const peopleInBatch = 200
const firmsAtMost = 20_000
const foreignersPerMille = 9
/** Tries to find a family that fits into the last places before single people fill them. */
const lastTries = 20
const streams = { agencies: 1, personas: 2, families: 3 }

export function openNation(options: NationOptions): Nation {
  const { seed, people, today } = options
  if (today < '2023-01-01') throw new RangeError('The nation stands in 2023 at the earliest.')
  const communes = openCommunes(options.communes ?? inventedCommunes(), people)
  // What every nation has, agencies and personas, does not depend on the seed.
  const random = new Random()
  const openingMs = startOf(registerOpenedOn).getTime()
  const agencies = openAgencies(
    communes.all,
    openNumbers(openingMs - 86_400_000),
    random.begin(0, streams.agencies),
  )
  const numbers = openNumbers(openingMs)
  const opening = dayOf(registerOpenedOn)
  const ground: Ground = { random, communes, numbers, today: dayOf(today), opening }
  random.begin(0, streams.personas)
  const cast = castPersonas(ground, agencies)
  const castSize = cast.families.reduce((sum, it) => sum + it.family.members.length, 0)
  return {
    people: Math.max(people, castSize),
    units: [
      ...provinces.map(({ code, name, kind }) => ({ code, name, kind, province: code })),
      ...communes.all.map(({ code, name, kind, province }) => ({ code, name, kind, province })),
    ],
    personas: cast.personas,
    agencies: agencies.all,
    families: () => walk(ground, seed, Math.max(people, castSize), cast, agencies),
  }
}

function* walk(
  ground: Ground,
  seed: number,
  people: number,
  cast: Cast,
  agencies: Agencies,
): Generator<NationBatch> {
  const { random, communes } = ground
  const posts = openPosts(agencies, communes.lived)
  const firms = openFirms(firmsAtMost)
  let batch = emptyBatch()
  let count = 0
  const enter = (family: Family, homes: readonly Home[]): void => {
    recordFamily(ground, family, homes, batch)
    for (const home of homes) {
      posts.fill(ground, home, batch.offices)
      firms.found(ground, home, batch.firms, batch.offices)
    }
    count += family.members.length
  }
  for (const office of cast.offices) {
    batch.offices.push(office)
    if (office.unitCode) posts.take(office.unitCode, office.role)
  }
  for (const { family, homes } of cast.families) enter(family, homes)
  for (let index = 0; count < people; index++) {
    random.begin(seed, streams.families, index)
    const commune = communes.anywhere(random)
    const family = familyOfAtMost(ground, commune, people - count)
    enter(family, arrangeHomes(ground, family))
    if (people - count >= 2 && random.chance(foreignersPerMille)) {
      count += recordForeigners(ground, commune, batch)
    }
    if (batch.people.length >= peopleInBatch) {
      yield batch
      batch = emptyBatch()
    }
  }
  yield batch
}

function familyOfAtMost(ground: Ground, commune: Commune, most: number): Family {
  for (let tries = 0; tries < lastTries; tries++) {
    const family = growFamily(ground, commune)
    if (family.members.length <= most) return family
  }
  return growLone(ground, commune)
}

type Batch = Draft & { firms: Organisation[]; offices: Office[] }

const emptyBatch = (): Batch => ({ ...emptyDraft(), firms: [], offices: [] })

export { type CommuneEntry, parseCommunes } from './communes.ts'
export {
  type DirtyRow,
  type Known,
  type Noise,
  type NoiseRates,
  openNoise,
  paperRegistry,
  type RegistryRow,
} from './noise.ts'
export type { Office, Organisation, OrganisationKind, Role } from './organisation.ts'
export type { Persona, PersonaKey } from './personas.ts'
