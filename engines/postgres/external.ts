import pg from 'pg'
import { sha256 } from '#kernel/digest'
import { codeOf, Refusal } from '#kernel/problem'
import type { Postgres } from './postgres.ts'

const appRole = 'ndc_app'
const oldestVersion = 150_000

/** Connects to an ordinary PostgreSQL and makes sure that the working role exists. */
export async function connectExternal(url: string, appPassword: string): Promise<Postgres> {
  const appUrl = addressOf(url)
  const shown = `${appUrl.host}${appUrl.pathname}`
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
    await checkVersion(client, shown)
    await claimAppRole(client, appPassword, shown)
  } catch (error) {
    throw refusalOf(error, shown)
  } finally {
    await client.end().catch(() => undefined)
  }
  appUrl.username = appRole
  appUrl.password = appPassword
  return { kind: 'external', ownerUrl: url, appUrl: appUrl.href, appRole, stop: async () => {} }
}

function addressOf(url: string): URL {
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return new URL(url)
  throw new Refusal('NDC_DATABASE_URL is no address of a database: postgres://user@host:5432/name.')
}

async function checkVersion(client: pg.Client, shown: string): Promise<void> {
  const { rows } = await client.query<{ version: number; text: string }>(
    `select current_setting('server_version_num')::int as version,
       current_setting('server_version') as text`,
  )
  if ((rows[0]?.version ?? 0) >= oldestVersion) return
  throw new Refusal(
    `The database at ${shown} is PostgreSQL ${rows[0]?.text}; 15 or newer is needed.`,
  )
}

/**
 * The working role's password comes from the master key, so a center with another key would lock
 * this one out: the role bears a mark of the key it belongs to. Processes that start together take
 * turns.
 */
async function claimAppRole(client: pg.Client, password: string, shown: string): Promise<void> {
  await client.query('select pg_advisory_lock(764004)')
  const { rows } = await client.query<{ mark: string | null }>(
    `select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = '${appRole}'`,
  )
  const own = `NDC ${sha256(password).toString('base64url', 0, 16)}`
  const found = rows[0]?.mark
  if (found?.startsWith('NDC ') && found !== own) {
    throw new Refusal(
      `The database server at ${shown} belongs to a center with another master key. Give this ` +
        'process the secrets folder of that center (NDC_DATA). If that center is gone for good, ' +
        `say "comment on role ${appRole} is null" there.`,
    )
  }
  await ensureAppRole(client, password)
  await client.query(`comment on role ${appRole} is '${own}'`)
}

/** Makes the working role, or sets its password. NOINHERIT: it has no right but by `set role`. */
export async function ensureAppRole(client: pg.Client, password: string): Promise<void> {
  const secret = client.escapeLiteral(password)
  await client.query(`
    do $$ begin
      if exists (select from pg_roles where rolname = '${appRole}') then
        alter role ${appRole} login noinherit password ${secret};
      else
        create role ${appRole} login noinherit password ${secret};
      end if;
    end $$`)
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nobody is listening there. Start it, or correct NDC_DATABASE_URL',
  ENOTFOUND: 'there is no such host. Correct NDC_DATABASE_URL',
  EAI_AGAIN: 'its name cannot be looked up at the moment. Check the network and NDC_DATABASE_URL',
  EHOSTUNREACH: 'there is no way to it. Check the network and NDC_DATABASE_URL',
  ENETUNREACH: 'there is no way to it. Check the network and NDC_DATABASE_URL',
  ETIMEDOUT: 'it does not answer. Check the network and NDC_DATABASE_URL',
  ECONNRESET: 'it breaks the connection off. Is it a PostgreSQL? Correct NDC_DATABASE_URL',
  '28P01': 'it refuses the password. Correct NDC_DATABASE_URL',
  '28000': 'it refuses this role. Correct NDC_DATABASE_URL or the server’s pg_hba.conf',
  '3D000': 'there is no such database. Create it, or correct NDC_DATABASE_URL',
  '42501': 'the role may not create roles. Give it CREATEROLE',
  '53100': 'its disk is full. Free some space there',
  '53300': 'it has no connection left. Raise its max_connections',
  '57P03': 'it is just starting or stopping. Try again in a moment',
}

function refusalOf(error: unknown, shown: string): unknown {
  if (error instanceof Refusal) return error
  const message = error instanceof Error ? error.message : String(error)
  let code = codeOf(error) ?? ''
  if (/time-?out/i.test(message)) code = 'ETIMEDOUT'
  if (/Connection terminated/.test(message)) code = 'ECONNRESET'
  return new Refusal(`The database at ${shown} cannot be used: ${reasons[code] ?? message}.`)
}
