import { type Selectable, sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Level } from '../domain/account.ts'
import type { Method } from '../domain/assurance.ts'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

export type Session = {
  readonly id: Id<'session'>
  readonly accountId: Id<'account'>
  readonly method: Method
  readonly authenticatedAt: Date
  readonly createdAt: Date
  readonly lastUsedAt: Date
  readonly endsAt: Date
  readonly browser: string
  readonly ip: string
}

export type OfficeHeld = {
  readonly role: string
  readonly organisationId: string
  readonly organisationName: string
  readonly unitCode: string | null
}

/** A session with whose it is: what every call needs to know, in one round trip. */
export type SessionInUse = Session & {
  readonly personId: Id<'person'>
  readonly name: string
  readonly accountLevel: Level
  readonly offices: readonly OfficeHeld[]
}

/** The living session with this token digest, of an account that is in use. */
export async function findSession(
  db: Db,
  tokenSha256: Buffer,
  now: Date,
  idleSince: Date,
  today: CivilDate,
): Promise<SessionInUse | undefined> {
  const { rows } = await sql<Row>`
    select s.*, a.person_id, a.name, a.level, ${officesOf(sql.ref('a.person_id'), today)} as offices
    from identity.session s join identity.account a on a.id = s.account_id
    where s.token_sha256 = ${tokenSha256} and s.ended_at is null and s.ends_at > ${now}
      and s.last_used_at > ${idleSince} and a.state = 'active'`.execute(db)
  const row = rows[0]
  return row && inUse(row)
}

type Row = Selectable<Schema['identity.session']> & {
  person_id: string
  name: string
  level: number
  offices: OfficeHeld[]
}

/** The offices that a person holds on a day, as JSON. */
export function officesOf(personId: ReturnType<typeof sql.ref>, today: CivilDate) {
  return sql`coalesce((
    select jsonb_agg(jsonb_build_object('role', o.role, 'organisationId', o.organisation_id,
      'organisationName', g.name_vi, 'unitCode', o.unit_code) order by o.role, o.id)
    from identity.office o join identity.organisation g on g.id = o.organisation_id
    where o.person_id = ${personId} and o.since_on <= ${today}
      and coalesce(o.until_on, ${today}) >= ${today}), '[]')`
}

export async function insertSession(
  tx: Transaction<Schema>,
  it: Session,
  tokenSha256: Buffer,
): Promise<void> {
  await tx
    .insertInto('identity.session')
    .values({
      id: it.id,
      account_id: it.accountId,
      token_sha256: tokenSha256,
      method: it.method,
      authenticated_at: it.authenticatedAt,
      created_at: it.createdAt,
      last_used_at: it.lastUsedAt,
      ends_at: it.endsAt,
      browser: it.browser,
      ip: it.ip,
    })
    .execute()
}

/** The person authenticated again: a new token takes the place of the old one. */
export async function renewSession(
  tx: Transaction<Schema>,
  id: Id<'session'>,
  set: { tokenSha256: Buffer; method: Method; authenticatedAt: Date },
): Promise<void> {
  await tx
    .updateTable('identity.session')
    .set({
      token_sha256: set.tokenSha256,
      method: set.method,
      authenticated_at: set.authenticatedAt,
      last_used_at: set.authenticatedAt,
    })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

export async function noteSessionUse(db: Db, id: Id<'session'>, at: Date): Promise<void> {
  await db.updateTable('identity.session').set({ last_used_at: at }).where('id', '=', id).execute()
}

/** Sessions that have not ended, last used first. */
export async function listSessions(
  db: Db,
  accountId: Id<'account'>,
  now: Date,
  idleSince: Date,
  limit: number,
): Promise<Session[]> {
  const rows = await db
    .selectFrom('identity.session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now)
    .where('last_used_at', '>', idleSince)
    .orderBy('last_used_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(sessionOf)
}

/** Ends sessions of an account: all, one, or all but one. Returns how many. */
export async function endSessions(
  db: Db,
  accountId: Id<'account'>,
  at: Date,
  which: { only?: Id<'session'>; except?: string } = {},
): Promise<number> {
  let query = db
    .updateTable('identity.session')
    .set({ ended_at: at })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
  if (which.only) query = query.where('id', '=', which.only)
  if (which.except) query = query.where('id', '<>', which.except)
  const { numUpdatedRows } = await query.executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

export async function endSessionByToken(db: Db, tokenSha256: Buffer, at: Date): Promise<void> {
  await db
    .updateTable('identity.session')
    .set({ ended_at: at })
    .where('token_sha256', '=', tokenSha256)
    .where('ended_at', 'is', null)
    .execute()
}

function sessionOf(row: Selectable<Schema['identity.session']>): Session {
  return {
    id: row.id as Id<'session'>,
    accountId: row.account_id as Id<'account'>,
    method: row.method as Method,
    authenticatedAt: row.authenticated_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    endsAt: row.ends_at,
    browser: row.browser,
    ip: row.ip,
  }
}

function inUse(row: Row): SessionInUse {
  return {
    ...sessionOf(row),
    personId: row.person_id as Id<'person'>,
    name: row.name,
    accountLevel: row.level as Level,
    offices: row.offices,
  }
}
