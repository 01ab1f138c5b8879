import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '#testing/house'
import { logIn } from '#testing/people'

test('the cast of the synthetic nation logs in, each with the posts they hold', async () => {
  await using house = await openTestHouse()
  const roles = {
    mother: [],
    father: [],
    'single-mother': [],
    landlord: [],
    'commune-police': ['commune-police'],
    registrar: ['civil-registrar'],
    operator: ['operator'],
    'officer-elsewhere': ['commune-police'],
    steward: ['data-steward'],
  }
  for (const [key, expected] of Object.entries(roles)) {
    const caller = await logIn(house, key)
    const { session } = (await caller.get('/api/identity/v1/sessions/current')).body
    assert.equal(session.level, 2, key)
    const held = session.offices.map((it: { role: string }) => it.role)
    assert.deepEqual(held, expected, key)
  }
})
