import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCivilDate } from './civil-date.ts'

test('a day is one of the calendar, and the calendar has no year 0', () => {
  for (const day of ['2026-11-18', '2024-02-29', '0001-01-01', '9999-12-31']) {
    assert.equal(parseCivilDate(day), day)
  }
  for (const text of ['0000-01-01', '2026-02-29', '2026-13-01', '2026-1-1', '18/11/2026', '']) {
    assert.equal(parseCivilDate(text), undefined, text)
  }
})
