import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Id } from '#kernel/id'
import type { Schema } from './schema.ts'

export type DecisionRecord = {
  readonly caseId: Id<'case'>
  readonly outcome: 'grant' | 'refuse' | 'return'
  readonly officialId: Id<'account'>
  readonly organisationId: Id<'organisation'>
  /** What the official saw, and the digest that the passkey signed. */
  readonly shown: unknown
  readonly digest: Buffer
  readonly confirmationId: Id<'confirmation'> | null
  readonly at: Date
}

/** Enters a decision. An index refuses a second one that grants or refuses the same case. */
export async function insertDecision(tx: Transaction<Schema>, it: DecisionRecord): Promise<void> {
  await sql`insert into public_services.decision
      (case_id, number, outcome, official_id, organisation_id, shown, digest, confirmation_id, at)
    select ${it.caseId}, coalesce(max(number), 0) + 1, ${it.outcome}, ${it.officialId},
      ${it.organisationId}, ${JSON.stringify(it.shown)}::jsonb, ${it.digest}, ${it.confirmationId},
      ${it.at}::timestamptz
    from public_services.decision where case_id = ${it.caseId}`.execute(tx)
}
