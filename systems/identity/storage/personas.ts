import pg from 'pg'
import type { Words } from '#kernel/words'

/** A ready person of the demonstration, with the passkey that logs them in. */
export type PersonaRow = {
  readonly key: string
  readonly position: number
  readonly name: string
  readonly words: Words
  readonly role: string | null
  readonly passkey: unknown
}

/**
 * Personas have a table in synthetic databases only: it is made when they are enrolled, by the
 * role that owns the schema, and no migration knows it.
 */
export async function savePersonas(ownerUrl: string, all: readonly PersonaRow[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'ndc personas' })
  await client.connect()
  try {
    await client.query(`
      create table if not exists identity.demonstration_persona (
        key      text primary key,
        position integer not null,
        name     text not null,
        words    jsonb not null,
        role     text,
        passkey  jsonb not null
      )`)
    for (const it of all) {
      await client.query(
        `insert into identity.demonstration_persona values ($1, $2, $3, $4, $5, $6)
         on conflict (key) do update set passkey = excluded.passkey, name = excluded.name`,
        [
          it.key,
          it.position,
          it.name,
          JSON.stringify(it.words),
          it.role,
          JSON.stringify(it.passkey),
        ],
      )
    }
  } finally {
    await client.end()
  }
}

/** The personas, in their order; none where the database is not a synthetic one. */
export async function listPersonas(pool: pg.Pool): Promise<PersonaRow[]> {
  const known = await pool.query<{ table: string | null }>(
    `select to_regclass('identity.demonstration_persona')::text as table`,
  )
  if (!known.rows[0]?.table) return []
  const { rows } = await pool.query<PersonaRow>(
    'select * from identity.demonstration_persona order by position limit 50',
  )
  return rows
}
