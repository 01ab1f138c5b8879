import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Schema } from './schema.ts'

export type Db = Kysely<Schema> | Transaction<Schema>

export type Revocation = { readonly words: Words; readonly by: string }

export type Document = {
  readonly id: Id<'document'>
  readonly caseId: Id<'case'>
  readonly type: string
  readonly holderId: Id<'person'>
  readonly keeperIds: readonly Id<'person'>[]
  readonly claims: Readonly<Record<string, unknown>>
  readonly number: string
  readonly organisationId: Id<'organisation'>
  readonly agencyName: string
  readonly signerId: Id<'account'>
  readonly signerName: string
  /** The signer's confirmation, and the digest of what was shown to them. */
  readonly confirmation: { readonly id: Id<'confirmation'>; readonly digest: Buffer }
  readonly code: string
  readonly validUntil: CivilDate | null
  readonly state: 'ordered' | 'issued' | 'revoked'
  readonly orderedAt: Date
  readonly issuedAt: Date | null
  readonly revokedAt: Date | null
  readonly revocation: Revocation | null
}

/** Adds an order; false when this case has ordered this document for this holder before. */
export async function insertOrder(tx: Transaction<Schema>, it: Document): Promise<boolean> {
  const row = await tx
    .insertInto('documents.document')
    .values({
      id: it.id,
      case_id: it.caseId,
      type: it.type,
      holder_id: it.holderId,
      keeper_ids: [...it.keeperIds],
      claims: JSON.stringify(it.claims),
      number: it.number,
      organisation_id: it.organisationId,
      agency_name: it.agencyName,
      signer_id: it.signerId,
      signer_name: it.signerName,
      confirmation_id: it.confirmation.id,
      shown_digest: it.confirmation.digest,
      code: it.code,
      valid_until: it.validUntil,
      state: it.state,
      ordered_at: it.orderedAt,
    })
    .onConflict((on) => on.columns(['case_id', 'holder_id', 'type']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function findDocument(
  db: Db,
  id: Id<'document'>,
  lock?: 'for update',
): Promise<Document | undefined> {
  let query = db.selectFrom('documents.document').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && documentOf(row)
}

export async function findByCode(db: Db, code: string): Promise<Document | undefined> {
  const row = await db
    .selectFrom('documents.document')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst()
  return row && documentOf(row)
}

/** The document whose signed file has this digest. */
export async function findByDigest(db: Db, sha256: Buffer): Promise<Document | undefined> {
  const row = await db
    .selectFrom('documents.document')
    .innerJoin('documents.pdf', 'documents.pdf.document_id', 'documents.document.id')
    .selectAll('documents.document')
    .where('documents.pdf.sha256', '=', sha256)
    .executeTakeFirst()
  return row && documentOf(row)
}

export async function findByNumber(db: Db, number: string): Promise<Document | undefined> {
  const row = await db
    .selectFrom('documents.document')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst()
  return row && documentOf(row)
}

/** The documents that a person holds or keeps, newest first. */
export async function listDocuments(
  db: Db,
  personId: Id<'person'>,
  limit: number,
): Promise<Document[]> {
  const rows = await db
    .selectFrom('documents.document')
    .selectAll()
    .where((it) =>
      it.or([
        it('holder_id', '=', personId),
        sql<boolean>`keeper_ids @> array[${personId}]::uuid[]`,
      ]),
    )
    .where('state', '<>', 'ordered')
    .orderBy('ordered_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(documentOf)
}

/** The valid documents of one type that a person holds. */
export async function listValid(
  tx: Transaction<Schema>,
  holderId: Id<'person'>,
  type: string,
): Promise<Document[]> {
  const rows = await tx
    .selectFrom('documents.document')
    .selectAll()
    .where('holder_id', '=', holderId)
    .where('type', '=', type)
    .where('state', '=', 'issued')
    .execute()
  return rows.map(documentOf)
}

export async function idsOfCase(db: Db, caseId: Id<'case'>): Promise<Id<'document'>[]> {
  const rows = await db
    .selectFrom('documents.document')
    .select('id')
    .where('case_id', '=', caseId)
    .where('state', '<>', 'ordered')
    .execute()
  return rows.map((it) => it.id as Id<'document'>)
}

export async function markIssued(
  tx: Transaction<Schema>,
  id: Id<'document'>,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('documents.document')
    .set({ state: 'issued', issued_at: at })
    .where('id', '=', id)
    .execute()
}

export async function markRevoked(
  tx: Transaction<Schema>,
  id: Id<'document'>,
  revocation: Revocation,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('documents.document')
    .set({ state: 'revoked', revoked_at: at, revocation: JSON.stringify(revocation) })
    .where('id', '=', id)
    .execute()
}

/** The next number under a prefix, from 1. */
export async function nextNumber(tx: Transaction<Schema>, prefix: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into documents.number_count as it (prefix, last) values (${prefix}, 1)
    on conflict (prefix) do update set last = it.last + 1 returning last`.execute(tx)
  return rows[0]?.last ?? 1
}

export async function countIssued(db: Db): Promise<{ issued: number; revoked: number }> {
  const { rows } = await sql<{ issued: number; revoked: number }>`
    select count(*) filter (where state = 'issued')::int as issued,
      count(*) filter (where state = 'revoked')::int as revoked from documents.document`.execute(db)
  return rows[0] ?? { issued: 0, revoked: 0 }
}

function documentOf(row: Selectable<Schema['documents.document']>): Document {
  return {
    id: row.id as Id<'document'>,
    caseId: row.case_id as Id<'case'>,
    type: row.type,
    holderId: row.holder_id as Id<'person'>,
    keeperIds: row.keeper_ids as Id<'person'>[],
    claims: row.claims as Record<string, unknown>,
    number: row.number,
    organisationId: row.organisation_id as Id<'organisation'>,
    agencyName: row.agency_name,
    signerId: row.signer_id as Id<'account'>,
    signerName: row.signer_name,
    confirmation: {
      id: row.confirmation_id as Id<'confirmation'>,
      digest: row.shown_digest,
    },
    code: row.code,
    validUntil: row.valid_until,
    state: row.state as Document['state'],
    orderedAt: row.ordered_at,
    issuedAt: row.issued_at,
    revokedAt: row.revoked_at,
    revocation: row.revocation as Revocation | null,
  }
}
