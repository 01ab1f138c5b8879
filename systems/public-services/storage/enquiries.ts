import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { EnquiryState } from '../domain/enquiry.ts'
import type { EnquiryKind } from '../domain/procedure.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

/** A question to another agency, and the sealed answer once it came. */
export type Enquiry = {
  readonly id: Id<'enquiry'>
  readonly caseId: Id<'case'>
  readonly kind: EnquiryKind
  readonly subjectId: Id<'person'>
  readonly state: EnquiryState
  readonly tries: number
  readonly reason: Words | null
  readonly askedAt: Date
  readonly lastTryAt: Date | null
  readonly nextTryAt: Date | null
  readonly receivedAt: Date | null
  readonly xRoadId: string | null
  readonly sealed: Buffer | null
  readonly sha256: Buffer | null
}

/** Enters a question, unless the case has asked it before. Says whether it is new. */
export async function insertEnquiry(tx: Transaction<Schema>, it: Enquiry): Promise<boolean> {
  const { id, ...rest } = rowOf(it)
  const done = await tx
    .insertInto('public_services.enquiry')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.columns(['case_id', 'kind', 'subject_id']).doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function updateEnquiry(tx: Transaction<Schema>, it: Enquiry): Promise<void> {
  const { id, ...rest } = rowOf(it)
  await tx.updateTable('public_services.enquiry').set(rest).where('id', '=', id).execute()
}

export async function findEnquiry(
  db: Db,
  id: Id<'enquiry'>,
  lock?: 'for update',
): Promise<Enquiry | undefined> {
  let query = db.selectFrom('public_services.enquiry').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && enquiryOf(row)
}

export async function listEnquiries(db: Db, caseId: Id<'case'>): Promise<Enquiry[]> {
  const rows = await db
    .selectFrom('public_services.enquiry')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('asked_at')
    .orderBy('kind')
    .limit(20)
    .execute()
  return rows.map(enquiryOf)
}

/** Questions of cases that still wait for a decision, to be asked again by now. */
export async function dueEnquiries(db: Db, now: Date, limit: number): Promise<Id<'enquiry'>[]> {
  const { rows } = await sql<{ id: string }>`
    select it.id from public_services.enquiry it
    join public_services."case" c on c.id = it.case_id
    where it.state <> 'received' and it.next_try_at <= ${now}::timestamptz
      and c.state in ('submitted', 'in-review', 'returned')
    order by it.next_try_at limit ${limit}`.execute(db)
  return rows.map((it) => it.id as Id<'enquiry'>)
}

function enquiryOf(row: Selectable<Schema['public_services.enquiry']>): Enquiry {
  return {
    id: row.id as Id<'enquiry'>,
    caseId: row.case_id as Id<'case'>,
    kind: row.kind as EnquiryKind,
    subjectId: row.subject_id as Id<'person'>,
    state: row.state as EnquiryState,
    tries: row.tries,
    reason: row.reason as Words | null,
    askedAt: row.asked_at,
    lastTryAt: row.last_try_at,
    nextTryAt: row.next_try_at,
    receivedAt: row.received_at,
    xRoadId: row.x_road_id,
    sealed: row.sealed,
    sha256: row.sha256,
  }
}

function rowOf(it: Enquiry) {
  return {
    id: it.id,
    case_id: it.caseId,
    kind: it.kind,
    subject_id: it.subjectId,
    state: it.state,
    tries: it.tries,
    reason: it.reason && JSON.stringify(it.reason),
    asked_at: it.askedAt,
    last_try_at: it.lastTryAt,
    next_try_at: it.nextTryAt,
    received_at: it.receivedAt,
    x_road_id: it.xRoadId,
    sealed: it.sealed,
    sha256: it.sha256,
  }
}
