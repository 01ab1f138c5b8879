import { parseCivilDate } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'
import { checkExpression, type Expression } from './expression.ts'
import type { Term, TermType } from './term.ts'

/** What must hold of the data of a dataset, as data. All rules of a run are one statement. */
export type Rule = {
  readonly id: string
  readonly title: Words
  /** A blocking rule that fails keeps the dataset from being published. */
  readonly severity: 'note' | 'warning' | 'blocking'
  /** The share of rows, 0 to 1, that may fail before the rule does. */
  readonly tolerance: number
  readonly check: Check
}

export type Check =
  | { readonly kind: 'filled'; readonly column: string }
  | { readonly kind: 'unique'; readonly columns: readonly string[] }
  | { readonly kind: 'pattern'; readonly column: string; readonly pattern: string }
  | { readonly kind: 'length'; readonly column: string; readonly min: number; readonly max: number }
  | {
      readonly kind: 'range'
      readonly column: string
      readonly min?: number | string
      readonly max?: number | string
    }
  | { readonly kind: 'in-list'; readonly column: string; readonly list: string }
  | {
      readonly kind: 'reference'
      readonly column: string
      readonly dataset: string
      readonly to: string
    }
  | { readonly kind: 'order'; readonly first: string; readonly second: string }
  | { readonly kind: 'holds'; readonly expression: Expression }
  /** The newest day in the column is at most so many days old. */
  | { readonly kind: 'fresh'; readonly column: string; readonly days: number }
  /** At least this share of all cells of these columns is filled. */
  | { readonly kind: 'complete'; readonly columns: readonly string[]; readonly share: number }
  /** The number of rows, and how far it may be from that of the last version, in percent. */
  | { readonly kind: 'rows'; readonly min?: number; readonly max?: number; readonly drift?: number }

export type RuleResult = {
  readonly ruleId: string
  readonly severity: Rule['severity']
  /** Rows looked at, and those of them that fail. */
  readonly rows: number
  readonly failed: number
  readonly passed: boolean
  /** Keys of some rows that fail. */
  readonly samples: readonly string[]
  /** What was measured, of rules about the whole: days, share, rows. */
  readonly measured: number | null
}

export const mostSamples = 10

/** Does a rule about single rows pass, by its tolerance? An empty dataset passes. */
export function passes(failed: number, rows: number, tolerance: number): boolean {
  return rows === 0 || failed / rows <= tolerance
}

/** Has something failed that keeps the data from being published? */
export function blocking(results: readonly RuleResult[]): RuleResult[] {
  return results.filter((it) => !it.passed && it.severity === 'blocking')
}

/** The columns that a check names. */
export function columnsOf(check: Check): readonly string[] {
  if ('columns' in check) return check.columns
  if ('column' in check) return [check.column]
  return check.kind === 'order' ? [check.first, check.second] : []
}

/** Refuses rules that cannot be compiled over these columns; `types` of those that have a term. */
export function checkRules(
  rules: readonly Rule[],
  columns: ReadonlySet<string>,
  lists: ReadonlySet<string>,
  types: ReadonlyMap<string, TermType>,
): void {
  const seen = new Set<string>()
  for (const [at, { id, check }] of rules.entries()) {
    const refuse = (vi: string, en: string) => ruleWrong(at, vi, en)
    if (seen.has(id)) throw refuse(`Quy tắc "${id}" có hai lần.`, `The rule "${id}" stands twice.`)
    seen.add(id)
    const strange = columnsOf(check).find((it) => !columns.has(it))
    if (strange) throw refuse(`Không có cột "${strange}".`, `There is no column "${strange}".`)
    if (check.kind === 'in-list' && !lists.has(check.list)) {
      throw refuse(`Không có danh mục "${check.list}".`, `There is no code list "${check.list}".`)
    }
    if (check.kind === 'pattern' && !isPattern(check.pattern)) {
      throw refuse('Mẫu không hợp lệ.', 'The pattern is not a regular expression (RE2).')
    }
    const comparison = incomparable(check, (it) => scaleOf(types.get(it)))
    if (comparison) throw refuse(comparison.vi, comparison.en)
    if (check.kind === 'holds') checkExpression(check.expression, columns)
  }
}

type Scale = 'day' | 'number' | 'text'

function scaleOf(type: TermType | undefined): Scale {
  if (type === 'date') return 'day'
  return type === 'integer' || type === 'decimal' ? 'number' : 'text'
}

/** What is wrong with a rule that compares what has no common order; nothing when all is well. */
function incomparable(check: Check, scale: (column: string) => Scale): Words | undefined {
  if (check.kind === 'order' && scale(check.first) !== scale(check.second)) {
    return {
      vi: `Không so được "${check.first}" với "${check.second}": ánh xạ cả hai cùng một kiểu.`,
      en: `"${check.first}" and "${check.second}" cannot be compared: map both to one type.`,
    }
  }
  if (check.kind !== 'range') return undefined
  const of = scale(check.column)
  const fits = [check.min, check.max].every(
    (it) =>
      it === undefined ||
      (of === 'number' && typeof it === 'number') ||
      (of === 'day' && typeof it === 'string' && parseCivilDate(it) !== undefined) ||
      (of === 'text' && typeof it === 'string'),
  )
  if (fits) return undefined
  const needs = {
    day: { vi: 'ngày dạng năm-tháng-ngày', en: 'days as year-month-day' },
    number: { vi: 'số', en: 'numbers' },
    text: { vi: 'chữ, hoặc ánh xạ cột vào kiểu số', en: 'text, or a column mapped to a number' },
  }[of]
  return {
    vi: `Giới hạn của cột "${check.column}" phải là ${needs.vi}.`,
    en: `The bounds of "${check.column}" must be ${needs.en}.`,
  }
}

/** Is it a regular expression that DuckDB (RE2) knows too: without look-around and references? */
export function isPattern(pattern: string): boolean {
  if (/\(\?[=!<]|\\[1-9]/.test(pattern)) return false
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}

/** What the dictionary itself asks of mapped columns: the form and the code list of each term. */
export function impliedRules(columns: ReadonlyMap<string, Term>): Rule[] {
  return [...columns].flatMap(([column, { title, pattern, codeList }]): Rule[] => {
    const severity = 'warning' as const
    const rule = (check: Check): Rule => ({
      id: `term:${column}:${check.kind}`,
      title,
      severity,
      tolerance: 0,
      check,
    })
    return [
      ...(pattern === null ? [] : [rule({ kind: 'pattern', column, pattern })]),
      ...(codeList === null ? [] : [rule({ kind: 'in-list', column, list: codeList })]),
    ]
  })
}

function ruleWrong(at: number, vi: string, en: string): Problem {
  const detail = { vi, en }
  return new Problem(422, 'data-coordination.rule-wrong', detail, {
    errors: [{ pointer: `#/rules/${at}`, detail }],
  })
}
