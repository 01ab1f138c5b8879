import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { CaseState, Move } from '../domain/case.ts'
import type { Answers } from '../domain/form.ts'
import type { Reason } from '../domain/reason.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Case = {
  readonly id: Id<'case'>
  readonly procedure: string
  readonly applicantId: Id<'person'>
  readonly accountId: Id<'account'>
  readonly state: CaseState
  readonly answers: Answers
  readonly commune: string | null
  readonly dossierNumber: string | null
  readonly fee: bigint
  readonly submittedAt: Date | null
  readonly dueAt: Date | null
  readonly takenBy: Id<'account'> | null
  readonly decidedAt: Date | null
  readonly reasons: readonly Reason[]
  readonly createdAt: Date
  readonly changedAt: Date
}

export type Step = {
  readonly move: Move
  readonly at: Date
  readonly by: string
  readonly note: string | null
}

export async function insertCase(tx: Db, it: Case): Promise<void> {
  await tx.insertInto('public_services.case').values(rowOf(it)).execute()
}

export async function updateCase(tx: Transaction<Schema>, it: Case): Promise<void> {
  const { id, ...rest } = rowOf(it)
  await tx.updateTable('public_services.case').set(rest).where('id', '=', id).execute()
}

/** A case by its id. `lock` keeps other moves out until the transaction ends. */
export async function findCase(
  db: Db,
  id: Id<'case'>,
  lock?: 'for update',
): Promise<Case | undefined> {
  let query = db.selectFrom('public_services.case').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && caseOf(row)
}

/** The cases of a person, newest first; drafts that were thrown away are left out. */
export async function listCases(db: Db, applicantId: Id<'person'>, limit: number): Promise<Case[]> {
  const rows = await db
    .selectFrom('public_services.case')
    .selectAll()
    .where('applicant_id', '=', applicantId)
    .where((it) => it.or([it('state', '<>', 'withdrawn'), it('submitted_at', 'is not', null)]))
    .orderBy('changed_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(caseOf)
}

/** The draft of a procedure that a person has begun and not finished. */
export async function findDraft(
  db: Db,
  applicantId: Id<'person'>,
  procedure: string,
): Promise<Case | undefined> {
  const row = await db
    .selectFrom('public_services.case')
    .selectAll()
    .where('applicant_id', '=', applicantId)
    .where('procedure', '=', procedure)
    .where('state', '=', 'draft')
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row && caseOf(row)
}

export async function addStep(
  tx: Transaction<Schema>,
  caseId: Id<'case'>,
  step: Step,
): Promise<void> {
  await sql`insert into public_services.step (case_id, number, move, at, by_name, note)
    select ${caseId}, coalesce(max(number), 0) + 1, ${step.move},
      ${step.at}::timestamptz, ${step.by},
      ${step.note}
    from public_services.step where case_id = ${caseId}`.execute(tx)
}

export async function listSteps(db: Db, caseId: Id<'case'>): Promise<Step[]> {
  const rows = await db
    .selectFrom('public_services.step')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('number')
    .limit(100)
    .execute()
  return rows.map((it) => ({
    move: it.move as Move,
    at: it.at,
    by: it.by_name,
    note: it.note,
  }))
}

/** The next count of dossiers of one agency and procedure on a day, from 1, without gaps. */
export async function nextSerial(
  tx: Transaction<Schema>,
  prefix: string,
  day: CivilDate,
): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into public_services.dossier_count as it (prefix, day, last)
    values (${prefix}, ${day}, 1)
    on conflict (prefix, day) do update set last = it.last + 1 returning last`.execute(tx)
  return rows[0]?.last ?? 1
}

export function caseOf(row: Selectable<Schema['public_services.case']>): Case {
  return {
    id: row.id as Id<'case'>,
    procedure: row.procedure,
    applicantId: row.applicant_id as Id<'person'>,
    accountId: row.account_id as Id<'account'>,
    state: row.state as CaseState,
    answers: row.answers as Answers,
    commune: row.commune,
    dossierNumber: row.dossier_number,
    fee: row.fee,
    submittedAt: row.submitted_at,
    dueAt: row.due_at,
    takenBy: row.taken_by as Id<'account'> | null,
    decidedAt: row.decided_at,
    reasons: row.reasons as Reason[],
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

function rowOf(it: Case) {
  return {
    id: it.id,
    procedure: it.procedure,
    applicant_id: it.applicantId,
    account_id: it.accountId,
    state: it.state,
    answers: JSON.stringify(it.answers),
    commune: it.commune,
    dossier_number: it.dossierNumber,
    fee: it.fee,
    submitted_at: it.submittedAt,
    due_at: it.dueAt,
    taken_by: it.takenBy,
    decided_at: it.decidedAt,
    reasons: JSON.stringify(it.reasons),
    created_at: it.createdAt,
    changed_at: it.changedAt,
  }
}
