import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { codeOf, Problem } from '#kernel/problem'
import type { SourceSettings } from '../domain/source.ts'
import { asText, quoting, type Reader } from './files.ts'
import type { Loading } from './loading.ts'
import type { Network } from './network.ts'
import { sourceAway, sourceRefused, watermarkUnknown } from './problems.ts'
import { atMost, largestSource } from './size.ts'

type Postgres = Extract<SourceSettings, { kind: 'postgresql' }>

/**
 * Copies a table or view out of a foreign PostgreSQL as CSV, in one snapshot, by a connection that
 * cannot write.
 */
export async function copyFromPostgres(
  { network, secret, signal, ask, watermark }: Loading,
  it: Postgres,
  file: string,
): Promise<Reader> {
  return withPostgres(it, secret, network, signal, async (client) => {
    const columns = await columnsOfTable(client, it)
    if (watermark && !columns.includes(watermark.column)) throw watermarkUnknown(watermark.column)
    const mark = client.escapeIdentifier(watermark?.column ?? '')
    const bound = (sign: string, value: string) => `${mark} ${sign} ${client.escapeLiteral(value)}`
    const where =
      ask.kind === 'back-fill'
        ? `where ${bound('>=', ask.from)} and ${bound('<', ask.to)}`
        : ask.kind === 'incremental' && watermark?.after != null
          ? `where ${bound('>', watermark.after)}`
          : ''
    const names = columns.map((name) => client.escapeIdentifier(name)).join(', ')
    const rows = `select ${names} from ${tableOf(client, it)} ${where}`
    const copy = client.query(copyTo(`copy (${rows}) to stdout (format csv, header true)`))
    const into = createWriteStream(file, { highWaterMark: 1_048_576 })
    await pipeline(copy, atMost(largestSource), into, { signal })
    return {
      from:
        `read_csv($file, delim = ',', header = true, auto_detect = false, ` +
        `columns = ${asText(columns)}, ${quoting(largestRow)})`,
      values: { file },
      columns,
    }
  })
}

const largestRow = 8 * 1_048_576

/** The tables and views that the user of a source may read, with their columns. */
export async function listTables(
  it: Postgres,
  secret: string,
  network: Network,
  signal: AbortSignal,
): Promise<{ schema: string; table: string; columns: string[] }[]> {
  return withPostgres(it, secret, network, signal, async (client) => {
    const { rows } = await client.query<{ schema: string; table: string; columns: string[] }>(`
      select n.nspname as schema, c.relname as table,
        array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'v', 'm', 'p', 'f') and has_table_privilege(c.oid, 'select')
        and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'
      group by 1, 2 order by 1, 2 limit 500`)
    return rows
  })
}

async function columnsOfTable(client: pg.Client, it: Postgres): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [tableOf(client, it)],
  )
  return rows.map((row) => row.name)
}

function tableOf(client: pg.Client, it: Postgres): string {
  return `${client.escapeIdentifier(it.schema)}.${client.escapeIdentifier(it.table)}`
}

async function withPostgres<Result>(
  it: Postgres,
  secret: string,
  network: Network,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    host: await network.resolve(it.host),
    port: it.port,
    database: it.database,
    user: it.user,
    password: secret,
    ssl: it.tls ? { servername: it.host } : false,
    application_name: 'ndc workshop',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  client.on('error', () => undefined)
  const stop = () => void client.end().catch(() => undefined)
  try {
    await client.connect()
    signal.addEventListener('abort', stop)
    await client.query('begin isolation level repeatable read read only')
    await client.query(`set local datestyle = 'ISO'; set local intervalstyle = 'iso_8601'`)
    return await work(client)
  } catch (error) {
    signal.throwIfAborted()
    throw problemOf(error)
  } finally {
    signal.removeEventListener('abort', stop)
    await client.end().catch(() => undefined)
  }
}

function problemOf(error: unknown): unknown {
  if (error instanceof Problem) return error
  const code = codeOf(error) ?? ''
  if (/^(28P01|28000)$/.test(code)) {
    return sourceRefused(
      'Nguồn từ chối đăng nhập: sai tên hoặc mật khẩu.',
      'The source refuses the log-in: wrong user or password.',
    )
  }
  if (code === '3D000') {
    return sourceRefused('Không có cơ sở dữ liệu này.', 'There is no such database at the source.')
  }
  if (/^(42P01|3F000)$/.test(code)) {
    return sourceRefused('Nguồn không có bảng này.', 'The source has no such table.')
  }
  if (code === '42501') {
    return sourceRefused('Tài khoản không được đọc bảng này.', 'The user may not read this table.')
  }
  if (code.startsWith('22')) {
    return sourceRefused(
      'Nguồn không so sánh được giá trị mốc với cột mốc.',
      'The source cannot compare the watermark with its column.',
    )
  }
  const lost = /^(08|53|57|E[A-Z]+$)/.test(code) || /timeout|terminated/i.test(String(error))
  return lost ? sourceAway(code) : error
}
