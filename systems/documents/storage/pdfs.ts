import { sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './documents.ts'
import type { Schema } from './schema.ts'

/** A signed file in two parts: the stencil, which many files share, and the rest. */
export type SignedFile = {
  readonly documentId: Id<'document'>
  readonly stencil: { readonly digest: Buffer; readonly bytes: Buffer }
  readonly rest: Buffer
  readonly sha256: Buffer
  readonly certificate: string
}

/** Keeps the signed file of a document; a second one for the same document is ignored. */
export async function savePdf(tx: Transaction<Schema>, it: SignedFile): Promise<void> {
  const { digest, bytes } = it.stencil
  const kept = await tx
    .selectFrom('documents.stencil')
    .select('digest')
    .where('digest', '=', digest)
    .executeTakeFirst()
  if (!kept) {
    await sql`insert into documents.stencil (digest, bytes)
      values (${digest}, ${bytes}) on conflict do nothing`.execute(tx)
  }
  await tx
    .insertInto('documents.pdf')
    .values({
      document_id: it.documentId,
      stencil_digest: it.stencil.digest,
      rest: it.rest,
      sha256: it.sha256,
      certificate: it.certificate,
    })
    .onConflict((on) => on.column('document_id').doNothing())
    .execute()
}

export async function readPdf(db: Db, documentId: Id<'document'>): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('documents.pdf')
    .innerJoin('documents.stencil', 'documents.stencil.digest', 'documents.pdf.stencil_digest')
    .select(['documents.stencil.bytes', 'documents.pdf.rest'])
    .where('document_id', '=', documentId)
    .executeTakeFirst()
  return row && Buffer.concat([row.bytes, row.rest])
}

/** SHA-256 of the signed file of a document. */
export async function digestOfPdf(db: Db, documentId: Id<'document'>): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('documents.pdf')
    .select('sha256')
    .where('document_id', '=', documentId)
    .executeTakeFirst()
  return row?.sha256
}
