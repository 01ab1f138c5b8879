import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Consent = {
  readonly caseId: Id<'case'>
  readonly personId: Id<'person'>
  readonly role: 'father' | 'mother'
  readonly state: 'asked' | 'given' | 'declined'
  readonly askedAt: Date
}

export async function askConsent(
  tx: Transaction<Schema>,
  it: Pick<Consent, 'caseId' | 'personId' | 'role' | 'askedAt'>,
): Promise<void> {
  const row = {
    case_id: it.caseId,
    person_id: it.personId,
    role: it.role,
    state: 'asked',
    asked_at: it.askedAt,
    answered_at: null,
    confirmation_id: null,
  }
  await tx
    .insertInto('public_services.consent')
    .values(row)
    .onConflict((on) => on.column('case_id').doUpdateSet(row))
    .execute()
}

export async function answerConsent(
  tx: Transaction<Schema>,
  caseId: Id<'case'>,
  answer: { state: 'given'; confirmationId: Id<'confirmation'> } | { state: 'declined' },
  answeredAt: Date,
): Promise<void> {
  await tx
    .updateTable('public_services.consent')
    .set({
      state: answer.state,
      answered_at: answeredAt,
      confirmation_id: answer.state === 'given' ? answer.confirmationId : null,
    })
    .where('case_id', '=', caseId)
    .execute()
}

export async function findConsent(db: Db, caseId: Id<'case'>): Promise<Consent | undefined> {
  const row = await db
    .selectFrom('public_services.consent')
    .selectAll()
    .where('case_id', '=', caseId)
    .executeTakeFirst()
  return row && consentOf(row)
}

/** What a person is asked to consent to at the moment. */
export async function listConsents(db: Db, personId: Id<'person'>): Promise<Consent[]> {
  const rows = await db
    .selectFrom('public_services.consent')
    .selectAll()
    .where('person_id', '=', personId)
    .where('state', '=', 'asked')
    .orderBy('asked_at', 'desc')
    .limit(100)
    .execute()
  return rows.map(consentOf)
}

function consentOf(row: Selectable<Schema['public_services.consent']>): Consent {
  return {
    caseId: row.case_id as Id<'case'>,
    personId: row.person_id as Id<'person'>,
    role: row.role as Consent['role'],
    state: row.state as Consent['state'],
    askedAt: row.asked_at,
  }
}
