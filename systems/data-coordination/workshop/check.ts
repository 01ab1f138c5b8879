import { type DuckDB, identifier, type Value } from '#engines/duckdb'
import { type CivilDate, daysBetween } from '#kernel/civil-date'
import type { Code } from '../domain/code-list.ts'
import { type Check, mostSamples, passes, type Rule, type RuleResult } from '../domain/rule.ts'
import type { TermType } from '../domain/term.ts'
import { compileExpression } from './expression.ts'

/** What rules are checked against beside the data. */
export type Surroundings = {
  readonly today: CivilDate
  readonly types: ReadonlyMap<string, TermType>
  readonly lists: ReadonlyMap<string, readonly Code[]>
  /** The published file of another dataset; undefined when it was never published. */
  readonly published: (dataset: string) => string | undefined
  /** Rows of the version that is published now. */
  readonly rowsBefore: number | undefined
}

type Compiled = { text: string; values: Record<string, Value> }

/**
 * All rules over one file as one statement. Whatever speaks of single rows is counted in one scan:
 * the rows that fail, and the keys of a few of them. Rules about several rows at once (unique) and
 * about other datasets (reference) join that scan as further inputs.
 */
export function compileRules(rules: readonly Rule[], around: Surroundings): Compiled {
  const values: Compiled['values'] = {}
  const names = new Map<Value, string>()
  const bind = (value: Value): string => {
    const name = names.get(value) ?? `p${names.size}`
    names.set(value, name)
    values[name] = value
    return `$${name}`
  }
  const added: string[] = []
  const columns = rules.flatMap(({ check }, at) =>
    measures(check, at, { bind, around, add: (text) => added.push(text) }),
  )
  const list = ['count(*) as "rows"', ...columns].join(', ')
  const more = added.map((it) => `, ${it}`).join('')
  const text = `with seen as (select *${more} from read_parquet($file)) select ${list} from seen`
  return { text, values }
}

type Compiling = {
  bind: (value: Value) => string
  around: Surroundings
  /** Adds a column to the rows before they are counted. */
  add: (text: string) => void
}

/** The columns of the answer that a rule needs: `f<at>` failed, `s<at>` samples, `m<at>` measured. */
function measures(check: Check, at: number, compiling: Compiling): string[] {
  switch (check.kind) {
    case 'fresh':
      return [`max(${identifier(check.column)})::date::varchar as m${at}`]
    case 'complete': {
      const filled = check.columns.map((it) => `count(${identifier(it)})`).join(' + ')
      return [`(${filled})::double / nullif(count(*) * ${check.columns.length}, 0) as m${at}`]
    }
    case 'rows':
      return []
    default: {
      const fails = failing(check, at, compiling)
      return [
        `count(*) filter (${fails}) as f${at}`,
        `min(row_key, ${mostSamples}) filter (${fails}) as s${at}`,
      ]
    }
  }
}

/** What is true of a row that fails. An empty cell fails only where something must stand. */
function failing(
  check: Exclude<Check, { kind: 'fresh' | 'complete' | 'rows' }>,
  at: number,
  { bind, around, add }: Compiling,
): string {
  const column = 'column' in check ? identifier(check.column) : ''
  switch (check.kind) {
    case 'filled':
      return `${column} is null`
    case 'unique': {
      const all = check.columns.map((it) => identifier(it))
      const whole = all.map((it) => `${it} is not null`).join(' and ')
      add(`${whole} and count(*) over (partition by ${all.join(', ')}) > 1 as row_twice${at}`)
      return `row_twice${at}`
    }
    case 'pattern':
      return `not regexp_full_match(${column}::varchar, ${bind(check.pattern)})`
    case 'length':
      return `length(${column}::varchar) not between ${bind(check.min)} and ${bind(check.max)}`
    case 'range': {
      const bound = (it: number | string) =>
        typeof it === 'number' ? bind(it) : `${bind(it)}::${typeName(check.column, around)}`
      const low = check.min === undefined ? [] : [`${column} < ${bound(check.min)}`]
      const high = check.max === undefined ? [] : [`${column} > ${bound(check.max)}`]
      return [...low, ...high].join(' or ') || 'false'
    }
    case 'in-list': {
      const codes = (around.lists.get(check.list) ?? []).map((it) => bind(it.code))
      return codes.length === 0 ? `${column} is not null` : `${column} not in (${codes.join(', ')})`
    }
    case 'reference': {
      const file = around.published(check.dataset)
      if (file === undefined) return `${column} is not null`
      const there = `(select ${identifier(check.to)} from read_parquet(${bind(file)}))`
      add(`${column} is not null and ${column} not in ${there} as row_lone${at}`)
      return `row_lone${at}`
    }
    case 'order':
      return `${identifier(check.first)} > ${identifier(check.second)}`
    default:
      return `not ${compileExpression(check.expression, bind, around.today)}`
  }
}

function typeName(column: string, { types }: Surroundings): string {
  const type = types.get(column)
  return type === 'date' ? 'date' : type === 'integer' || type === 'decimal' ? 'double' : 'varchar'
}

/** Checks a file by all rules at once. */
export async function checkFile(
  duck: DuckDB,
  file: string,
  rules: readonly Rule[],
  around: Surroundings,
): Promise<RuleResult[]> {
  const { text, values } = compileRules(rules, around)
  const [row = {}] = await duck.rows<Record<string, unknown>>(text, { file, ...values })
  const rows = Number(row['rows'])
  return rules.map((rule, at) => judge(rule, at, row, rows, around))
}

function judge(
  { id, severity, tolerance, check }: Rule,
  at: number,
  row: Record<string, unknown>,
  rows: number,
  { today, rowsBefore }: Surroundings,
): RuleResult {
  const whole = (measured: number | null, passed: boolean): RuleResult => {
    const failed = passed ? 0 : rows
    return { ruleId: id, severity, rows, failed, passed, samples: [], measured }
  }
  switch (check.kind) {
    case 'fresh': {
      const newest = row[`m${at}`] as CivilDate | null
      const days = newest === null ? null : daysBetween(newest, today)
      return whole(days, days !== null && days <= check.days)
    }
    case 'complete': {
      const share = row[`m${at}`] as number | null
      return whole(share, share === null || share >= check.share)
    }
    case 'rows': {
      const { min = 0, max = Number.POSITIVE_INFINITY, drift } = check
      const off = rowsBefore ? (Math.abs(rows - rowsBefore) / rowsBefore) * 100 : 0
      return whole(rows, rows >= min && rows <= max && (drift === undefined || off <= drift))
    }
    default: {
      const failed = Number((row[`f${at}`] as bigint | null) ?? 0)
      const samples = (row[`s${at}`] as string[] | null) ?? []
      const passed = passes(failed, rows, tolerance)
      return { ruleId: id, severity, rows, failed, passed, samples, measured: null }
    }
  }
}
