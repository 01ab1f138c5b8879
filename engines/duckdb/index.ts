import { mkdir, rm } from 'node:fs/promises'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'

export { listValue } from '@duckdb/node-api'

/**
 * DuckDB for one piece of analytical work: a database in memory that spills into a folder of its
 * own. It may touch the named folders and nothing else, loads no extension and cannot be
 * reconfigured.
 */
export type DuckDB = {
  /** Runs a statement. Values are bound: `$1` or `$name` in the statement. */
  run(statement: string, values?: Values): Promise<void>
  /** The rows of a statement: 64-bit integers as bigint, dates and times as Date. */
  rows<Row>(statement: string, values?: Values): Promise<Row[]>
  /** The rows in pieces as they come, for results that do not fit into memory. */
  stream<Row>(statement: string, values?: Values): AsyncIterable<Row[]>
  /** The driver's connection, for appending in bulk. */
  readonly connection: DuckDBConnection
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type Value = DuckDBValue
export type Values = Value[] | Record<string, Value>

export type DuckDBOptions = {
  /** Folders that statements may read and write; made when they are not there. */
  folders: readonly string[]
  /** Where it spills what memory does not hold; made, and removed at the end. */
  temporary: string
  memoryMb: number
  threads: number
  /** Interrupts what is running. */
  signal?: AbortSignal
}

export type FaultKind =
  | 'text-malformed'
  | 'encoding-wrong'
  | 'memory-short'
  | 'disk-full'
  | 'interrupted'
  | 'file-missing'
  | 'other'

/**
 * Why a statement failed. DuckDB's own message may repeat the data; this one never does.
 */
export class DuckDBFault extends Error {
  override name = 'DuckDBFault'
  readonly kind: FaultKind
  /** The line of a text file, from 1, where the fault lies in one. */
  readonly line: number | undefined

  constructor(kind: FaultKind, message: string, line?: number) {
    super(message)
    this.kind = kind
    this.line = line
  }
}

export async function openDuckDB(it: DuckDBOptions): Promise<DuckDB> {
  for (const folder of [...it.folders, it.temporary]) await mkdir(folder, { recursive: true })
  // 30 MB that a center which runs no pipeline does without.
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${it.memoryMb}MB`,
    threads: String(it.threads),
    temp_directory: it.temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'true',
  })
  const connection = await instance.connect()
  const allowed = [...it.folders, it.temporary].map((folder) => `${folder}/`)
  await connection.run(`set allowed_directories = [${allowed.map(literal).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
  const interrupt = () => connection.interrupt()
  it.signal?.addEventListener('abort', interrupt)

  async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    it.signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      it.signal?.throwIfAborted()
      throw faultOf(error)
    }
  }

  const close = async (): Promise<void> => {
    it.signal?.removeEventListener('abort', interrupt)
    connection.closeSync()
    instance.closeSync()
    await rm(it.temporary, { recursive: true, force: true })
  }

  return {
    connection,
    run: (statement, values) => guarded(async () => void (await connection.run(statement, values))),
    rows: <Row>(statement: string, values?: Values) =>
      guarded(async () => {
        const found = await connection.runAndReadAll(statement, values)
        return found.getRowObjectsJS() as Row[]
      }),
    async *stream<Row>(statement: string, values?: Values) {
      const result = await guarded(() => connection.stream(statement, values))
      const pieces = result.yieldRowObjectJs()
      for (;;) {
        const piece = await guarded(() => pieces.next())
        if (piece.done) return
        yield piece.value as Row[]
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A name of a table or column, quoted: whatever it holds, it stays a name. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text where none can be bound: settings, and the arguments of COPY. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const kinds: readonly (readonly [RegExp, FaultKind])[] = [
  [/^INTERRUPT/i, 'interrupted'],
  [/unicode|utf-?8|encod/i, 'encoding-wrong'],
  [/no space left|disk.*full|max_temp_directory_size/i, 'disk-full'],
  [/^out of memory/i, 'memory-short'],
  [/No files found|No such file/i, 'file-missing'],
  [/CSV Error|sniffing|Malformed JSON|No magic bytes|parquet/i, 'text-malformed'],
]

function faultOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { message } = error
  const kind = kinds.find(([form]) => form.test(message))?.[1] ?? 'other'
  const line = /(?:on Line:|in line|at line) (\d+)/i.exec(message)?.[1]
  return new DuckDBFault(kind, firstWords(message), line === undefined ? undefined : Number(line))
}

/** What kind of error it says it is, and for mistakes in a statement (which holds no data) all. */
function firstWords(message: string): string {
  const [, kind = 'DuckDB Error', rest = ''] = /^([A-Z][\w ]*Error): ?([^\n]*)/.exec(message) ?? []
  return /^(Binder|Catalog|Parser|Permission)/.test(kind) ? `${kind}: ${rest}` : kind
}
