import { Problem } from '#kernel/problem'
import type { Term } from './term.ts'

/**
 * How the columns of a source become columns of a dataset: declared as data and compiled to one
 * statement. A value that cannot be carried over is put aside with the reason, never lost.
 */
export type FieldMapping = {
  /** The column of the dataset. */
  readonly to: string
  /** What it means; without a term it is text of the owner's own. */
  readonly term: string | null
  /** Columns of the source; several are joined by a space. */
  readonly from: readonly string[]
  readonly steps: readonly Step[]
  /** A value that cannot be carried over leaves the cell empty, or keeps the whole row out. */
  readonly onBad: 'cell' | 'row'
}

export type Step =
  | { readonly do: 'upper' | 'lower' | 'title' | 'fold' | 'digits' }
  | { readonly do: 'date'; readonly forms: readonly DateForm[] }
  | { readonly do: 'number'; readonly decimal: ',' | '.' }
  | { readonly do: 'name-part'; readonly part: 'surname' | 'middle' | 'given' }
  | { readonly do: 'translate'; readonly list: string }
  | {
      readonly do: 'replace'
      readonly pairs: readonly { readonly from: string; readonly to: string }[]
    }
  | { readonly do: 'default'; readonly value: string }

/** Ways to write a day, with the form that strptime knows. */
export const dateForms = {
  'yyyy-mm-dd': '%Y-%m-%d',
  'dd/mm/yyyy': '%d/%m/%Y',
  'dd-mm-yyyy': '%d-%m-%Y',
  'dd.mm.yyyy': '%d.%m.%Y',
  'mm/dd/yyyy': '%m/%d/%Y',
  'yyyy/mm/dd': '%Y/%m/%d',
  yyyymmdd: '%Y%m%d',
  ddmmyyyy: '%d%m%Y',
  'yyyy-mm-dd hh:mm:ss': '%Y-%m-%d %H:%M:%S',
  'yyyy-mm-ddThh:mm:ss': '%Y-%m-%dT%H:%M:%S',
} as const
export type DateForm = keyof typeof dateForms

export const columnForm = /^(?!row_)[a-z][a-z0-9_]{0,50}$/

/** What may go wrong with a value on its way, in the order of the steps: the reason of a reject. */
export function fallible(field: FieldMapping, term: Term | undefined): string[] {
  const steps = field.steps.flatMap((it) =>
    it.do === 'date' || it.do === 'number'
      ? [it.do as string]
      : it.do === 'translate'
        ? [`translate:${it.list}`]
        : [],
  )
  const type = term?.type ?? 'text'
  const known = type === 'text' || type === 'code' || steps.some((it) => it === 'date')
  return known ? steps : [...steps, `type:${type}`]
}

/** The term of each column of a mapping, of those that have one. */
export function termsOf(
  mapping: readonly FieldMapping[],
  terms: ReadonlyMap<string, Term>,
): Map<string, Term> {
  const found = new Map<string, Term>()
  for (const { to, term } of mapping) {
    const known = term === null ? undefined : terms.get(term)
    if (known) found.set(to, known)
  }
  return found
}

/** Refuses a mapping that cannot be compiled: each with what is wrong where. */
export function checkMapping(
  mapping: readonly FieldMapping[],
  terms: ReadonlyMap<string, Term>,
  lists: ReadonlySet<string>,
): void {
  const seen = new Set<string>()
  for (const [at, { to, term, from, steps }] of mapping.entries()) {
    const refuse = (vi: string, en: string) => mappingWrong(at, vi, en)
    if (!columnForm.test(to)) {
      throw refuse(
        `Tên cột "${to}" chỉ gồm chữ thường không dấu, số và "_", không bắt đầu bằng row_.`,
        `The column "${to}" may hold small letters, digits and "_" only, and not begin with row_.`,
      )
    }
    if (seen.has(to)) throw refuse(`Cột "${to}" có hai lần.`, `The column "${to}" stands twice.`)
    seen.add(to)
    if (term !== null && !terms.has(term)) {
      throw refuse(`Không có thuật ngữ "${term}".`, `There is no term "${term}".`)
    }
    if (from.length === 0 && !steps.some((it) => it.do === 'default')) {
      throw refuse(
        `Cột "${to}" chưa có nguồn và cũng không có giá trị mặc định.`,
        `The column "${to}" comes from nothing and has no default.`,
      )
    }
    for (const step of steps) {
      if (step.do === 'translate' && !lists.has(step.list)) {
        throw refuse(`Không có danh mục "${step.list}".`, `There is no code list "${step.list}".`)
      }
    }
  }
}

function mappingWrong(at: number, vi: string, en: string): Problem {
  const detail = { vi, en }
  return new Problem(422, 'data-coordination.mapping-wrong', detail, {
    errors: [{ pointer: `#/mapping/${at}`, detail }],
  })
}
