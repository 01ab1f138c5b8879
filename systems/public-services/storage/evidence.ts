import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Evidence = {
  readonly id: Id<'evidence'>
  readonly caseId: Id<'case'>
  readonly field: string
  readonly name: string
  readonly mediaType: string | null
  readonly size: number
  readonly received: number
}

export async function insertEvidence(
  tx: Transaction<Schema>,
  it: Evidence & { createdAt: Date },
): Promise<void> {
  await tx
    .insertInto('public_services.evidence')
    .values({
      id: it.id,
      case_id: it.caseId,
      field: it.field,
      name: it.name,
      size: it.size,
      created_at: it.createdAt,
    })
    .execute()
}

export async function findEvidence(
  db: Db,
  id: Id<'evidence'>,
  lock?: 'for update',
): Promise<Evidence | undefined> {
  let query = db.selectFrom('public_services.evidence').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && evidenceOf(row)
}

export async function listEvidence(db: Db, caseId: Id<'case'>): Promise<Evidence[]> {
  const rows = await db
    .selectFrom('public_services.evidence')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('created_at')
    .limit(50)
    .execute()
  return rows.map(evidenceOf)
}

/** Adds a sealed part that begins where the last one ended. */
export async function addPart(
  tx: Transaction<Schema>,
  it: { id: Id<'evidence'>; startsAt: number; sealed: Buffer; length: number },
): Promise<void> {
  await tx
    .insertInto('public_services.evidence_part')
    .values({ evidence_id: it.id, starts_at: it.startsAt, sealed: it.sealed })
    .execute()
  await sql`update public_services.evidence set received = received + ${it.length}
    where id = ${it.id} and received + ${it.length} < size`.execute(tx)
}

/** Declares the last part received: what the whole is, by its first bytes and its digest. */
export async function completeEvidence(
  tx: Transaction<Schema>,
  id: Id<'evidence'>,
  mediaType: string,
  sha256: Buffer,
): Promise<void> {
  await sql`update public_services.evidence
    set received = size, media_type = ${mediaType}, sha256 = ${sha256} where id = ${id}`.execute(tx)
}

/** The sealed parts in order. */
export async function readParts(db: Db, id: Id<'evidence'>): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('public_services.evidence_part')
    .select('sealed')
    .where('evidence_id', '=', id)
    .orderBy('starts_at')
    .limit(1_000)
    .execute()
  return rows.map((it) => it.sealed)
}

export async function deleteEvidence(tx: Transaction<Schema>, id: Id<'evidence'>): Promise<void> {
  await tx.deleteFrom('public_services.evidence').where('id', '=', id).execute()
}

/** Bytes that a case holds or awaits. */
export async function sizeOfCase(db: Db, caseId: Id<'case'>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(size), 0)::int as bytes from public_services.evidence
    where case_id = ${caseId}`.execute(db)
  return rows[0]?.bytes ?? 0
}

/** Does a file of the case lack some of its bytes? */
export async function isUploading(db: Db, caseId: Id<'case'>): Promise<boolean> {
  const { rows } = await sql`select 1 from public_services.evidence
    where case_id = ${caseId} and received < size limit 1`.execute(db)
  return rows.length > 0
}

function evidenceOf(row: Selectable<Schema['public_services.evidence']>): Evidence {
  return {
    id: row.id as Id<'evidence'>,
    caseId: row.case_id as Id<'case'>,
    field: row.field,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    received: row.received,
  }
}
