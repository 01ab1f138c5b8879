import type { Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './documents.ts'
import type { Schema } from './schema.ts'
import type { Place } from './status-lists.ts'

export type Credential = {
  readonly id: Id<'credential'>
  readonly documentId: Id<'document'>
  readonly keyThumbprint: string
  readonly place: Place
  readonly issuedAt: Date
}

/** Records a copy; a new copy for the same key takes the place of the old one in the record. */
export async function insertCredential(tx: Transaction<Schema>, it: Credential): Promise<void> {
  const row = {
    id: it.id,
    document_id: it.documentId,
    key_thumbprint: it.keyThumbprint,
    list_id: it.place.listId,
    position: it.place.position,
    issued_at: it.issuedAt,
  }
  await tx
    .insertInto('documents.credential')
    .values(row)
    .onConflict((on) => on.columns(['document_id', 'key_thumbprint']).doUpdateSet(row))
    .execute()
}

export async function insertNonce(
  db: Db,
  it: { nonce: string; accountId: Id<'account'>; expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('documents.proof_nonce')
    .values({ nonce: it.nonce, account_id: it.accountId, expires_at: it.expiresAt })
    .execute()
}

/** Uses a nonce up. False when it is unknown, another's, used or expired. */
export async function takeNonce(
  db: Db,
  nonce: string,
  accountId: Id<'account'>,
  now: Date,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('documents.proof_nonce')
    .where('nonce', '=', nonce)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** Forgets nonces that have expired. */
export async function forgetNonces(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('documents.proof_nonce').where('expires_at', '<=', now).execute()
}
