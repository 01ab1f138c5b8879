import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actAs } from '#testing/cases'
import { openTestHouse, type TestHouse } from '#testing/house'
import { enrolOfficial } from '#testing/people'
import { api, asking, configurationOf, openRequest, post } from './center.ts'

async function grantsIn(house: TestHouse, client: string) {
  const { grants } = await configurationOf(house)
  return grants.filter((it: { client: string }) => it.client === client)
}

test('access that is given takes effect by the next configuration, narrower than it was asked', async () => {
  await using house = await openTestHouse()
  const { who, client, requestId, code } = await openRequest(house)
  assert.deepEqual(await grantsIn(house, client.code), [])
  const narrower = { fields: ['registeredOn'], requestsPerDay: 100 }
  const { id } = await post(who.steward, `/requests/${requestId}/approval`, narrower)
  const [grant] = await grantsIn(house, client.code)
  assert.deepEqual(
    { ...grant, purposes: grant.purposes.length },
    {
      id,
      client: client.code,
      service: code,
      purposes: 1,
      endpoints: null,
      fields: ['registeredOn'],
      requestsPerMinute: 60,
      requestsPerDay: 100,
      validFrom: '2026-11-18T02:00:00.000Z',
      expiresAt: '2027-11-18T02:00:00.000Z',
    },
  )
  const seen = await who.steward.caller.get(`${api}/grants?clientId=${client.subsystemId}`)
  assert.deepEqual(
    [seen.body.items[0].state, seen.body.items[0].service.code, seen.body.items[0].asOwner],
    ['active', code, true],
  )
  await post(who.steward, `/grants/${id}/revocation`, { why: 'Không còn cần' }, 204)
  assert.deepEqual(await grantsIn(house, client.code), [])
  const twice = await who.steward.caller.post(`${api}/grants/${id}/revocation`, { why: 'Lần hai' })
  assert.equal(twice.body.code, 'data-coordination.state-wrong')
})

test('an owner asks back, the client answers, and a refusal tells its reason', async () => {
  await using house = await openTestHouse()
  const { who, requestId, asked } = await openRequest(house)
  const path = `/requests/${requestId}`
  const again = await who.steward.caller.post(`${api}/requests`, asked)
  assert.equal(again.body.code, 'data-coordination.request-open')
  await post(who.steward, `${path}/question`, { text: 'Vì sao cần vợ chồng?' }, 204)
  const early = await who.steward.caller.post(`${api}${path}/approval`, {})
  assert.equal(early.body.code, 'data-coordination.state-wrong')
  house.clock.travelTo('2026-11-19T02:00:00Z')
  await post(who.steward, `${path}/answer`, { text: 'Để ghi tên cha.' }, 204)
  const refusal = { reason: 'not-necessary', note: 'Ngày đăng ký là đủ cho mục đích này.' }
  await post(who.steward, `${path}/refusal`, refusal, 204)
  const { body } = await who.steward.caller.get(api + path)
  assert.equal(body.state, 'refused')
  assert.deepEqual([body.reason.code, body.reason.note], ['not-necessary', refusal.note])
  assert.equal(body.reason.words.en, 'More data is asked for than the purpose needs')
  assert.deepEqual([body.question, body.answer], ['Vì sao cần vợ chồng?', 'Để ghi tên cha.'])
  // Five working days, from the day of the answer on.
  assert.equal(body.dueAt, '2026-11-26T17:00:00.000Z')
  assert.equal(body.late, false)
  await post(who.steward, '/requests', asked)
})

test('a request that nobody answers in five working days is late', async () => {
  await using house = await openTestHouse()
  const { requestId } = await openRequest(house)
  const isLate = async (at: string) => {
    house.clock.travelTo(at)
    const { caller } = await actAs(house, 'steward')
    return (await caller.get(`${api}/requests/${requestId}`)).body.late
  }
  assert.equal(await isLate('2026-11-25T16:59:00Z'), false)
  assert.equal(await isLate('2026-11-25T17:01:00Z'), true)
})

test('the days that an owner has to answer pass over public holidays', async () => {
  await using house = await openTestHouse('2026-08-28T02:00:00Z')
  const { who, requestId } = await openRequest(house)
  const { body } = await who.steward.caller.get(`${api}/requests/${requestId}`)
  assert.equal(body.dueAt, '2026-09-09T17:00:00.000Z', 'by the end of 9 September')
})

test('a grant that is about to end is spoken of once', async () => {
  await using house = await openTestHouse()
  const { who, requestId } = await openRequest(house, { until: '2026-12-10T00:00:00.000Z' })
  const { id } = await post(who.steward, `/requests/${requestId}/approval`, {})
  const remind = house.rooms.dataCoordination.jobs?.['remind-grants']
  await remind?.run({} as never, {} as never)
  await remind?.run({} as never, {} as never)
  const { body } = await who.steward.caller.get(`${api}/changes?subject=${id}`)
  assert.deepEqual(
    body.items.map((it: { kind: string }) => it.kind),
    ['grant-ending'],
  )
})

test('what cannot be asked for, given or decided is refused', async () => {
  await using house = await openTestHouse()
  const { who, client, serviceId, requestId, asked } = await openRequest(house)
  const malformed = 'data-coordination.entry-malformed'
  const another = asking(client.subsystemId, serviceId)
  const purpose = another.purposes[0]
  const cases: [object, string][] = [
    [{ fields: ['salary'] }, malformed],
    [{ endpoints: [{ method: 'POST', path: '/marriages' }] }, malformed],
    [{ purposes: [purpose, purpose] }, malformed],
    [{ until: '2026-11-18T01:00:00.000Z' }, malformed],
    [{ purposes: [] }, 'kernel.request-malformed'],
    [{ requestsPerDay: 0 }, 'kernel.request-malformed'],
    [{ serviceId: '01939c1e-0000-7000-8000-000000000000' }, 'data-coordination.service-unknown'],
    [{ clientId: '01939c1e-0000-7000-8000-000000000000' }, 'data-coordination.subsystem-unknown'],
  ]
  for (const [change, code] of cases) {
    const { body } = await who.steward.caller.post(`${api}/requests`, { ...asked, ...change })
    assert.equal(body.code, code, JSON.stringify(change))
  }
  const path = `${api}/requests/${requestId}/approval`
  const more = [
    { requestsPerMinute: 61 },
    { until: '2028-01-01T00:00:00.000Z' },
    { purposes: ['other'] },
  ]
  for (const it of more) {
    const { body } = await who.steward.caller.post(path, it)
    assert.equal(body.code, 'data-coordination.more-than-asked', JSON.stringify(it))
  }
  const elsewhere = await enrolOfficial(house, 'data-steward')
  assert.equal((await elsewhere.caller.post(path, {})).status, 403)
  assert.equal((await elsewhere.caller.get(`${api}/requests/${requestId}`)).status, 404)
  assert.deepEqual((await elsewhere.caller.get(`${api}/requests`)).body.items, [])
  assert.equal((await elsewhere.caller.post(`${api}/requests`, asked)).status, 403)
  assert.equal((await who.operator.caller.post(path, {})).status, 403)
  await post(who.steward, `/requests/${requestId}/withdrawal`, {}, 204)
  const gone = await who.steward.caller.post(path, {})
  assert.equal(gone.body.code, 'data-coordination.state-wrong')
})
