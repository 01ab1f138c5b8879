import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ComplianceCost, compare, incomePerHour, sumOf } from './compliance-cost.ts'

const words = { vi: '', en: '' }
const cost: ComplianceCost = {
  paper: [
    { words, hours: 2, other: 30_000 },
    { words, hours: 1.5, fees: 8_000 },
  ],
  digital: [{ words, hours: 0.25 }],
  subjects: 1_000,
  timesPerYear: 2,
  basis: words,
}

test('an hour is worth the product per person over 2,112 working hours', () => {
  assert.equal(incomePerHour, 53_977)
})

test('a sum is hours times income plus money, times how often and how many', () => {
  const paper = sumOf(cost.paper, cost)
  assert.equal(paper.hours, 3.5)
  assert.equal(paper.once, BigInt(2 * 53_977 + Math.round(1.5 * 53_977) + 38_000))
  assert.equal(paper.perYear, paper.once * 2_000n)
})

test('the comparison tells what a year saves', () => {
  const { paper, digital, savedPerYear, savedShare } = compare(cost)
  assert.equal(savedPerYear, paper.perYear - digital.perYear)
  assert.ok(savedShare > 0.9 && savedShare < 1)
})
