import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { CivilDate } from '#kernel/civil-date'
import { taxCheckDigit } from './firms.ts'
import { openNumbers } from './numbers.ts'
import { deck, Random, scatter } from './random.ts'

describe('numbers', () => {
  test('a count scattered over a space meets every place once', () => {
    for (const [left, right] of [
      [10, 10],
      [7, 13],
      [1, 50],
      [100, 1],
    ] as const) {
      const met = new Set(
        Array.from({ length: left * right }, (_, it) => scatter(it, left, right, 42)),
      )
      assert.equal(met.size, left * right)
      assert.ok([...met].every((it) => it >= 0 && it < left * right))
    }
  })

  test('personal numbers of one place, sex and year differ, and half of them stay free', () => {
    const numbers = openNumbers(0)
    const draw = () => numbers.personal('001', 'male', '1990-05-01' as CivilDate)
    const met = new Set(Array.from({ length: 500_000 }, draw))
    assert.equal(met.size, 500_000)
    assert.throws(draw, RangeError)
  })

  test('ids are UUIDs of version 7 that sort by the order in which they were given out', () => {
    const numbers = openNumbers(Date.parse('2021-07-01T00:00:00+07:00'))
    const random = new Random().begin(1, 2)
    const ids = Array.from({ length: 1_000 }, () => numbers.id('person', random))
    assert.deepEqual(ids.toSorted(), ids)
    for (const it of ids) {
      assert.match(it, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  test('a tax code ends in its check digit', () => {
    // As they stand on the invoices of three great firms.
    for (const code of ['0100109106', '0300588569', '0100107370']) {
      assert.equal(taxCheckDigit(code.slice(0, 9)), Number(code[9]))
    }
  })
})

describe('chance', () => {
  test('begins again at the same place, and elsewhere at another', () => {
    const draw = (seed: number, stream: number, index: number) => {
      const random = new Random().begin(seed, stream, index)
      return [random.next(), random.next(), random.below(1_000)]
    }
    assert.deepEqual(draw(1945, 3, 7), draw(1945, 3, 7))
    assert.notDeepEqual(draw(1945, 3, 7), draw(1945, 3, 8))
    assert.notDeepEqual(draw(1945, 3, 7), draw(1946, 3, 7))
  })

  test('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2_097_152 }), (seed, limit) => {
        const drawn = new Random().begin(seed, 0).below(limit)
        return Number.isInteger(drawn) && drawn >= 0 && drawn < limit
      }),
    )
  })

  test('a deck holds as many cards as its weights say', () => {
    assert.deepEqual(deck('Nguyễn 2, Rơ Châm 1, Lê'), ['Nguyễn', 'Nguyễn', 'Rơ Châm', 'Lê'])
  })
})
