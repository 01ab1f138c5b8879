import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { checkOf, linesOf, recordsOf, secondsToNextTry } from './enquiry.ts'
import type { EnquiryNeeded, Party } from './procedure.ts'

const today = '2026-11-23' as CivilDate
const party = (number: string, home = 'Số 18, đường Trần Phú, Phường Tân Hòa, Hà Nội'): Party =>
  ({ number, permanentResidence: { communeCode: '01001', text: home } }) as Party
const [wife, husband] = [party('001195000001'), party('001093000002')]

const marriage: EnquiryNeeded = { kind: 'marriage', subject: wife, other: husband }
const insurance: EnquiryNeeded = { kind: 'health-insurance', subject: wife }
const dwelling: EnquiryNeeded = { kind: 'dwelling', subject: wife }

const couple = { husbandNumber: husband.number, wifeNumber: wife.number, endedOn: null }
const home = { use: 'dwelling', address: 'Số 18, đường Trần Phú' }

const verdictOf = (needed: EnquiryNeeded, ...items: object[]) =>
  checkOf(needed, { kind: needed.kind, state: 'received', reason: null, answer: { items } }, today)
    .verdict

describe('what an answer of another agency is good for', () => {
  const cases: [string, EnquiryNeeded, object[], 'passed' | 'look'][] = [
    ['the marriage of both', marriage, [couple], 'passed'],
    ['the marriage among others', marriage, [{ ...couple, wifeNumber: '9' }, couple], 'passed'],
    ['no marriage', marriage, [], 'look'],
    ['a marriage that has ended', marriage, [{ ...couple, endedOn: '2020-01-01' }], 'look'],
    ['a marriage with another', marriage, [{ ...couple, husbandNumber: '001093000009' }], 'look'],
    ['a marriage with oneself', marriage, [{ ...couple, husbandNumber: wife.number }], 'look'],
    ['a number that is missing', marriage, [{ ...couple, husbandNumber: null }], 'look'],
    ['a card in force', insurance, [{ validUntil: '2026-12-31' }], 'passed'],
    ['a card that has ended', insurance, [{ validUntil: '2025-12-31' }], 'look'],
    ['no card', insurance, [], 'look'],
    ['the home', dwelling, [home], 'passed'],
    ['a rice field at home', dwelling, [{ ...home, use: 'rice' }], 'look'],
    ['a home elsewhere', dwelling, [{ ...home, address: 'Số 9, đường Lê Lợi' }], 'look'],
    ['a home without an address', dwelling, [{ ...home, address: null }], 'look'],
  ]
  for (const [name, needed, items, verdict] of cases) {
    test(name, () => assert.equal(verdictOf(needed, ...items), verdict))
  }

  test('without an answer the official is told why', () => {
    const reason = { vi: 'Cơ quan tắt máy.', en: 'The agency is away.' }
    const standing = { kind: 'marriage', state: 'unavailable', reason, answer: null } as const
    assert.deepEqual(checkOf(marriage, standing, today).note, reason)
    assert.equal(checkOf(marriage, standing, today).verdict, 'look')
    const asked = { ...standing, state: 'asked', reason: null } as const
    assert.match(checkOf(marriage, asked, today).note?.en ?? '', /awaited/)
  })

  test('lines say what was received, also where nothing fits', () => {
    const [line] = linesOf(
      marriage,
      { items: [{ ...couple, wifeNumber: null, wifeName: 'A' }] },
      today,
    ).slice(1)
    assert.deepEqual(line, { words: { vi: 'Vợ', en: 'Wife' }, value: 'A' })
    assert.deepEqual(linesOf(dwelling, { items: [] }, today), [])
  })
})

test('an answer that is not a list of records is not one', () => {
  for (const answer of [null, 5, [], {}, { items: 5 }, { items: [5] }, { items: [null] }]) {
    assert.equal(recordsOf(answer), undefined, JSON.stringify(answer))
  }
  assert.deepEqual(recordsOf({ items: [{}] }), [{}])
})

test('an agency that is away is asked after seconds, then each minute, then each ten', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 59, 60].map(secondsToNextTry), [5, 10, 20, 30, 60, 60, 600])
})
