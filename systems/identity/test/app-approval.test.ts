import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonical } from '#kernel/digest'
import { type Caller, openTestHouse, type TestHouse } from '#testing/house'
import { enrol } from '#testing/people'

const api = '/api/identity/v1'
const chrome = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36',
}

/** A phone whose key does not leave it, as the page makes it. */
async function mainDevice(caller: Caller) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const put = await caller.send('PUT', `${api}/account/device`, {
    name: 'Điện thoại của tôi',
    publicKey: { kty, crv, x, y },
  })
  assert.equal(put.status, 200, JSON.stringify(put.body))
  return async (requestId: string, decision: string, number: number | null) => {
    const text = new TextEncoder().encode(canonical({ decision, number, requestId }))
    const made = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text)
    const signature = Buffer.from(made).toString('base64url')
    return caller.post(`${api}/approvals/${requestId}`, { decision, number, signature })
  }
}

const ask = (desktop: Caller, number: string) =>
  desktop.post(`${api}/log-ins/app`, { number }, chrome)
const poll = async (desktop: Caller, id: string) =>
  (await desktop.post(`${api}/log-ins/app/poll`, { id })).body
const waiting = async (phone: Caller) => (await phone.get(`${api}/approvals`)).body.items
const laterBy = (house: TestHouse, ms: number) =>
  house.clock.travelTo(new Date(house.clock.now().getTime() + ms).toISOString())

test('the phone approves a log-in on the desktop with the number that it shows', async () => {
  await using house = await openTestHouse()
  const { caller: phone, person, accountId } = await enrol(house)
  const decide = await mainDevice(phone)
  const desktop = house.caller()
  const shown = await ask(desktop, person.number)
  assert.equal(shown.status, 201)
  assert.equal((await poll(desktop, shown.body.id)).state, 'waiting')

  const [request] = await waiting(phone)
  assert.equal(request.screen, 'Chrome · Windows')
  assert.equal(request.number, undefined, 'the number is only on the desktop')
  assert.equal((await decide(request.id, 'approve', shown.body.number)).status, 204)

  const done = await poll(desktop, shown.body.id)
  assert.deepEqual([done.state, done.session.accountId], ['approved', accountId])
  assert.equal(done.session.method, 'app')
  assert.equal((await desktop.get('/api/population/v1/people/me')).status, 200)
  assert.equal((await poll(desktop, shown.body.id)).body?.session, undefined)
})

test('an approval is collected once, and only by the browser that asked', async () => {
  await using house = await openTestHouse()
  const { caller: phone, person } = await enrol(house)
  const decide = await mainDevice(phone)
  const desktop = house.caller()
  const { body } = await ask(desktop, person.number)
  await decide(body.id, 'approve', body.number)

  const thief = house.caller()
  await thief.post(`${api}/log-ins/passkey/options`)
  const stolen = await thief.post(`${api}/log-ins/app/poll`, { id: body.id })
  assert.deepEqual([stolen.status, stolen.body.code], [410, 'identity.challenge-over'])

  const browser = desktop.cookies.get('ndc_browser') ?? ''
  const twin = house.caller()
  twin.cookies.set('ndc_browser', browser)
  const states = await Promise.all([poll(desktop, body.id), poll(twin, body.id)])
  assert.deepEqual(new Set(states.map((it) => it.state)), new Set(['approved', 'expired']))
})

test('three wrong numbers end the request, and the right one comes too late', async () => {
  await using house = await openTestHouse()
  const { caller: phone, person } = await enrol(house)
  const decide = await mainDevice(phone)
  const desktop = house.caller()
  const { body } = await ask(desktop, person.number)
  const wrong = body.number === 55 ? 56 : 55
  for (let guess = 0; guess < 3; guess++) {
    assert.equal((await decide(body.id, 'approve', wrong)).status, 422)
  }
  assert.equal((await decide(body.id, 'approve', body.number)).body.code, 'identity.approval-over')
  assert.equal((await poll(desktop, body.id)).state, 'refused')
})

test('only the main device decides; a signature fits one request and decision', async () => {
  await using house = await openTestHouse()
  const { caller: phone, person } = await enrol(house)
  const decide = await mainDevice(phone)
  const desktop = house.caller()
  const first = (await ask(desktop, person.number)).body
  const second = (await ask(house.caller(), person.number)).body

  const signature = Buffer.alloc(64, 1).toString('base64url')
  const forged = { decision: 'approve', number: first.number, signature }
  const answer = await phone.post(`${api}/approvals/${first.id}`, forged)
  assert.deepEqual([answer.status, answer.body.code], [403, 'identity.device-signature-refused'])

  assert.equal((await decide(first.id, 'refuse', null)).status, 204)

  const { caller: stranger } = await enrol(house)
  const decideStranger = await mainDevice(stranger)
  assert.equal((await decideStranger(second.id, 'approve', second.number)).status, 410)

  // A new main device takes the place of the old one.
  const decideNew = await mainDevice(phone)
  assert.equal((await decide(second.id, 'approve', second.number)).status, 403)
  assert.equal((await decideNew(second.id, 'approve', second.number)).status, 204)
})

test('refusing and reporting end a request; after a report nobody asks for an hour', async () => {
  await using house = await openTestHouse()
  const { caller: phone, person } = await enrol(house)
  const decide = await mainDevice(phone)
  const desktop = house.caller()
  laterBy(house, 1_000)
  const refused = (await ask(desktop, person.number)).body
  await decide(refused.id, 'refuse', null)
  assert.equal((await poll(desktop, refused.id)).state, 'refused')
  laterBy(house, 1_000)
  const reported = (await ask(desktop, person.number)).body
  await decide(reported.id, 'report', null)
  assert.equal((await poll(desktop, reported.id)).state, 'refused')
  assert.equal((await ask(desktop, person.number)).status, 429)
  const log = await phone.get(`${api}/log-ins`)
  assert.equal(log.body.items[0].outcome, 'reported')
})

test('a request lasts two minutes', async () => {
  await using house = await openTestHouse()
  const { caller: phone, person } = await enrol(house)
  const decide = await mainDevice(phone)
  const desktop = house.caller()
  const { body } = await ask(desktop, person.number)
  laterBy(house, 121_000)
  assert.equal((await decide(body.id, 'approve', body.number)).status, 410)
  assert.equal((await poll(desktop, body.id)).state, 'expired')
  assert.deepEqual(await waiting(phone), [])
})

test('a number without account or device gets the same answer, in the same time', async () => {
  await using house = await openTestHouse()
  const { person } = await enrol(house)
  const times: number[] = []
  const shapes = new Set<string>()
  for (const number of [person.number, '001194999999', '001194999998']) {
    const started = performance.now()
    const { status, body } = await ask(house.caller(), number)
    times.push(performance.now() - started)
    shapes.add(JSON.stringify([status, Object.keys(body)]))
  }
  assert.equal(shapes.size, 1)
  assert.ok(Math.min(...times) >= 140, `answered after ${Math.min(...times)} ms`)
  const { body } = await ask(house.caller(), '001194999997')
  const desktop = house.caller()
  const own = (await ask(desktop, '001194999996')).body
  assert.equal((await poll(desktop, own.id)).state, 'waiting')
  assert.ok(body.number >= 10 && body.number <= 99)
})

test('asking again and again for one number is stopped', async () => {
  await using house = await openTestHouse()
  const { person } = await enrol(house)
  const statuses = []
  for (let at = 0; at < 6; at++) {
    statuses.push((await ask(house.caller(), person.number)).status)
  }
  assert.deepEqual(statuses, [201, 201, 201, 201, 201, 429])
})

test('what is no point on the curve is no device key', async () => {
  await using house = await openTestHouse()
  const { caller } = await enrol(house)
  const x = Buffer.alloc(32, 1).toString('base64url')
  const put = (publicKey: object) =>
    caller.send('PUT', `${api}/account/device`, { name: 'Điện thoại', publicKey })
  const bent = await put({ kty: 'EC', crv: 'P-256', x, y: x })
  assert.deepEqual([bent.status, bent.body.code], [422, 'identity.device-key-refused'])
  assert.equal((await put({ kty: 'EC', crv: 'P-384', x, y: x })).status, 400)
  assert.equal((await put({ kty: 'EC', crv: 'P-256', x, y: x, d: x })).status, 400)
})
