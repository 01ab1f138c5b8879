/**
 * From a dirty table in PostgreSQL to a published dataset whose rows are linked to people: land,
 * profile, map, check, link, publish. Links, reviews, merges and audit are written as the product
 * does, and counted against the truth. Peers on the same rows: COPY out of PostgreSQL alone, and
 * DuckDB alone, reading the file of that COPY and writing it sorted as Parquet. Then what a lineage
 * event costs with few and with many before it. `npm run bench -- pipeline ROWS EVENTS PEOPLE`
 */
import { createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline as flow } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import {
  appendLineage,
  checkFile,
  type FieldMapping,
  firstLists,
  firstTerms,
  gatherLinkedRows,
  land,
  makeVersion,
  mapLanded,
  openLinking,
  openNetwork,
  openStore,
  profileFile,
  type Rule,
  runEvent,
} from '#data-coordination/workshop'
import type { CivilDate } from '#kernel/civil-date'
import { makeFolder, openStand } from './stand/center.ts'
import { linker, scoreLinks, writeRegistry } from './stand/dirty-registry.ts'
import { memoryOf } from './stand/processes.ts'
import { median, printHeadline, printTable, say } from './stand/report.ts'

const [rows = 10_000_000, events = 1_000_000, people = 1_000_000] = process.argv
  .slice(2)
  .map(Number)
const table: (string | number)[][] = [['stage', 'seconds', 'rows/s', 'CPU seconds']]

async function stage<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const [startedMs, before] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const seconds = (performance.now() - startedMs) / 1_000
  const { user, system } = process.cpuUsage(before)
  table.push([name, seconds, Math.round(rows / seconds), (user + system) / 1e6])
  say(`${name}: ${seconds.toFixed(1)} s`)
  return result
}

const field = (to: string, term: string | null, from: string, ...steps: FieldMapping['steps']) =>
  ({ to, term, from: [from], steps, onBad: 'cell' }) satisfies FieldMapping
const mapping = [
  field('record', null, 'ma_ho_so'),
  field('number', 'person.number', 'so_cccd', { do: 'digits' }),
  field('full_name', 'person.full-name', 'ho_ten', { do: 'title' }),
  field('given_name', 'person.given-name', 'ho_ten', { do: 'name-part', part: 'given' }),
  field('birth_on', 'person.birth-date', 'ngay_sinh', {
    do: 'date',
    forms: ['dd/mm/yyyy', 'yyyy-mm-dd'],
  }),
  field('sex', 'person.sex', 'gioi_tinh', { do: 'translate', list: 'sex' }),
  field('address', 'person.address', 'dia_chi'),
  field('commune', 'place.commune', 'ma_xa'),
  field('area', 'land.area', 'dien_tich', { do: 'number', decimal: ',' }),
]
const rule = (id: string, check: Rule['check']): Rule => {
  return { id, title: { vi: id, en: id }, severity: 'warning', tolerance: 0.1, check }
}
const rules = [
  rule('number-filled', { kind: 'filled', column: 'number' }),
  rule('number-form', { kind: 'pattern', column: 'number', pattern: '[0-9]{12}' }),
  rule('record-once', { kind: 'unique', columns: ['record'] }),
  rule('name-filled', { kind: 'filled', column: 'full_name' }),
  rule('birth-range', { kind: 'range', column: 'birth_on', min: '1900-01-01', max: '2026-11-18' }),
  rule('sex-known', { kind: 'in-list', column: 'sex', list: 'sex' }),
  rule('area-range', { kind: 'range', column: 'area', min: 0, max: 100_000 }),
  rule('complete', { kind: 'complete', columns: ['number', 'full_name', 'sex'], share: 0.9 }),
]

const folder = makeFolder('pipeline')
await using center = await openStand(people)
const { ownerUrl } = center.postgres
const [owner, other] = [clientOf(), clientOf()] as const
await Promise.all([owner.connect(), other.connect()])
try {
  say(`writing ${rows.toLocaleString('en')} dirty rows into a table`)
  await writeRegistry([owner, other], center.rooms.population, rows)
  await measurePipeline(owner)
  printTable(table)
  const seconds = (name: string) => Number(table.find((it) => it[0] === name)?.[1])
  const peer = rows / (seconds('COPY alone') + seconds('DuckDB alone'))
  const all = seconds('all stages')
  const ratio = (stages: string, it: number) =>
    say(`${stages}: ${Math.round(rows / it)} rows/s, ${(rows / it / peer).toFixed(3)} of the peers`)
  ratio('all stages', all)
  ratio('all stages but link', all - seconds('link'))
  const { precision, recall, ...found } = await scoreLinks(owner, 'bench')
  say(`precision ${precision.toFixed(6)}, recall ${recall.toFixed(4)}, ${JSON.stringify(found)}`)
  say(`memory at its peak: ${Math.round(memoryOf(process.pid).peak / 1_048_576)} MB`)
  await measureLineage(owner)
  printHeadline({ name: 'pipeline', ours: rows / all, peer, unit: 'rows/s' })
} finally {
  await Promise.all([owner.end(), other.end()])
  rmSync(folder, { recursive: true, force: true })
}

function clientOf(): pg.Client {
  return new pg.Client({ connectionString: ownerUrl })
}

async function measurePipeline(client: pg.Client): Promise<void> {
  const store = openStore(join(folder, 'workshop'), { memoryMb: 2_048, threads: 2 })
  const run = store.runFolder('bench', 'run')
  const url = new URL(ownerUrl)
  const signal = new AbortController().signal
  await using duck = await store.open({ folders: [folder], spill: 'bench' })
  const csv = join(folder, 'raw.csv')
  await stage('COPY alone', async () => {
    const copy = copyTo('copy public.bench_registry to stdout (format csv, header true)')
    await flow(client.query(copy), createWriteStream(csv, { highWaterMark: 1_048_576 }))
  })
  await stage('DuckDB alone', () =>
    duck.run(`copy (select * from read_csv('${csv}', all_varchar = true, header = true)
      order by so_cccd) to '${join(folder, 'raw.parquet')}' (format parquet, compression zstd)`),
  )
  rmSync(csv)
  rmSync(join(folder, 'raw.parquet'))
  await stage('all stages', async () => {
    await stage('land', () =>
      land({
        duck,
        store,
        network: openNetwork(['127.0.0.0/8', '::1/128']),
        settings: {
          kind: 'postgresql',
          host: url.hostname,
          port: Number(url.port),
          database: url.pathname.slice(1),
          user: decodeURIComponent(url.username),
          tls: false,
          schema: 'public',
          table: 'bench_registry',
        },
        secret: decodeURIComponent(url.password),
        folder: run,
        now: new Date(),
        signal,
        ask: { kind: 'full' },
        watermark: undefined,
      }),
    )
    await stage('profile', () => profileFile(duck, join(run, 'landed.parquet'), firstTerms))
    const terms = new Map(firstTerms.map((it) => [it.code, it]))
    const lists = new Map(firstLists.map((it) => [it.code, it.codes]))
    const mapped = await stage('map', () =>
      mapLanded(duck, run, { mapping, key: ['record'] }, { terms, lists }),
    )
    await stage('check', () =>
      checkFile(duck, join(run, 'mapped.parquet'), rules, {
        today: '2026-11-18' as CivilDate,
        types: new Map([['birth_on', 'date']]),
        lists,
        published: () => undefined,
        rowsBefore: undefined,
      }),
    )
    await stage('link', async () => {
      const file = join(run, 'mapped.parquet')
      const view = await gatherLinkedRows(duck, file, mapping)
      const { kernel, rooms } = center
      const linking = openLinking({
        kernel,
        ...rooms,
        db: kernel.database.room('data-coordination'),
      })
      const ask = { duck, table: view, dataset: 'bench', run: 'run', actor: linker, signal }
      say(JSON.stringify(await linking.linkRun(ask)))
    })
    const published = await stage('publish', () =>
      makeVersion(duck, {
        current: join(run, 'mapped.parquet'),
        folder: store.versionFolder('bench', 1),
        before: undefined,
        sortBy: ['number'],
        manifest: {
          dataset: 'bench',
          version: 1,
          runId: 'run',
          pipelineVersion: 1,
          publishedAt: new Date().toISOString(),
        },
      }),
    )
    if (published.rows !== rows) throw new Error(`${published.rows} of ${rows} were published.`)
    say(`${mapped.rejects.toLocaleString('en')} values were put aside`)
  })
}

/** What one more event costs, with so many before it: the median of several hundred commits. */
async function measureLineage(client: pg.Client): Promise<void> {
  const db = center.kernel.database.room('data-coordination')
  const place = (name: string) => ({ namespace: 'bench', name })
  const add = async (at: number): Promise<number> => {
    const event = runEvent({
      kind: 'COMPLETE',
      at: new Date(),
      center: 'http://localhost',
      runId: crypto.randomUUID(),
      parentRunId: crypto.randomUUID(),
      dataset: `set-${at % 500}`,
      step: 'map',
      inputs: [place(`set-${at % 500}`)],
      outputs: [place(`set-${(at * 7) % 500}`)],
      rows: 1,
    })
    const startedMs = performance.now()
    await db.transaction().execute((tx) => appendLineage(tx, event))
    return performance.now() - startedMs
  }
  const cost = async () => {
    const samples: number[] = []
    for (let at = 0; at < 600; at++) samples.push(await add(at))
    return median(samples.slice(100))
  }
  const fill = (count: number) =>
    client.query(`
      insert into data_coordination.lineage_event (run_id, at, job, kind, event)
      select gen_random_uuid(), now(), 'set-' || n % 500 || '.map', 'COMPLETE',
        (select event from data_coordination.lineage_event order by id limit 1)
      from generate_series(1, ${count}) n;
      insert into data_coordination.lineage_edge (source, target, job, last_event)
      select 'bench set-' || n % 5000, 'bench set-' || (n * 13 + n / 5000) % 5000, 'job ' || n, n
      from generate_series(1, ${count / 10}) n on conflict do nothing`)
  await add(0)
  await fill(1_000)
  const few = await cost()
  await fill(events)
  await client.query('vacuum analyze data_coordination.lineage_event')
  const many = await cost()
  printTable([
    ['lineage events before', 'ms for one more'],
    ['1,000', few],
    [events.toLocaleString('en'), many],
  ])
}
