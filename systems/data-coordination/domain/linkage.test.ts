import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  beliefs,
  defaultShare,
  explain,
  fields,
  fieldWords,
  levels,
  levelWords,
  type Model,
  mayLinkUnseen,
  outcomeOf,
  thresholds,
  weightOf,
} from './linkage.ts'
import { learn, type Pattern, train } from './linkage-training.ts'

const model: Model = {
  chances: beliefs,
  share: defaultShare,
  people: 1_000_000,
  coincidence: { full: 2e-4, short: 2e-3 },
}
const anyVector = fc.tuple(
  ...fields.map((field) => fc.integer({ min: 0, max: levels[field].length })),
)

describe('weights', () => {
  test('the stronger the agreement, the more it weighs; what is unknown weighs nothing', () => {
    for (const field of fields) {
      assert.equal(weightOf(model, field, 0), 0)
      const all = levels[field].map((_, at) => weightOf(model, field, at + 1))
      assert.ok((all[0] as number) > 0 && (all.at(-1) as number) < 0, field)
      assert.equal(Math.min(...all), all.at(-1), field)
    }
  })

  test('an explanation adds up to the weight, step by step, and every level has its words', () => {
    fc.assert(
      fc.property(anyVector, fc.double({ min: -5, max: 5, noNaN: true }), (vector, rarity) => {
        const steps = explain(model, vector, rarity)
        const sum = steps.reduce((total, it) => total + it.weight, 0)
        const straight = fields.reduce(
          (total, field, at) => total + weightOf(model, field, vector[at] as number),
          rarity + Math.log2(0.9 / 0.1 / 1_000_000),
        )
        assert.ok(Math.abs(sum - straight) < 1e-9)
        assert.ok(steps.every((it) => fieldWords[it.field].vi.length > 0))
      }),
    )
    for (const field of fields) assert.equal(levelWords[field].length, levels[field].length)
  })
})

describe('confidence', () => {
  const cases: [confidence: number, vector: number[], outcome: string][] = [
    [0.9999, [1, 1, 1, 1, 1], 'match'],
    [0.9999, [0, 1, 1, 0, 1], 'match'],
    [0.9999, [1, 5, 6, 1, 5], 'match'],
    [0.9979, [0, 1, 1, 1, 5], 'grey'],
    [0.5, [0, 1, 1, 1, 0], 'grey'],
    [0.9999, [0, 6, 1, 1, 1], 'grey'],
    [0.9999, [1, 6, 1, 1, 1], 'grey'],
    [0.9999, [1, 0, 1, 1, 1], 'grey'],
    [0.9999, [0, 1, 6, 1, 1], 'grey'],
    [0.9999, [4, 1, 0, 1, 1], 'grey'],
    [0.05, [0, 1, 5, 1, 5], 'grey'],
    [0.049, [1, 1, 1, 1, 1], 'none'],
  ]
  for (const [confidence, vector, outcome] of cases) {
    test(`confidence ${confidence} with levels ${vector.join('.')} is ${outcome}`, () => {
      assert.equal(outcomeOf(confidence, vector, thresholds), outcome)
      if (outcome === 'match') assert.ok(mayLinkUnseen(vector))
    })
  }
})

describe('training', () => {
  /** What 90 in a hundred pairs of one person and 10 of two would show, sampled by hand. */
  const patterns: Pattern[] = [
    { vector: [1, 1, 1, 1, 1], count: 7_200 },
    { vector: [1, 2, 1, 1, 1], count: 900 },
    { vector: [1, 1, 4, 1, 3], count: 450 },
    { vector: [1, 1, 1, 0, 5], count: 450 },
    { vector: [1, 6, 6, 2, 5], count: 500 },
    { vector: [1, 6, 6, 1, 5], count: 500 },
  ]
  const learned = ['name', 'birth', 'sex', 'residence'] as const

  test('it finds the share of pairs that are of one person, and what they look like', () => {
    const { m, share } = learn(patterns, learned, beliefs)
    assert.ok(Math.abs(share - 0.9) < 0.01, String(share))
    assert.ok(Math.abs((m.get('name')?.[1] ?? 0) - 0.1) < 0.01)
    assert.ok((m.get('name')?.[5] ?? 1) < 0.01)
    for (const all of m.values()) {
      assert.ok(Math.abs(all.reduce((sum, it) => sum + it, 0) - 1) < 1e-9)
    }
  })

  test('the same pairs teach the same, in any order, and it ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ vector: anyVector, count: fc.integer({ min: 1, max: 1_000 }) })),
        (some) => {
          const { m, likelihoods } = learn(some, learned, beliefs)
          assert.deepEqual(learn(some, learned, beliefs).m, m)
          assert.ok(likelihoods.length <= 60)
          for (const all of m.values()) assert.ok(all.every((it) => it > 0 && it < 1))
        },
      ),
      { numRuns: 50 },
    )
  })

  test('from no pairs at all it keeps its beliefs, and every level keeps a chance', () => {
    const nothing = { random: [], sameNumber: [], sameNameAndBirth: [] }
    const chances = train(nothing, beliefs, 400)
    for (const field of fields) {
      const { m, u } = chances[field]
      assert.deepEqual([m.length, u.length], [levels[field].length, levels[field].length])
      assert.ok(
        [...m, ...u].every((it) => it > 0 && it <= 1),
        field,
      )
    }
    assert.equal(chances.number.u[0]?.toFixed(4), '0.0025')
    for (const field of learned) {
      chances[field].m.forEach((it, at) => {
        assert.ok(Math.abs(it - (beliefs[field].m[at] as number)) < 0.01)
      })
    }
  })
})
