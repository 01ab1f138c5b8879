/**
 * Fills the registries batch by batch, so that a nation of any size costs time but no memory.
 */
import { fullName } from '#population'
import { type NationOptions, openNation } from '../index.ts'
import { type Noise, openNoise } from '../noise.ts'
import { Random } from '../random.ts'
import { inOldStyle, ratesOf, soil } from './dirt.ts'
import { registries } from './index.ts'
import type { Collection, Kin, RegistryCode, Row, Scene } from './registry.ts'

export type RegistryRecord = {
  readonly registry: RegistryCode
  readonly collection: string
  readonly row: Row
}

/** What every registry wrote down, some families at a time; can be walked once. */
export function* drawRegistries(options: NationOptions): Generator<RegistryRecord> {
  const nation = openNation(options)
  const personas = new Set(nation.personas.map((it) => it.personId))
  const serials = new Map<string, number>()
  const noises = openNoises(options.seed)
  let index = 0
  for (const batch of nation.families()) {
    const people = new Map(batch.people.map((it) => [it.id, it]))
    const kin: Kin = { ...batch, person: (id) => (id === null ? undefined : people.get(id)) }
    for (const [at, registry] of registries.entries()) {
      // The families of the personas come first, and are the same in every nation.
      const random = new Random().begin(index === 0 ? 0 : options.seed, streams + at, index)
      const scene: Scene = {
        random,
        today: options.today,
        isPersona: (id) => personas.has(id),
        nameOf: ({ name }) => fullName(name),
        serial: (key) => count(serials, `${registry.code} ${key}`),
      }
      for (const entry of registry.draw(kin, scene)) {
        const { collection: code, people } = entry
        const { collection, noise } = noises.get(`${registry.code} ${code}`) as Soiling
        const clean = people.some((it) => it && personas.has(it.id))
        for (const row of clean ? [entry.row] : soil(entry, collection, noise)) {
          const written = collection.oldStyle ? inOldStyle(row, collection) : row
          yield { registry: registry.code, collection: code, row: written }
        }
      }
    }
    index++
  }
}

type Soiling = { readonly collection: Collection; readonly noise: Noise }

/** Each kind of record has dirt of its own. */
function openNoises(seed: number): Map<string, Soiling> {
  const all = registries.flatMap(({ code, collections }) =>
    collections.map((collection) => [`${code} ${collection.code}`, collection] as const),
  )
  return new Map(
    all.map(([key, collection], at) => [
      key,
      { collection, noise: openNoise((seed + at) >>> 0, ratesOf(collection.dirt)) },
    ]),
  )
}

/** Streams of chance below are the nation's own. */
const streams = 16

function count(serials: Map<string, number>, key: string): number {
  const next = serials.get(key) ?? 0
  serials.set(key, next + 1)
  return next
}
