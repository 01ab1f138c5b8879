import { sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Measured } from '../domain/measure.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

export type Measure = Measured & {
  readonly minute: Date
  readonly side: 'consumer' | 'provider'
  readonly client: string
  readonly service: string
}

/** Enters measures; a minute that is told twice counts as it was told last. */
export async function saveMeasures(
  tx: Transaction<Schema>,
  gatewayId: Id<'gateway'>,
  all: readonly Measure[],
): Promise<void> {
  for (const it of all) {
    await sql`
      insert into data_coordination.measure
        (gateway_id, minute, side, client, service, count, failed, durations)
      values (${gatewayId}, ${it.minute}, ${it.side}, ${it.client}, ${it.service}, ${it.count},
        ${it.failed}, ${it.durations}::integer[])
      on conflict (service, minute, side, client, gateway_id) do update
        set count = excluded.count, failed = excluded.failed, durations = excluded.durations
        where excluded.count >= measure.count`.execute(tx)
  }
}

/** Which of these clients were ever granted the service, as `client service`. */
export async function listGranted(
  db: Db,
  asked: readonly { client: string; service: string }[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ pair: string }>`
    select distinct c.code || ' ' || s.code as pair
    from unnest(${asked.map((it) => it.client)}::text[],
        ${asked.map((it) => it.service)}::text[]) as t(client, service)
      join data_coordination.subsystem c on c.code = t.client
      join data_coordination.service s on s.code = t.service
      join data_coordination.access_grant g on g.client_id = c.id and g.service_id = s.id`.execute(
    db,
  )
  return new Set(rows.map((it) => it.pair))
}

export type DayMeasured = Measured & { readonly on: CivilDate }

/**
 * What was measured of a service on each day (civil days in Viet Nam), as its clients saw it; as
 * its own gateway saw it where no client's gateway has told.
 */
export async function measuredByDay(
  db: Db,
  service: string,
  from: Date,
  until: Date,
): Promise<DayMeasured[]> {
  const { rows } = await sql<{ on: CivilDate; count: bigint; failed: bigint; durations: number[] }>`
    with seen as (
      select minute, count, failed, durations from data_coordination.measure
      where service = ${service} and minute >= ${from} and minute < ${until}
        and side = coalesce((select side from data_coordination.measure
          where service = ${service} and minute >= ${from} and minute < ${until}
          order by side limit 1), 'consumer')),
    by_day as (
      select (minute at time zone 'Asia/Ho_Chi_Minh')::date as day, sum(count) as count,
        sum(failed) as failed
      from seen group by 1),
    by_bucket as (
      select (minute at time zone 'Asia/Ho_Chi_Minh')::date as day, bucket, sum(value) as value
      from seen, unnest(durations) with ordinality as d(value, bucket) group by 1, 2)
    select day as on, count, failed,
      coalesce((select array_agg(value::float8 order by bucket) from by_bucket b
        where b.day = d.day), '{}') as durations
    from by_day d order by day`.execute(db)
  return rows.map((it) => ({ ...it, count: Number(it.count), failed: Number(it.failed) }))
}

export async function sweepMeasures(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('data_coordination.measure').where('minute', '<', before).execute()
}
