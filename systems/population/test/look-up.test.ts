import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Person } from '#population'
import { type Caller, openTestHouse, type TestHouse } from '#testing/house'
import { logIn } from '#testing/people'

const path = '/api/population/v1'

describe('a record', () => {
  let house: TestHouse
  let registrar: Caller
  let citizen: Caller
  let mother: Person
  before(async () => {
    house = await openTestHouse()
    registrar = await logIn(house, 'registrar')
    citizen = await logIn(house, 'mother')
    const { body } = await citizen.get(`${path}/people/me`)
    mother = (await house.rooms.population.person(body.id)) as Person
  })
  after(() => house[Symbol.asyncDispose]())

  test('is open to its person: the 26 items, family and household', async () => {
    const { status, body } = await citizen.get(`${path}/people/me`)
    assert.equal(status, 200)
    assert.equal(body.fullName, 'Nguyễn Thị Mai')
    assert.equal(body.number, mother.number)
    assert.match(body.permanentResidence.text, /^Số .+, Phường .+, Thành phố Hà Nội$/)
    assert.deepEqual(
      body.relatives.map((it: { role: string }) => it.role),
      ['father', 'mother', 'spouse', 'child'],
    )
    assert.equal(body.household.members.length, 5)
    assert.equal(body.household.members[0].relationToHead, 'head')
    assert.ok(!JSON.stringify(body.household).includes('number"'), 'numbers of others stay theirs')
  })

  test('is found by its number, by an official, who leaves a trace', async () => {
    const found = await registrar.post(`${path}/people/look-up`, { number: mother.number })
    assert.equal(found.status, 200)
    assert.equal(found.body.id, mother.id)
    const { body } = await citizen.get(`${path}/people/me/accesses`)
    assert.equal(body.items[0].operation, 'personLookUp')
    assert.match(body.items[0].actorName, /Ủy ban nhân dân/)
  })

  test('accesses are told newest first, page by page', async () => {
    for (let at = 0; at < 25; at++) await registrar.get(`${path}/people/${mother.id}`)
    const first = await citizen.get(`${path}/people/me/accesses`)
    const before = first.body.items.at(-1).id
    const second = await citizen.get(`${path}/people/me/accesses?before=${before}`)
    const ids = [...first.body.items, ...second.body.items].map((it) => BigInt(it.id))
    assert.equal(first.body.items.length, 20)
    assert.ok(second.body.items.length >= 5)
    assert.deepEqual(
      ids,
      ids.toSorted((one, other) => (one > other ? -1 : 1)),
    )
    assert.equal(new Set(ids).size, ids.length)
  })

  test('of someone who is not there is not there', async () => {
    const nobody = '018f0000-0000-7000-8000-000000000000'
    for (const answer of [
      await registrar.post(`${path}/people/look-up`, { number: '001190999999' }),
      await registrar.get(`${path}/people/${nobody}`),
      await registrar.get(`${path}/people/${nobody}/life-events`),
    ]) {
      assert.equal(answer.status, 404)
      assert.equal(answer.body.code, 'population.person-unknown')
    }
  })

  test('is closed to strangers, to other citizens and to what is malformed', async () => {
    const stranger = house.caller()
    const calls: [string, string, object?][] = [
      ['GET', '/people/me'],
      ['GET', '/people/me/accesses'],
      ['GET', '/people/me/life-events'],
      ['POST', '/people/search', { name: 'Mai' }],
      ['POST', '/people/look-up', { number: mother.number }],
      ['GET', `/people/${mother.id}`],
      ['GET', `/people/${mother.id}/life-events`],
      ['POST', '/life-events', {}],
      ['POST', '/verifications', {}],
    ]
    for (const [method, to, body] of calls) {
      assert.equal((await stranger.send(method, path + to, body)).status, 401, to)
      if (to.startsWith('/people/me')) continue
      assert.equal((await citizen.send(method, path + to, body)).status, 403, to)
    }
    for (const number of ['1', 'x'.repeat(12), '0011900000012']) {
      const answer = await registrar.post(`${path}/people/look-up`, { number })
      assert.equal(answer.status, 400)
    }
    assert.equal((await registrar.get(`${path}/people/1`)).status, 400)
  })

  test('places and the pyramid are for everybody', async () => {
    const stranger = house.caller()
    const { body: provinces } = await stranger.get(`${path}/units`)
    assert.equal(provinces.items.length, 34)
    const { body: communes } = await stranger.get(`${path}/units?province=01`)
    assert.equal(communes.items.length, 126)
    const { body: pyramid } = await stranger.get(`${path}/pyramid`)
    const counted = pyramid.bands.reduce(
      (sum: number, it: { male: number; female: number }) => sum + it.male + it.female,
      0,
    )
    assert.equal(pyramid.people, counted)
    assert.ok(pyramid.people > 350 && pyramid.people <= 400)
  })

  test('numbers never stand in the log', async () => {
    const { rows } = await house.kernel.database
      .pool('kernel')
      .query(`select body::text as body from kernel.event`)
    for (const { body } of rows) assert.doesNotMatch(body, /\b\d{12}\b/)
  })
})

test('a registrar reports life events over HTTP, freshly logged in, and is told what is wrong', async () => {
  await using house = await openTestHouse()
  const registrar = await logIn(house, 'registrar')
  const { body: mother } = await (await logIn(house, 'mother')).get(`${path}/people/me`)
  const source = 'Quyết định 1/2026'
  const report = (it: object) => registrar.post(`${path}/life-events`, { source, ...it })
  const moved = await report({
    kind: 'move',
    personId: mother.id,
    residence: 'temporary',
    to: { communeCode: mother.permanentResidence.communeCode, detail: 'Phòng 2, đường Mới' },
    effectiveOn: '2026-11-01',
  })
  assert.equal(moved.status, 201, JSON.stringify(moved.body))
  const { body: now } = await registrar.get(`${path}/people/${mother.id}`)
  assert.match(now.temporaryResidence.text, /^Phòng 2, đường Mới, Phường /)
  assert.deepEqual(now.provenance.temporaryResidence, { since: '2026-11-01', source })
  const { body: events } = await registrar.get(`${path}/people/${mother.id}/life-events`)
  assert.equal(events.items.at(-1).kind, 'move')
  const { from, to } = events.items.at(-1).changes.temporaryResidence
  assert.equal(from, null)
  assert.equal(to.text, now.temporaryResidence.text)
  assert.match(events.items.at(-1).recordedBy, /^Phạm Thị Thu Hà/)

  const { body: self } = await registrar.get(`${path}/people/me`)
  const own = await report({
    kind: 'correction',
    personId: self.id,
    effectiveOn: '2026-11-01',
    set: { birthOn: '1999-01-01' },
  })
  assert.deepEqual([own.status, own.body.code], [403, 'population.own-record'])
  const never = await report({
    kind: 'death',
    personId: mother.id,
    diedOn: '0000-01-01',
  })
  assert.deepEqual([never.status, never.body.code], [400, 'kernel.request-malformed'])

  const correction = { kind: 'correction', personId: mother.id, effectiveOn: '2026-11-01' }
  const wrong: [object, number, string][] = [
    [
      { kind: 'death', personId: mother.id, diedOn: '2030-01-01' },
      422,
      'population.event-in-future',
    ],
    [
      { kind: 'divorce', personId: mother.id, endedOn: '2001-01-01' },
      422,
      'population.marriage-ends-before-it-began',
    ],
    [{ ...correction, set: {} }, 422, 'population.event-empty'],
    [{ ...correction, set: { number: '001190000000' } }, 400, 'kernel.request-malformed'],
    [{ ...correction, set: { email: 'no address' } }, 400, 'kernel.request-malformed'],
    [{ kind: 'wedding', personId: mother.id }, 400, 'kernel.request-malformed'],
    [{ kind: 'death', personId: mother.id, diedOn: '2026-02-30' }, 400, 'kernel.request-malformed'],
  ]
  for (const [body, status, code] of wrong) {
    const answer = await report(body)
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    assert.equal(answer.body.code, code)
  }
  house.clock.travelTo('2026-11-18T03:30:00Z')
  const stale = await report({ ...correction, set: { phone: null } })
  assert.equal(stale.body.code, 'kernel.log-in-too-old')
})
