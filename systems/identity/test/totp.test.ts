import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TOTP, URI } from 'otpauth'
import { openTestHouse, type TestHouse } from '#testing/house'
import { enrol, type LoggedIn, raiseDirectly } from '#testing/people'

const api = '/api/identity/v1'

async function withTotp(house: TestHouse, { caller }: LoggedIn): Promise<TOTP> {
  const { status, body } = await caller.post(`${api}/account/totp`)
  assert.equal(status, 201)
  const totp = URI.parse(body.uri) as TOTP
  const code = totp.generate({ timestamp: house.clock.now().getTime() })
  assert.equal((await caller.post(`${api}/account/totp/confirm`, { code })).status, 204)
  return totp
}

const laterBy = (house: TestHouse, seconds: number) =>
  house.clock.travelTo(new Date(house.clock.now().getTime() + seconds * 1_000).toISOString())

test('a one-time code logs in at level 1 whatever the account, and works once', async () => {
  await using house = await openTestHouse()
  const enrolled = await enrol(house)
  await raiseDirectly(house, enrolled.accountId)
  const totp = await withTotp(house, enrolled)
  const { number } = enrolled.person
  laterBy(house, 60)
  const code = totp.generate({ timestamp: house.clock.now().getTime() })
  const caller = house.caller()
  const first = await caller.post(`${api}/log-ins/totp`, { number, code })
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.deepEqual([first.body.session.level, first.body.session.accountLevel], [1, 2])
  const again = await house.caller().post(`${api}/log-ins/totp`, { number, code })
  assert.deepEqual([again.status, again.body.code], [422, 'identity.code-refused'])

  const device = await caller.post(`${api}/account/passkeys/options`)
  assert.equal(device.body.code, 'identity.passkey-log-in-needed', 'a code adds no passkey')
})

test('codes one step early or late are taken, older ones are not', async () => {
  await using house = await openTestHouse()
  const enrolled = await enrol(house)
  const totp = await withTotp(house, enrolled)
  const { number } = enrolled.person
  laterBy(house, 600)
  const at = house.clock.now().getTime()
  const tryAt = async (ms: number) => {
    const code = totp.generate({ timestamp: ms })
    return (await house.caller().post(`${api}/log-ins/totp`, { number, code })).status
  }
  assert.equal(await tryAt(at - 90_000), 422)
  assert.equal(await tryAt(at + 90_000), 422)
  assert.equal(await tryAt(at - 30_000), 200)
  assert.equal(await tryAt(at + 30_000), 200)
  assert.equal(await tryAt(at), 422, 'a step before one that was taken')
})

test('codes cannot be guessed, and say nothing about who has an account', async () => {
  await using house = await openTestHouse()
  const enrolled = await enrol(house)
  const totp = await withTotp(house, enrolled)
  const bodies = new Set<string>()
  for (const number of [enrolled.person.number, '001194999999']) {
    for (let guess = 0; guess < 5; guess++) {
      const code = String(guess).padStart(6, '0')
      const { status, body } = await house.caller().post(`${api}/log-ins/totp`, { number, code })
      bodies.add(JSON.stringify([status, body]))
    }
  }
  assert.equal(bodies.size, 1)
  laterBy(house, 60)
  const code = totp.generate({ timestamp: house.clock.now().getTime() })
  const { number } = enrolled.person
  const right = await house.caller().post(`${api}/log-ins/totp`, { number, code })
  assert.equal(right.status, 429, 'even the right code waits')
  const log = await enrolled.caller.get(`${api}/log-ins`)
  const failed = log.body.items.filter((it: { outcome: string }) => it.outcome === 'failed')
  assert.equal(failed.length, 5)
})

test('a secret that no code confirmed is not in use, and a removed one no more', async () => {
  await using house = await openTestHouse()
  const enrolled = await enrol(house)
  const { number } = enrolled.person
  const { body } = await enrolled.caller.post(`${api}/account/totp`)
  const totp = URI.parse(body.uri) as TOTP
  const now = () => totp.generate({ timestamp: house.clock.now().getTime() })
  const tryNow = async () =>
    (await house.caller().post(`${api}/log-ins/totp`, { number, code: now() })).status
  assert.equal(await tryNow(), 422)
  assert.equal(
    (await enrolled.caller.post(`${api}/account/totp/confirm`, { code: now() })).status,
    204,
  )
  laterBy(house, 60)
  assert.equal(await tryNow(), 200)
  assert.equal((await enrolled.caller.send('DELETE', `${api}/account/totp`)).status, 204)
  laterBy(house, 60)
  assert.equal(await tryNow(), 422)
})
