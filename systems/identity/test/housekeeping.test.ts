import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse, type TestHouse } from '#testing/house'
import { enrol } from '#testing/people'
import { openSigningKeys } from '../signing-keys.ts'
import type { Schema } from '../storage/schema.ts'

const api = '/api/identity/v1'
const afterDays = (house: TestHouse, days: number) =>
  house.clock.travelTo(new Date(house.clock.now().getTime() + days * 86_400_000).toISOString())

test('signing keys are published a day before they sign and a month after', async () => {
  await using house = await openTestHouse()
  const keys = openSigningKeys(house.kernel, house.kernel.database.room<Schema>('identity'))
  const known = async () => (await keys.load()).keys.map((it) => it.kid)
  const first = await known()
  assert.equal(first.length, 2)
  afterDays(house, 80)
  await keys.rotate()
  assert.deepEqual(await known(), first, 'too early')

  afterDays(house, 9.5)
  await Promise.all([keys.rotate(), keys.rotate()])
  const both = await known()
  assert.equal(both.length, 4, 'two processes make one new key of each kind')
  assert.deepEqual(both.slice(0, 2), first, 'the old keys still sign')
  afterDays(house, 1.5)
  assert.deepEqual(new Set((await known()).slice(2)), new Set(first), 'the new keys sign')
  afterDays(house, 31)
  assert.ok(
    (await known()).every((kid) => !first.includes(kid)),
    'the old keys are gone',
  )
})

test('private keys and secrets lie sealed, tokens and codes as digests', async () => {
  await using house = await openTestHouse()
  const { caller, person } = await enrol(house)
  const totp = await caller.post(`${api}/account/totp`)
  const code = await caller.post(`${api}/account/proofing-code`)
  const token = caller.cookies.get('ndc_session') ?? ''
  const { rows } = await house.kernel.database.pool('identity').query(`
    select (select jsonb_agg(to_jsonb(t)) from identity.totp t)::text
      || (select jsonb_agg(to_jsonb(t)) from identity.signing_key t)::text
      || (select jsonb_agg(to_jsonb(t)) from identity.session t)::text
      || (select jsonb_agg(to_jsonb(t)) from identity.one_time_code t)::text
      || (select jsonb_agg(to_jsonb(t)) from identity.attempt t)::text as everything`)
  const everything = String(rows[0].everything)
  for (const secret of [totp.body.secret, code.body.code, token, person.number]) {
    const hex = Buffer.from(secret).toString('hex')
    assert.ok(secret && !everything.includes(secret) && !everything.includes(hex))
  }
  assert.ok(!everything.includes('"d":'))
})

test('what expired is swept away, and what lives stays', async () => {
  await using house = await openTestHouse()
  const { caller, person } = await enrol(house)
  const stranger = house.caller()
  await stranger.post(`${api}/log-ins/passkey/options`)
  await stranger.post(`${api}/log-ins/app`, { number: person.number })
  const sweep = house.rooms.identity.jobs?.['sweep-expired']
  const run = () =>
    sweep?.run({} as never, {
      attempt: 1,
      signal: AbortSignal.timeout(10_000),
      log: house.kernel.log,
    })
  const rows = async () => {
    const found = await house.kernel.database.pool('identity').query(
      `
      select (select count(*) from identity.challenge)::int as challenges,
        (select count(*) from identity.approval)::int as approvals,
        (select count(*) from identity.attempt)::int as attempts,
        (select count(*) from identity.session where ends_at > $1)::int as sessions`,
      [house.clock.now()],
    )
    return found.rows[0]
  }
  await run()
  const before = await rows()
  assert.ok(before.challenges > 0 && before.approvals > 0 && before.attempts > 0)
  afterDays(house, 0.1)
  await run()
  assert.deepEqual(await rows(), { challenges: 0, approvals: 0, attempts: 0, sessions: 1 })
  assert.equal((await caller.get('/health')).status, 200)
})
