import { type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Composite } from '../domain/configuration.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

export type CompositeKept = Composite & {
  readonly id: Id<'composite'>
  readonly subsystemId: Id<'subsystem'>
  readonly changedAt: Date
}

/** Enters a composite in the place of one with the same code. */
export async function saveComposite(tx: Transaction<Schema>, it: CompositeKept): Promise<void> {
  await sql`
    insert into data_coordination.composite
      (id, subsystem_id, code, title_vi, title_en, time_budget_ms, parts, changed_at)
    values (${it.id}, ${it.subsystemId}, ${it.code}, ${it.title.vi}, ${it.title.en},
      ${it.timeBudgetMs}, ${JSON.stringify(it.parts)}::jsonb, ${it.changedAt})
    on conflict (subsystem_id, code) do update set title_vi = excluded.title_vi,
      title_en = excluded.title_en, time_budget_ms = excluded.time_budget_ms,
      parts = excluded.parts, changed_at = excluded.changed_at`.execute(tx)
}

/** False when there is none with this code. */
export async function deleteComposite(
  tx: Transaction<Schema>,
  subsystemId: Id<'subsystem'>,
  code: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('data_coordination.composite')
    .where('subsystem_id', '=', subsystemId)
    .where('code', '=', code)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** The composites of these subsystems, oldest first. */
export async function listComposites(
  db: Db,
  subsystems: readonly Id<'subsystem'>[],
): Promise<CompositeKept[]> {
  const { rows } = await sql<Selectable<Schema['data_coordination.composite']>>`
    select * from data_coordination.composite where subsystem_id = any(${subsystems}::uuid[])
    order by id`.execute(db)
  return rows.map((it) => ({
    id: it.id as Id<'composite'>,
    subsystemId: it.subsystem_id as Id<'subsystem'>,
    code: it.code,
    title: { vi: it.title_vi, en: it.title_en },
    timeBudgetMs: it.time_budget_ms,
    parts: it.parts as Composite['parts'],
    changedAt: it.changed_at,
  }))
}
