import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type DuckDB, openDuckDB } from '#engines/duckdb'
import { syncFolder } from '#kernel/secrets'

/** The files of the workshop, under one folder, and DuckDB to work on them. */
export type Store = {
  readonly folder: string
  /** Files that were sent here, by the id of their upload. */
  uploadFile(id: string): string
  /** The files of one run. */
  runFolder(dataset: string, runId: string): string
  /** The files of a published version. */
  versionFolder(dataset: string, version: number): string
  /** DuckDB for one piece of work, which may touch these folders. */
  open(work: { folders: readonly string[]; spill: string; signal?: AbortSignal }): Promise<DuckDB>
}

export type StoreLimits = { memoryMb: number; threads: number }

export function openStore(folder: string, limits: StoreLimits): Store {
  return {
    folder,
    uploadFile: (id) => join(folder, 'uploads', id),
    runFolder: (dataset, runId) => join(folder, 'datasets', dataset, 'runs', runId),
    versionFolder: (dataset, version) =>
      join(folder, 'datasets', dataset, 'published', `v${version}`),
    open: ({ folders, spill, signal }) =>
      openDuckDB({
        folders,
        temporary: join(folder, 'spill', spill),
        ...limits,
        ...(signal && { signal }),
      }),
  }
}

/**
 * Lets `make` write a file under another name first: the file is whole or absent, also after a
 * power failure.
 */
export async function wholeFile(file: string, make: (draft: string) => Promise<void>) {
  const draft = `${file}.draft`
  await rm(draft, { force: true })
  await mkdir(join(file, '..'), { recursive: true })
  await make(draft)
  await rename(draft, file)
  syncFolder(join(file, '..'))
}

export type FileFacts = { readonly bytes: number; readonly sha256: string }

export async function factsOf(file: string, signal?: AbortSignal): Promise<FileFacts> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(file), digest, signal ? { signal } : {})
  return { bytes: (await stat(file)).size, sha256: digest.digest('hex') }
}

/** Writes the rows of a statement as Parquet. */
export async function writeParquet(
  duck: DuckDB,
  file: string,
  statement: string,
  values?: Parameters<DuckDB['run']>[1],
): Promise<void> {
  await wholeFile(file, (draft) =>
    duck.run(`copy (${statement}) to '${draft.replaceAll("'", "''")}' (${parquet})`, values),
  )
}

const parquet = 'format parquet, compression zstd, compression_level 1, row_group_size 122880'

export async function countRows(duck: DuckDB, file: string): Promise<number> {
  const [row] = await duck.rows<{ n: bigint }>('select count(*) as n from read_parquet($1)', [file])
  return Number(row?.n ?? 0)
}

/** The names of a file's columns, in their order. */
export async function columnsOfFile(duck: DuckDB, file: string): Promise<string[]> {
  const found = await duck.rows<{ column_name: string }>(
    'select column_name from (describe select * from read_parquet($1))',
    [file],
  )
  return found.map((it) => it.column_name)
}
