import { type Chances, type Field, fields, type Model, type Vector } from './linkage.ts'

/** How many pairs compared in this way. */
export type Pattern = { readonly vector: Vector; readonly count: number }

const mostRounds = 60
const tolerance = 1e-6
/** Beliefs count as much as this many pairs: a small register cannot teach nonsense. */
const beliefPairs = 40

/** Shares of each level in pairs drawn at random, hardly any of which are of one person. */
export function chancesOf(patterns: readonly Pattern[], field: Field, floor: readonly number[]) {
  const counts = floor.map(() => 0)
  const at = fields.indexOf(field)
  for (const { vector, count } of patterns) {
    const level = vector[at] ?? 0
    if (level > 0) counts[level - 1] = (counts[level - 1] ?? 0) + count
  }
  const all = counts.reduce((sum, it) => sum + it, 0)
  // What was seen less than five times is not known better than before.
  const shares = counts.map((it, at) => (it < 5 || all === 0 ? (floor[at] as number) : it / all))
  const sum = shares.reduce((total, it) => total + it, 0)
  return shares.map((it) => it / sum)
}

/**
 * Estimates m of the given fields by expectation and maximisation (Dempster, Laird and Rubin 1977)
 * from pairs that agree on what is not learned here; u stays as it is. Same pairs, same answer; it
 * ends after 60 rounds at the latest.
 *
 * @returns The m of the fields, the share of pairs that are of one person, and the likelihood of
 *   each round (bits, never falling but for the pull of beliefs).
 */
export function learn(
  patterns: readonly Pattern[],
  learned: readonly Field[],
  before: Model['chances'],
) {
  const m = new Map(learned.map((it) => [it, [...before[it].m]]))
  const likelihoods: number[] = []
  let share = 0.5
  for (let round = 0; round < mostRounds; round++) {
    const sums = new Map(learned.map((it) => [it, before[it].m.map((is) => is * beliefPairs)]))
    let [ofOne, all, likelihood] = [0, 0, 0]
    for (const { vector, count } of patterns) {
      const [one, two] = oddsOf(vector, learned, m, before)
      const both = share * one + (1 - share) * two
      const certainty = (share * one) / both
      likelihood += count * Math.log2(both)
      ofOne += certainty * count
      all += count
      for (const field of learned) {
        const level = vector[fields.indexOf(field)] ?? 0
        const sum = sums.get(field)
        if (level > 0 && sum) sum[level - 1] = (sum[level - 1] as number) + certainty * count
      }
    }
    likelihoods.push(likelihood)
    let moved = 0
    for (const [field, sum] of sums) {
      const total = sum.reduce((to, it) => to + it, 0)
      const next = sum.map((it) => it / total)
      moved = Math.max(moved, ...next.map((it, at) => Math.abs(it - (m.get(field)?.[at] ?? 0))))
      m.set(field, next)
    }
    share = all === 0 ? share : Math.min(1 - 1e-9, Math.max(1e-9, ofOne / all))
    if (moved < tolerance) break
  }
  return { m, share, likelihoods }
}

function oddsOf(
  vector: Vector,
  learned: readonly Field[],
  m: ReadonlyMap<Field, readonly number[]>,
  before: Model['chances'],
): [number, number] {
  let [one, two] = [1, 1]
  for (const field of learned) {
    const level = vector[fields.indexOf(field)] ?? 0
    if (level === 0) continue
    one *= m.get(field)?.[level - 1] ?? 1
    two *= before[field].u[level - 1] as number
  }
  return [one, two]
}

/**
 * Chances from three samples: pairs drawn at random (u), pairs of one number (m of all but the
 * number), pairs of one name and birth (m of the number).
 */
export function train(
  samples: {
    readonly random: readonly Pattern[]
    readonly sameNumber: readonly Pattern[]
    readonly sameNameAndBirth: readonly Pattern[]
  },
  beliefs: Model['chances'],
  people: number,
): Model['chances'] {
  const chances = {} as Record<Field, Chances>
  for (const field of fields) {
    const floor = [...beliefs[field].u]
    if (field === 'number') floor[0] = floor[1] = 1 / Math.max(people, 1)
    const u = chancesOf(samples.random, field, floor)
    chances[field] = { m: beliefs[field].m, u }
  }
  const byNumber = learn(samples.sameNumber, ['name', 'birth', 'sex', 'residence'], chances)
  const byName = learn(samples.sameNameAndBirth, ['number'], chances)
  for (const [field, m] of [...byNumber.m, ...byName.m]) chances[field] = { ...chances[field], m }
  return chances
}
