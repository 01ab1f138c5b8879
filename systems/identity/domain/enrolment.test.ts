import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { checkEnrolment } from './enrolment.ts'

const today = '2026-11-18' as CivilDate
const person = (birthOn: string, diedOn: string | null = null, missingOn: string | null = null) =>
  ({ birthOn, diedOn, missingOn }) as Parameters<typeof checkEnrolment>[0]

test('who may open an account', () => {
  const table = [
    [person('1994-03-08'), false, ''],
    [person('2012-11-18'), false, ''],
    [person('2012-11-19'), false, 'identity.enrolment-too-young'],
    [person('1994-03-08'), true, 'identity.account-exists'],
    [person('1994-03-08', '2026-01-01'), false, 'identity.enrolment-not-verified'],
    [person('1994-03-08', '2026-01-01'), true, 'identity.enrolment-not-verified'],
    [person('1994-03-08', null, '2026-01-01'), false, 'identity.enrolment-not-verified'],
  ] as const
  for (const [who, hasAccount, code] of table) {
    let refused = ''
    try {
      checkEnrolment(who, hasAccount, today)
    } catch (error) {
      refused = (error as { code: string }).code
    }
    assert.equal(refused, code, JSON.stringify(who))
  }
})
