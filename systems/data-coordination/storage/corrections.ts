import { type Kysely, sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { CorrectionMove, CorrectionState } from '../domain/correction.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Correction = {
  readonly id: Id<'correction'>
  /** The owner, such as VN/GOV/VSS. */
  readonly member: string
  readonly dataset: string
  readonly subjectId: Id<'person'>
  readonly field: string
  readonly claimSealed: Buffer
  readonly filedByKind: 'person' | 'official'
  readonly filedById: string
  readonly filedByName: string
  readonly filedAt: Date
  readonly dueOn: CivilDate
  readonly state: CorrectionState
  readonly closedAt: Date | null
  /** When the owner's own system made it. */
  readonly deliveredAt: Date | null
}

export type CorrectionStep = {
  readonly id: Id<'correction-move'>
  readonly at: Date
  readonly move: 'file' | CorrectionMove
  readonly byId: string
  readonly byName: string
  readonly reason: string | null
}

export async function insertCorrection(tx: Transaction<Schema>, it: Correction): Promise<void> {
  await tx
    .insertInto('data_coordination.correction')
    .values({
      id: it.id,
      member: it.member,
      dataset: it.dataset,
      subject_id: it.subjectId,
      field: it.field,
      claim_sealed: it.claimSealed,
      filed_by_kind: it.filedByKind,
      filed_by_id: it.filedById,
      filed_by_name: it.filedByName,
      filed_at: it.filedAt,
      due_on: it.dueOn,
      state: it.state,
      closed_at: it.closedAt,
      delivered_at: it.deliveredAt,
    })
    .execute()
}

export async function findCorrection(
  db: Db,
  id: Id<'correction'>,
  lock?: 'for update',
): Promise<Correction | undefined> {
  let query = db.selectFrom('data_coordination.correction').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && correctionOf(row)
}

/** Those about a person, and those that the account filed; newest first. */
export async function listCorrectionsOf(
  db: Db,
  who: { subjectId: string; accountId: string },
  limit: number,
): Promise<Correction[]> {
  const rows = await db
    .selectFrom('data_coordination.correction')
    .selectAll()
    .where((it) =>
      it.or([it('subject_id', '=', who.subjectId), it('filed_by_id', '=', who.accountId)]),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(correctionOf)
}

/** What an owner has to do, the most urgent first. `members` null means every owner. */
export async function listCorrectionQueue(
  db: Db,
  members: readonly string[] | null,
  limit: number,
): Promise<Correction[]> {
  let query = db
    .selectFrom('data_coordination.correction')
    .selectAll()
    .where('state', 'in', ['filed', 'seen', 'accepted'])
  if (members) query = query.where('member', 'in', [...members, ''])
  const rows = await query.orderBy('due_on').orderBy('id').limit(limit).execute()
  return rows.map(correctionOf)
}

/** How many corrections of the same field of a person wait at an owner. */
export async function countOpenOf(
  db: Db,
  it: Pick<Correction, 'member' | 'dataset' | 'field' | 'subjectId'>,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from data_coordination.correction
    where subject_id = ${it.subjectId} and member = ${it.member} and dataset = ${it.dataset}
      and field = ${it.field} and state in ('filed', 'seen', 'accepted')`.execute(db)
  return rows[0]?.count ?? 0
}

export async function setCorrectionState(
  tx: Transaction<Schema>,
  id: Id<'correction'>,
  state: CorrectionState,
  closedAt: Date | null,
): Promise<void> {
  await tx
    .updateTable('data_coordination.correction')
    .set({ state, closed_at: closedAt })
    .where('id', '=', id)
    .execute()
}

export async function setDelivered(db: Db, id: Id<'correction'>, at: Date): Promise<void> {
  await db
    .updateTable('data_coordination.correction')
    .set({ delivered_at: at })
    .where('id', '=', id)
    .where('delivered_at', 'is', null)
    .execute()
}

export async function insertCorrectionStep(
  tx: Transaction<Schema>,
  correctionId: Id<'correction'>,
  it: CorrectionStep,
): Promise<void> {
  await tx
    .insertInto('data_coordination.correction_move')
    .values({
      id: it.id,
      correction_id: correctionId,
      at: it.at,
      move: it.move,
      by_id: it.byId,
      by_name: it.byName,
      reason: it.reason,
    })
    .execute()
}

/** The steps of corrections, oldest first, by correction. */
export async function listCorrectionSteps(
  db: Db,
  ids: readonly Id<'correction'>[],
): Promise<Map<string, CorrectionStep[]>> {
  const found = new Map<string, CorrectionStep[]>(ids.map((it) => [it, []]))
  if (ids.length === 0) return found
  const rows = await db
    .selectFrom('data_coordination.correction_move')
    .selectAll()
    .where('correction_id', 'in', [...ids])
    .orderBy('seq')
    .execute()
  for (const row of rows) {
    found.get(row.correction_id)?.push({
      id: row.id as Id<'correction-move'>,
      at: row.at,
      move: row.move as CorrectionStep['move'],
      byId: row.by_id,
      byName: row.by_name,
      reason: row.reason,
    })
  }
  return found
}

type CorrectionRow = Awaited<ReturnType<typeof selectCorrection>>
const selectCorrection = (db: Db) =>
  db.selectFrom('data_coordination.correction').selectAll().executeTakeFirstOrThrow()

function correctionOf(row: CorrectionRow): Correction {
  return {
    id: row.id as Id<'correction'>,
    member: row.member,
    dataset: row.dataset,
    subjectId: row.subject_id as Id<'person'>,
    field: row.field,
    claimSealed: row.claim_sealed,
    filedByKind: row.filed_by_kind as Correction['filedByKind'],
    filedById: row.filed_by_id,
    filedByName: row.filed_by_name,
    filedAt: row.filed_at,
    dueOn: row.due_on,
    state: row.state as CorrectionState,
    closedAt: row.closed_at,
    deliveredAt: row.delivered_at,
  }
}
