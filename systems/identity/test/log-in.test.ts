import assert from 'node:assert/strict'
import { test } from 'node:test'
import { get, type SoftwarePasskey } from '#portal/software-authenticator.ts'
import { type Caller, openTestHouse, type TestHouse } from '#testing/house'
import { enrol, logInWith, raiseDirectly, tryPasskey } from '#testing/people'

const api = '/api/identity/v1'
const believed = () => new Promise((resolve) => setTimeout(resolve, 1_050))
const laterBy = (house: TestHouse, minutes: number) =>
  house.clock.travelTo(new Date(house.clock.now().getTime() + minutes * 60_000).toISOString())
const whoIs = async (caller: Caller) => (await caller.get(`${api}/sessions/current`)).body.session

test('a passkey logs in without a number; scripts cannot reach the session', async () => {
  await using house = await openTestHouse()
  const { passkey, accountId } = await enrol(house)
  const caller = house.caller()
  const answer = await tryPasskey(house, passkey, caller)
  assert.equal(answer.body.session.accountId, accountId)
  const line = answer.headers.getSetCookie().find((it) => it.startsWith('ndc_session='))
  assert.match(line ?? '', /HttpOnly/)
  assert.match(line ?? '', /SameSite=Lax/)
  assert.match(line ?? '', /Path=\//)
  assert.equal((await whoIs(caller)).method, 'passkey')
})

test('a session is new at each log-in: a planted token is worth nothing', async () => {
  await using house = await openTestHouse()
  const { passkey } = await enrol(house)
  const caller = house.caller()
  caller.cookies.set('ndc_session', 'planted-by-someone-else')
  await logInWith(house, passkey, caller)
  assert.notEqual(caller.cookies.get('ndc_session'), 'planted-by-someone-else')
  const before = caller.cookies.get('ndc_session') ?? ''
  await logInWith(house, passkey, caller)
  const old = house.caller()
  old.cookies.set('ndc_session', before)
  assert.equal(await whoIs(old), null, 'the session before the second log-in has ended')
})

test('an assertion is refused when replayed, altered, late or made elsewhere', async () => {
  await using house = await openTestHouse()
  const { passkey } = await enrol(house)
  const begin = async (caller: Caller) =>
    (await caller.post(`${api}/log-ins/passkey/options`)).body as {
      id: string
      options: { challenge: string; rpId: string }
    }
  const send = async (caller: Caller, id: string, response: unknown) => {
    const { status, body } = await caller.post(`${api}/log-ins/passkey`, { id, response })
    return [status, body.code]
  }
  const no = [422, 'identity.passkey-refused']
  const over = [410, 'identity.challenge-over']

  const caller = house.caller()
  const one = await begin(caller)
  const right = await get(passkey, one.options, house.url)
  assert.equal((await send(caller, one.id, right))[0], 200)
  await begin(caller)
  assert.deepEqual(await send(caller, one.id, right), over, 'replayed')
  const two = await begin(caller)
  assert.deepEqual(await send(caller, two.id, right), no, 'for another challenge')

  const phished = await begin(caller)
  const far = await get(passkey, phished.options, 'https://ndc-login.example')
  assert.deepEqual(await send(caller, phished.id, far), no, 'made on another site')

  const rp = await begin(caller)
  const other = await get(passkey, { ...rp.options, rpId: 'ndc.example' }, house.url)
  assert.deepEqual(await send(caller, rp.id, other), no, 'for another relying party id')

  const unknown = await begin(caller)
  const stranger: SoftwarePasskey = { ...passkey, credentialId: 'AAAAAAAAAAAAAAAAAAAAAA' }
  const theirs = await get(stranger, unknown.options, house.url)
  assert.deepEqual(await send(caller, unknown.id, theirs), no, 'a passkey of nobody')

  const handle = await begin(caller)
  const swapped = await get(
    { ...passkey, userHandle: 'AAAAAAAAAAAAAAAAAAAAAA' },
    handle.options,
    house.url,
  )
  assert.deepEqual(await send(caller, handle.id, swapped), no, "another account's handle")

  const forged = await begin(caller)
  const signed = await get(passkey, forged.options, house.url)
  const data = Buffer.from(signed.response.authenticatorData, 'base64url')
  data[32] = (data[32] ?? 0) & ~0x04 // "user verified" taken away
  const unverified = { ...signed.response, authenticatorData: data.toString('base64url') }
  assert.deepEqual(await send(caller, forged.id, { ...signed, response: unverified }), no)

  const moved = await begin(caller)
  const taken = await get(passkey, moved.options, house.url)
  assert.deepEqual(await send(house.caller(), moved.id, taken), over, 'in another browser')

  const late = await begin(caller)
  const slow = await get(passkey, late.options, house.url)
  laterBy(house, 6)
  assert.deepEqual(await send(caller, late.id, slow), over, 'after five minutes')
})

test('a session ends after an hour unused, and after twelve hours in any case', async () => {
  await using house = await openTestHouse()
  const { caller } = await enrol(house)
  for (let quarter = 0; quarter < 12; quarter++) {
    laterBy(house, 59)
    await believed()
    if (!(await whoIs(caller))) assert.fail(`gone after ${quarter + 1} uses`)
    await believed()
  }
  laterBy(house, 59)
  await believed()
  assert.equal(await whoIs(caller), null, 'twelve hours have passed')
  const { caller: idle } = await enrol(house)
  laterBy(house, 61)
  await believed()
  assert.equal(await whoIs(idle), null)
})

test('the list of sessions: one is ended, then all others', async () => {
  await using house = await openTestHouse()
  const { passkey, caller } = await enrol(house)
  const [second, third] = [await logInWith(house, passkey), await logInWith(house, passkey)]
  const { body } = await caller.get(`${api}/sessions`)
  assert.equal(body.items.length, 3)
  assert.equal(body.items.filter((it: { current: boolean }) => it.current).length, 1)

  const { id } = await whoIs(second)
  assert.equal((await caller.send('DELETE', `${api}/sessions/${id}`)).status, 204)
  assert.equal(await whoIs(second), null)
  assert.equal((await caller.send('DELETE', `${api}/sessions/${id}`)).status, 404)
  assert.equal((await caller.send('DELETE', `${api}/sessions`)).status, 204)
  assert.equal(await whoIs(third), null)
  assert.ok(await whoIs(caller))
  assert.equal((await caller.send('DELETE', `${api}/sessions/current`)).status, 200)
  assert.equal(await whoIs(caller), null)

  const { caller: other } = await enrol(house)
  const mine = (await whoIs(other)).id
  const again = await logInWith(house, passkey)
  assert.equal((await again.send('DELETE', `${api}/sessions/${mine}`)).status, 404)
})

test('authenticating again takes an own passkey and gives a new token', async () => {
  await using house = await openTestHouse()
  const { passkey, caller } = await enrol(house)
  const { passkey: theirs } = await enrol(house)
  laterBy(house, 30)
  await believed()
  const stale = await caller.post(`${api}/account/passkeys/options`)
  assert.deepEqual([stale.status, stale.body.code], [401, 'kernel.log-in-too-old'])

  const refresh = async (key: SoftwarePasskey) => {
    const { body } = await caller.post(`${api}/sessions/current/refresh/options`)
    const response = await get(key, body.options, house.url)
    return caller.post(`${api}/sessions/current/refresh`, { id: body.id, response })
  }
  assert.equal((await refresh(theirs)).body.code, 'identity.passkey-refused')
  const before = caller.cookies.get('ndc_session')
  assert.equal((await refresh(passkey)).status, 200)
  assert.notEqual(caller.cookies.get('ndc_session'), before)
  assert.equal((await caller.post(`${api}/account/passkeys/options`)).status, 200)
})

test('a lock by the owner ends everything at once, and a passkey unlocks it', async () => {
  await using house = await openTestHouse()
  const { passkey, caller } = await enrol(house)
  const second = await logInWith(house, passkey)
  assert.equal((await caller.post(`${api}/account/lock`)).status, 204)
  assert.equal(await whoIs(caller), null)
  assert.equal(await whoIs(second), null)
  const refused = await tryPasskey(house, passkey)
  assert.deepEqual([refused.status, refused.body.code], [403, 'identity.account-locked'])

  const { passkey: theirs } = await enrol(house)
  const unlock = async (key: SoftwarePasskey) => {
    const { body } = await caller.post(`${api}/account/unlock/options`)
    const response = await get(key, body.options, house.url)
    return caller.post(`${api}/account/unlock`, { id: body.id, response })
  }
  await unlock(theirs)
  assert.equal((await tryPasskey(house, passkey)).status, 403, "another's passkey unlocks theirs")
  assert.equal((await unlock(passkey)).status, 200)
  const log = await caller.get(`${api}/log-ins`)
  const outcomes = log.body.items.map((it: { outcome: string }) => it.outcome)
  assert.ok(outcomes.includes('locked'))
})

test('what a log-in proves is no more than its method and the account allow', async () => {
  await using house = await openTestHouse()
  const { accountId, passkey } = await enrol(house)
  await raiseDirectly(house, accountId)
  assert.equal((await whoIs(await logInWith(house, passkey))).level, 2)
})

test('several sessions of one person share the limits of calls', async () => {
  await using house = await openTestHouse()
  const { caller, passkey } = await enrol(house)
  const other = await logInWith(house, passkey)
  const ask = (by: Caller) => by.post(`${api}/account/proofing-code`)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, at) => ask(at % 2 ? caller : other)),
  )
  assert.equal(answers.filter(({ status }) => status === 429).length, 2)
})
