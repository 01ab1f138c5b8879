/**
 * The thread that grows the nation and fills the register, so that the memory which a whole nation
 * takes is given back with the thread.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Refusal } from '#kernel/problem'
import {
  type NationBatch,
  type NationOptions,
  type Office,
  type Organisation,
  openNation,
} from '#nation'
import { type ImportProgress, importPeople } from '#population'

export type RegisterTask = { readonly ownerUrl: string; readonly nation: NationOptions }

/** What came with the people, and is for another room. */
export type WithPeople = { readonly firms: Organisation[]; readonly offices: Office[] }

export type RegisterSaid =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'refused'; readonly reason: string }
  | ({ readonly kind: 'done' } & WithPeople)

const { ownerUrl, nation: options } = workerData as RegisterTask
const say = (it: RegisterSaid) => parentPort?.postMessage(it)

const nation = openNation(options)
const firms: Organisation[] = []
const offices: Office[] = []
function* families(): Generator<NationBatch> {
  for (const batch of nation.families()) {
    firms.push(...batch.firms)
    offices.push(...batch.offices)
    yield batch
  }
}

try {
  await importPeople(ownerUrl, { units: nation.units, batches: families() }, (progress) =>
    say({ kind: 'progress', progress }),
  )
  say({ kind: 'done', firms, offices })
} catch (error) {
  // A class does not survive the way between threads.
  if (!(error instanceof Refusal)) throw error
  say({ kind: 'refused', reason: error.message })
}
