import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actAs } from '#testing/cases'
import { openTestHouse } from '#testing/house'
import { admit, api, callAs, openExchange, post } from './center.ts'

test('the report names who keeps registers to themselves, answers late, or breaks a promise', async () => {
  await using house = await openTestHouse()
  const { who, client, code, asked, consumer: gate } = await openExchange(house)
  const { id: requestId } = await post(who.steward, '/requests', asked)
  const silent = await admit(who, 'MUM', 'vault')
  const measure = {
    minute: '2026-11-18T01:59:00.000Z',
    side: 'consumer',
    client: client.code,
    service: code,
    count: 1_000,
    failed: 6,
    durations: [1_000],
  }
  const told = await callAs(house, gate.signer, 'POST', '/gateway/reports', {
    version: '0.1.0',
    configuration: 1,
    certificatesEndAt: '2027-02-16T02:00:00.000Z',
    clockOffsetMs: 0,
    unstamped: 0,
    alarms: [],
    uses: [],
    measures: [measure],
  })
  assert.equal(told.status, 204)
  house.clock.travelTo('2026-11-27T02:00:00Z')
  const officer = await actAs(house, 'commune-police')
  const { status, body } = await officer.caller.get(`${api}/sharing`)
  assert.equal(status, 200, JSON.stringify(body))
  const isSilent = (it: { code: string }) => it.code
  assert.ok(body.silent.map(isSilent).includes(silent.code))
  assert.equal(body.silent.map(isSilent).includes(client.code), false)
  assert.deepEqual(
    body.unanswered.map((it: { requestId: string; daysLate: number }) => [
      it.requestId,
      it.daysLate,
    ]),
    [[requestId, 2]],
  )
  assert.deepEqual(
    body.below.map((it: { code: string; measured: number }) => [it.code, it.measured]),
    [[code, 99.4]],
  )
  const table = await officer.caller.get(`${api}/sharing.csv`, { 'accept-language': 'vi' })
  assert.match(table.headers.get('content-type') ?? '', /^text\/csv/)
  assert.match(table.body, /Chưa công bố dịch vụ dữ liệu,Cơ quan MUM,VN\/GOV\/MUM\/vault/)
  assert.match(table.body, /Chưa trả lời yêu cầu đúng hạn,Cơ quan OWN,.*,2\r\n/)
  assert.match(table.body, /Dưới mức cam kết,Cơ quan OWN,.*,99\.4\r\n/)
  const mother = await actAs(house, 'mother')
  assert.equal((await mother.caller.get(`${api}/sharing`)).status, 403)
})
