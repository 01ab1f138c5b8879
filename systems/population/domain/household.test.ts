import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { type Kin, nextHead, relationTo } from './household.ts'
import type { RelationToHead } from './person.ts'

type PersonId = Id<'person'>
const on = '2026-11-18' as CivilDate

/** grandmother → father ⚭ mother → son ⚭ wife → baby; father's sister; a lodger. */
const kin = {
  parents: new Map(
    Object.entries({
      father: ['grandmother'],
      aunt: ['grandmother'],
      son: ['father', 'mother'],
      daughter: ['father', 'mother'],
      baby: ['son', 'wife'],
    }),
  ),
  spouses: new Map([
    ['father', 'mother'],
    ['mother', 'father'],
    ['son', 'wife'],
    ['wife', 'son'],
  ]),
} as unknown as Kin

describe('a household', () => {
  test('everyone is something to the head, whoever that is', () => {
    const table: [head: string, member: string, RelationToHead][] = [
      ['father', 'father', 'head'],
      ['father', 'mother', 'spouse'],
      ['father', 'son', 'child'],
      ['father', 'wife', 'child-in-law'],
      ['father', 'baby', 'grandchild'],
      ['father', 'grandmother', 'parent'],
      ['father', 'aunt', 'sibling'],
      ['father', 'lodger', 'other'],
      ['son', 'father', 'parent'],
      ['son', 'daughter', 'sibling'],
      ['son', 'grandmother', 'grandparent'],
      ['son', 'aunt', 'other'],
      ['wife', 'baby', 'child'],
      ['wife', 'mother', 'other'],
      ['grandmother', 'mother', 'child-in-law'],
      ['lodger', 'father', 'other'],
    ]
    for (const [head, member, relation] of table) {
      const found = relationTo(head as PersonId, member as PersonId, kin)
      assert.equal(found, relation, `${member} to ${head}`)
    }
  })

  test('goes on under the spouse, or else the eldest adult, or else the eldest', () => {
    const people = (...of: [id: string, birthOn: string][]) =>
      of.map(([personId, birthOn]) => ({ personId, birthOn })) as never
    const table: [ReturnType<typeof people>, string | undefined, string | undefined][] = [
      [people(['mother', '1970-01-01'], ['grandmother', '1940-01-01']), 'mother', 'mother'],
      [people(['son', '1995-01-01'], ['aunt', '1969-01-01']), undefined, 'aunt'],
      [people(['son', '1995-01-01'], ['aunt', '1969-01-01']), 'gone', 'aunt'],
      [people(['baby', '2020-01-01'], ['son', '1995-01-01']), undefined, 'son'],
      [people(['baby', '2020-01-01'], ['daughter', '2012-01-01']), undefined, 'daughter'],
      [people(), 'mother', undefined],
    ]
    for (const [left, spouse, head] of table) {
      assert.equal(nextHead(left, spouse as PersonId | undefined, on), head)
    }
  })
})
