import { sql } from 'kysely'
import type {
  Endpoint,
  GrantEntry,
  GrantPurpose,
  ServiceEntry,
  ServiceKind,
  SubjectPlace,
} from '../domain/configuration.ts'
import type { ServiceId, SubsystemId } from '../domain/identifier.ts'
import type { Db } from './changes.ts'

export type Published = {
  readonly version: number
  readonly issuedAt: Date
  readonly expiresAt: Date
  readonly jws: string
}

/** False when another process was first. */
export async function insertConfiguration(db: Db, it: Published): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('data_coordination.configuration')
    .values({
      version: BigInt(it.version),
      issued_at: it.issuedAt,
      expires_at: it.expiresAt,
      jws: it.jws,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function newestVersion(
  db: Db,
): Promise<{ version: number; issuedAt: Date } | undefined> {
  const row = await db
    .selectFrom('data_coordination.configuration')
    .select(['version', 'issued_at'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { version: Number(row.version), issuedAt: row.issued_at }
}

export async function findConfiguration(db: Db, version: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('data_coordination.configuration')
    .select('jws')
    .where('version', '=', BigInt(version))
    .executeTakeFirst()
  return row?.jws
}

/** Keeps so many of the newest. */
export async function sweepConfigurations(db: Db, keep: number): Promise<void> {
  await sql`delete from data_coordination.configuration where version <=
    (select max(version) - ${keep} from data_coordination.configuration)`.execute(db)
}

type ServiceRow = {
  code: string
  kind: string
  title_vi: string
  title_en: string
  version: string
  state: string
  sunset_on: string | null
  endpoints: Endpoint[]
  subject: SubjectPlace | null
  timeout_ms: number
  accepts_id: boolean
  keeps_bodies: boolean
}

/** The services that gateways must know. */
export async function listServiceEntries(db: Db, today: string): Promise<ServiceEntry[]> {
  const { rows } = await sql<ServiceRow>`
    select s.code, s.kind, s.title_vi, s.title_en, s.version, s.state, s.sunset_on, s.endpoints,
      s.subject, s.timeout_ms, s.accepts_id, s.keeps_bodies
    from data_coordination.service s
      join data_coordination.subsystem u on u.id = s.subsystem_id and u.removed_at is null
    where s.state <> 'withdrawn' and coalesce(s.sunset_on, ${today}::date) >= ${today}::date
    order by s.code`.execute(db)
  return rows.map((it) => ({
    id: it.code as ServiceId,
    kind: it.kind as ServiceKind,
    title: { vi: it.title_vi, en: it.title_en },
    version: it.version,
    state: it.state as 'active' | 'deprecated',
    sunsetOn: it.sunset_on,
    endpoints: it.endpoints,
    subject: it.subject,
    timeoutMs: it.timeout_ms,
    acceptsId: it.accepts_id,
    keepsBodies: it.keeps_bodies,
  }))
}

type GrantRow = {
  id: string
  client: string
  service: string
  purposes: GrantPurpose[]
  endpoints: Endpoint[] | null
  fields: string[] | null
  requests_per_minute: number
  requests_per_day: number
  valid_from: Date
  expires_at: Date
}

export async function listGrantEntries(db: Db, now: Date): Promise<GrantEntry[]> {
  const { rows } = await sql<GrantRow>`
    select g.id, c.code as client, s.code as service, g.purposes, g.endpoints, g.fields,
      g.requests_per_minute, g.requests_per_day, g.valid_from, g.expires_at
    from data_coordination.access_grant g
      join data_coordination.subsystem c on c.id = g.client_id and c.removed_at is null
      join data_coordination.service s on s.id = g.service_id and s.state <> 'withdrawn'
    where g.revoked_at is null and g.expires_at > ${now}
    order by c.code, s.code, g.id`.execute(db)
  return rows.map((it) => ({
    id: it.id,
    client: it.client as SubsystemId,
    service: it.service as ServiceId,
    purposes: it.purposes,
    endpoints: it.endpoints,
    fields: it.fields,
    requestsPerMinute: it.requests_per_minute,
    requestsPerDay: it.requests_per_day,
    validFrom: it.valid_from.toISOString(),
    expiresAt: it.expires_at.toISOString(),
  }))
}

/** Where the services of these subsystems are reached. */
export async function listTargets(
  db: Db,
  subsystems: readonly string[],
): Promise<{ service: ServiceId; url: string }[]> {
  const { rows } = await sql<{ code: string; target_url: string }>`
    select code, target_url from data_coordination.service
    where subsystem_id = any(${subsystems}::uuid[]) and state <> 'withdrawn'
    order by code`.execute(db)
  return rows.map((it) => ({ service: it.code as ServiceId, url: it.target_url }))
}
