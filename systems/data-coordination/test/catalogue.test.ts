import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actAs } from '#testing/cases'
import { openTestHouse } from '#testing/house'
import {
  admit,
  api,
  callAs,
  configurationOf,
  marriages,
  openGate,
  payloadOf,
  people,
  post,
  serviceSaid,
} from './center.ts'

test('a steward publishes a service in one call, and gateways know it; its address only its own', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'civil-status')
  const gate = await openGate(house, who, of, 4400)
  const other = await openGate(house, who, await admit(who, 'OTH', 'other'), 4500)
  const { id } = await post(who.steward, '/services', serviceSaid(of.subsystemId))
  const { services } = await configurationOf(house)
  const code = `${of.code}/marriages`
  const [entry] = services.filter((it: { id: string }) => it.id === code)
  assert.deepEqual(entry.endpoints, [
    { method: 'GET', path: '/people/{number}/marriages' },
    { method: 'GET', path: '/marriages' },
  ])
  assert.deepEqual(entry.subject, { in: 'path', segment: 1 })
  assert.equal(JSON.stringify(services).includes('9001'), false)
  const told = async (it: typeof gate) =>
    payloadOf((await callAs(house, it.signer, 'GET', '/gateway/assignment')).body).targets
  assert.deepEqual(await told(gate), [{ service: code, url: 'http://127.0.0.1:9001/api' }])
  assert.deepEqual(await told(other), [])
  const officer = await actAs(house, 'commune-police')
  const seen = await officer.caller.get(`${api}/services/${id}`)
  assert.equal(seen.status, 200)
  assert.deepEqual([seen.body.targetUrl, seen.body.mine], [null, false])
  const contract = await officer.caller.get(`${api}/services/${id}/versions/v1/contract`)
  assert.equal(contract.body, marriages)
})

test('services are found with and without diacritics, and everyone sees titles and owners', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'civil-status')
  await post(who.steward, '/services', serviceSaid(of.subsystemId))
  const more = { code: 'births', title: { vi: 'Khai sinh', en: 'Births' }, layer: 'ministry' }
  await post(who.steward, '/services', serviceSaid(of.subsystemId, more))
  const find = async (query: string) => {
    const { body } = await who.steward.caller.get(`${api}/services?${query}`)
    const own = body.items.filter((it: { code: string }) => it.code.startsWith(of.code))
    return own.map((it: { code: string }) => it.code.split('/').at(-1))
  }
  const text = (it: string) => `text=${encodeURIComponent(it)}`
  assert.deepEqual(await find(text('kết hôn')), ['marriages'])
  assert.deepEqual(await find(text('KET HON tra')), ['marriages'])
  assert.deepEqual(await find(text('%')), ['births', 'marriages'])
  assert.deepEqual(await find(`memberId=${of.memberId}&layer=ministry`), ['births'])
  assert.deepEqual(await find(`memberId=${of.memberId}&after=${of.code}/births`), ['marriages'])
  assert.deepEqual(await find(`memberId=${of.memberId}&kind=rest`), ['births', 'marriages'])
  assert.deepEqual(await find(`memberId=${of.memberId}&kind=feed`), [])
  const { status, body } = await house.caller().get(`${api}/catalogue?${text('khai sinh')}`)
  assert.equal(status, 200)
  const known = body.items.find((it: { code: string }) => it.code === `${of.code}/births`)
  assert.deepEqual(Object.keys(known).toSorted(), [
    'code',
    'dataClass',
    'layer',
    'owner',
    'state',
    'title',
  ])
})

test('versions follow each other, a service ends on its day or at once, and its code is never reused', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'civil-status')
  const said = serviceSaid(of.subsystemId)
  const { id } = await post(who.steward, '/services', said)
  const { subsystemId: _s, code: _c, kind: _k, ...next } = said
  const same = await who.steward.caller.post(`${api}/services/${id}/versions`, next)
  assert.equal(same.body.code, 'data-coordination.code-taken')
  await post(who.steward, `/services/${id}/versions`, { ...next, version: 'v2', p95Ms: 200 }, 204)
  const versions = await who.steward.caller.get(`${api}/services/${id}/versions`)
  assert.deepEqual(
    versions.body.items.map((it: { version: string }) => it.version),
    ['v2', 'v1'],
  )
  const past = await who.steward.caller.post(`${api}/services/${id}/deprecation`, {
    sunsetOn: '2026-11-18',
  })
  assert.equal(past.body.code, 'data-coordination.day-past')
  await post(who.steward, `/services/${id}/deprecation`, { sunsetOn: '2026-11-20' }, 204)
  const entryOf = async () =>
    (await configurationOf(house)).services.find((it: { id: string }) =>
      it.id.endsWith('TST/civil-status/marriages'),
    )
  assert.deepEqual(
    [(await entryOf()).state, (await entryOf()).sunsetOn, (await entryOf()).version],
    ['deprecated', '2026-11-20', 'v2'],
  )
  await post(who.steward, `/services/${id}/withdrawal`, {}, 204)
  assert.equal(await entryOf(), undefined)
  const twice = await who.steward.caller.post(`${api}/services/${id}/withdrawal`)
  assert.equal(twice.body.code, 'data-coordination.state-wrong')
  const again = await who.steward.caller.post(`${api}/services`, said)
  assert.equal(again.body.code, 'data-coordination.code-taken')
})

test('what cannot be published is refused with the reason', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'civil-status')
  const malformed = 'data-coordination.entry-malformed'
  const broken = 'data-coordination.contract-malformed'
  const bomb = `a: &a [1]\n${Array.from({ length: 9 }, (_, at) => `b${at}: &b${at} [${`*${at ? `b${at - 1}` : 'a'},`.repeat(9)}]`).join('\n')}`
  const cases: [object, string][] = [
    [{ contract: 'openapi: [' }, broken],
    [{ contract: '{"openapi":"2.0"}' }, broken],
    [{ contract: bomb }, broken],
    [{ contract: marriages.replace('/marriages:', '/m{x}:') }, broken],
    [{ contract: marriages.replace('{ description: Có }', "{ $ref: 'https://evil/x' }") }, broken],
    [{ subject: null }, malformed],
    [{ subject: { in: 'path', segment: 0 } }, malformed],
    [{ targetUrl: 'ftp://example.vn/' }, malformed],
    [{ targetUrl: 'http://user:secret@example.vn/' }, malformed],
    [{ targetUrl: 'http://example.vn/?key=1' }, malformed],
    [
      { fields: [1, 2].map(() => ({ name: 'a', term: null, title: { vi: 'A', en: 'A' } })) },
      malformed,
    ],
    [{ version: '1.0' }, 'kernel.request-malformed'],
    [{ code: 'a/b' }, 'kernel.request-malformed'],
    [{ more: true }, 'kernel.request-malformed'],
  ]
  for (const [change, code] of cases) {
    const said = serviceSaid(of.subsystemId, change)
    const { body } = await who.steward.caller.post(`${api}/services`, said)
    assert.equal(body.code, code, JSON.stringify(change).slice(0, 90))
  }
  const operator = await who.operator.caller.post(`${api}/services`, serviceSaid(of.subsystemId))
  assert.equal(operator.status, 403)
  const mother = await actAs(house, 'mother')
  assert.equal((await mother.caller.get(`${api}/services`)).status, 403)
  const nobody = '01939c1e-0000-7000-8000-000000000000'
  assert.equal((await who.steward.caller.get(`${api}/services/${nobody}`)).status, 404)
})
