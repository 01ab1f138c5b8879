import type pg from 'pg'
import { type DuckDB, identifier } from '#engines/duckdb'
import { pageLinks } from '../storage/links.ts'

/** The columns of a register that are compared; each may be missing or dirty. */
export const comparedColumns = [
  'personal_number',
  'full_name',
  'birth_on',
  'sex',
  'address',
  'commune_code',
] as const

const text = (column: string) => `cast(${identifier(column)} as varchar)`

/** Between the cells of a row whose digest is made; no text holds it. */
const separator = 'chr(31)'

/** Rows about nobody are compared again after a week: people are born, and move in. */
const strangersAskedAfterMs = 7 * 86_400_000

/**
 * Finds the rows that are new or have changed since they were last compared, and those about nobody
 * for some time: `linkage_todo`, with
 * the same columns and the digest. What is believed of the others stands in `linkage_before`.
 *
 * @param table Its name quoted.
 * @returns How many rows there are, and how many of them are as they were.
 */
export async function findChanged(
  duck: DuckDB,
  pool: pg.Pool,
  { table, dataset, now }: { table: string; dataset: string; now: Date },
): Promise<{ rows: number; unchanged: number }> {
  const strangersSince = new Date(now.getTime() - strangersAskedAfterMs)
  await duck.run(`create or replace temp table linkage_before (row_key varchar, digest varchar,
    person_id varchar, state varchar, confidence double)`)
  const appender = await duck.connection.createAppender('linkage_before')
  try {
    for await (const page of pageLinks(pool, dataset, strangersSince)) {
      for (const it of page) {
        appender.appendVarchar(it.rowKey)
        appender.appendVarchar(it.rowDigest)
        if (it.personId === null) appender.appendNull()
        else appender.appendVarchar(it.personId)
        appender.appendVarchar(it.state)
        if (it.confidence === null) appender.appendNull()
        else appender.appendDouble(it.confidence)
        appender.endRow()
      }
    }
  } finally {
    appender.closeSync()
  }
  await duck.run(`create or replace temp table linkage_all as
    select cast(row_key as varchar) as row_key, ${comparedColumns.map((it) => `${text(it)} as ${it}`).join(', ')},
      md5(concat(${comparedColumns.map((it) => `coalesce(${text(it)}, chr(30))`).join(`, ${separator}, `)}))
        as digest
    from ${table} where row_key is not null`)
  // A key that stands twice is two rows that nobody can tell apart: the first of them counts.
  await duck.run(`delete from linkage_all where rowid in (
    select rowid from linkage_all
      semi join (select row_key from linkage_all group by 1 having count(*) > 1) using (row_key)
    qualify row_number() over (partition by row_key order by digest) > 1)`)
  await duck.run(`create or replace temp table linkage_todo as
    select * from linkage_all anti join linkage_before using (row_key, digest)`)
  const [counts] = await duck.rows<{ everything: bigint; todo: bigint }>(`
    select (select count(*) from linkage_all) as everything, (select count(*) from linkage_todo) as todo`)
  const rows = Number(counts?.everything ?? 0)
  return { rows, unchanged: rows - Number(counts?.todo ?? 0) }
}
