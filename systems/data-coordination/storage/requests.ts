import { type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Endpoint, GrantPurpose } from '../domain/configuration.ts'
import type { AccessRequest, RefusalReason, RequestState } from '../domain/request.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

/** Between whom it is. */
export type Between = {
  readonly client: { readonly id: Id<'subsystem'>; readonly code: string; readonly name: Words }
  readonly service: { readonly id: Id<'service'>; readonly code: string; readonly title: Words }
  readonly clientOrganisation: string | null
  readonly ownerOrganisation: string | null
}

/** Between whom, as columns; the two ids are in the table `t`. */
export const between = sql`
  c.code as client_code, c.name_vi as client_vi, c.name_en as client_en,
  cm.organisation_id as client_organisation, s.code as service_code, s.title_vi, s.title_en,
  om.organisation_id as owner_organisation`

export const sides = sql`
  join data_coordination.subsystem c on c.id = t.client_id
  join data_coordination.member cm on cm.id = c.member_id
  join data_coordination.service s on s.id = t.service_id
  join data_coordination.subsystem o on o.id = s.subsystem_id
  join data_coordination.member om on om.id = o.member_id`

export type BetweenRow = {
  client_id: string
  service_id: string
  client_code: string
  client_vi: string
  client_en: string
  client_organisation: string | null
  service_code: string
  title_vi: string
  title_en: string
  owner_organisation: string | null
}

export function betweenOf(row: BetweenRow): Between {
  return {
    client: {
      id: row.client_id as Id<'subsystem'>,
      code: row.client_code,
      name: { vi: row.client_vi, en: row.client_en },
    },
    service: {
      id: row.service_id as Id<'service'>,
      code: row.service_code,
      title: { vi: row.title_vi, en: row.title_en },
    },
    clientOrganisation: row.client_organisation,
    ownerOrganisation: row.owner_organisation,
  }
}

/** Those in which one of the organisations has a part; `all` for all. */
export function concerning(organisations: 'all' | readonly string[]) {
  return organisations === 'all'
    ? sql`true`
    : sql`(cm.organisation_id = any(${organisations}::uuid[])
        or om.organisation_id = any(${organisations}::uuid[]))`
}

/** What requests and grants are looked for by; `before` is an id of the same kind. */
export type Search<Own extends string> = {
  readonly id?: Id<Own> | undefined
  readonly organisations: 'all' | readonly string[]
  readonly serviceId?: Id<'service'> | undefined
  readonly clientId?: Id<'subsystem'> | undefined
  readonly before?: Id<Own> | undefined
}

/** Those in the table `t` that are looked for. */
export function lookedFor<Own extends string>(it: Search<Own>) {
  const [id, serviceId] = [it.id ?? null, it.serviceId ?? null]
  const [clientId, before] = [it.clientId ?? null, it.before ?? null]
  return sql`${concerning(it.organisations)} and (${id}::uuid is null or t.id = ${id})
    and (${serviceId}::uuid is null or t.service_id = ${serviceId})
    and (${clientId}::uuid is null or t.client_id = ${clientId})
    and (${before}::uuid is null or t.id < ${before})`
}

/** False when the client has an open request for this service. */
export async function insertRequest(tx: Transaction<Schema>, it: AccessRequest): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.access_request')
    .values(rowOf(it))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function updateRequest(tx: Transaction<Schema>, it: AccessRequest): Promise<void> {
  const { id, ...rest } = rowOf(it)
  await tx.updateTable('data_coordination.access_request').set(rest).where('id', '=', id).execute()
}

export async function lockRequest(
  tx: Transaction<Schema>,
  id: Id<'request'>,
): Promise<AccessRequest | undefined> {
  const row = await tx
    .selectFrom('data_coordination.access_request')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && requestOf(row)
}

export type RequestSearch = Search<'request'> & { readonly state?: RequestState | undefined }

/** Requests, newest first. */
export async function listRequests(
  db: Db,
  it: RequestSearch,
  limit: number,
): Promise<(AccessRequest & Between)[]> {
  const { rows } = await sql<Row & BetweenRow>`
    select t.*, ${between} from data_coordination.access_request t ${sides}
    where ${lookedFor(it)} and (${it.state ?? null}::text is null or t.state = ${it.state ?? null})
    order by t.id desc limit ${limit}`.execute(db)
  return rows.map((row) => ({ ...requestOf(row), ...betweenOf(row) }))
}

type Row = Selectable<Schema['data_coordination.access_request']>

function rowOf(it: AccessRequest) {
  return {
    id: it.id,
    client_id: it.clientId,
    service_id: it.serviceId,
    state: it.state,
    purposes: JSON.stringify(it.purposes),
    endpoints: it.endpoints && JSON.stringify(it.endpoints),
    fields: it.fields && [...it.fields],
    requests_per_minute: it.requestsPerMinute,
    requests_per_day: it.requestsPerDay,
    until_at: it.until,
    asked_at: it.askedAt,
    asked_by: it.askedBy,
    due_at: it.dueAt,
    decided_at: it.decidedAt,
    decided_by: it.decidedBy,
    reason_code: it.reason?.code ?? null,
    reason_note: it.reason?.note ?? null,
    question: it.question,
    answer: it.answer,
  }
}

function requestOf(row: Row): AccessRequest {
  return {
    id: row.id as Id<'request'>,
    clientId: row.client_id as Id<'subsystem'>,
    serviceId: row.service_id as Id<'service'>,
    state: row.state as RequestState,
    purposes: row.purposes as GrantPurpose[],
    endpoints: row.endpoints as Endpoint[] | null,
    fields: row.fields,
    requestsPerMinute: row.requests_per_minute,
    requestsPerDay: row.requests_per_day,
    until: row.until_at,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    dueAt: row.due_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    reason:
      row.reason_code === null
        ? null
        : { code: row.reason_code as RefusalReason, note: row.reason_note ?? '' },
    question: row.question,
    answer: row.answer,
  }
}
