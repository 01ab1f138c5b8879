/**
 * Links dirty registers to the register of people, and counts against a truth that is known: pairs
 * and rows a second, precision and recall. The dirt is that of `nation/noise.ts`. Peer: Splink on
 * DuckDB, the same rows and people in the same form, which is made before its clock starts.
 *
 * Splink stands in a Python environment of its own: `python3 -m venv DIR && DIR/bin/pip install
 * splink==5.0.0 duckdb==2.0.0`, and `NDC_BENCH_PYTHON=DIR/bin/python`. Without it our part is
 * measured alone.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { matchRows } from '#data-coordination'
import { type DuckDB, literal, openDuckDB } from '#engines/duckdb'
import { type Known, openNation, openNoise, paperRegistry } from '#nation'
import { fullName } from '#population'
import { makeFolder } from './stand/center.ts'
import { memoryOf } from './stand/processes.ts'
import { printHeadline, printTable, say } from './stand/report.ts'

const [people = 1_000_000, ...given] = process.argv.slice(2).map(Number)
const sizes = given.length > 0 ? given : [100_000, 1_000_000]
const python = process.env['NDC_BENCH_PYTHON'] ?? 'python3'
const [threads, matchFrom] = [2, 0.998]

type Result = {
  who: string
  rows: number
  pairs: number
  seconds: number
  cpu: number
  precision: number
  recall: number
}

const folder = makeFolder('linkage')
const parquet = (name: string) => literal(join(folder, `${name}.parquet`))
const open = (name: string) =>
  openDuckDB({
    folders: [folder],
    temporary: join(folder, `spill-${name}`),
    memoryMb: 6_000,
    threads,
  })
const results: Result[] = []
try {
  mkdirSync(folder, { recursive: true })
  await grow('dirty', openNoise(11))
  await grow('numberless', openNoise(12, { ...paperRegistry, numberMissing: 1_000 }))
  await measure('dirty', 10_000) // warms up, and does not count
  for (const rows of sizes) results.push(...(await inTurns(rows)))
  results.push({ ...(await measure('numberless', sizes[0] ?? 100_000)), who: 'ours, no numbers' })
  report()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Ours and the peer take turns; of each, the round of median duration counts. */
async function inTurns(rows: number): Promise<Result[]> {
  const [ours, peers]: [Result[], Result[]] = [[], []]
  for (let round = 0; round < (rows > 500_000 ? 1 : 3); round++) {
    ours.push(await measure('dirty', rows))
    const peer = askPeer(rows)
    if (peer) peers.push(peer)
  }
  const middle = (all: Result[]) =>
    all
      .toSorted((one, other) => one.seconds - other.seconds)
      .slice(all.length >> 1, 1 + (all.length >> 1))
  return [...middle(ours), ...middle(peers)]
}

/** Grows the nation and writes people, rows and truth as Parquet. */
async function grow(name: string, noise: ReturnType<typeof openNoise>): Promise<void> {
  await using duck = await open('grow')
  const sides = {
    people: await table(
      duck,
      'people',
      'person_id number old_number full_name birth_on sex commune_code province address',
    ),
    rows: await table(
      duck,
      'rows',
      'row_key personal_number full_name birth_on sex address commune_code',
    ),
    truth: await table(duck, 'truth', 'row_key person_id'),
  }
  let count = 0
  for (const { row, personId } of noise.registry(everybody(sides.people.add))) {
    const key = `r${count++}`
    const { personalNumber, fullName: called, birthOn, sex, address, communeCode } = row
    sides.rows.add([key, personalNumber, called, birthOn, sex, address, communeCode])
    sides.truth.add([key, personId])
  }
  for (const side of Object.values(sides)) side.close()
  await duck.run(`copy people to ${parquet('people')}`)
  await duck.run(`copy rows to ${parquet(name)}`)
  await duck.run(`copy truth to ${parquet(`${name}-truth`)}`)
}

/** The living, of whom registers are kept; the dead are in the register of people too. */
function* everybody(enter: (cells: (string | null)[]) => void): Generator<Known> {
  const nation = openNation({ seed: 7, people, today: '2026-11-18' as never })
  const provinces = new Map(nation.units.map((it) => [it.code, it.province]))
  for (const batch of nation.families()) {
    for (const it of batch.people) {
      const { id, number, oldNumber, birthOn, sex, currentResidence: home } = it
      const called = fullName(it.name)
      const [commune, detail] = [home?.communeCode ?? null, home?.detail ?? null]
      const province = commune === null ? null : (provinces.get(commune) ?? null)
      enter([id, number, oldNumber, called, birthOn, sex, commune, province, detail])
      if (it.diedOn) continue
      yield {
        personId: id,
        personalNumber: number,
        oldNumber,
        fullName: called,
        birthOn,
        sex,
        address: detail,
        communeCode: commune,
      }
    }
  }
}

async function table(duck: DuckDB, name: string, columns: string) {
  const typed = columns.split(' ').map((it) => `${it} varchar`)
  await duck.run(`create table ${name} (${typed.join(', ')})`)
  const appender = await duck.connection.createAppender(name)
  return {
    add(cells: readonly (string | null)[]): void {
      for (const cell of cells) {
        if (cell === null) appender.appendNull()
        else appender.appendVarchar(cell)
      }
      appender.endRow()
    },
    close: () => appender.closeSync(),
  }
}

/** Standardising both sides, learning the model, comparing and choosing: all of it is counted. */
async function measure(name: string, rows: number): Promise<Result> {
  await using duck = await open(name)
  await duck.run(`create table linkage_person_given as from read_parquet(${parquet('people')})`)
  await duck.run(`create table given as from read_parquet(${parquet(name)})
    order by hash(row_key) limit ${rows}`)
  const [begun, cpuBegun] = [performance.now(), process.cpuUsage()]
  const found = await matchRows(duck, 'given')
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpuBegun)
  const [scores] = await duck.rows<{ precision: number; recall: number }>(`
    select count(*) filter (state = 'match' and t.person_id = o.person_id)
        / count(*) filter (state = 'match') as precision,
      count(*) filter (state = 'match' and t.person_id = o.person_id) / count(t.person_id) as recall
    from given join read_parquet(${parquet(`${name}-truth`)}) t using (row_key)
      left join linkage_outcome o on o.row_key = given.row_key and rank = 1`)
  // What the peer is given: the same rows and people, in the form that ours were brought into.
  await duck.run(`copy linkage_row to ${parquet('linkage_row')}`)
  await duck.run(`copy linkage_person to ${parquet('linkage_person')}`)
  await duck.run(`copy (select t.* from read_parquet(${parquet(`${name}-truth`)}) t
    semi join given using (row_key)) to ${parquet('truth')}`)
  say(`${name}: ${found.rows} rows, ${found.grey} in doubt`)
  const { precision = 0, recall = 0 } = scores ?? {}
  const cpu = (user + system) / 1e6
  return { who: 'ours', rows: found.rows, pairs: found.pairs, seconds, cpu, precision, recall }
}

function askPeer(rows: number): Result | undefined {
  const script = join(import.meta.dirname, 'peers/linkage.py')
  const asked = spawnSync(python, [script, folder, String(threads), String(matchFrom)], {
    encoding: 'utf8',
    timeout: 1_800_000,
  })
  const last = asked.stdout?.trim().split('\n').at(-1) ?? ''
  if (asked.status !== 0 || !last.startsWith('{')) {
    const why = /No module named '(\w+)'/.exec(asked.stderr ?? '')?.[0] ?? asked.error?.message
    say(`Splink on ${rows} rows: skipped (${why ?? `exit status ${asked.status}`}).`)
    return undefined
  }
  const { version, ...result } = JSON.parse(last) as Result & { version: string }
  return { ...result, who: `Splink ${version}` }
}

function report(): void {
  say('')
  printTable([
    ['who', 'rows', 'pairs', 'seconds', 'CPU-s', 'rows/s', 'pairs/s', 'precision', 'recall'],
    ...results.map((it) => [
      it.who,
      it.rows.toLocaleString('en'),
      it.pairs.toLocaleString('en'),
      it.seconds,
      it.cpu,
      Math.round(it.rows / it.seconds),
      Math.round(it.pairs / it.seconds),
      it.precision.toFixed(6),
      it.recall.toFixed(4),
    ]),
  ])
  say(`program, peak MB: ${Math.round(memoryOf(process.pid).peak / 1_048_576)}`)
  const largest = Math.max(...results.map((it) => it.rows))
  const of = (who: RegExp) => results.find((it) => who.test(it.who) && it.rows === largest)
  const [ours, peer] = [of(/^ours$/), of(/^Splink/)]
  if (!ours) return
  printHeadline({
    name: 'linkage',
    ours: Math.round(ours.pairs / ours.seconds),
    peer: peer ? Math.round(peer.pairs / peer.seconds) : null,
    unit: `pairs/s over ${ours.rows} rows; ${wholeRows(ours)} rows/s against ${peer ? wholeRows(peer) : 'none'}; precision ${ours.precision.toFixed(6)}, recall ${ours.recall.toFixed(4)}`,
  })
}

function wholeRows({ rows, seconds }: Result): number {
  return Math.round(rows / seconds)
}
