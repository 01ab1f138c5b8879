import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDB, identifier, listValue, type Value } from '#engines/duckdb'
import type { Code } from '../domain/code-list.ts'
import {
  type DateForm,
  dateForms,
  type FieldMapping,
  fallible,
  type Step,
} from '../domain/mapping.ts'
import type { Pipeline } from '../domain/pipeline.ts'
import { foldColumn } from '../domain/profile.ts'
import type { Term, TermType } from '../domain/term.ts'
import { sourceRefused } from './problems.ts'
import { columnsOfFile, countRows, writeParquet } from './store.ts'

/** What a mapping needs to know beside itself. */
export type Dictionary = {
  readonly terms: ReadonlyMap<string, Term>
  /** The codes that are valid on the day of the run, by list. */
  readonly lists: ReadonlyMap<string, readonly Code[]>
}

const typeNames: Record<TermType, string> = {
  text: 'varchar',
  code: 'varchar',
  date: 'date',
  integer: 'bigint',
  decimal: 'double',
  boolean: 'boolean',
}

/** Lower case without accents, single spaces: DuckDB's side of `foldName`. */
export function folded(text: string): string {
  const bare = `replace(lower(strip_accents(nfc_normalize(${text}))), 'đ', 'd')`
  return `trim(regexp_replace(${bare}, '[^a-z0-9]+', ' ', 'g'))`
}

type Compiled = { text: string; values: Record<string, Value> }

/**
 * The statement that a mapping means, over a landed file: `row_no`, `row_key`, a column for each
 * field, and `row_bad`, what could not be carried over. Source texts are trimmed, and what is empty
 * is nothing.
 */
export function compileMapping(
  { mapping, key }: Pick<Pipeline, 'mapping' | 'key'>,
  { terms, lists }: Dictionary,
  mostRows?: number,
): Compiled {
  const values: Compiled['values'] = {}
  let count = 0
  const bind = (value: Value): string => {
    const name = `p${count++}`
    values[name] = value
    return `$${name}`
  }
  const joins: string[] = []
  const fields = mapping.map((field, at) => {
    const type = terms.get(field.term ?? '')?.type ?? 'text'
    const joined = `concat_ws(' ', ${field.from.map((it) => source(it)).join(', ')})`
    const raw = `nullif(trim(regexp_replace(${joined}, '\\s+', ' ', 'g')), '')`
    const given = field.from.length === 0 ? 'null::varchar' : raw
    const carry = (text: string, step: Step, n: number): string =>
      carryOver(text, step, { bind, joins, lists, alias: `t${at}_${n}` })
    const fallback = field.steps.find((it) => it.do === 'default')
    const text = field.steps.reduce(carry, `nfc_normalize(${given})`)
    const typed =
      type === 'text' || type === 'code' ? text : `try_cast(${text} as ${typeNames[type]})`
    const out = fallback
      ? `case when ${given} is null then ${bind(fallback.value)}::${typeNames[type]} else ${typed} end`
      : typed
    const reasons = fallible(field, terms.get(field.term ?? ''))
    return {
      field,
      raw: given,
      out,
      reason: reasons.length > 0 ? bind(reasons.join(' ')) : undefined,
    }
  })
  const inner = fields.flatMap(({ raw, out }, at) => [`${raw} as r${at}`, `${out} as v${at}`])
  const keys = key.map((name) => `v${mapping.findIndex((it) => it.to === name)}::varchar`)
  const bad = fields.flatMap(({ field, reason }, at) =>
    reason === undefined
      ? []
      : `case when r${at} is not null and v${at} is null then
           {field: ${bind(field.to)}, value: left(r${at}, 500), reason: ${reason},
            keeps_out: ${field.onBad === 'row'}} end`,
  )
  const none = `[]::struct(field varchar, "value" varchar, reason varchar, keeps_out boolean)[]`
  const text = `
    with source as (select *, file_row_number + 1 as ndc_row_number
                    from read_parquet($landed, file_row_number = true)
                    ${mostRows === undefined ? '' : `where file_row_number < ${mostRows}`}),
      carried as (select source.ndc_row_number as row_no, ${inner.join(', ')}
                  from source ${joins.join(' ')})
    select row_no, ${keyOf(keys)} as row_key,
      ${fields.map(({ field }, at) => `v${at} as ${identifier(field.to)}`).join(', ')},
      ${bad.length > 0 ? `list_filter([${bad.join(', ')}], lambda it: it is not null)` : none} as row_bad
    from carried`
  return { text, values }
}

/** Rows without a whole key are known by their place. */
function keyOf(keys: readonly string[]): string {
  if (keys.length === 0) return `'#' || row_no`
  const whole = keys.map((it) => `${it} is not null`).join(' and ')
  return `case when ${whole} then concat_ws('|', ${keys.join(', ')}) else '#' || row_no end`
}

function source(column: string): string {
  return `source.${identifier(column)}`
}

type Carrying = {
  bind: (value: Value) => string
  joins: string[]
  lists: Dictionary['lists']
  alias: string
}

function carryOver(text: string, step: Step, { bind, joins, lists, alias }: Carrying): string {
  switch (step.do) {
    case 'upper':
    case 'lower':
      return `${step.do}(${text})`
    case 'title':
      return `array_to_string(list_transform(string_split_regex(lower(${text}), '\\s+'),
        lambda w: upper(left(w, 1)) || substr(w, 2)), ' ')`
    case 'fold':
      return folded(text)
    case 'digits':
      return `nullif(regexp_replace(${text}, '[^0-9]', '', 'g'), '')`
    case 'date':
      return readDate(text, step.forms)
    case 'number':
      return step.decimal === ','
        ? `try_cast(replace(replace(replace(${text}, ' ', ''), '.', ''), ',', '.') as double)::varchar`
        : `try_cast(replace(replace(${text}, ' ', ''), ',', '') as double)::varchar`
    case 'name-part':
      return namePart(text, step.part)
    case 'translate': {
      const pairs = lookups(lists.get(step.list) ?? [])
      const keys = bind(listValue(pairs.map(([from]) => from)))
      const codes = bind(listValue(pairs.map(([, to]) => to)))
      joins.push(
        `left join (select unnest(${keys}) as k, unnest(${codes}) as c) ${alias}
           on ${alias}.k = ${folded(text)}`,
      )
      return `${alias}.c`
    }
    case 'replace':
      return step.pairs.reduce(
        (it, { from, to }) => `replace(${it}, ${bind(from)}, ${bind(to)})`,
        text,
      )
    default:
      return text
  }
}

/** The first form in which the whole text is a day between 1800 and 2199, as YYYY-MM-DD. */
function readDate(text: string, forms: readonly DateForm[]): string {
  const formats = forms.map((it) => `'${dateForms[it]}'`).join(', ')
  const day = `try_strptime(${text}, [${formats}])::date`
  return `case when ${day} between date '1800-01-01' and date '2199-12-31' then ${day}::varchar end`
}

function namePart(text: string, part: 'surname' | 'middle' | 'given'): string {
  const words = `string_split_regex(${text}, '\\s+')`
  if (part === 'given') return `${words}[-1]`
  if (part === 'surname') return `case when len(${words}) > 1 then ${words}[1] end`
  return `nullif(array_to_string(${words}[2:-2], ' '), '')`
}

/** Every way to write a code, folded: the code, its words and its aliases. The first one counts. */
function lookups(codes: readonly Code[]): [string, string][] {
  const found = new Map<string, string>()
  for (const { code, words, aliases } of codes) {
    for (const way of [code, words.vi, words.en, ...aliases]) {
      const key = foldColumn(way.toLowerCase())
      if (key !== '' && !found.has(key)) found.set(key, code)
    }
  }
  return [...found]
}

export type Mapped = { readonly rows: number; readonly rejects: number; readonly keptOut: number }

/**
 * Carries a landed snapshot over: `mapped.parquet` with the rows (and in `row_bad` what was
 * put aside of each), `rejects.parquet` with every such value, where it stood and why.
 */
export async function mapLanded(
  duck: DuckDB,
  folder: string,
  pipeline: Pick<Pipeline, 'mapping' | 'key'>,
  dictionary: Dictionary,
): Promise<Mapped> {
  const landed = join(folder, 'landed.parquet')
  await checkSource(duck, landed, pipeline.mapping)
  const { text, values } = compileMapping(pipeline, dictionary)
  const carried = join(folder, 'carried.parquet')
  const [mapped, rejects] = [join(folder, 'mapped.parquet'), join(folder, 'rejects.parquet')]
  await writeParquet(duck, carried, text, { landed, ...values })
  await writeParquet(
    duck,
    rejects,
    `select row_no, row_key, bad.field, bad.value, bad.reason, bad.keeps_out from (
       select row_no, row_key, unnest(row_bad) as bad from read_parquet($carried)
       where len(row_bad) > 0) order by row_no`,
    { carried },
  )
  const all = await countRows(duck, carried)
  if (pipeline.mapping.some((it) => it.onBad === 'row')) {
    const keptOut = `list_bool_or(list_transform(row_bad, lambda it: it.keeps_out))`
    const text = `select * from read_parquet($carried) where not coalesce(${keptOut}, false)`
    await writeParquet(duck, mapped, text, { carried })
    await rm(carried)
  } else await rename(carried, mapped)
  const rows = await countRows(duck, mapped)
  return { rows, rejects: await countRows(duck, rejects), keptOut: all - rows }
}

/** Does the source still have the columns that the mapping names? */
export async function checkSource(
  duck: DuckDB,
  landed: string,
  mapping: readonly FieldMapping[],
): Promise<void> {
  const known = new Set(await columnsOfFile(duck, landed))
  const missing = [...new Set(mapping.flatMap((it) => it.from))].filter((it) => !known.has(it))
  if (missing.length === 0) return
  const names = missing.slice(0, 5).join(', ')
  throw sourceRefused(`Nguồn không còn cột: ${names}.`, `The source lacks columns: ${names}.`)
}
