/**
 * Prints each room's SQL schema as TypeScript: systems/<room>/storage/schema.ts. The kernel has
 * none, since it writes plain SQL.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import pg from 'pg'
import { schemaOf } from '#kernel/database'

type Column = {
  table: string
  name: string
  type: string
  nullable: boolean
  generated: boolean
}

const types: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  bpchar: 'string',
  date: 'CivilDate',
  timestamptz: 'Date',
  jsonb: 'unknown',
  json: 'unknown',
  int2: 'number',
  int4: 'number',
  int8: 'bigint',
  float8: 'number',
  numeric: 'string',
  bool: 'boolean',
  bytea: 'Buffer',
  _text: 'string[]',
  _uuid: 'string[]',
  _int4: 'number[]',
  _int8: 'bigint[]',
  _date: 'CivilDate[]',
  xid8: 'string',
}

/**
 * The text of schema.ts for one room, from a migrated database; empty where it has no tables.
 * Tables that only a demonstration makes are no part of it.
 */
export async function printSchema(client: pg.Client, room: string): Promise<string> {
  const { rows } = await client.query<Column>(
    `select c.relname as table, a.attname as name, t.typname as type, not a.attnotnull as nullable,
       a.atthasdef or a.attidentity <> '' as generated
     from pg_attribute a
       join pg_class c on c.oid = a.attrelid
       join pg_type t on t.oid = a.atttypid
     where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
       and not a.attisdropped and not c.relispartition
       and c.relname not like 'demonstration\\_%'
     order by c.relname, a.attnum`,
    [schemaOf(room)],
  )
  if (rows.length === 0) return ''
  const tables = Map.groupBy(rows, (it) => it.table)
  const body = [...tables].map(([table, columns]) => {
    const fields = columns.map((it) => `    ${it.name}: ${typeOf(it)}`).join('\n')
    return `  '${schemaOf(room)}.${table}': {\n${fields}\n  }`
  })
  const text = body.join('\n')
  const imports = [
    text.includes('Generated<') && "import type { Generated } from 'kysely'",
    text.includes('CivilDate') && "import type { CivilDate } from '#kernel/civil-date'",
  ].filter(Boolean)
  return `${imports.join('\n')}${imports.length ? '\n\n' : ''}/** Written by \`npm run print\` from the migrations. Do not edit. */\nexport type Schema = {\n${text}\n}\n`
}

function typeOf({ type, nullable, generated }: Column): string {
  const plain = types[type]
  if (!plain) throw new Error(`Say in tools/print-schema.ts what ${type} is in TypeScript.`)
  const full = nullable && plain !== 'unknown' ? `${plain} | null` : plain
  return generated ? `Generated<${full}>` : full
}

/** Writes, or with `check` compares, the schema of every given room. Returns those that differ. */
export async function printSchemas(url: string, rooms: readonly string[], check: boolean) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const drifted: string[] = []
  try {
    for (const room of rooms) {
      const file = `systems/${room}/storage/schema.ts`
      const text = await printSchema(client, room)
      const before = readFile(file)
      if (text === before) continue
      drifted.push(file)
      if (!check) writeFileSync(file, text)
    }
  } finally {
    await client.end()
  }
  return drifted
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
