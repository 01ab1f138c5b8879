import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { wait } from '#kernel/clock'
import { readPorts } from '#nation/hosting'
import { openAgencyHouse } from '#testing/agencies'
import { logIn } from '#testing/people'

const api = '/api/data-coordination/v1'

test('a correction that the owner accepted is made in its own register, through two gateways', async () => {
  await using agencies = await openAgencyHouse(['health-insurance', 'workshop'])
  const { house } = agencies
  const mother = await logIn(house, 'mother')
  const { body: me } = await mother.get('/api/population/v1/people/me')
  const ports = readPorts(join(house.dataDir, 'agencies/workshop'))
  const card = async () => {
    const cards = `http://127.0.0.1:${ports?.clients}/r1/VN/GOV/VSS/health-insurance/cards`
    const headers = { 'x-road-client': 'VN/GOV/NDC/workshop' }
    const ask = () => fetch(`${cards}?personalNumber=${me.number}`, { headers })
    let answer = await ask()
    // The gateway learns of services and grants within seconds.
    for (let tries = 0; answer.status !== 200 && tries < 60; tries++) {
      await wait(500)
      answer = await ask()
    }
    assert.equal(answer.status, 200, await answer.clone().text())
    const { items } = (await answer.json()) as { items: { id: string; address: string }[] }
    assert.ok(items[0])
    return items[0]
  }
  const before = await card()
  const filed = await mother.post(`${api}/corrections`, {
    member: 'VN/GOV/VSS',
    dataset: 'health-insurance',
    field: 'cards.address',
    recordId: before.id,
    holds: before.address,
    should: 'Số 1, đường Mới',
    grounds: 'Đã chuyển nhà; xem giấy xác nhận cư trú.',
  })
  assert.equal(filed.status, 201, JSON.stringify(filed.body))
  const steward = await logIn(house, 'steward')
  const path = `${api}/corrections/${filed.body.id}`
  await steward.post(`${path}/moves`, { move: 'see' })
  await steward.post(`${path}/moves`, { move: 'accept' })
  await house.settle()
  const { body: done } = await mother.get(path)
  assert.equal(done.state, 'applied', JSON.stringify(done))
  assert.equal((await card()).address, 'Số 1, đường Mới')
})
