import { type Kysely, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Notice = {
  readonly id: Id<'notice'>
  readonly personId: Id<'person'>
  readonly caseId: Id<'case'>
  readonly kind: string
  readonly words: Words
  readonly at: Date
  readonly read: boolean
}

export async function insertNotice(
  tx: Transaction<Schema>,
  it: Omit<Notice, 'read'>,
): Promise<void> {
  await tx
    .insertInto('public_services.notice')
    .values({
      id: it.id,
      person_id: it.personId,
      case_id: it.caseId,
      kind: it.kind,
      words: JSON.stringify(it.words),
      at: it.at,
    })
    .execute()
}

export async function findNotice(db: Db, id: Id<'notice'>): Promise<Notice | undefined> {
  const row = await db
    .selectFrom('public_services.notice')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && noticeOf(row)
}

export async function listNotices(
  db: Db,
  personId: Id<'person'>,
  limit: number,
): Promise<{ items: Notice[]; unread: number }> {
  const rows = await db
    .selectFrom('public_services.notice')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
  const { rows: counted } = await sql<{ unread: number }>`
    select count(*)::int as unread from public_services.notice
    where person_id = ${personId} and read_at is null`.execute(db)
  return { items: rows.map(noticeOf), unread: counted[0]?.unread ?? 0 }
}

export async function markRead(db: Db, personId: Id<'person'>, at: Date): Promise<void> {
  await db
    .updateTable('public_services.notice')
    .set({ read_at: at })
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
    .execute()
}

type Row = {
  id: string
  person_id: string
  case_id: string
  kind: string
  words: unknown
  at: Date
  read_at: Date | null
}

function noticeOf(row: Row): Notice {
  return {
    id: row.id as Id<'notice'>,
    personId: row.person_id as Id<'person'>,
    caseId: row.case_id as Id<'case'>,
    kind: row.kind,
    words: row.words as Words,
    at: row.at,
    read: row.read_at !== null,
  }
}
