import { sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { GrantPurpose } from '../domain/configuration.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

export type UseReported = {
  readonly requestId: string
  readonly at: Date
  readonly service: string
  readonly client: string
  readonly known: boolean
}

/** Enters those that were not told before. Returns their request ids. */
export async function insertUses(
  tx: Transaction<Schema>,
  gatewayId: Id<'gateway'>,
  uses: readonly UseReported[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ request_id: string }>`
    insert into data_coordination.reported_use
      (gateway_id, request_id, at, service, client, known)
    select ${gatewayId}, t.* from unnest(${uses.map((it) => it.requestId)}::text[],
      ${uses.map((it) => it.at.toISOString())}::timestamptz[],
      ${uses.map((it) => it.service)}::text[], ${uses.map((it) => it.client)}::text[],
      ${uses.map((it) => it.known)}::boolean[]) as t
    on conflict do nothing returning request_id`.execute(tx)
  return new Set(rows.map((it) => it.request_id))
}

/** What a person reads of a use: who, what of whom, and why. */
export type UseNamed = {
  readonly client: string
  readonly service: string
  readonly grant: string
  readonly clientName: string
  readonly title: Words
  readonly purposes: readonly GrantPurpose[]
}

/** The names of clients and services that gateways have spoken of, by their ids. */
export async function nameUses(
  db: Db,
  uses: readonly { client: string; service: string; grant: string }[],
): Promise<UseNamed[]> {
  const { rows } = await sql<{
    client: string
    service: string
    grant_id: string
    client_name: string
    title_vi: string
    title_en: string
    purposes: GrantPurpose[] | null
  }>`
    select distinct t.client, t.service, t.grant_id,
      coalesce(c.name_vi || ' · ' || m.name_vi, t.client) as client_name,
      coalesce(s.title_vi, t.service) as title_vi, coalesce(s.title_en, t.service) as title_en,
      g.purposes
    from unnest(${uses.map((it) => it.client)}::text[], ${uses.map((it) => it.service)}::text[],
        ${uses.map((it) => it.grant)}::text[]) as t(client, service, grant_id)
      left join data_coordination.subsystem c on c.code = t.client
      left join data_coordination.member m on m.id = c.member_id
      left join data_coordination.service s on s.code = t.service
      left join data_coordination.access_grant g on g.id::text = t.grant_id
        and g.client_id = c.id and g.service_id = s.id`.execute(db)
  return rows.map((it) => ({
    client: it.client,
    service: it.service,
    grant: it.grant_id,
    clientName: it.client_name,
    title: { vi: it.title_vi, en: it.title_en },
    purposes: it.purposes ?? [],
  }))
}

/** The purposes of all grants that there ever were. */
export async function listPurposes(db: Db): Promise<GrantPurpose[]> {
  const { rows } = await sql<{ purpose: GrantPurpose }>`
    select distinct jsonb_array_elements(purposes) as purpose
    from data_coordination.access_grant`.execute(db)
  return rows.map((it) => it.purpose)
}

/** Forgets which uses were told before an instant: they are not told again. */
export async function sweepUses(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('data_coordination.reported_use').where('at', '<', before).execute()
}
