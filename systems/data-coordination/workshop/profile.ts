import { type DuckDB, identifier } from '#engines/duckdb'
import {
  type ColumnProfile,
  type Counted,
  guessTerm,
  type Readings,
  typeOf,
} from '../domain/profile.ts'
import type { Term } from '../domain/term.ts'
import { columnsOfFile, countRows } from './store.ts'

const longest = 64
const mostSampled = 200_000
const mostTop = 10
const shown = 100

const dates = `['%Y-%m-%d', '%d/%m/%Y', '%d-%m-%Y', '%d.%m.%Y', '%Y-%m-%d %H:%M:%S']`

/** Measured over all rows. */
function measuresOf(column: string, at: number): string[] {
  const it = identifier(column)
  return [
    `count(${it}) as filled_${at}`,
    `count(*) filter (${it} = '') as empties_${at}`,
    `approx_count_distinct(${it}) as distinct_${at}`,
    `left(min(${it}), ${shown}) as least_${at}`,
    `left(max(${it}), ${shown}) as greatest_${at}`,
    `histogram(least(length(${it}), ${longest + 1})) filter (${it} is not null) as lengths_${at}`,
    `approx_top_k(${it}, ${mostTop}) filter (${it} <> '' and length(${it}) <= ${shown}) as top_${at}`,
  ]
}

/** How the values may be read: costly, so measured over an even sample. */
function readingsOf(column: string, at: number): string[] {
  const it = identifier(column)
  const booleans = `lower(${it}) in ('true', 'false', 'có', 'không', 'co', 'khong', 'yes', 'no')`
  return [
    `count(*) filter (${it} <> '') as sampled_${at}`,
    `count(try_cast(${it} as bigint)) as integers_${at}`,
    `count(try_cast(replace(${it}, ',', '.') as double)) as decimals_${at}`,
    `count(try_strptime(${it}, ${dates})) as dates_${at}`,
    `count(*) filter (${booleans}) as booleans_${at}`,
    `count(*) filter (regexp_matches(${it}, '^0[0-9]+$')) as zeros_${at}`,
  ]
}

type Row = Record<string, unknown>
const count = (row: Row, name: string): number => Number((row[name] as bigint | null) ?? 0)

/** What each column of a landed file holds: each statement is about all columns at once. */
export async function profileFile(
  duck: DuckDB,
  file: string,
  terms: readonly Term[],
): Promise<ColumnProfile[]> {
  const columns = await columnsOfFile(duck, file)
  const rows = await countRows(duck, file)
  const every = Math.max(1, Math.ceil(rows / mostSampled))
  const from = 'from read_parquet($file)'
  const [row = {}] = await duck.rows<Row>(
    `select ${columns.flatMap(measuresOf).join(', ')} ${from}`,
    { file },
  )
  await duck.run(
    `create or replace temp table sample as select * exclude (file_row_number)
     from read_parquet($file, file_row_number = true) where file_row_number % ${every} = 0`,
    { file },
  )
  const [read = {}] = await duck.rows<Row>(
    `select ${columns.flatMap(readingsOf).join(', ')} from sample`,
  )
  const shapes = await shapesOf(duck, columns)
  const often = await countOften(duck, file, columns, row)
  return columns.map((name, at) => {
    const readings: Readings = {
      filled: count(read, `sampled_${at}`),
      integers: count(read, `integers_${at}`),
      decimals: count(read, `decimals_${at}`),
      dates: count(read, `dates_${at}`),
      booleans: count(read, `booleans_${at}`),
      leadingZeros: count(read, `zeros_${at}`),
    }
    const type = typeOf(readings)
    return {
      name,
      rows,
      nulls: rows - count(row, `filled_${at}`),
      empties: count(row, `empties_${at}`),
      distinct: Math.min(count(row, `distinct_${at}`), count(row, `filled_${at}`)),
      least: row[`least_${at}`] as string | null,
      greatest: row[`greatest_${at}`] as string | null,
      type,
      top: often[at] ?? [],
      shapes: shapes[at] ?? [],
      lengths: lengthsOf(row[`lengths_${at}`]),
      guess: guessTerm(name, type, shapes[at] ?? [], terms),
    }
  })
}

/** The commonest shapes of each column of the sample. */
async function shapesOf(duck: DuckDB, columns: readonly string[]): Promise<Counted[][]> {
  const parts = columns.map((column, at) => {
    const letters = `regexp_replace(left(${identifier(column)}, ${longest}), '\\p{L}+', 'A', 'g')`
    return `(select ${at} as at, regexp_replace(${letters}, '[0-9]', '9', 'g') as shape,
      count(*) as n from sample where ${identifier(column)} <> ''
      group by shape order by n desc, shape limit ${mostTop})`
  })
  const found = await duck.rows<{ at: number; shape: string; n: bigint }>(parts.join(' union all '))
  return columns.map((_, at) =>
    found
      .filter((it) => it.at === at)
      .map((it) => ({ value: shorten(it.shape), count: Number(it.n) }))
      .toSorted((a, b) => b.count - a.count),
  )
}

/** How often the values stand that were found to be frequent. */
async function countOften(
  duck: DuckDB,
  file: string,
  columns: readonly string[],
  row: Row,
): Promise<Counted[][]> {
  const values: Record<string, string> = { file }
  const counts: string[] = []
  for (const [at, column] of columns.entries()) {
    for (const [n, value] of topOf(row, at).entries()) {
      values[`v${at}_${n}`] = value
      counts.push(`count(*) filter (${identifier(column)} = $v${at}_${n}) as c${at}_${n}`)
    }
  }
  if (counts.length === 0) return []
  const [counted = {}] = await duck.rows<Row>(
    `select ${counts.join(', ')} from read_parquet($file)`,
    values,
  )
  return columns.map((_, at) =>
    topOf(row, at)
      .map((value, n) => ({ value, count: count(counted, `c${at}_${n}`) }))
      .toSorted((a, b) => b.count - a.count),
  )
}

function topOf(row: Row, at: number): string[] {
  return (row[`top_${at}`] as string[] | null) ?? []
}

/** Long runs of digits by their number: 9{12}. */
function shorten(shape: string): string {
  return shape.replace(/9{5,}/g, (it) => `9{${it.length}}`)
}

function lengthsOf(map: unknown): { length: number; count: number }[] {
  const entries = (map ?? []) as { key: bigint; value: bigint }[]
  return entries
    .map(({ key, value }) => ({ length: Number(key), count: Number(value) }))
    .toSorted((a, b) => a.length - b.length)
}
