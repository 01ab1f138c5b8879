import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { budgetLeft, levelOf, quantile, sum } from './measure.ts'

const bounds = [10, 100, 1_000]

test('quantiles are drawn straight within their bucket', () => {
  const cases: [number[], number, number | null][] = [
    [[], 0.5, null],
    [[0, 0, 0, 0], 0.5, null],
    [[10, 0, 0, 0], 0.5, 5],
    [[10, 0, 0, 0], 1, 10],
    [[50, 50, 0, 0], 0.5, 10],
    [[50, 50, 0, 0], 0.75, 55],
    [[0, 0, 100, 0], 0.95, 955],
    [[0, 0, 0, 5], 0.5, 1_000],
  ]
  for (const [histogram, part, expected] of cases) {
    assert.equal(quantile(histogram, bounds, part), expected, `${histogram.join()} ${part}`)
  }
})

test('a quantile lies within the bounds and grows with its part', () => {
  const histogram = fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(histogram, (it) => {
      const found = [0.01, 0.5, 0.95, 0.99, 1].map((part) => quantile(it, bounds, part))
      if (it.every((count) => count === 0)) return found.every((value) => value === null)
      const values = found.map(Number)
      return values.every((value, at) => value <= 1_000 && value >= (values[at - 1] ?? 0))
    }),
  )
})

test('levels and budgets stand beside the promise', () => {
  const measured = sum([
    { count: 600, failed: 1, durations: [500, 100] },
    { count: 400, failed: 2, durations: [300, 90, 7] },
  ])
  assert.deepEqual(measured, { count: 1_000, failed: 3, durations: [800, 190, 7] })
  assert.equal(levelOf(measured, bounds).availability, 99.7)
  assert.equal(levelOf(sum([]), bounds).availability, null)
  const cases: [number, number | null][] = [
    [99.5, 40],
    [99.7, 0],
    [99.9, -200],
    [100, -100],
  ]
  for (const [promised, left] of cases) assert.equal(budgetLeft(measured, promised), left)
  assert.equal(budgetLeft({ count: 10, failed: 0, durations: [] }, 100), 100)
  assert.equal(budgetLeft(sum([]), 99), null)
})
