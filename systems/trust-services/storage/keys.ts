import type { Kysely, Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Curve } from '../domain/profile.ts'
import type { Schema } from './schema.ts'

export type StoreName = 'sealed' | 'token'

export type KeyRow = {
  readonly id: Id<'key'>
  readonly store: StoreName
  readonly curve: Curve
  readonly publicKey: Buffer
  readonly sealed: Buffer | null
}

export async function insertKey(tx: Transaction<Schema>, key: KeyRow, now: Date): Promise<void> {
  await tx
    .insertInto('trust_services.key')
    .values({
      id: key.id,
      store: key.store,
      curve: key.curve,
      public_key: key.publicKey,
      sealed: key.sealed,
      created_at: now,
    })
    .execute()
}

/** A key that is not destroyed. */
export async function findKey(db: Kysely<Schema>, id: Id<'key'>): Promise<KeyRow | undefined> {
  const row = await db
    .selectFrom('trust_services.key')
    .selectAll()
    .where('id', '=', id)
    .where('destroyed_at', 'is', null)
    .executeTakeFirst()
  return (
    row && {
      id,
      store: row.store as StoreName,
      curve: row.curve as Curve,
      publicKey: row.public_key,
      sealed: row.sealed,
    }
  )
}

/** The row stays, to say that there was such a key; the private part is gone. */
export async function destroyKey(db: Kysely<Schema>, id: Id<'key'>, now: Date): Promise<void> {
  await db
    .updateTable('trust_services.key')
    .set({ sealed: null, destroyed_at: now })
    .where('id', '=', id)
    .execute()
}

/**
 * Keys that will sign no more: their certificate was followed by another or revoked before `then`.
 * An authority's stays, to go on telling of revocation.
 */
export async function listSpentKeys(db: Kysely<Schema>, then: Date): Promise<Id<'key'>[]> {
  const rows = await db
    .selectFrom('trust_services.key')
    .innerJoin('trust_services.certificate', 'key_id', 'id')
    .select('id')
    .where('destroyed_at', 'is', null)
    .where('profile', 'not in', ['root', 'issuing'])
    .where((it) => it.or([it('superseded_at', '<', then), it('revoked_at', '<', then)]))
    .limit(1_000)
    .execute()
  return rows.map((it) => it.id as Id<'key'>)
}
