import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actAs } from '#testing/cases'
import { openTestHouse, type TestHouse } from '#testing/house'
import type { GatewayMeasure, GatewayUse } from '../contract-gateway.ts'
import type { FlowView } from '../contract-reports.ts'
import { api, callAs, configurationOf, numberOf, openExchange, personIdOf } from './center.ts'

const at = '2026-11-18T01:59:30.000Z'

function reportOf(uses: readonly GatewayUse[], more: object = {}) {
  return {
    version: '0.1.0',
    configuration: 7,
    certificatesEndAt: '2027-02-16T02:00:00.000Z',
    clockOffsetMs: -12,
    unstamped: 3,
    alarms: [],
    uses,
    measures: [],
    ...more,
  }
}

async function openReport(house: TestHouse) {
  const exchange = await openExchange(house)
  const mother = await actAs(house, 'mother')
  const subject = await numberOf(house, await personIdOf(mother))
  const use = (requestId: string, more: Partial<GatewayUse> = {}): GatewayUse => ({
    requestId,
    at,
    client: exchange.client.code,
    service: exchange.code,
    grant: exchange.grantId,
    purpose: 'birth-registration',
    subject,
    outcome: 'answered',
    ...more,
  })
  const seen = async () => {
    const { body } = await mother.caller.get('/api/population/v1/people/me/accesses')
    return body.items.filter((it: { room: string }) => it.room === 'data-coordination')
  }
  return { ...exchange, mother, use, seen }
}

test('a use that a gateway tells is seen by the person, in plain words, once and with its own time', async () => {
  await using house = await openTestHouse()
  const { provider, use, seen, code } = await openReport(house)
  const report = reportOf([use('request-1'), use('request-2', { outcome: 'not-found' })])
  for (let times = 0; times < 2; times++) {
    const told = await callAs(house, provider.signer, 'POST', '/gateway/reports', report)
    assert.equal(told.status, 204, JSON.stringify(told.body))
  }
  const items = await seen()
  assert.equal(items.length, 2)
  const { id: _, ...first } = items.find((it: { outcome: string }) => it.outcome === 'read')
  assert.deepEqual(first, {
    at,
    actorKind: 'client',
    actorName: 'Hệ thống clinic · Cơ quan ASK',
    room: 'data-coordination',
    operation: code,
    purpose: { vi: 'Đăng ký khai sinh', en: 'Registration of a birth' },
    basis: 'Luật Hộ tịch 60/2014/QH13, điều 16',
    fields: ['Tra cứu kết hôn (Marriages of a person)'.replaceAll(' ', '\u00a0')],
    outcome: 'read',
  })
  const { who } = { who: await actAs(house, 'operator') }
  const gateways = await who.caller.get(`${api}/gateways`)
  const own = gateways.body.items.find((it: { id: string }) => it.id === provider.id)
  assert.equal(own.online, true)
  assert.deepEqual(own.seen, {
    at: '2026-11-18T02:00:00.000Z',
    version: '0.1.0',
    configuration: 7,
    configurationsBehind: 0,
    certificatesEndAt: '2027-02-16T02:00:00.000Z',
    clockOffsetMs: -12,
    unstamped: 3,
  })
})

test('a gateway that lacks versions of the configuration for more than a minute is seen to', async () => {
  await using house = await openTestHouse()
  const { provider } = await openReport(house)
  const operator = await actAs(house, 'operator')
  const lacking = async () => {
    const { body } = await operator.caller.get(`${api}/gateways`)
    const own = body.items.find((it: { id: string }) => it.id === provider.id)
    return own.seen.configurationsBehind
  }
  const held = reportOf([], { configuration: (await configurationOf(house)).version - 2 })
  const told = await callAs(house, provider.signer, 'POST', '/gateway/reports', held)
  assert.equal(told.status, 204)
  assert.equal(await lacking(), 0)
  house.clock.travelTo('2026-11-18T02:01:01Z')
  assert.equal(await lacking(), 2)
})

test('numbers of nobody are counted and not kept, and a gateway is heard about its own services only', async () => {
  await using house = await openTestHouse()
  const { provider, consumer, use, seen } = await openReport(house)
  const nobody = '001199999999'
  const strange = [use('request-3', { subject: nobody }), use('request-4', { subject: 'x/../y' })]
  const told = await callAs(house, provider.signer, 'POST', '/gateway/reports', reportOf(strange))
  assert.equal(told.status, 204)
  const foreign = reportOf([use('request-5'), use('request-6', { service: 'nonsense-service' })])
  const lied = await callAs(house, consumer.signer, 'POST', '/gateway/reports', foreign)
  assert.equal(lied.status, 204)
  assert.deepEqual(await seen(), [])
  const { rows } = await house.kernel.database
    .pool('data-coordination')
    .query('select request_id, known from data_coordination.reported_use order by 1')
  assert.deepEqual(rows, [
    { request_id: 'request-3', known: false },
    { request_id: 'request-4', known: false },
  ])
  const unsigned = await house.caller().post(`${api}/gateway/reports`, reportOf([use('request-7')]))
  assert.equal(unsigned.status, 401)
})

test('a gateway cannot put words of its own into somebody’s book, nor tell what is yet to come', async () => {
  await using house = await openTestHouse()
  const { provider, use, seen } = await openReport(house)
  const lies = reportOf([
    use('request-1', { client: 'Công an phường đã tra cứu bạn' }),
    use('request-2', { client: 'VN/GOV/MPS/police' }),
    use('request-3', { grant: 'grant-1' }),
    use('request-4', { at: '2099-01-01T00:00:00.000Z' }),
  ])
  const told = await callAs(house, provider.signer, 'POST', '/gateway/reports', lies)
  assert.equal(told.status, 204)
  const items = await seen()
  assert.deepEqual(
    items.map((it: { at: string }) => it.at),
    ['2026-11-18T02:00:00.000Z'],
  )
})

test('who may not ask a service cannot say that it is bad', async () => {
  await using house = await openTestHouse()
  const { consumer, who, serviceId, client, code } = await openReport(house)
  const measure = (more: Partial<GatewayMeasure>): GatewayMeasure => ({
    minute: at,
    side: 'consumer',
    client: client.code,
    service: code,
    count: 100,
    failed: 0,
    durations: [100],
    ...more,
  })
  const tell = async (...measures: GatewayMeasure[]) => {
    const report = reportOf([], { measures })
    return (await callAs(house, consumer.signer, 'POST', '/gateway/reports', report)).status
  }
  const most = 100_000_000
  assert.equal(await tell(measure({ count: most + 1 })), 400)
  assert.equal(await tell(measure({ durations: [2 ** 40] })), 400)
  const future = measure({ minute: '2026-11-18T02:30:00.000Z', failed: 100 })
  const never = measure({ service: code.replace('marriages', 'births'), failed: 100 })
  assert.equal(await tell(measure({}), future, never), 204)
  const minutes = Array.from({ length: 30 }, (_, it) =>
    measure({ minute: `2026-11-17T02:${10 + it}:00.000Z`, count: most, durations: [most] }),
  )
  assert.equal(await tell(...minutes), 204)
  const { status, body } = await who.steward.caller.get(`${api}/services/${serviceId}/level`)
  assert.equal(status, 200)
  assert.deepEqual([body.whole.count, body.whole.failed], [30 * most + 100, 0])
  const { rows } = await house.kernel.database
    .pool('data-coordination')
    .query('select distinct service from data_coordination.measure')
  assert.deepEqual(rows, [{ service: code }])
})

test('alarms stand until the next report without them', async () => {
  await using house = await openTestHouse()
  const { provider, who } = await openReport(house)
  const alarm = { kind: 'clock-skewed', since: at, detail: 'Đồng hồ chậm 90 giây' }
  const alarms = async () => {
    const { body } = await who.operator.caller.get(`${api}/gateways`)
    return body.items.find((it: { id: string }) => it.id === provider.id).alarms
  }
  await callAs(
    house,
    provider.signer,
    'POST',
    '/gateway/reports',
    reportOf([], { alarms: [alarm] }),
  )
  assert.deepEqual(await alarms(), [
    { ...alarm, words: { vi: 'Đồng hồ bị lệch', en: 'The clock is wrong' } },
  ])
  await callAs(house, provider.signer, 'POST', '/gateway/reports', reportOf([]))
  assert.deepEqual(await alarms(), [])
})

test('what was measured stands beside what was promised', async () => {
  await using house = await openTestHouse()
  const { consumer, provider, who, serviceId, client, code } = await openReport(house)
  const measure = (minute: string, more: Partial<GatewayMeasure> = {}): GatewayMeasure => ({
    minute,
    side: 'consumer',
    client: client.code,
    service: code,
    count: 100,
    failed: 1,
    durations: [0, 0, 90, 5, 0, 0, 5],
    ...more,
  })
  const first = measure('2026-11-17T16:59:00.000Z')
  const measures = [first, measure('2026-11-17T17:00:00.000Z', { failed: 0 })]
  await callAs(house, consumer.signer, 'POST', '/gateway/reports', reportOf([], { measures }))
  // Told again, a minute counts once; of the provider's side only where no client has told.
  const again = [first]
  await callAs(
    house,
    consumer.signer,
    'POST',
    '/gateway/reports',
    reportOf([], { measures: again }),
  )
  const own = [measure('2026-11-17T17:01:00.000Z', { side: 'provider' })]
  await callAs(house, provider.signer, 'POST', '/gateway/reports', reportOf([], { measures: own }))
  const path = `${api}/services/${serviceId}/level?from=2026-11-01&until=2026-11-18`
  const { status, body } = await who.steward.caller.get(path)
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(
    body.days.map((it: { on: string; count: number }) => [it.on, it.count]),
    [
      ['2026-11-17', 100],
      ['2026-11-18', 100],
    ],
  )
  assert.deepEqual([body.whole.availability, body.whole.p50Ms, body.whole.p99Ms], [99.5, 18.3, 450])
  assert.deepEqual([body.promised.availability, body.promised.p95Ms], [99.5, 300])
  assert.equal(body.budgetLeftPercent, 0)
  const backwards = `${api}/services/${serviceId}/level?from=2026-11-18&until=2026-11-01`
  assert.equal((await who.steward.caller.get(backwards)).status, 422)

  const flows = await who.operator.caller.get(`${api}/flows?span=day`)
  assert.deepEqual(
    flows.body.items.map((it: FlowView) => [it.client.code, it.service.id, it.count, it.failed]),
    [[client.code, serviceId, 200, 1]],
  )
  const lately = await who.operator.caller.get(`${api}/flows?span=hour`)
  assert.equal(lately.body.items[0].count, 0)
  assert.equal((await who.operator.caller.get(`${api}/flows?span=year`)).status, 400)
  assert.equal((await house.caller().get(`${api}/flows`)).status, 401)
})

test('a gateway is told the contract of a service as it was published', async () => {
  await using house = await openTestHouse()
  const { consumer, code } = await openReport(house)
  const { status, body } = await callAs(house, consumer.signer, 'GET', `/gateway/contracts/${code}`)
  assert.deepEqual([status, body.version], [200, 'v1'])
  assert.match(body.text, /openapi: 3\.1\.0/)
  const none = await callAs(house, consumer.signer, 'GET', `/gateway/contracts/${code}x`)
  assert.equal(none.status, 404)
})
