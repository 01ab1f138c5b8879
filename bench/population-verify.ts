/**
 * Look-ups and verifications over HTTP, each answered only when its audit record is durable,
 * against single-row SELECTs by the bare driver on the same PostgreSQL. CPU time is that of the
 * server (or the driver's process) and the database together; who asks over HTTP is not counted.
 */
import { once } from 'node:events'
import pg from 'pg'
import { prepareFolder } from './stand/center.ts'
import { press, wire } from './stand/load.ts'
import { cpuOfTree } from './stand/processes.ts'
import { addPrograms, type Program, tokenOf } from './stand/programs.ts'
import { median, printHeadline, printTable } from './stand/report.ts'
import { serveCenter, startProcess, stopProcess } from './stand/served.ts'

const [people = 20_000, rounds = 5, seconds = 4] = process.argv.slice(2).map(Number)
const load = { connections: 64, seconds }
const scopes = ['population.verify', 'population.read']
const purpose = 'open-account'

type Sample = { number: string; fullName: string; birthOn: string }

let programs: Program[] = []
using folder = await prepareFolder(people, async (center) => {
  // As many as keep each below its limit of look-ups in a minute.
  programs = await addPrograms(center, 250, scopes)
  for (const { id } of programs) {
    await center.rooms.population.authorise({
      clientId: id,
      purpose,
      basis: 'Luật Phòng, chống rửa tiền 14/2022/QH15',
      fields: new Set(['fullName', 'birthOn', 'alive']),
    })
  }
})
await using center = await serveCenter(folder.path, { NDC_WORK: 'none' })
const samples = await sampleOf(center.ownerUrl)
const questions = await drawQuestions()
const driver = startProcess('select-process')
try {
  await tell({ url: center.ownerUrl, numbers: samples.map((it) => it.number) })
  report(await measure())
} finally {
  await stopProcess(driver)
}

async function sampleOf(url: string): Promise<Sample[]> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const { rows } = await owner.query<Sample>(
    `select number, full_name as "fullName", birth_on as "birthOn" from population.person
     where died_on is null order by md5(id::text) limit 4999`,
  )
  await owner.end()
  return rows
}

/** Every tenth claim is wrong, as it happens, and every time about somebody else. */
async function drawQuestions() {
  const tokens = await Promise.all(programs.map((it) => tokenOf(center.url, it, scopes)))
  const made = (make: (it: Sample, headers: Record<string, string>) => Buffer) =>
    samples.map((it, at) => make(it, tokens[at % tokens.length] ?? {}))
  const verification = (wrong: boolean) =>
    made(({ number, fullName, birthOn }, headers) =>
      wire('POST', '/api/population/v1/verifications', headers, {
        number,
        purpose,
        claims: { fullName, birthOn: wrong ? '1900-01-01' : birthOn, alive: 'yes' },
      }),
    )
  const [right, wrong] = [verification(false), verification(true)]
  const lookUp = made(({ number }, headers) =>
    wire('POST', '/api/population/v1/people/look-up', headers, { number }),
  )
  let verified = 0
  let lookedUp = 0
  return {
    verification: () => {
      const at = verified++
      return (at % 10 === 0 ? wrong : right)[at % samples.length] as Buffer
    },
    lookUp: () => lookUp[lookedUp++ % samples.length] as Buffer,
  }
}

async function tell(order: object): Promise<number> {
  const answer = once(driver, 'message')
  driver.send(order)
  const [count] = (await answer) as [number]
  return count
}

/** How many in a CPU-second, and microseconds of CPU for each, outside and in the database. */
type Slice = { rate: number; programMicros: number; databaseMicros: number }
type Round = { verification: Slice; lookUp: Slice; select: Slice }

/** A first round warms up and does not count. */
async function measure(): Promise<Round[]> {
  const all: Round[] = []
  const slice = async (cpu: () => number, work: () => Promise<number>): Promise<Slice> => {
    const before = { all: cpu(), database: center.databaseCpu() }
    const count = await work()
    const used = cpu() - before.all
    const database = center.databaseCpu() - before.database
    const micros = (seconds: number) => (1e6 * seconds) / count
    return {
      rate: count / used,
      programMicros: micros(used - database),
      databaseMicros: micros(database),
    }
  }
  const driverCpu = () => cpuOfTree(driver.pid as number) + center.databaseCpu()
  const asking = (next: () => Buffer) => slice(center.cpu, () => press(center.url, load, next))
  for (let round = 0; round <= rounds; round++) {
    const verification = await asking(questions.verification)
    const select = await slice(driverCpu, () => tell({ seconds }))
    const lookUp = await asking(questions.lookUp)
    if (round > 0) all.push({ verification, lookUp, select })
  }
  return all
}

function report(all: Round[]): void {
  const row = (title: string, of: keyof Round) => [
    title,
    Math.round(median(all.map((it) => it[of].rate))),
    median(all.map((it) => it[of].rate / it.select.rate)),
    Math.round(median(all.map((it) => it[of].programMicros))),
    Math.round(median(all.map((it) => it[of].databaseMicros))),
  ]
  const rows = [
    row('verification over HTTP', 'verification'),
    row('look-up over HTTP', 'lookUp'),
    row('SELECT by the bare driver', 'select'),
  ]
  printTable([
    ['what', 'per CPU-second', 'of the SELECTs', 'µs of the program', 'µs of the database'],
    ...rows,
  ])
  const rate = (of: keyof Round) => median(all.map((it) => it[of].rate))
  printHeadline({
    name: 'population-verify',
    ours: rate('verification'),
    peer: rate('select'),
    unit: 'verifications per CPU-second',
  })
}
