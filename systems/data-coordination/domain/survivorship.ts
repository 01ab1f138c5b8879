/**
 * Which of several rows about one person is believed, column by column: rules as data, asked one
 * after the other until one value is left. Facts in, facts out.
 */
export const rules = ['most-often', 'longest', 'accented', 'first', 'last'] as const
export type Rule = (typeof rules)[number]

/** Rules by column; `*` stands for the columns not named. */
export type Survivorship = Readonly<Record<string, readonly Rule[]>>

/** Most often said wins; among names the one with accents, among addresses the longer. */
export const usualSurvivorship: Survivorship = {
  full_name: ['accented', 'most-often', 'longest', 'first'],
  address: ['longest', 'most-often', 'last'],
  '*': ['most-often', 'last'],
}

export type Row = {
  readonly key: string
  readonly columns: Readonly<Record<string, string | null>>
}

export type Golden = {
  readonly columns: Readonly<Record<string, string | null>>
  /** The key of the row that each column came from; null where no row says anything. */
  readonly provenance: Readonly<Record<string, string | null>>
}

/** The record that the rows make together. Their order does not matter. */
export function survive(rows: readonly Row[], survivorship: Survivorship): Golden {
  const inOrder = rows.toSorted((one, other) => (one.key < other.key ? -1 : 1))
  const names = [...new Set(inOrder.flatMap((it) => Object.keys(it.columns)))].toSorted()
  const columns: Record<string, string | null> = {}
  const provenance: Record<string, string | null> = {}
  for (const name of names) {
    let left = inOrder.filter((it) => (it.columns[name] ?? '').trim() !== '')
    for (const rule of survivorship[name] ?? survivorship['*'] ?? usualSurvivorship['*'] ?? []) {
      if (new Set(left.map((it) => it.columns[name])).size <= 1) break
      left = narrowed(left, name, rule)
    }
    columns[name] = left[0]?.columns[name] ?? null
    provenance[name] = left[0]?.key ?? null
  }
  return { columns, provenance }
}

function narrowed(rows: readonly Row[], name: string, rule: Rule): Row[] {
  if (rule === 'first') return rows.slice(0, 1)
  if (rule === 'last') return rows.slice(-1)
  const score = (it: Row): number => {
    const value = it.columns[name] ?? ''
    if (rule === 'longest') return value.length
    if (rule === 'accented') return /\p{M}|đ/iu.test(value.normalize('NFD')) ? 1 : 0
    return rows.filter((other) => other.columns[name] === value).length
  }
  const best = Math.max(...rows.map(score))
  return rows.filter((it) => score(it) === best)
}
