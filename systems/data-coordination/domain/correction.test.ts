import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import {
  ageOf,
  type CorrectionMove,
  type CorrectionState,
  dueOn,
  isClosed,
  moved,
  stateWords,
} from './correction.ts'

const possible: Record<string, CorrectionState> = {
  'filed see': 'seen',
  'seen accept': 'accepted',
  'seen refuse': 'refused',
  'accepted apply': 'applied',
}
const reason = 'Giấy khai sinh ghi đúng như dữ liệu.'

for (const state of Object.keys(stateWords) as CorrectionState[]) {
  for (const move of ['see', 'accept', 'refuse', 'apply'] as CorrectionMove[]) {
    const next = possible[`${state} ${move}`]
    test(`${state}: ${move} ${next ? `makes it ${next}` : 'is refused'}`, () => {
      if (next) assert.equal(moved(state, move, reason), next)
      else assert.throws(() => moved(state, move, reason), { status: 409 })
    })
  }
}

test('whoever refuses says why', () => {
  for (const none of [undefined, '', '          ', 'không']) {
    assert.throws(() => moved('seen', 'refuse', none), { status: 422 })
  }
})

test('what is refused or applied is closed', () => {
  const closed = (Object.keys(stateWords) as CorrectionState[]).filter(isClosed)
  assert.deepEqual(closed, ['refused', 'applied'])
})

const dues: [filed: string, due: string][] = [
  ['2026-11-16', '2026-11-23'],
  ['2026-11-18', '2026-11-25'],
  ['2026-11-20', '2026-11-27'],
  ['2026-11-21', '2026-11-27'],
  ['2026-11-22', '2026-11-27'],
  // Tết, and a Saturday that is worked for a day off.
  ['2026-02-12', '2026-02-26'],
  ['2026-08-21', '2026-08-27'],
  ['2026-08-28', '2026-09-09'],
]
for (const [filed, due] of dues) {
  test(`filed on ${filed}, it is due on ${due}`, () => {
    assert.equal(dueOn(filed as CivilDate), due)
  })
}

test('age runs until it is closed', () => {
  const [filedOn, due] = ['2026-11-16' as CivilDate, '2026-11-23' as CivilDate]
  const open = { filedOn, dueOn: due, closedOn: null }
  assert.deepEqual(ageOf(open, '2026-11-23' as CivilDate), { days: 7, late: false })
  assert.deepEqual(ageOf(open, '2026-11-24' as CivilDate), { days: 8, late: true })
  const closed = { ...open, closedOn: '2026-11-18' as CivilDate }
  assert.deepEqual(ageOf(closed, '2027-01-01' as CivilDate), { days: 2, late: false })
})
