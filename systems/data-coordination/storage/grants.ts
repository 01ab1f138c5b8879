import { type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Endpoint, GrantPurpose } from '../domain/configuration.ts'
import type { Db } from './changes.ts'
import {
  type Between,
  type BetweenRow,
  between,
  betweenOf,
  lookedFor,
  type Search,
  sides,
} from './requests.ts'
import type { Schema } from './schema.ts'

export type Grant = {
  readonly id: Id<'grant'>
  readonly requestId: Id<'request'>
  readonly clientId: Id<'subsystem'>
  readonly serviceId: Id<'service'>
  readonly purposes: readonly GrantPurpose[]
  readonly endpoints: readonly Endpoint[] | null
  readonly fields: readonly string[] | null
  readonly requestsPerMinute: number
  readonly requestsPerDay: number
  readonly validFrom: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly revokedWhy: string | null
}

export async function insertGrant(tx: Transaction<Schema>, it: Grant): Promise<void> {
  await tx
    .insertInto('data_coordination.access_grant')
    .values({
      id: it.id,
      request_id: it.requestId,
      client_id: it.clientId,
      service_id: it.serviceId,
      purposes: JSON.stringify(it.purposes),
      endpoints: it.endpoints && JSON.stringify(it.endpoints),
      fields: it.fields && [...it.fields],
      requests_per_minute: it.requestsPerMinute,
      requests_per_day: it.requestsPerDay,
      valid_from: it.validFrom,
      expires_at: it.expiresAt,
    })
    .execute()
}

/** False when it was revoked before. */
export async function markGrantRevoked(
  tx: Transaction<Schema>,
  id: Id<'grant'>,
  at: Date,
  why: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('data_coordination.access_grant')
    .set({ revoked_at: at, revoked_why: why })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Grants, newest first. */
export async function listGrants(
  db: Db,
  it: Search<'grant'>,
  limit: number,
): Promise<(Grant & Between)[]> {
  const { rows } = await sql<Row & BetweenRow>`
    select t.*, ${between} from data_coordination.access_grant t ${sides}
    where ${lookedFor(it)} order by t.id desc limit ${limit}`.execute(db)
  return rows.map((row) => ({ ...grantOf(row), ...betweenOf(row) }))
}

/** Marks and gives those in force that end before an instant and were not spoken of yet. */
export async function takeEnding(
  tx: Transaction<Schema>,
  now: Date,
  before: Date,
): Promise<Grant[]> {
  const { rows } = await sql<Row>`
    update data_coordination.access_grant set reminded_at = ${now}
    where reminded_at is null and revoked_at is null and expires_at > ${now}
      and expires_at <= ${before}
    returning *`.execute(tx)
  return rows.map(grantOf)
}

type Row = Selectable<Schema['data_coordination.access_grant']>

function grantOf(row: Row): Grant {
  return {
    id: row.id as Id<'grant'>,
    requestId: row.request_id as Id<'request'>,
    clientId: row.client_id as Id<'subsystem'>,
    serviceId: row.service_id as Id<'service'>,
    purposes: row.purposes as GrantPurpose[],
    endpoints: row.endpoints as Endpoint[] | null,
    fields: row.fields,
    requestsPerMinute: row.requests_per_minute,
    requestsPerDay: row.requests_per_day,
    validFrom: row.valid_from,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    revokedWhy: row.revoked_why,
  }
}
