import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import type { Postgres } from '#engines/postgres'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import { alone } from '#kernel/database'
import { Refusal } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { type CommuneEntry, type Nation, openNation, parseCommunes } from '#nation'
import type { ImportProgress } from '#population'
import type { Rooms } from './compose.ts'
import type { CenterConfig } from './config.ts'
import { openProgress } from './progress.ts'
import { sendBirthNotices } from './seed-births.ts'
import type { RegisterSaid, RegisterTask, WithPeople } from './seed-register.ts'
import type { Say } from './terminal.ts'

/** What stands in `kernel.fact` under `nation`: this database holds people who never were. */
export type SeededNation = {
  readonly seed: number
  readonly people: number
  readonly today: CivilDate
  /** `loading` until everything is in: an interrupted first start begins again. */
  readonly state: 'loading' | 'settled'
}

/**
 * Fills an empty database of a demonstration with the synthetic nation, and says which it holds.
 * Keeps real and invented people apart: a demonstration refuses people of no nation, and production
 * refuses a nation.
 */
export async function seedNation(
  config: CenterConfig,
  kernel: Kernel,
  rooms: Rooms,
  postgres: Postgres,
  say: Say,
): Promise<SeededNation | undefined> {
  // Of several processes that start at once one fills the database; the others wait for it.
  return alone(postgres.ownerUrl, 'seed', async (owner) => {
    const mark = await readMark(owner)
    if (kernel.mode === 'production') {
      refuseNation(mark)
      return undefined
    }
    if (mark?.state === 'settled') return mark
    if (!mark && !(await rooms.population.isEmpty())) throw strangersRefusal()
    const people = config.nation.people || (mark?.people ?? 0)
    if (people === 0) return undefined
    const { seed, communes: list } = config.nation
    const today = civilDateOf(kernel.clock.now())
    const communes = list === undefined ? undefined : readCommunes(list)
    const options = { seed, people, today, ...(communes && { communes }) }
    const nation = openNation(options)
    const next = { seed, people: nation.people, today }
    await writeMark(owner, { ...next, state: 'loading' })
    await settle(nation, { ownerUrl: postgres.ownerUrl, nation: options }, kernel, rooms, say)
    const settled = { ...next, state: 'settled' } as const
    await writeMark(owner, settled)
    return settled
  })
}

/** Each room takes in what is its own. Every step may be repeated after an interruption. */
async function settle(
  nation: Nation,
  task: RegisterTask,
  { clock }: Kernel,
  { identity, publicServices }: Rooms,
  say: Say,
): Promise<void> {
  const progress = openProgress(clock, nation.people, say)
  const { firms, offices } = await fillRegister(task, (it) => progress.show(it))
  await identity.importOrganisations([...nation.agencies, ...firms], offices)
  await identity.enrolPersonas(task.ownerUrl, nation.personas)
  await sendBirthNotices(nation, civilDateOf(clock.now()), publicServices)
  progress.end()
}

/** Lets a thread of its own fill the register; rejects with its reason. */
function fillRegister(
  task: RegisterTask,
  show: (progress: ImportProgress) => void,
): Promise<WithPeople> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./seed-register.ts', import.meta.url), { workerData: task })
    thread.on('message', (said: RegisterSaid) => {
      if (said.kind === 'progress') show(said.progress)
      else if (said.kind === 'done') resolve(said)
      else reject(new Refusal(said.reason))
    })
    thread.on('error', reject)
    thread.on('exit', () => reject(new Error('The thread that fills the register has ended.')))
  })
}

async function readMark(owner: pg.Client): Promise<SeededNation | undefined> {
  const { rows } = await owner.query<{ value: SeededNation }>(
    `select value from kernel.fact where name = 'nation'`,
  )
  return rows[0]?.value
}

async function writeMark(owner: pg.Client, mark: SeededNation): Promise<void> {
  await owner.query(
    `insert into kernel.fact (name, value) values ('nation', $1)
     on conflict (name) do update set value = excluded.value`,
    [JSON.stringify(mark)],
  )
}

export function readCommunes(file: string): CommuneEntry[] {
  try {
    return parseCommunes(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`--communes ${file}: ${error.message}`)
    throw new Refusal(`--communes ${file}: the file cannot be read.`)
  }
}

function refuseNation(mark: SeededNation | undefined): void {
  if (!mark) return
  throw new Refusal(
    'This database holds a synthetic nation, and production is for real people only. ' +
      'Give production an empty database with NDC_DATABASE_URL or --data.',
  )
}

function strangersRefusal(): Refusal {
  return new Refusal(
    'This database holds people who are not of a synthetic nation, and a demonstration must not ' +
      'touch them. Set NDC_MODE=production, or give the demonstration a database of its own.',
  )
}
