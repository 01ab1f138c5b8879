import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Code, CodeList, CodeListVersion } from '../domain/code-list.ts'
import type { Term, TermType } from '../domain/term.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

/** Adds a term; false when there is one of this code. */
export async function insertTerm(db: Db, it: Term, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('data_coordination.term')
    .values({
      code: it.code,
      title_vi: it.title.vi,
      title_en: it.title.en,
      type: it.type,
      code_list: it.codeList,
      pattern: it.pattern,
      personal: it.personal,
      aliases: [...it.aliases],
      added_at: now,
    })
    .onConflict((on) => on.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function listTerms(db: Db): Promise<Term[]> {
  const rows = await db
    .selectFrom('data_coordination.term')
    .selectAll()
    .orderBy('code')
    .limit(2_000)
    .execute()
  return rows.map(termOf)
}

function termOf(row: Selectable<Schema['data_coordination.term']>): Term {
  return {
    code: row.code,
    title: { vi: row.title_vi, en: row.title_en },
    type: row.type as TermType,
    codeList: row.code_list,
    pattern: row.pattern,
    personal: row.personal,
    aliases: row.aliases,
  }
}

export async function insertCodeList(db: Db, { code, title }: CodeList): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('data_coordination.code_list')
    .values({ code, title_vi: title.vi, title_en: title.en })
    .onConflict((on) => on.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function findCodeList(
  db: Db,
  code: string,
  lock?: 'for update',
): Promise<CodeList | undefined> {
  let query = db.selectFrom('data_coordination.code_list').selectAll().where('code', '=', code)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && { code: row.code, title: { vi: row.title_vi, en: row.title_en } }
}

export async function listCodeLists(db: Db): Promise<(CodeList & { version: number })[]> {
  const { rows } = await sql<{ code: string; vi: string; en: string; version: number }>`
    select l.code, l.title_vi as vi, l.title_en as en, coalesce(max(v.version), 0) as version
    from data_coordination.code_list l
    left join data_coordination.code_list_version v on v.list = l.code
    group by 1, 2, 3 order by 1 limit 1000`.execute(db)
  return rows.map(({ code, vi, en, version }) => ({ code, title: { vi, en }, version }))
}

export type VersionOnRecord = CodeListVersion & {
  readonly note: string
  readonly publishedBy: string
  readonly publishedAt: Date
}

export async function insertCodeListVersion(tx: Db, it: VersionOnRecord): Promise<void> {
  await tx
    .insertInto('data_coordination.code_list_version')
    .values({
      list: it.list,
      version: it.version,
      valid_from: it.validFrom,
      codes: JSON.stringify(it.codes),
      note: it.note,
      published_by: it.publishedBy,
      published_at: it.publishedAt,
    })
    .execute()
}

/** Versions of a list, newest first. */
export async function listCodeListVersions(
  db: Db,
  list: string,
  limit: number,
): Promise<VersionOnRecord[]> {
  const rows = await db
    .selectFrom('data_coordination.code_list_version')
    .selectAll()
    .where('list', '=', list)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    list: row.list,
    version: row.version,
    validFrom: row.valid_from,
    codes: row.codes as Code[],
    note: row.note,
    publishedBy: row.published_by,
    publishedAt: row.published_at,
  }))
}

/** The codes of every list that are valid on a day. */
export async function validCodes(db: Db, day: CivilDate): Promise<Map<string, readonly Code[]>> {
  const { rows } = await sql<{ list: string; codes: Code[] }>`
    select distinct on (list) list, codes from data_coordination.code_list_version
    where valid_from <= ${day} order by list, valid_from desc, version desc`.execute(db)
  return new Map(rows.map((it) => [it.list, it.codes]))
}
