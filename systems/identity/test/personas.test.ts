import assert from 'node:assert/strict'
import { get } from 'node:http'
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

test('a page elsewhere whose name leads to this machine is not answered', async () => {
  await using house = await openTestHouse()
  const { port } = new URL(house.url)
  const statusFor = (host: string, path: string) =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      }).on('error', reject)
    })
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    'localhost.evil.example',
    '127.evil',
  ]) {
    for (const to of ['/', path, '/oidc/auth', '/docs/']) {
      assert.equal(await statusFor(host, to), 421, `${host} ${to}`)
    }
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]:80', 'LOCALHOST']) {
    assert.equal(await statusFor(host, path), 200, host)
  }
})
