import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { sha256 } from './digest.ts'
import type { Log } from './log.ts'
import { codeOf } from './problem.ts'

/**
 * A transaction that may be handed through a door. What it may touch depends on the role it works
 * under at the moment, not on its type; a room gives it its own schema's type when it joins.
 */
// biome-ignore lint/suspicious/noExplicitAny: the schema of a transaction differs from room to room
// oxlint-disable-next-line typescript/no-explicit-any
export type Tx = Transaction<any>

/** The rooms' access to PostgreSQL: one schema, one role and one small pool of connections each. */
export type Database = {
  /**
   * A room's own hands. Every statement runs under the role `ndc_<room>`, which may touch the
   * room's schema and append to the kernel's books, nothing else.
   */
  room<Schema>(room: string): Kysely<Schema>
  /** Plain driver connections under the same role, for COPY, LISTEN and batched hot paths. */
  pool(room: string): pg.Pool
  /** Ends all connections. */
  close(): Promise<void>
}

// Dates stay text (no time zone may move a birthday); 64-bit integers stay exact.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(1182 as never, (text: string) => parseDates(text))
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text))

function parseDates(text: string): string[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',')
}

/**
 * Does work while no other process does work of the same name on this database: the others wait.
 * The lock is one of the connection handed to the work, and ends with it, however it ends.
 */
export async function alone<Done>(
  url: string,
  name: string,
  work: (client: pg.Client) => Promise<Done>,
): Promise<Done> {
  const client = new pg.Client({ connectionString: url, application_name: `ndc ${name}` })
  await client.connect()
  client.on('error', () => undefined) // the next statement fails with the reason
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`ndc ${name}`])
    return await work(client)
  } finally {
    await client.end()
  }
}

export type DatabaseOptions = {
  url: string
  /** Connections that one room may hold. */
  connections: number
  log: Log
}

export function openDatabase({ url, connections, log }: DatabaseOptions): Database {
  const pools = new Map<string, pg.Pool>()
  const hands = new Map<string, Kysely<unknown>>()
  let closing = false
  const pool = (room: string): pg.Pool => {
    const open = pools.get(room)
    if (open) return open
    const made = new pg.Pool({
      connectionString: url,
      application_name: `ndc ${room}`,
      options: `-c role=${roleOf(room)} -c search_path=${schemaOf(room)},pg_catalog`,
      max: connections,
      idleTimeoutMillis: 10_000,
      connectionTimeoutMillis: 10_000,
      statement_timeout: 30_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
    })
    // An idle connection that breaks is replaced at its next use; unheard, it ends the process.
    made.on('error', (error) => {
      if (!closing) log.warn({ room, code: codeOf(error) }, 'database connection lost')
    })
    made.on('connect', (client) => {
      client.on('error', () => undefined)
      keepPlans(client)
    })
    pools.set(room, made)
    return made
  }
  return {
    pool,
    room<Schema>(room: string) {
      const open =
        hands.get(room) ?? new Kysely({ dialect: new PostgresDialect({ pool: pool(room) }) })
      hands.set(room, open)
      return open as Kysely<Schema>
    },
    async close() {
      closing = true
      await Promise.all([...pools.values()].map((it) => it.end()))
    },
  }
}

const [plansAfter, longestKept, mostCounted] = [3, 2_000, 5_000]
const statements = new Map<string, { times: number; name: string }>()

/**
 * Lets a connection keep the plans of statements that are asked again and again, under a name made
 * of their text: to plan them costs more than to run them. Long ones and rare ones stay nameless,
 * so that statements with lists written out do not pile up in the server.
 */
function keepPlans(client: pg.PoolClient): void {
  const ask = client.query.bind(client) as (...given: unknown[]) => unknown
  client.query = ((text: unknown, values: unknown, ...more: unknown[]) => {
    const named = typeof text === 'string' && Array.isArray(values) && values.length > 0
    const name = named ? nameOf(text) : undefined
    return name ? ask({ name, text, values }, ...more) : ask(text, values, ...more)
  }) as never
}

function nameOf(text: string): string | undefined {
  if (text.length > longestKept) return undefined
  const known = statements.get(text)
  if (known) return ++known.times > plansAfter ? known.name : undefined
  if (statements.size >= mostCounted) statements.clear()
  statements.set(text, { times: 1, name: sha256(text).toString('base64url') })
  return undefined
}

/**
 * Joins a caller's transaction: `work` runs under the room's own role, and the caller's role is
 * restored after it. What `work` writes commits or vanishes with the caller's transaction.
 */
export async function join<Schema, Result>(
  tx: Tx,
  room: string,
  work: (own: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  const { rows } = await sql<{ before: string }>`
    select current_setting('role') as before, set_config('role', ${roleOf(room)}, true)`.execute(tx)
  const before = rows[0]?.before ?? 'none'
  const result = await work(tx)
  // After an error the transaction is lost and its role with it, so this is for success only.
  await sql`select set_config('role', ${before}, true)`.execute(tx)
  return result
}

export function schemaOf(room: string): string {
  return room.replaceAll('-', '_')
}

export function roleOf(room: string): string {
  return `ndc_${schemaOf(room)}`
}

/** Is this PostgreSQL saying that the disk is full (53100), or that it is going or gone? */
export function faultOf(error: unknown): 'disk-full' | 'away' | 'busy' | undefined {
  const code = codeOf(error) ?? ''
  if (code === '53100') return 'disk-full'
  if (/^(08|57P0|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT)/.test(code)) return 'away'
  if (/^(40001|40P01|55P03|57014|53300)$/.test(code)) return 'busy'
  const message = error instanceof Error ? error.message : ''
  if (/Connection terminated|is not queryable|timeout exceeded when trying to/.test(message)) {
    return 'away'
  }
  return undefined
}
