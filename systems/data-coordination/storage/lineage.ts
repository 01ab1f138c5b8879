import { type Kysely, sql, type Transaction } from 'kysely'
import type { LineageEvent } from '../domain/lineage.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

const nameOf = ({ namespace, name }: { namespace: string; name: string }): string =>
  `${namespace} ${name}`

/**
 * Adds an event. The graph keeps one row for each pair of datasets that a job connects, so that the
 * cost does not grow with what was written before.
 */
export async function appendLineage(tx: Db, it: LineageEvent): Promise<void> {
  const { rows } = await sql<{ id: bigint }>`
    insert into data_coordination.lineage_event (run_id, at, job, kind, event)
    values (${it.run.runId}, ${it.eventTime}, ${it.job.name}, ${it.eventType},
      ${JSON.stringify(it)}) returning id`.execute(tx)
  if (it.eventType !== 'COMPLETE') return
  const pairs = it.inputs.flatMap((from) =>
    it.outputs.map((to) => ({ source: nameOf(from), target: nameOf(to) })),
  )
  if (pairs.length === 0) return
  await sql`insert into data_coordination.lineage_edge (source, target, job, last_event)
    select source, target, ${it.job.name}, ${rows[0]?.id ?? 0n}::bigint
    from jsonb_to_recordset(${JSON.stringify(pairs)}) as t(source text, target text)
    on conflict (source, target, job) do update set last_event = excluded.last_event`.execute(tx)
}

export type Edge = { source: string; target: string; job: string; event: LineageEvent }

/** What lies up or down the stream of a dataset, step by step, with the last event of each. */
export async function walkLineage(
  db: Db,
  from: string,
  direction: 'up' | 'down',
  depth: number,
): Promise<Edge[]> {
  const [near, far] = direction === 'up' ? ['target', 'source'] : ['source', 'target']
  const { rows } = await sql<Edge>`
    with recursive walk(at, depth) as (
      values (${from}::text, 0)
      union
      select e.${sql.ref(far)}, w.depth + 1 from walk w
      join data_coordination.lineage_edge e on e.${sql.ref(near)} = w.at
      where w.depth < ${depth}
    )
    select distinct on (e.source, e.target, e.job) e.source, e.target, e.job, l.event
    from data_coordination.lineage_edge e
    join walk w on e.${sql.ref(near)} = w.at and w.depth < ${depth}
    join data_coordination.lineage_event l on l.id = e.last_event
    order by e.source, e.target, e.job limit 500`.execute(db)
  return rows
}

/** Events in the order in which they were written. */
export async function listLineage(
  db: Db,
  after: bigint,
  limit: number,
): Promise<{ id: bigint; event: LineageEvent }[]> {
  const rows = await db
    .selectFrom('data_coordination.lineage_event')
    .select(['id', 'event'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id, event }) => ({ id, event: event as LineageEvent }))
}
