import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dueAt, receivedOn, workingDaysLeft } from './working-day.ts'

const at = (text: string) => new Date(`${text}+07:00`)

test('what is sent after closing time or on a day off is received on the next working day', () => {
  const cases: [sent: string, received: string][] = [
    ['2026-11-18T09:00', '2026-11-18'],
    ['2026-11-18T16:59', '2026-11-18'],
    ['2026-11-18T17:00', '2026-11-19'],
    ['2026-11-20T18:00', '2026-11-23'],
    ['2026-11-21T10:00', '2026-11-23'],
    ['2026-02-13T20:00', '2026-02-23'],
    ['2026-08-22T09:00', '2026-08-22'],
  ]
  for (const [sent, received] of cases) assert.equal(receivedOn(at(sent)), received, sent)
})

test('the day of receipt does not count, weekends and holidays are passed over', () => {
  const cases: [sent: string, days: number, due: string][] = [
    ['2026-11-18T09:00', 3, '2026-11-23T17:00'],
    ['2026-11-18T09:00', 0, '2026-11-18T17:00'],
    ['2026-11-20T18:00', 1, '2026-11-24T17:00'],
    ['2026-02-12T10:00', 3, '2026-02-24T17:00'],
    ['2026-08-28T10:00', 1, '2026-09-03T17:00'],
  ]
  for (const [sent, days, due] of cases) assert.deepEqual(dueAt(at(sent), days), at(due), sent)
})

test('days left count down to the deadline and below it', () => {
  const due = at('2026-11-23T17:00')
  assert.equal(workingDaysLeft(at('2026-11-18T09:00'), due), 3)
  assert.equal(workingDaysLeft(at('2026-11-23T09:00'), due), 0)
  assert.equal(workingDaysLeft(at('2026-11-23T17:01'), due), -1)
  assert.equal(workingDaysLeft(at('2026-11-26T09:00'), due), -3)
})
