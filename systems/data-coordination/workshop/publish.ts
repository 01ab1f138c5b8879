import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDB, identifier } from '#engines/duckdb'
import { writeDurably } from '#kernel/secrets'
import { columnsOfFile, countRows, type FileFacts, factsOf, writeParquet } from './store.ts'

/** All that is data: not what was put aside on the way. */
const cells = `columns(lambda it: it <> 'row_bad')`

/**
 * Rows of the dataset as it would be now: those that were mapped, and of an incremental run also
 * those of the last version that no mapped row replaces. Of rows with one key the last counts.
 */
export async function mergeRows(
  duck: DuckDB,
  folder: string,
  before: string | undefined,
): Promise<{ rows: number; replaced: number }> {
  const mapped = join(folder, 'mapped.parquet')
  const current = join(folder, 'current.parquet')
  const once = `qualify row_number() over (partition by row_key order by row_no desc) = 1`
  if (before === undefined) {
    await rm(current, { force: true })
    return { rows: await countRows(duck, mapped), replaced: 0 }
  }
  const rest = `select * from read_parquet($before)
    where row_key not in (select row_key from read_parquet($mapped))`
  await writeParquet(
    duck,
    current,
    `select * from (select ${cells} from read_parquet($mapped) ${once}) union all by name (${rest})`,
    { mapped, before },
  )
  const rows = await countRows(duck, current)
  const kept = await duck.rows<{ n: bigint }>(`select count(*) as n from (${rest})`, {
    mapped,
    before,
  })
  const last = await countRows(duck, before)
  return { rows, replaced: last - Number(kept[0]?.n ?? 0) }
}

export type Published = {
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly file: FileFacts
}

export type Manifest = {
  readonly dataset: string
  readonly version: number
  readonly runId: string
  readonly pipelineVersion: number
  readonly publishedAt: string
}

/**
 * Makes a version: rows sorted for look-ups, `changes.parquet` against the version before, and a
 * manifest with the digest of the data. The folder appears whole or not at all.
 */
export async function makeVersion(
  duck: DuckDB,
  it: {
    current: string
    folder: string
    before: string | undefined
    sortBy: readonly string[]
    manifest: Manifest
  },
): Promise<Published> {
  const draft = `${it.folder}.draft`
  await rm(draft, { recursive: true, force: true })
  const file = join(draft, 'data.parquet')
  const order = [...it.sortBy.map((name) => identifier(name)), 'row_key'].join(', ')
  const keyed = `read_parquet($current)
    qualify row_number() over (partition by row_key order by row_no desc) = 1`
  await writeParquet(duck, file, `select ${cells} from ${keyed} order by ${order}`, {
    current: it.current,
  })
  const changes = await writeChanges(duck, draft, it.before)
  const facts = await factsOf(file)
  const columns = await describe(duck, file)
  const rows = await countRows(duck, file)
  const published = { rows, ...changes, columns, file: facts }
  writeDurably(
    join(draft, 'manifest.json'),
    `${JSON.stringify({ ...it.manifest, ...published }, null, 2)}\n`,
  )
  await rm(it.folder, { recursive: true, force: true })
  await rename(draft, it.folder)
  return published
}

/** Which rows came, changed and went: by key, and by digest of everything else in the row. */
async function writeChanges(duck: DuckDB, draft: string, before: string | undefined) {
  const [now, changes] = [join(draft, 'data.parquet'), join(draft, 'changes.parquet')]
  if (before === undefined) {
    const text = `select row_number() over (order by row_key) as sequence, row_key,
      'added' as kind from read_parquet($now) order by sequence`
    await writeParquet(duck, changes, text, { now })
  } else await writeDifferences(duck, changes, now, before)
  const found = await duck.rows<{ kind: 'added' | 'changed' | 'removed'; n: bigint }>(
    'select kind, count(*) as n from read_parquet($changes) group by kind',
    { changes },
  )
  const of = (kind: string) => Number(found.find((it) => it.kind === kind)?.n ?? 0)
  return { added: of('added'), changed: of('changed'), removed: of('removed') }
}

async function writeDifferences(duck: DuckDB, changes: string, now: string, before: string) {
  const digests = async (file: string, name: string): Promise<string> => {
    const columns = (await columnsOfFile(duck, file)).filter((it) => it !== 'row_no')
    const row = columns.map((it) => `${identifier(it)} := ${identifier(it)}`).join(', ')
    return `(select row_key, md5(to_json(struct_pack(${row}))) as digest
      from read_parquet($${name}))`
  }
  await writeParquet(
    duck,
    changes,
    `select row_number() over (order by row_key) as sequence, * from (
       select coalesce(n.row_key, o.row_key) as row_key,
         case when o.row_key is null then 'added' when n.row_key is null then 'removed'
           else 'changed' end as kind
       from ${await digests(now, 'now')} n full join ${await digests(before, 'before')} o
         on o.row_key = n.row_key
       where o.digest is distinct from n.digest)
     order by sequence`,
    { now, before },
  )
}

async function describe(duck: DuckDB, file: string) {
  const found = await duck.rows<{ name: string; type: string }>(
    `select column_name as name, column_type as type from (describe select * from read_parquet($file))
     where column_name not in ('row_no', 'row_key')`,
    { file },
  )
  return found.map(({ name, type }) => ({ name, type: type.toLowerCase() }))
}
