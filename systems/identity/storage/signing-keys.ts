import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

export type Algorithm = 'ES256' | 'RS256'

/** Published from `createdAt` to `endsAt`; signs from `signsFrom` until a newer one does. */
export type SigningKey = {
  readonly kid: string
  readonly algorithm: Algorithm
  /** The private JWK, sealed. */
  readonly sealed: Buffer
  readonly publicKey: Record<string, unknown>
  readonly createdAt: Date
  readonly signsFrom: Date
  readonly endsAt: Date
}

export async function listSigningKeys(db: Db, now: Date): Promise<SigningKey[]> {
  const rows = await db
    .selectFrom('identity.signing_key')
    .selectAll()
    .where('ends_at', '>', now)
    .orderBy('signs_from', 'desc')
    .execute()
  return rows.map((it) => ({
    kid: it.kid,
    algorithm: it.algorithm as Algorithm,
    sealed: it.sealed,
    publicKey: it.public_key as Record<string, unknown>,
    createdAt: it.created_at,
    signsFrom: it.signs_from,
    endsAt: it.ends_at,
  }))
}

export async function insertSigningKey(tx: Transaction<Schema>, it: SigningKey): Promise<void> {
  await tx
    .insertInto('identity.signing_key')
    .values({
      kid: it.kid,
      algorithm: it.algorithm,
      sealed: it.sealed,
      public_key: JSON.stringify(it.publicKey),
      created_at: it.createdAt,
      signs_from: it.signsFrom,
      ends_at: it.endsAt,
    })
    .execute()
}

/** One process at a time looks after the keys; the lock ends with the transaction. */
export async function holdSigningKeys(tx: Transaction<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(764010)`.execute(tx)
}
