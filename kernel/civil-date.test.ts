import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CivilDate, isWorkingDay, nextWorkingDay, parseCivilDate } from './civil-date.ts'

test('a day is one of the calendar, and the calendar has no year 0', () => {
  for (const day of ['2026-11-18', '2024-02-29', '0001-01-01', '9999-12-31']) {
    assert.equal(parseCivilDate(day), day)
  }
  for (const text of ['0000-01-01', '2026-02-29', '2026-13-01', '2026-1-1', '18/11/2026', '']) {
    assert.equal(parseCivilDate(text), undefined, text)
  }
})

test('Tết, the Kings, the two spring days and National Day are off, and exchanged Saturdays are worked', () => {
  const date = (text: string) => text as CivilDate
  const off = [
    '2025-01-29',
    '2025-04-07',
    '2026-02-16',
    '2026-02-20',
    '2026-04-27',
    '2026-08-31',
    '2026-09-02',
  ]
  for (const it of off) assert.equal(isWorkingDay(date(it)), false, it)
  for (const it of ['2025-04-26', '2026-01-10', '2026-08-22'])
    assert.equal(isWorkingDay(date(it)), true, it)
  assert.equal(isWorkingDay(date('2026-02-23')), true)
  assert.equal(nextWorkingDay(date('2026-02-13')), '2026-02-23')
})
