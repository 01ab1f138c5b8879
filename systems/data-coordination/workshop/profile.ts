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
const mostRead = 20_000
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
  ]
}

/** How the values may be read: costly, so measured over a small even sample. */
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
    `create or replace temp table sample as
     select * exclude (file_row_number), file_row_number // ${every} as ndc_row_number
     from read_parquet($file, file_row_number = true) where file_row_number % ${every} = 0`,
    { file },
  )
  const ofSample = Math.max(1, Math.ceil(Math.min(rows, mostSampled) / mostRead))
  const [read = {}] = await duck.rows<Row>(
    `select ${columns.flatMap(readingsOf).join(', ')} from sample where ndc_row_number % ${ofSample} = 0`,
  )
  const shapes = await commonest(duck, columns, (it) => {
    const letters = `regexp_replace(left(${it}, ${longest}), '\\p{L}+', 'A', 'g')`
    return { text: `regexp_replace(${letters}, '[0-9]', '9', 'g')`, where: `${it} <> ''`, least: 1 }
  })
  // What stands only once among so many is not frequent.
  const repeated = await commonest(duck, columns, (it) => {
    return { text: it, where: `${it} <> '' and length(${it}) <= ${shown}`, least: 2 }
  })
  const often = await countOften(duck, file, columns, repeated)
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
    const shapesAt = (shapes[at] ?? []).map((it) => ({ ...it, value: shorten(it.value) }))
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
      shapes: shapesAt,
      lengths: lengthsOf(row[`lengths_${at}`]),
      guess: guessTerm(name, type, shapesAt, terms),
    }
  })
}

type Wanted = { text: string; where: string; least: number }

/** What is commonest in each column of the sample, of what `wanted` makes of its name. */
async function commonest(
  duck: DuckDB,
  columns: readonly string[],
  wanted: (column: string) => Wanted,
): Promise<Counted[][]> {
  const parts = columns.map((column, at) => {
    const { text, where, least } = wanted(identifier(column))
    return `(select ${at} as at, ${text} as v, count(*) as n from sample where ${where}
      group by 2 having count(*) >= ${least} order by 3 desc, 2 limit ${mostTop})`
  })
  const found = await duck.rows<{ at: number; v: string; n: bigint }>(parts.join(' union all '))
  return columns.map((_, at) => {
    const own = found.filter((it) => it.at === at)
    return own.map(({ v, n }) => ({ value: v, count: Number(n) })).toSorted(byCount)
  })
}

const byCount = (a: Counted, b: Counted): number => b.count - a.count

/** How often the values stand in all rows that are frequent in the sample. */
async function countOften(
  duck: DuckDB,
  file: string,
  columns: readonly string[],
  frequent: readonly (readonly Counted[])[],
): Promise<Counted[][]> {
  const values: Record<string, string> = { file }
  const counts = columns.flatMap((column, at) =>
    (frequent[at] ?? []).map(({ value }, n) => {
      values[`v${at}_${n}`] = value
      return `count(*) filter (${identifier(column)} = $v${at}_${n}) as c${at}_${n}`
    }),
  )
  if (counts.length === 0) return []
  const [row = {}] = await duck.rows<Row>(
    `select ${counts.join(', ')} from read_parquet($file)`,
    values,
  )
  return frequent.map((own, at) =>
    own.map(({ value }, n) => ({ value, count: count(row, `c${at}_${n}`) })).toSorted(byCount),
  )
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
