import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDB, identifier } from '#engines/duckdb'
import type { SourceSettings } from '../domain/source.ts'
import { copyFromPostgres } from './connect-postgres.ts'
import { collectFromRest } from './connect-rest.ts'
import { downloadFromS3 } from './connect-s3.ts'
import { csvReader, jsonReader, prepareText, type Reader } from './files.ts'
import type { Loading } from './loading.ts'
import { watermarkUnknown } from './problems.ts'
import { writeParquet } from './store.ts'

export type Landed = { readonly rows: number; readonly watermark: string | null }

/**
 * Takes what the source holds into `landed.parquet`: every cell as the text that stood there, so
 * that nothing is lost before it is looked at. Rows keep the order of the source.
 */
export async function land(loading: Loading): Promise<Landed> {
  const { duck, folder, settings } = loading
  const file = join(folder, 'landed.parquet')
  const draft = join(folder, 'source')
  await mkdir(folder, { recursive: true })
  try {
    const reader = await readerOf(loading, draft)
    const statement = select(reader, loading)
    await writeParquet(duck, file, statement.text, statement.values)
    return await measure(duck, file, loading.watermark?.column)
  } finally {
    if (settings.kind !== 'file') await rm(draft, { force: true })
    await rm(`${draft}.text`, { force: true })
  }
}

/** Gets the rows into reach of DuckDB: as a file that it can read. */
async function readerOf(loading: Loading, draft: string): Promise<Reader> {
  const { settings, store, signal } = loading
  switch (settings.kind) {
    case 'postgresql':
      return copyFromPostgres(loading, settings, draft)
    case 'rest':
      return jsonReader(draft, await collectFromRest(loading, settings, draft))
    case 's3':
      await downloadFromS3(loading, settings, draft)
      return fileReader(loading, settings, draft)
    default:
      signal.throwIfAborted()
      return fileReader(loading, settings, store.uploadFile(settings.uploadId))
  }
}

async function fileReader(
  { folder, signal }: Loading,
  it: Extract<SourceSettings, { format: unknown }>,
  file: string,
): Promise<Reader> {
  if (it.format === 'parquet') return { from: 'read_parquet($file)', values: { file }, columns: [] }
  const text = join(folder, 'source.text')
  if (it.format === 'excel') return jsonReader(text, await prepareText.excel(file, text))
  const readable = await prepareText.csv(file, text, it.encoding, signal)
  return csvReader(readable, it.delimiter)
}

/** Everything as text, and of sources that cannot be asked for a part only that part. */
function select(reader: Reader, { ask, watermark, settings }: Loading) {
  const columns =
    reader.columns.length > 0
      ? reader.columns.map((it) => identifier(it)).join(', ')
      : 'columns(*)::varchar'
  const values: Record<string, string> = { ...reader.values }
  let where = ''
  if (watermark && settings.kind !== 'postgresql' && ask.kind !== 'full') {
    if (reader.columns.length > 0 && !reader.columns.includes(watermark.column)) {
      throw watermarkUnknown(watermark.column)
    }
    const it = `${identifier(watermark.column)}::varchar`
    if (ask.kind === 'back-fill') {
      where = `where ${compare(it, '>=', '$low')} and ${compare(it, '<', '$high')}`
      values['low'] = ask.from
      values['high'] = ask.to
    } else if (watermark.after !== null) {
      where = `where ${compare(it, '>', '$low')}`
      values['low'] = watermark.after
    }
  }
  return { text: `select ${columns} from ${reader.from} ${where}`, values }
}

/** Numbers compare as numbers, everything else as text: days and instants in ISO 8601 do. */
function compare(column: string, sign: string, bound: string): string {
  const numbers = `try_cast(${column} as double) ${sign} try_cast(${bound} as double)`
  return `coalesce(${numbers}, ${column} ${sign} ${bound})`
}

async function measure(duck: DuckDB, file: string, watermark?: string): Promise<Landed> {
  const from = 'from read_parquet($file)'
  const [count] = await duck.rows<{ n: bigint }>(`select count(*) as n ${from}`, { file })
  const rows = Number(count?.n ?? 0)
  if (watermark === undefined) return { rows, watermark: null }
  const it = identifier(watermark)
  const [found] = await duck
    .rows<{ mark: string | null }>(
      `select case when count(${it}) = count(try_cast(${it} as double))
         then max_by(${it}, try_cast(${it} as double)) else max(${it}) end as mark ${from}`,
      { file },
    )
    .catch(() => {
      throw watermarkUnknown(watermark)
    })
  return { rows, watermark: found?.mark ?? null }
}
