import type { Kysely, Selectable } from 'kysely'
import type { Id } from '#kernel/id'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema>

export type Presentation = {
  readonly id: Id<'presentation'>
  readonly accountId: Id<'account'>
  readonly verifierName: string
  readonly purpose: string
  readonly type: string
  readonly claims: readonly string[]
  readonly nonce: string
  readonly sealedKey: Buffer
  readonly publicKey: object
  readonly state: 'waiting' | 'answered' | 'refused'
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly answeredAt: Date | null
  readonly result: unknown
}

export async function insertPresentation(db: Db, it: Presentation): Promise<void> {
  await db
    .insertInto('did.presentation')
    .values({
      id: it.id,
      account_id: it.accountId,
      verifier_name: it.verifierName,
      purpose: it.purpose,
      type: it.type,
      claims: [...it.claims],
      nonce: it.nonce,
      sealed_key: it.sealedKey,
      public_key: JSON.stringify(it.publicKey),
      state: it.state,
      created_at: it.createdAt,
      expires_at: it.expiresAt,
    })
    .execute()
}

export async function findPresentation(
  db: Db,
  id: Id<'presentation'>,
): Promise<Presentation | undefined> {
  const row = await db
    .selectFrom('did.presentation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && presentationOf(row)
}

/** Keeps the first answer. False when there was one before, so that an answer counts once. */
export async function answerPresentation(
  db: Db,
  id: Id<'presentation'>,
  answer: { state: 'answered' | 'refused'; result: unknown; answeredAt: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('did.presentation')
    .set({
      state: answer.state,
      result: JSON.stringify(answer.result),
      answered_at: answer.answeredAt,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function listPresentations(
  db: Db,
  accountId: Id<'account'>,
  limit: number,
): Promise<Presentation[]> {
  const rows = await db
    .selectFrom('did.presentation')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(presentationOf)
}

function presentationOf(row: Selectable<Schema['did.presentation']>): Presentation {
  return {
    id: row.id as Id<'presentation'>,
    accountId: row.account_id as Id<'account'>,
    verifierName: row.verifier_name,
    purpose: row.purpose,
    type: row.type,
    claims: row.claims,
    nonce: row.nonce,
    sealedKey: row.sealed_key,
    publicKey: row.public_key as object,
    state: row.state as Presentation['state'],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    answeredAt: row.answered_at,
    result: row.result,
  }
}

/** Forgets after a day what holders showed. */
export async function forgetPresentations(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('did.presentation').where('created_at', '<', before).execute()
}
