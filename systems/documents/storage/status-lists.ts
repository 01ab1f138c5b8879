import { randomInt } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import { emptyBits, listSize, type Status, setStatus } from '../domain/status-list.ts'
import type { Db } from './documents.ts'
import type { Schema } from './schema.ts'

export type Place = { readonly listId: number; readonly position: number }
type List = { readonly id: number; readonly size: number }

// So many draws in vain mean that the list is about two thirds full: a new one is begun.
const draws = 8

/**
 * A free place for one copy of a document: drawn at random, so that places tell nothing of the
 * order of issue or of which copies belong together. Takes no lock that others would wait for.
 */
export async function takePlace(
  tx: Transaction<Schema>,
  documentId: Id<'document'>,
): Promise<Place> {
  for (;;) {
    const list = await newestList(tx)
    const place = list && (await drawPlace(tx, list, documentId))
    if (place) return place
    const id = (list?.id ?? 0) + 1
    await sql`insert into documents.status_list (id, size, bits)
      values (${id}, ${listSize}, ${emptyBits()}) on conflict do nothing`.execute(tx)
  }
}

async function drawPlace(
  tx: Transaction<Schema>,
  list: List,
  documentId: Id<'document'>,
): Promise<Place | undefined> {
  for (let draw = 0; draw < draws; draw++) {
    const position = randomInt(list.size)
    const taken = await sql`insert into documents.status_entry (list_id, position, document_id)
      values (${list.id}, ${position}, ${documentId}) on conflict do nothing`.execute(tx)
    if (taken.numAffectedRows === 1n) return { listId: list.id, position }
  }
  return undefined
}

async function newestList(db: Db): Promise<List | undefined> {
  return db
    .selectFrom('documents.status_list')
    .select(['id', 'size'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/** Gives all copies of a document a status. */
export async function setStatusOf(
  tx: Transaction<Schema>,
  documentId: Id<'document'>,
  status: Status,
): Promise<void> {
  const { rows } = await sql<{ list_id: number; positions: number[] }>`
    select list_id, array_agg(position) as positions from documents.status_entry
    where document_id = ${documentId} group by list_id order by list_id`.execute(tx)
  for (const { list_id: id, positions } of rows) {
    const list = await tx
      .selectFrom('documents.status_list')
      .select(['bits', 'version'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const bits = Buffer.from(list.bits)
    for (const position of positions) setStatus(bits, position, status)
    await tx
      .updateTable('documents.status_list')
      .set({ bits, version: list.version + 1 })
      .where('id', '=', id)
      .execute()
  }
}

export async function readList(
  db: Db,
  id: number,
): Promise<{ bits: Buffer; version: number } | undefined> {
  return db
    .selectFrom('documents.status_list')
    .select(['bits', 'version'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function readVersion(db: Db, id: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('documents.status_list')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.version
}
