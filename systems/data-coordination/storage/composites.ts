import { sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Composite } from '../domain/configuration.ts'
import type { SubsystemId } from '../domain/identifier.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

export type CompositeKept = Composite & {
  readonly id: Id<'composite'>
  readonly clientId: Id<'subsystem'>
  readonly changedAt: Date
}

/** False when there is one with this code. */
export async function insertComposite(
  tx: Transaction<Schema>,
  it: CompositeKept,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.composite')
    .values({ id: it.id, code: it.code, client_id: it.clientId, ...saidOf(it) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function updateComposite(tx: Transaction<Schema>, it: CompositeKept): Promise<void> {
  await tx
    .updateTable('data_coordination.composite')
    .set(saidOf(it))
    .where('id', '=', it.id)
    .execute()
}

export async function deleteComposite(tx: Transaction<Schema>, id: Id<'composite'>): Promise<void> {
  await tx.deleteFrom('data_coordination.composite').where('id', '=', id).execute()
}

type Row = {
  id: string
  code: string
  client_id: string
  client: string
  title_vi: string
  title_en: string
  time_budget_ms: number
  parts: Composite['parts']
  changed_at: Date
}

/** The composites of these subsystems, or of all that are there; by code. */
export async function listComposites(
  db: Db,
  clients?: readonly Id<'subsystem'>[],
): Promise<CompositeKept[]> {
  const { rows } = await sql<Row>`
    select c.*, u.code as client from data_coordination.composite c
      join data_coordination.subsystem u on u.id = c.client_id and u.removed_at is null
    where ${clients ?? null}::uuid[] is null or c.client_id = any(${clients ?? null}::uuid[])
    order by c.code`.execute(db)
  return rows.map((it) => ({
    id: it.id as Id<'composite'>,
    code: it.code,
    client: it.client as SubsystemId,
    clientId: it.client_id as Id<'subsystem'>,
    title: { vi: it.title_vi, en: it.title_en },
    timeBudgetMs: it.time_budget_ms,
    parts: it.parts,
    changedAt: it.changed_at,
  }))
}

function saidOf(it: CompositeKept) {
  return {
    title_vi: it.title.vi,
    title_en: it.title.en,
    time_budget_ms: it.timeBudgetMs,
    parts: JSON.stringify(it.parts),
    changed_at: it.changedAt,
  }
}
