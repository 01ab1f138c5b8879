import assert from 'node:assert/strict'
import { join as path } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openLog } from '#kernel/log'
import { newFolder } from '#testing/folders'
import { openTestHouse, type TestHouse } from '#testing/house'
import { gatewayStatus } from '../gateway/inspection.ts'
import type { JoinNews } from '../gateway/joining.ts'
import { type RunningGateway, type StartOptions, startGateway } from '../gateway/start.ts'
import { type Admitted, admit, api, type People, people, post } from './center.ts'

const folder = newFolder('gateway-life')
const local = { host: '127.0.0.1', port: 0 }
const listen = { peers: local, clients: local }

describe('a gateway', () => {
  let house: TestHouse
  let who: People
  let of: Admitted
  before(async () => {
    house = await openTestHouse()
    who = await people(house)
    of = await admit(who, 'TST', 'civil-status')
  })
  after(() => house[Symbol.asyncDispose]())

  const start = (name: string, more: Partial<StartOptions> = {}): Promise<RunningGateway> =>
    startGateway({
      folder: path(folder, name),
      version: 'test',
      clock: house.clock,
      log: openLog('silent'),
      pace: { pollMs: 50, stampMs: 100 },
      ...more,
    })

  async function invite(): Promise<{ id: string; token: string }> {
    const { memberId, subsystemId } = of
    return post(who.steward, '/gateways', { memberId, name: 'Cổng', subsystemIds: [subsystemId] })
  }

  const joining = (token: string) => ({ token, address: 'https://localhost:4400', listen })

  test('joins with a token, waits for approval showing its fingerprint, and opens at once', async () => {
    const { id, token } = await invite()
    const told = Promise.withResolvers<JoinNews>()
    const started = start('first', { join: joining(token), tell: told.resolve })
    const news = await told.promise
    assert.equal(news.kind, 'waiting')
    const { body } = await who.operator.caller.get(`${api}/gateways`)
    const shown = body.items.find((it: { id: string }) => it.id === id)
    assert.equal(news.kind === 'waiting' && news.fingerprint, shown.fingerprint)
    const approvedMs = performance.now()
    await post(who.operator, `/gateways/${id}/approval`, {}, 204)
    const gateway = await started
    assert.ok(performance.now() - approvedMs < 2_000)
    const status = gateway.status()
    assert.equal(status.gatewayId, id)
    assert.ok(status.configuration.version > 0)
    assert.deepEqual(status.alarms, [])

    const page = await fetch(`http://127.0.0.1:${gateway.ports.clients}/status`, {
      headers: { accept: 'text/html' },
    })
    assert.match(await page.text(), /Cổng kết nối/)
    assert.equal((await gatewayStatus(path(folder, 'first'))).gatewayId, id)
    await gateway.close()

    const again = await start('first')
    assert.equal(again.gatewayId, id)
    await again.close()
  })
})
