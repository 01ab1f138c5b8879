import { type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Endpoint, ServiceKind, SubjectPlace } from '../domain/configuration.ts'
import {
  type MemberId,
  memberIdOf,
  type ServiceId,
  type SubsystemId,
} from '../domain/identifier.ts'
import type { DataClass, Layer, Service, ServiceField, ServiceState } from '../domain/service.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

/** A service with whose it is. */
export type ServiceOwned = Service & {
  readonly owner: {
    readonly id: Id<'member'>
    readonly code: MemberId
    readonly name: Words
    readonly organisationId: string | null
  }
  readonly subsystem: {
    readonly id: Id<'subsystem'>
    readonly code: SubsystemId
    readonly name: Words
  }
}

/** False when there is a service with this code, or was one. */
export async function insertService(
  tx: Transaction<Schema>,
  it: Service,
  foundBy: string,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.service')
    .values({ ...rowOf(it), found_by: foundBy })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function updateService(
  tx: Transaction<Schema>,
  it: Service,
  foundBy?: string,
): Promise<void> {
  const { id, ...rest } = rowOf(it)
  await tx
    .updateTable('data_coordination.service')
    .set({ ...rest, ...(foundBy !== undefined && { found_by: foundBy }) })
    .where('id', '=', id)
    .execute()
}

export type ServiceVersion = {
  readonly version: string
  readonly contract: string
  readonly sha256: string
  readonly publishedAt: Date
  readonly publishedBy: string
}

/** False when this version was published before. */
export async function insertServiceVersion(
  tx: Transaction<Schema>,
  serviceId: Id<'service'>,
  it: ServiceVersion,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.service_version')
    .values({
      service_id: serviceId,
      version: it.version,
      contract: it.contract,
      sha256: it.sha256,
      published_at: it.publishedAt,
      published_by: it.publishedBy,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function listServiceVersions(
  db: Db,
  serviceId: Id<'service'>,
): Promise<ServiceVersion[]> {
  const rows = await db
    .selectFrom('data_coordination.service_version')
    .selectAll()
    .where('service_id', '=', serviceId)
    .orderBy('published_at', 'desc')
    .orderBy('version', 'desc')
    .limit(1_000)
    .execute()
  return rows.map((it) => ({
    version: it.version,
    contract: it.contract,
    sha256: it.sha256,
    publishedAt: it.published_at,
    publishedBy: it.published_by,
  }))
}

export type ServiceSearch = {
  /** Folded: without diacritics, lower case. */
  readonly text?: string | undefined
  readonly layer?: string | undefined
  readonly dataClass?: string | undefined
  readonly kind?: string | undefined
  readonly memberId?: string | undefined
  /** After the service with this code. */
  readonly after?: string | undefined
}

type Row = Selectable<Schema['data_coordination.service']> & {
  member_id: string
  member_class: string
  member_code: string
  member_vi: string
  member_en: string
  organisation_id: string | null
  subsystem_code: string
  subsystem_vi: string
  subsystem_en: string
}

const owned = sql`
  select s.*, m.id as member_id, m.class as member_class, m.code as member_code,
    m.name_vi as member_vi, m.name_en as member_en, m.organisation_id,
    u.code as subsystem_code, u.name_vi as subsystem_vi, u.name_en as subsystem_en
  from data_coordination.service s
    join data_coordination.subsystem u on u.id = s.subsystem_id
    join data_coordination.member m on m.id = u.member_id`

/** Services that are not withdrawn, by code. */
export async function searchServices(
  db: Db,
  { text, layer, dataClass, kind, memberId, after }: ServiceSearch,
  limit: number,
): Promise<ServiceOwned[]> {
  const words = (text ?? '').split(' ').filter((it) => it !== '')
  const { rows } = await sql<Row>`${owned}
    where s.state <> 'withdrawn' and u.removed_at is null
      and s.found_by like all (${words.map((it) => `%${it}%`)}::text[])
      and (${layer ?? null}::text is null or s.layer = ${layer ?? null})
      and (${dataClass ?? null}::text is null or s.data_class = ${dataClass ?? null})
      and (${kind ?? null}::text is null or s.kind = ${kind ?? null})
      and (${memberId ?? null}::uuid is null or m.id = ${memberId ?? null})
      and s.code > ${after ?? ''}
    order by s.code limit ${limit}`.execute(db)
  return rows.map(serviceOf)
}

export async function findService(
  db: Db,
  by: { id: Id<'service'> } | { code: string },
): Promise<ServiceOwned | undefined> {
  const which = 'id' in by ? sql`s.id = ${by.id}` : sql`s.code = ${by.code}`
  const { rows } = await sql<Row>`${owned} where ${which}`.execute(db)
  return rows[0] && serviceOf(rows[0])
}

/** Keeps others out of a service until the transaction ends. */
export async function lockService(tx: Transaction<Schema>, id: Id<'service'>): Promise<void> {
  await sql`select 1 from data_coordination.service where id = ${id} for update`.execute(tx)
}

function rowOf(it: Service) {
  return {
    id: it.id,
    code: it.code,
    subsystem_id: it.subsystemId,
    kind: it.kind,
    version: it.version,
    state: it.state,
    sunset_on: it.sunsetOn,
    title_vi: it.title.vi,
    title_en: it.title.en,
    description_vi: it.description.vi,
    description_en: it.description.en,
    layer: it.layer,
    data_class: it.dataClass,
    basis: it.basis,
    endpoints: JSON.stringify(it.endpoints),
    fields: JSON.stringify(it.fields),
    subject: it.subject && JSON.stringify(it.subject),
    timeout_ms: it.timeoutMs,
    accepts_id: it.acceptsId,
    keeps_bodies: it.keepsBodies,
    availability: String(it.availability),
    p95_ms: it.p95Ms,
    target_url: it.targetUrl,
    published_at: it.publishedAt,
    changed_at: it.changedAt,
  }
}

function serviceOf(row: Row): ServiceOwned {
  return {
    id: row.id as Id<'service'>,
    code: row.code as ServiceId,
    subsystemId: row.subsystem_id as Id<'subsystem'>,
    kind: row.kind as ServiceKind,
    version: row.version,
    state: row.state as ServiceState,
    sunsetOn: row.sunset_on,
    title: { vi: row.title_vi, en: row.title_en },
    description: { vi: row.description_vi, en: row.description_en },
    layer: row.layer as Layer,
    dataClass: row.data_class as DataClass,
    basis: row.basis,
    endpoints: row.endpoints as Endpoint[],
    fields: row.fields as ServiceField[],
    subject: row.subject as SubjectPlace | null,
    timeoutMs: row.timeout_ms,
    acceptsId: row.accepts_id,
    keepsBodies: row.keeps_bodies,
    availability: Number(row.availability),
    p95Ms: row.p95_ms,
    targetUrl: row.target_url,
    publishedAt: row.published_at,
    changedAt: row.changed_at,
    owner: {
      id: row.member_id as Id<'member'>,
      code: memberIdOf(row.member_class, row.member_code),
      name: { vi: row.member_vi, en: row.member_en },
      organisationId: row.organisation_id,
    },
    subsystem: {
      id: row.subsystem_id as Id<'subsystem'>,
      code: row.subsystem_code as SubsystemId,
      name: { vi: row.subsystem_vi, en: row.subsystem_en },
    },
  }
}
