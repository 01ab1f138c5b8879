import type { Selectable, Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

export type Passkey = {
  readonly id: Id<'passkey'>
  readonly accountId: Id<'account'>
  readonly credentialId: Buffer
  /** COSE key (RFC 9052). */
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
  readonly name: string
  readonly backedUp: boolean
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export async function findPasskey(db: Db, credentialId: Buffer): Promise<Passkey | undefined> {
  const row = await db
    .selectFrom('identity.passkey')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && passkeyOf(row)
}

export async function listPasskeys(db: Db, accountId: Id<'account'>): Promise<Passkey[]> {
  const rows = await db
    .selectFrom('identity.passkey')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .execute()
  return rows.map(passkeyOf)
}

/** Adds a passkey. False when the credential is known already. */
export async function insertPasskey(tx: Transaction<Schema>, it: Passkey): Promise<boolean> {
  const added = await tx
    .insertInto('identity.passkey')
    .values({
      id: it.id,
      account_id: it.accountId,
      credential_id: it.credentialId,
      public_key: it.publicKey,
      counter: BigInt(it.counter),
      transports: [...it.transports],
      name: it.name,
      backed_up: it.backedUp,
      created_at: it.createdAt,
      last_used_at: it.lastUsedAt,
    })
    .onConflict((on) => on.column('credential_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** Notes a use. The counter only tells a copy where an authenticator counts at all. */
export async function notePasskeyUse(
  db: Db,
  id: Id<'passkey'>,
  counter: number,
  at: Date,
): Promise<void> {
  await db
    .updateTable('identity.passkey')
    .set({ counter: BigInt(counter), last_used_at: at })
    .where('id', '=', id)
    .execute()
}

/** Revokes one passkey of an account, or all. Returns how many. */
export async function revokePasskeys(
  tx: Transaction<Schema>,
  accountId: Id<'account'>,
  at: Date,
  id?: Id<'passkey'>,
): Promise<number> {
  let query = tx
    .updateTable('identity.passkey')
    .set({ revoked_at: at })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
  if (id) query = query.where('id', '=', id)
  const { numUpdatedRows } = await query.executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

function passkeyOf(row: Selectable<Schema['identity.passkey']>): Passkey {
  return {
    id: row.id as Id<'passkey'>,
    accountId: row.account_id as Id<'account'>,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: Number(row.counter),
    transports: row.transports,
    name: row.name,
    backedUp: row.backed_up,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
