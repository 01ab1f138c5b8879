import { sql } from 'kysely'
import type { Words } from '#kernel/words'
import type { Db } from './changes.ts'

/** Between a client and a service: who, and how often in a span. */
export type Flow = {
  readonly client: { readonly code: string; readonly name: Words }
  readonly service: { readonly id: string; readonly code: string; readonly title: Words }
  readonly provider: { readonly code: string; readonly name: Words }
  readonly count: number
  readonly failed: number
}

type Row = Record<'client' | 'client_vi' | 'client_en' | 'id' | 'service', string> &
  Record<'title_vi' | 'title_en' | 'provider' | 'provider_vi' | 'provider_en', string> & {
    count: bigint
    failed: bigint
  }

/**
 * Who may ask whom, with how often it was done since an instant: as clients' gateways saw it, or
 * the provider's where that saw more. The busiest first.
 */
export async function listFlows(db: Db, from: Date, now: Date, limit: number): Promise<Flow[]> {
  const { rows } = await sql<Row>`
    with measured as (
      select client, service, side, sum(count) as count, sum(failed) as failed
      from data_coordination.measure where minute >= ${from} group by client, service, side),
    asked as (
      select client, service, max(count) as count, max(failed) as failed
      from measured group by client, service),
    granted as (
      select distinct c.code as client, s.code as service
      from data_coordination.access_grant g
        join data_coordination.subsystem c on c.id = g.client_id
        join data_coordination.service s on s.id = g.service_id
      where g.revoked_at is null and g.expires_at > ${now} and s.state <> 'withdrawn')
    select client, c.name_vi as client_vi, c.name_en as client_en, s.id, service,
      s.title_vi, s.title_en, p.code as provider, p.name_vi as provider_vi,
      p.name_en as provider_en, coalesce(a.count, 0) as count, coalesce(a.failed, 0) as failed
    from asked a full join granted g using (client, service)
      join data_coordination.subsystem c on c.code = client
      join data_coordination.service s on s.code = service
      join data_coordination.subsystem p on p.id = s.subsystem_id
    order by count desc, client, service limit ${limit}`.execute(db)
  return rows.map((it) => ({
    client: { code: it.client, name: { vi: it.client_vi, en: it.client_en } },
    service: { id: it.id, code: it.service, title: { vi: it.title_vi, en: it.title_en } },
    provider: { code: it.provider, name: { vi: it.provider_vi, en: it.provider_en } },
    count: Number(it.count),
    failed: Number(it.failed),
  }))
}
