import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TOTP, URI } from 'otpauth'
import { create } from '#portal/software-authenticator.ts'
import { type Caller, openTestHouse } from '#testing/house'
import { enrol, enrolOfficial, logInWith, raiseDirectly, tryPasskey } from '#testing/people'

const api = '/api/identity/v1'
const evidence = { document: 'identity-card', faceCompared: true }
const whoIs = async (caller: Caller) => (await caller.get(`${api}/sessions/current`)).body.session

test('an official raises to level 2 with the code on the screen of the person', async () => {
  await using house = await openTestHouse()
  const citizen = await enrol(house)
  const police = await enrolOfficial(house, 'commune-police')
  const { body } = await citizen.caller.post(`${api}/account/proofing-code`)
  assert.match(body.code, /^\d{8}$/)
  const { number } = citizen.person
  const raise = (code: string) => police.caller.post(`${api}/proofings`, { number, code, evidence })
  assert.equal((await raise('00000000')).body.code, 'identity.one-time-code-refused')
  const raised = await raise(body.code)
  assert.deepEqual([raised.status, raised.body.level], [201, 2])
  assert.equal((await raise(body.code)).status, 422, 'a code works once')
  assert.equal((await whoIs(citizen.caller)).level, 2)
  const { body: trail } = await citizen.caller.get('/api/population/v1/people/me/accesses')
  const record = trail.items.find((it: { operation: string }) => it.operation === 'proofingRecord')
  assert.match(record.actorName, /Công an/)
})

test('wrong codes use the code up, and it lasts ten minutes', async () => {
  await using house = await openTestHouse()
  const citizen = await enrol(house)
  const police = await enrolOfficial(house, 'commune-police')
  const { number } = citizen.person
  const raise = (code: string) => police.caller.post(`${api}/proofings`, { number, code, evidence })
  const first = (await citizen.caller.post(`${api}/account/proofing-code`)).body.code
  for (let guess = 0; guess < 5; guess++) await raise(String(guess).padStart(8, '0'))
  assert.equal((await raise(first)).status, 422)
  const second = (await citizen.caller.post(`${api}/account/proofing-code`)).body.code
  house.clock.travelTo(new Date(house.clock.now().getTime() + 601_000).toISOString())
  assert.equal((await raise(second)).status, 422)
})

test('nobody raises, locks or recovers their own account as an official', async () => {
  await using house = await openTestHouse()
  const police = await enrolOfficial(house, 'commune-police')
  const { number } = police.person
  const { body } = await police.caller.post(`${api}/account/proofing-code`)
  const own = [
    await police.caller.post(`${api}/proofings`, { number, code: body.code, evidence }),
    await police.caller.post(`${api}/recoveries`, { number, evidence }),
    await police.caller.post(`${api}/accounts/${police.accountId}/lock`, { reason: 'tự khóa' }),
    await police.caller.post(`${api}/accounts/${police.accountId}/unlock`),
  ]
  for (const it of own) assert.deepEqual([it.status, it.body.code], [403, 'identity.own-account'])
})

test('a citizen, and an official of another role, may do nothing of this', async () => {
  await using house = await openTestHouse()
  const citizen = await enrol(house)
  const registrar = await enrolOfficial(house, 'civil-registrar')
  const { number } = citizen.person
  for (const caller of [citizen.caller, registrar.caller]) {
    for (const [path, body] of [
      ['/accounts/find', { number }],
      [`/accounts/${citizen.accountId}/lock`, { reason: 'vì tôi muốn' }],
      ['/proofings', { number, code: '12345678', evidence }],
      ['/recoveries', { number, evidence }],
      [
        '/clients',
        { id: 'abc', name: { vi: 'a', en: 'a' }, kind: 'web', redirectUris: [], scopes: [] },
      ],
    ] as const) {
      const answer = await caller.post(api + path, body)
      assert.deepEqual([answer.status, answer.body.code], [403, 'kernel.not-allowed'], path)
    }
  }
})

test('what an official locked stays locked until an official unlocks it', async () => {
  await using house = await openTestHouse()
  const citizen = await enrol(house)
  const police = await enrolOfficial(house, 'commune-police')
  const operator = await enrolOfficial(house, 'operator', { unitCode: null })
  const { number } = citizen.person
  const found = await operator.caller.post(`${api}/accounts/find`, { number })
  assert.equal(found.body.id, citizen.accountId)
  const path = `${api}/accounts/${citizen.accountId}`
  const locked = await operator.caller.post(`${path}/lock`, { reason: 'điện thoại bị chiếm đoạt' })
  assert.deepEqual([locked.body.state, locked.body.lockedBy], ['locked', 'official'])
  assert.equal(await whoIs(citizen.caller), null)
  const refused = await tryPasskey(house, citizen.passkey)
  assert.equal(refused.body.code, 'identity.account-locked-by-official')
  assert.equal((await operator.caller.post(`${path}/unlock`)).status, 403)
  assert.equal((await police.caller.post(`${path}/unlock`)).body.state, 'active')
  assert.equal((await tryPasskey(house, citizen.passkey)).status, 200)
})

test('recovery makes a new passkey, and all that was before is worth nothing', async () => {
  await using house = await openTestHouse()
  const citizen = await enrol(house)
  const elsewhere = await logInWith(house, citizen.passkey)
  const police = await enrolOfficial(house, 'commune-police')
  const { number } = citizen.person
  const opened = await police.caller.post(`${api}/recoveries`, { number, evidence })
  assert.match(opened.body.code, /^\d{4}-\d{4}-\d{4}$/)

  const caller = house.caller()
  const wrong = await caller.post(`${api}/recoveries/options`, { number, code: '0000-0000-0000' })
  const nobody = await caller.post(`${api}/recoveries/options`, {
    number: '001194999999',
    code: opened.body.code,
  })
  assert.deepEqual([wrong.status, wrong.body], [nobody.status, nobody.body])

  const begun = await caller.post(`${api}/recoveries/options`, { number, code: opened.body.code })
  assert.equal(begun.status, 200)
  const { passkey, response } = await create(begun.body.options, house.url)
  const again = await caller.post(`${api}/recoveries/options`, { number, code: opened.body.code })
  assert.equal(again.status, 422, 'a code works once')
  const done = await caller.post(`${api}/recoveries/passkey`, { id: begun.body.id, response })
  assert.equal(done.body.session.accountId, citizen.accountId)

  assert.equal(await whoIs(elsewhere), null)
  assert.equal((await tryPasskey(house, citizen.passkey)).body.code, 'identity.passkey-refused')
  assert.equal((await tryPasskey(house, passkey)).status, 200)
})

test('an operator appoints and removes; the powers come and go with the post', async () => {
  await using house = await openTestHouse()
  const operator = await enrolOfficial(house, 'operator', { unitCode: null })
  const police = await enrolOfficial(house, 'commune-police')
  const citizen = await enrol(house)
  await raiseDirectly(house, citizen.accountId)
  const { organisationId } = (await whoIs(police.caller)).offices[0]
  const appointed = await operator.caller.post(`${api}/offices`, {
    number: citizen.person.number,
    organisationId,
    role: 'civil-registrar',
    title: { vi: 'Công chức tư pháp – hộ tịch', en: 'Civil registrar' },
    unitCode: '01001',
    since: '2026-11-01',
    until: null,
  })
  assert.equal(appointed.status, 201)
  assert.equal((await whoIs(citizen.caller)).offices[0].role, 'civil-registrar')
  const search = { name: 'Nguyễn' }
  assert.equal((await citizen.caller.post('/api/population/v1/people/search', search)).status, 200)

  const self = { number: operator.person.number, organisationId, role: 'commune-police' }
  const title = { vi: 'Tự bổ nhiệm', en: 'Appointed by themselves' }
  const term = { unitCode: null, since: '2026-11-01', until: null }
  const own = await operator.caller.post(`${api}/offices`, { ...self, title, ...term })
  assert.deepEqual([own.status, own.body.code], [403, 'identity.own-account'])

  const list = await operator.caller.get(`${api}/organisations/${organisationId}/offices`)
  assert.equal(list.body.items.length, 2)
  const end = (until: string) =>
    operator.caller.post(`${api}/offices/${appointed.body.id}/end`, { until })
  assert.equal((await end('2026-11-01')).status, 422)
  assert.equal((await end('2026-11-17')).status, 204)
  assert.deepEqual((await whoIs(citizen.caller)).offices, [])
  assert.equal((await citizen.caller.post('/api/population/v1/people/search', search)).status, 403)
})

test('an official who logged in with a one-time code acts for no agency', async () => {
  await using house = await openTestHouse()
  const police = await enrolOfficial(house, 'commune-police')
  const { number } = police.person
  const { body } = await police.caller.post(`${api}/account/totp`)
  const totp = URI.parse(body.uri) as TOTP
  const codeNow = () => totp.generate({ timestamp: house.clock.now().getTime() })
  await police.caller.post(`${api}/account/totp/confirm`, { code: codeNow() })
  house.clock.travelTo(new Date(house.clock.now().getTime() + 60_000).toISOString())
  const caller = house.caller()
  assert.equal((await caller.post(`${api}/log-ins/totp`, { number, code: codeNow() })).status, 200)
  const citizen = await enrol(house)
  for (const answer of [
    await caller.post(`${api}/recoveries`, { number: citizen.person.number, evidence }),
    await caller.post('/api/population/v1/people/look-up', { number: citizen.person.number }),
    await caller.get('/api/public-services/v1/queue'),
  ]) {
    assert.deepEqual([answer.status, answer.body.code], [403, 'kernel.level-too-low'])
  }
})
