import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDB, identifier } from '#engines/duckdb'
import { writeDurably } from '#kernel/secrets'
import { columnsOfFile, countRows, type FileFacts, factsOf, writeParquet } from './store.ts'

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
    `select * from (select * from read_parquet($mapped) ${once}) union all by name (${rest})`,
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
  await writeParquet(duck, file, `select * from ${keyed} order by ${order}`, {
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
  const columns = (await columnsOfFile(duck, now)).filter((it) => it !== 'row_no')
  const digest = (names: readonly string[]) =>
    `md5(to_json(struct_pack(${names.map((it) => `${identifier(it)} := ${identifier(it)}`).join(', ')})))`
  const old =
    before === undefined
      ? `select ''::varchar as row_key, ''::varchar as digest where false`
      : `select row_key, ${digest(
          (await columnsOfFile(duck, before)).filter((it) => it !== 'row_no'),
        )} as digest from read_parquet($before)`
  await writeParquet(
    duck,
    changes,
    `select row_number() over (order by row_key) as sequence, * from (
       select coalesce(n.row_key, o.row_key) as row_key,
         case when o.row_key is null then 'added' when n.row_key is null then 'removed'
           else 'changed' end as kind
       from (select row_key, ${digest(columns)} as digest from read_parquet($now)) n
         full join (${old}) o on o.row_key = n.row_key
       where o.digest is distinct from n.digest)
     order by sequence`,
    { now, ...(before !== undefined && { before }) },
  )
  const found = await duck.rows<{ kind: 'added' | 'changed' | 'removed'; n: bigint }>(
    'select kind, count(*) as n from read_parquet($changes) group by kind',
    { changes },
  )
  const of = (kind: string) => Number(found.find((it) => it.kind === kind)?.n ?? 0)
  return { added: of('added'), changed: of('changed'), removed: of('removed') }
}

async function describe(duck: DuckDB, file: string) {
  const found = await duck.rows<{ name: string; type: string }>(
    `select column_name as name, column_type as type from (describe select * from read_parquet($file))
     where column_name not in ('row_no', 'row_key')`,
    { file },
  )
  return found.map(({ name, type }) => ({ name, type: type.toLowerCase() }))
}
