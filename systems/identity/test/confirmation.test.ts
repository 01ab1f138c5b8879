import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#kernel/digest'
import { get, type SoftwarePasskey } from '#portal/software-authenticator.ts'
import { openTestHouse, type TestHouse } from '#testing/house'
import { enrol, type LoggedIn } from '#testing/people'

const shown = sha256('Hồ sơ H01: cấp giấy xác nhận cư trú cho bà Nguyễn Thị Hoa')

/** What another room does when it decides: begins, has the person sign, finishes in its own tx. */
async function confirm(
  house: TestHouse,
  { accountId }: LoggedIn,
  passkey: SoftwarePasskey,
  more: { shown?: Buffer; accountId?: LoggedIn['accountId']; origin?: string } = {},
) {
  const { identity } = house.rooms
  const begun = await identity.beginConfirmation({ accountId, digest: shown })
  assert.equal(begun.options.challenge, shown.toString('base64url'))
  const response = await get(passkey, begun.options, more.origin ?? house.url)
  const answer = { id: begun.id, response }
  const finish = () =>
    house.kernel.database
      .room('population')
      .transaction()
      .execute((tx) =>
        identity.finishConfirmation(tx, {
          accountId: more.accountId ?? accountId,
          digest: more.shown ?? shown,
          answer,
        }),
      )
  return finish
}

const refused = (code: string) => (error: { code?: string }) => error.code === code

test('a passkey signs the digest of what was shown; the evidence stays', async () => {
  await using house = await openTestHouse()
  const official = await enrol(house)
  const finish = await confirm(house, official, official.passkey)
  const evidence = await finish()
  assert.deepEqual(evidence.digest, shown)
  const client = JSON.parse(evidence.clientData.toString()) as { challenge: string }
  assert.equal(client.challenge, shown.toString('base64url'))
  const { rows } = await house.kernel.database
    .pool('identity')
    .query('select * from identity.confirmation where id = $1', [evidence.id])
  assert.deepEqual(rows[0].signature, evidence.signature)
  await assert.rejects(finish(), refused('identity.challenge-over'), 'an answer counts once')
})

test('evidence is bound to the account, the digest, the site and a few minutes', async () => {
  await using house = await openTestHouse()
  const official = await enrol(house)
  const other = await enrol(house)
  const over = refused('identity.challenge-over')
  const no = refused('identity.passkey-refused')
  const cases = [
    [await confirm(house, official, other.passkey), no],
    [await confirm(house, official, official.passkey, { accountId: other.accountId }), over],
    [await confirm(house, official, official.passkey, { shown: sha256('khác') }), over],
    [await confirm(house, official, official.passkey, { origin: 'https://ndc.example' }), no],
  ] as const
  for (const [finish, how] of cases) await assert.rejects(finish(), how)
  const late = await confirm(house, official, official.passkey)
  house.clock.travelTo(new Date(house.clock.now().getTime() + 301_000).toISOString())
  await assert.rejects(late(), over)
  const { rows } = await house.kernel.database
    .pool('identity')
    .query('select count(*)::int as count from identity.confirmation')
  assert.equal(rows[0].count, 0)
})

test('an assertion made to log in confirms nothing', async () => {
  await using house = await openTestHouse()
  const official = await enrol(house)
  const caller = house.caller()
  const begun = await caller.post('/api/identity/v1/log-ins/passkey/options')
  const response = await get(official.passkey, begun.body.options, house.url)
  const answer = { id: begun.body.id, response }
  await assert.rejects(
    house.kernel.database
      .room('population')
      .transaction()
      .execute((tx) =>
        house.rooms.identity.finishConfirmation(tx, {
          accountId: official.accountId,
          digest: shown,
          answer,
        }),
      ),
    refused('identity.challenge-over'),
  )
})

test('when the decision fails no evidence stays, and the answer is spent', async () => {
  await using house = await openTestHouse()
  const official = await enrol(house)
  const { identity } = house.rooms
  const begun = await identity.beginConfirmation({ accountId: official.accountId, digest: shown })
  const answer = { id: begun.id, response: await get(official.passkey, begun.options, house.url) }
  const decide = (fail: boolean) =>
    house.kernel.database
      .room('population')
      .transaction()
      .execute(async (tx) => {
        const { accountId } = official
        await identity.finishConfirmation(tx, { accountId, digest: shown, answer })
        if (fail) throw new Error('the decision failed')
      })
  await assert.rejects(decide(true), /the decision failed/)
  await assert.rejects(decide(false), refused('identity.challenge-over'))
  const { rows } = await house.kernel.database
    .pool('identity')
    .query('select count(*)::int as count from identity.confirmation')
  assert.equal(rows[0].count, 0)
})
