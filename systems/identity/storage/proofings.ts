import { sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

/** `level`: shown on the person's screen, typed by the official. `recovery`: the other way. */
export type CodeKind = 'level' | 'recovery'

export type Proofing = {
  readonly id: Id<'proofing'>
  readonly accountId: Id<'account'>
  readonly kind: CodeKind
  readonly officialAccountId: Id<'account'>
  readonly officialName: string
  readonly evidence: object
  readonly at: Date
}

export async function insertProofing(tx: Transaction<Schema>, it: Proofing): Promise<void> {
  await tx
    .insertInto('identity.proofing')
    .values({
      id: it.id,
      account_id: it.accountId,
      kind: it.kind,
      official_account_id: it.officialAccountId,
      official_name: it.officialName,
      evidence: JSON.stringify(it.evidence),
      at: it.at,
    })
    .execute()
}

/** Puts a new code in the place of an earlier one. */
export async function saveCode(
  db: Db,
  accountId: Id<'account'>,
  kind: CodeKind,
  sha256: Buffer,
  expiresAt: Date,
): Promise<void> {
  const row = { sha256, tries: 0, expires_at: expiresAt }
  await db
    .insertInto('identity.one_time_code')
    .values({ account_id: accountId, kind, ...row })
    .onConflict((on) => on.columns(['account_id', 'kind']).doUpdateSet(row))
    .execute()
}

/**
 * Takes a code. Each call counts as a try, whatever its outcome, and must be committed: the try
 * that is one too many ends the code.
 */
export async function takeCode(
  db: Db,
  accountId: Id<'account'>,
  kind: CodeKind,
  sha256: Buffer,
  now: Date,
  maxTries: number,
): Promise<boolean> {
  const { rows } = await sql<{ right: boolean }>`
    update identity.one_time_code set tries = tries + 1
    where account_id = ${accountId} and kind = ${kind} and expires_at > ${now}
      and tries < ${maxTries}
    returning sha256 = ${sha256} as right`.execute(db)
  if (!rows[0]?.right) return false
  const { numDeletedRows } = await db
    .deleteFrom('identity.one_time_code')
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .where('sha256', '=', sha256)
    .executeTakeFirstOrThrow()
  return numDeletedRows === 1n
}
