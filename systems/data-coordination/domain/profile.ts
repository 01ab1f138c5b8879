import type { Term, TermType } from './term.ts'

/** What a column of a source holds, measured over all its rows. */
export type ColumnProfile = {
  readonly name: string
  readonly rows: number
  readonly nulls: number
  /** Texts without a letter. */
  readonly empties: number
  /** Different values, by estimate (HyperLogLog, about 2 % off). */
  readonly distinct: number
  readonly least: string | null
  readonly greatest: string | null
  readonly type: TermType
  /** Values that occur often, with how often. */
  readonly top: readonly Counted[]
  /** Shapes of values: letters as A, digits as 9; `A+` is a word, `9{12}` twelve digits. */
  readonly shapes: readonly Counted[]
  /** How many values have so many letters; the last entry counts all longer ones. */
  readonly lengths: readonly { readonly length: number; readonly count: number }[]
  /** The term that it probably is. */
  readonly guess: string | null
}

export type Counted = { readonly value: string; readonly count: number }

/** How many values could be read as each type. */
export type Readings = {
  readonly filled: number
  readonly integers: number
  readonly decimals: number
  readonly dates: number
  readonly booleans: number
  /** Digits that begin with a zero: a code, whatever it looks like. */
  readonly leadingZeros: number
}

/** The type that nearly all values have: a few bad ones are what cleaning is for. */
export function typeOf(it: Readings): TermType {
  const nearly = (count: number) => it.filled > 0 && count / it.filled >= 0.95
  if (nearly(it.dates)) return 'date'
  if (it.leadingZeros > 0) return 'text'
  if (nearly(it.booleans)) return 'boolean'
  if (nearly(it.integers)) return 'integer'
  if (nearly(it.decimals)) return 'decimal'
  return 'text'
}

/** A name as agencies write it, for comparing: "SO_CCCD", "soCccd" and "Số CCCD" are one. */
export function foldColumn(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

/**
 * The term whose names come nearest to the column's, if its values may be of the term's form. A
 * whole name counts more than a part of one; the form of the values breaks ties.
 */
export function guessTerm(
  name: string,
  type: TermType,
  shapes: readonly Counted[],
  terms: readonly Term[],
): string | null {
  const folded = foldColumn(name)
  let best: { code: string; score: number } | undefined
  for (const term of terms) {
    const names = [...term.aliases, foldColumn(term.title.vi), foldColumn(term.title.en)]
    const score = Math.max(...names.map((it) => likeness(folded, it)))
    if (score === 0) continue
    const fits = fitsShape(term, shapes)
    if (fits === false || (term.type === 'date' && type === 'integer' && score < 1)) continue
    const total = score + (fits ? 0.2 : 0)
    if (!best || total > best.score) best = { code: term.code, score: total }
  }
  return best && best.score >= 0.5 ? best.code : null
}

function likeness(column: string, name: string): number {
  if (name === '') return 0
  if (column === name || column.replaceAll(' ', '') === name.replaceAll(' ', '')) return 1
  const [words, wanted] = [new Set(column.split(' ')), name.split(' ')]
  return wanted.every((it) => words.has(it)) && wanted.length > 1 ? 0.7 : 0
}

const exampleOf: Readonly<Record<string, (digits: number) => boolean>> = {
  '[0-9]{12}': (it) => it === 12,
  '[0-9]{10}': (it) => it === 10,
  '[0-9]{9}': (it) => it === 9,
  '[0-9]{5}': (it) => it === 5,
}

/** Do the commonest values have the form of the term? Undefined where the form says nothing. */
function fitsShape(term: Term, shapes: readonly Counted[]): boolean | undefined {
  const test = term.pattern === null ? undefined : exampleOf[term.pattern]
  if (!test || shapes.length === 0) return undefined
  const digits = /^9\{(\d+)\}$/.exec(shapes[0]?.value ?? '')
  return digits ? test(Number(digits[1])) : false
}
