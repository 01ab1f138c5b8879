import { sql } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './accounts.ts'

/** A secret of one-time codes; in use once the person proved to hold it. */
export type Totp = { readonly sealed: Buffer; readonly confirmed: boolean }

export async function findTotp(db: Db, accountId: Id<'account'>): Promise<Totp | undefined> {
  const row = await db
    .selectFrom('identity.totp')
    .select(['sealed', 'confirmed_at'])
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row && { sealed: row.sealed, confirmed: row.confirmed_at !== null }
}

/** A new secret, not in use until it is confirmed. */
export async function saveTotp(
  db: Db,
  accountId: Id<'account'>,
  sealed: Buffer,
  at: Date,
): Promise<void> {
  const row = { sealed, created_at: at, confirmed_at: null, last_step: 0n }
  await db
    .insertInto('identity.totp')
    .values({ account_id: accountId, ...row })
    .onConflict((on) => on.column('account_id').doUpdateSet(row))
    .execute()
}

/** Takes a step of 30 seconds, which works once. `confirm` puts the secret into use. */
export async function takeStep(
  db: Db,
  accountId: Id<'account'>,
  step: number,
  confirm: Date | null,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update identity.totp
    set last_step = ${step}, confirmed_at = coalesce(confirmed_at, ${confirm})
    where account_id = ${accountId} and last_step < ${step}`.execute(db)
  return numAffectedRows === 1n
}

export async function deleteTotp(db: Db, accountId: Id<'account'>): Promise<void> {
  await db.deleteFrom('identity.totp').where('account_id', '=', accountId).execute()
}
