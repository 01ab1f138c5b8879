import { identifier, type Value } from '#engines/duckdb'
import type { CivilDate } from '#kernel/civil-date'
import type { Expression, Operator } from '../domain/expression.ts'
import { folded } from './map.ts'

type Compile = (args: readonly string[]) => string

const infix =
  (sign: string): Compile =>
  (args) =>
    `(${args.join(` ${sign} `)})`
const day = (text: string | undefined): string => `try_cast(${text} as date)`

const compiled: Record<Exclude<Operator, 'today'>, Compile> = {
  and: infix('and'),
  or: infix('or'),
  not: ([it]) => `(not ${it})`,
  '=': infix('='),
  '!=': infix('<>'),
  '<': infix('<'),
  '<=': infix('<='),
  '>': infix('>'),
  '>=': infix('>='),
  in: ([it, ...rest]) => `(${it} in (${rest.join(', ')}))`,
  'is-empty': ([it]) => `(${it} is null)`,
  '+': infix('+'),
  '-': infix('-'),
  '*': infix('*'),
  length: ([it]) => `length(${it}::varchar)`,
  fold: ([it]) => folded(`${it}::varchar`),
  year: ([it]) => `year(${day(it)})`,
  'starts-with': ([it, start]) => `starts_with(${it}::varchar, ${start}::varchar)`,
  contains: ([it, part]) => `contains(${it}::varchar, ${part}::varchar)`,
  'days-between': ([from, to]) => `datediff('day', ${day(from)}, ${day(to)})`,
  'years-between': ([from, to]) => `datesub('year', ${day(from)}, ${day(to)})`,
  slice: ([it, from, length]) => `substr(${it}::varchar, (${from})::bigint, (${length})::bigint)`,
}

/** The condition as DuckDB asks it. Unknown, as with an empty cell, is not false. */
export function compileExpression(
  it: Expression,
  bind: (value: Value) => string,
  today: CivilDate,
): string {
  if ('column' in it) return identifier(it.column)
  if ('value' in it) return it.value === null ? 'null' : bind(it.value)
  if (it.op === 'today') return `${bind(today)}::date`
  return compiled[it.op](it.args.map((arg) => compileExpression(arg, bind, today)))
}
