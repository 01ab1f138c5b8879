import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openIdentity } from '#identity'
import { openEvents } from '#kernel/events'
import { Refusal } from '#kernel/problem'
import { openServer } from '#kernel/server'
import { openTestHouse, type TestHouse } from '#testing/house'
import { enterPerson, logInWith } from '#testing/people'

const path = '/api/identity/v1/demonstration/personas'

async function withPersonas(house: TestHouse): Promise<void> {
  const words = { vi: 'Người mẹ', en: 'A mother' }
  const mother = await enterPerson(house, 'Nguyễn Thị Mai', '1995-02-03')
  const police = await enterPerson(house, 'Trần Văn Nam', '1985-02-03')
  await house.rooms.identity.enrolPersonas(house.postgres.ownerUrl, [
    { key: 'test-mother', personId: mother.id, words, role: null },
    { key: 'test-police', personId: police.id, words, role: 'commune-police' },
  ])
}

test('a persona logs in through the real ceremony with the passkey that is shown', async () => {
  await using house = await openTestHouse()
  await withPersonas(house)
  const { body } = await house.caller().get(path)
  const persona = body.items.find((it: { key: string }) => it.key === 'test-mother')
  assert.equal(persona.name, 'Nguyễn Thị Mai')
  const caller = await logInWith(house, persona.passkey)
  const { session } = (await caller.get('/api/identity/v1/sessions/current')).body
  assert.deepEqual([session.name, session.level, session.method], ['Nguyễn Thị Mai', 2, 'passkey'])
})

test('production has no route of personas, and refuses a database with them', async () => {
  await using house = await openTestHouse()
  await withPersonas(house)
  const { kernel, rooms } = house
  const events = openEvents(kernel.database, kernel.clock)
  const strict = { ...kernel, events, purposes: new Map(), mode: 'production' as const }
  const identity = openIdentity(strict, { population: rooms.population })
  await using server = await openServer(strict, [identity], {})
  assert.equal((await server.inject({ url: path })).statusCode, 404)
  const known = await server.inject({ url: '/api/identity/v1/sessions/current' })
  assert.equal(known.statusCode, 200)
  await assert.rejects(async () => identity.start?.(), Refusal)
})
