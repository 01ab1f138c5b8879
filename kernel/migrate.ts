import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { alone, roleOf, schemaOf } from './database.ts'
import { sha256 } from './digest.ts'
import { Refusal } from './problem.ts'

/** Where a room's migrations lie: `NNNN-noun.sql`, run in the order of their numbers. */
export type MigrationFolder = { room: string; folder: string }

/**
 * Brings the database to the shape that the program expects. Each file runs once, in one
 * transaction with the record that it ran; a file that was changed afterwards is refused.
 *
 * @param url A role that may create schemas and roles and owns what it makes.
 * @param app The role under which the program works; it becomes a member of every room's role
 *   and owns nothing.
 * @returns The files that ran now.
 */
export async function migrate(
  url: string,
  app: string,
  folders: readonly MigrationFolder[],
): Promise<string[]> {
  // One migrating process at a time; the others wait and then find nothing to do.
  return alone(url, 'migrate', async (client) => {
    await client.query(`
      create schema if not exists migration;
      create table if not exists migration.file (
        room text not null, name text not null, sha256 bytea not null,
        ran_at timestamptz not null default now(), primary key (room, name))`)
    const done: string[] = []
    for (const { room } of folders) await createRoom(client, room, app)
    await installJobQueue(client, url)
    for (const { room, folder } of folders) done.push(...(await runFolder(client, room, folder)))
    return done
  })
}

async function createRoom(client: pg.Client, room: string, app: string): Promise<void> {
  const [role, schema] = [roleOf(room), schemaOf(room)]
  await client.query(`
    do $$ begin
      create role ${role} nologin;
    exception when duplicate_object or unique_violation then null; end $$;
    do $$ begin
      create role ndc_any_room nologin;
    exception when duplicate_object or unique_violation then null; end $$;
    grant ndc_any_room to ${role};
    create schema if not exists ${schema};
    grant usage on schema ${schema} to ${role};
    grant ${role} to ${client.escapeIdentifier(app)};
    grant ${role} to current_user;
    alter default privileges in schema ${schema}
      grant select, insert, update, delete, truncate on tables to ${role};
    alter default privileges in schema ${schema} grant usage on sequences to ${role};
    alter default privileges in schema ${schema} grant execute on functions to ${role}`)
}

/** The job queue brings its own migrations; its tables belong to the kernel's role. */
async function installJobQueue(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  const database = client.escapeIdentifier(rows[0]?.name ?? '')
  await client.query(`grant create on database ${database} to ${roleOf('kernel')}`)
  const options = `-c role=${roleOf('kernel')}`
  const pool = new pg.Pool({ connectionString: url, options, max: 2 })
  try {
    const nothing = () => undefined
    const logger = new Logger(() => nothing)
    pool.on('error', nothing).on('connect', (it) => it.on('error', nothing))
    await runMigrations({ pgPool: pool, logger })
  } finally {
    await pool.end()
    await client.query(`revoke create on database ${database} from ${roleOf('kernel')}`)
  }
}

async function runFolder(client: pg.Client, room: string, folder: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string; sha256: Buffer }>(
    'select name, sha256 from migration.file where room = $1',
    [room],
  )
  const ran = new Map(rows.map((it) => [it.name, it.sha256]))
  // A room that keeps nothing has no folder.
  const files = existsSync(folder) ? readdirSync(folder).filter((it) => it.endsWith('.sql')) : []
  const gone = [...ran.keys()].find((it) => !files.includes(it))
  if (gone) {
    throw new Refusal(
      `The database holds ${room}/${gone}, which this program does not know: it was made by a ` +
        'newer version. Start that version, or restore a backup from before it.',
    )
  }
  const done: string[] = []
  for (const name of files.toSorted()) {
    const text = readFileSync(join(folder, name), 'utf8')
    const digest = sha256(text)
    const before = ran.get(name)
    if (before && !before.equals(digest)) {
      throw new Refusal(
        `The migration ${room}/${basename(name)} was changed after it ran. ` +
          'Put the old text back and write the change as a new file.',
      )
    }
    if (before) continue
    const [schema, role] = [schemaOf(room), roleOf(room)]
    await client.query('begin')
    await client.query(`set local search_path = ${schema}, public`)
    // A migration may hand a function to the room's role, who must then be allowed to have one.
    await client.query(`grant create on schema ${schema} to ${role}`)
    await client.query(text)
    await client.query(`revoke create on schema ${schema} from ${role}`)
    await client.query('insert into migration.file (room, name, sha256) values ($1, $2, $3)', [
      room,
      name,
      digest,
    ])
    await client.query('commit')
    done.push(`${room}/${name}`)
  }
  return done
}
