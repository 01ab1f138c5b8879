import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join as path } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { openLog } from '#kernel/log'
import { newFolder } from '#testing/folders'
import { openTestHouse, type TestHouse } from '#testing/house'
import type { GatewayUse } from '../contract-gateway.ts'
import { readJoinToken, writeJoinToken } from '../domain/joining.ts'
import { visitHome } from '../gateway/home.ts'
import { gatewayStatus } from '../gateway/inspection.ts'
import type { JoinNews } from '../gateway/joining.ts'
import { type RunningGateway, type StartOptions, startGateway } from '../gateway/start.ts'
import { reportUse, seal } from '../hot-path/store-tables.ts'
import { type Admitted, admit, api, configurationOf, type People, people, post } from './center.ts'

const folder = newFolder('gateway-life')
const local = { host: '127.0.0.1', port: 0 }
const listen = { peers: local, clients: local }

describe('a gateway', () => {
  let house: TestHouse
  let who: People
  let of: Admitted
  let way: Way
  let tests = 0

  before(async () => {
    house = await openTestHouse()
    who = await people(house)
    of = await admit(who, 'TST', 'civil-status')
    way = await openWay(house.url)
  })
  after(async () => {
    way.close()
    await house[Symbol.asyncDispose]()
  })

  const start = (name: string, more: Partial<StartOptions> = {}): Promise<RunningGateway> =>
    startGateway({
      folder: path(folder, name),
      version: 'test',
      clock: house.clock,
      log: openLog('silent'),
      pace: { pollMs: 30, stampMs: 60_000, overlapMs: 50 },
      ...more,
    })

  async function invite(): Promise<{ id: string; token: string }> {
    const { memberId, subsystemId } = of
    const invitation = { memberId, name: `Cổng ${++tests}`, subsystemIds: [subsystemId] }
    const { id, token } = await post(who.steward, '/gateways', invitation)
    const said = readJoinToken(token)
    assert.ok(said)
    return { id, token: writeJoinToken({ ...said, url: way.url }) }
  }

  const joining = (token: string) => ({ token, address: 'https://localhost:4400', listen })

  /** Joined through the way to the center that can be blocked, and approved. */
  async function joined(name: string): Promise<RunningGateway> {
    const { id, token } = await invite()
    const tell = (news: JoinNews) =>
      void (news.kind === 'waiting' && post(who.operator, `/gateways/${id}/approval`, {}, 204))
    return start(name, { join: joining(token), tell })
  }

  const alarmed = (it: RunningGateway, kind: string) =>
    until(() => it.status().alarms.some((alarm) => alarm.kind === kind))

  test('joins with a token, waits for approval showing its fingerprint, and opens at once', async () => {
    const { id, token } = await invite()
    const told = Promise.withResolvers<JoinNews>()
    const started = start('first', { join: joining(token), tell: told.resolve })
    const news = await told.promise
    assert.equal(news.kind, 'waiting')
    const { body } = await who.operator.caller.get(`${api}/gateways`)
    const shown = body.items.find((it: { id: string }) => it.id === id)
    assert.equal(news.kind === 'waiting' && news.fingerprint, shown.fingerprint)
    await post(who.operator, `/gateways/${id}/approval`, {}, 204)
    const gateway = await started
    const status = gateway.status()
    assert.equal(status.gatewayId, id)
    assert.ok(status.configuration.version > 0)
    assert.deepEqual(status.alarms, [])

    const page = await fetch(`http://127.0.0.1:${gateway.ports.clients}/status`, {
      headers: { accept: 'text/html' },
    })
    assert.match(await page.text(), /Cổng kết nối/)
    assert.equal((await gatewayStatus(path(folder, 'first'))).gatewayId, id)
    await assert.rejects(start('first'), /Another process holds the folder/)

    await admit(who, 'TS2', 'other')
    const { version } = await configurationOf(house)
    await until(() => gateway.status().configuration.version === version)
    await gateway.close()
    await assert.rejects(gatewayStatus(path(folder, 'first')), /No gateway answers/)
  })

  test('says in words why it cannot join or start', async () => {
    const { token } = await invite()
    const said = readJoinToken(token)
    assert.ok(said)
    const tries = (name: string, text: string) => start(name, { join: joining(text) })
    await assert.rejects(start('nothing'), /has not joined yet/)
    await assert.rejects(tries('torn', token.slice(0, 20)), /no join token/)
    const root = randomBytes(32).toString('base64url')
    await assert.rejects(tries('elsewhere', writeJoinToken({ ...said, root })), /not the one/)
    const nobody = writeJoinToken({ ...said, url: 'http://127.0.0.1:9' })
    await assert.rejects(tries('away', nobody), /cannot be reached/)
    const code = 'x'.repeat(43)
    await assert.rejects(tries('used', writeJoinToken({ ...said, code })), /join-code-wrong/)
    for (const name of ['nothing', 'torn', 'elsewhere', 'away', 'used']) {
      assert.equal(existsSync(path(folder, name, 'gateway.state')), false)
    }
    const damaged = path(folder, 'damaged')
    cpSync(path(folder, 'first'), damaged, { recursive: true })
    writeFileSync(path(damaged, 'gateway.db'), randomBytes(10_000))
    await assert.rejects(start('damaged'), /is damaged/)
    writeFileSync(path(damaged, 'gateway.state'), randomBytes(500))
    await assert.rejects(start('damaged'), /one of the two is damaged/)
  })

  test('says which port is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const { id, token } = await invite()
    const tell = (news: JoinNews) =>
      void (news.kind === 'waiting' && post(who.operator, `/gateways/${id}/approval`, {}, 204))
    const clients = { ...local, port }
    const join = { ...joining(token), listen: { ...listen, clients } }
    await assert.rejects(start('port', { join, tell }), /is taken by another program.*client-port/)
    taken.close()
  })

  test('takes no configuration older than the one it holds, also after a new start', async () => {
    const old = await (await fetch(`${house.url}${api}/configuration`)).text()
    await admit(who, 'TS3', 'other')
    const gateway = await joined('old')
    const { version } = await configurationOf(house)
    await until(() => gateway.status().configuration.version === version)
    way.instead = (target) => (target.endsWith('/configuration') ? old : undefined)
    await alarmed(gateway, 'configuration-refused')
    assert.equal(gateway.status().configuration.version, version)
    await gateway.close()
    const again = await start('old')
    await alarmed(again, 'configuration-refused')
    assert.equal(again.status().configuration.version, version)
    way.instead = () => undefined
    await until(() => again.status().alarms.length === 0)
    way.instead = (target) =>
      target.endsWith('/configuration') ? `${old.slice(0, -4)}AAAA` : undefined
    await alarmed(again, 'configuration-refused')
    way.instead = () => undefined
    await again.close()
  })

  test('goes on with a clock that jumps ten minutes ahead and behind', async () => {
    await (await joined('jumping')).close()
    let offMs = 600_000
    const clock = {
      ...house.clock,
      now: () => new Date(house.clock.now().getTime() + offMs),
    }
    const gateway = await start('jumping', { clock })
    for (const next of [-600_000, 600_000, 0]) {
      await gateway.report()
      await admit(who, `J${next + 600_000}`, 'other')
      const { version } = await configurationOf(house)
      await until(() => gateway.status().configuration.version === version)
      offMs = next
    }
    await gateway.report()
    assert.deepEqual(gateway.status().alarms, [])
    await gateway.close()
  })

  test('tells each use of data once, whatever happens on the way', async () => {
    await (await joined('telling')).close()
    const { storeFile, storeKey } = visitHome(path(folder, 'telling'))
    const requestId = randomBytes(12).toString('hex')
    const use: GatewayUse = {
      requestId,
      at: house.clock.now().toISOString(),
      client: of.code,
      service: `${of.code}/marriages`,
      grant: 'g-1',
      purpose: 'residence',
      subject: '000000000000',
      outcome: 'answered',
    }
    const wrong = { ...use, requestId: 'x', outcome: 'unheard of' }
    const outbox = new DatabaseSync(storeFile)
    for (const it of [use, wrong, use]) {
      const sealed = seal(storeKey, reportUse, JSON.stringify(it))
      outbox.prepare('insert into use (sealed) values (?)').run(sealed)
    }
    outbox.close()
    way.deaf = true
    const gateway = await start('telling')
    await assert.rejects(gateway.report())
    way.deaf = false
    await gateway.report()
    await until(() => gateway.status().waiting.uses === 0)
    assert.equal(gateway.status().waiting.parked, 1)
    const db = house.kernel.database.room<{ reported_use: { request_id: string } }>(
      'data-coordination',
    )
    const rows = await db
      .selectFrom('reported_use')
      .select('request_id')
      .where('request_id', '=', requestId)
      .execute()
    assert.equal(rows.length, 1)
    await gateway.close()
  })

  test('starts and serves without the center, and warns before what it knows ends', async () => {
    await (await joined('alone')).close()
    way.blocked = true
    const gateway = await start('alone')
    assert.ok(gateway.status().configuration.version > 0)
    house.clock.travelTo('2026-11-19T15:00:00Z')
    await alarmed(gateway, 'center-away')
    await alarmed(gateway, 'configuration-ending')
    way.blocked = false
    await until(() => !gateway.status().alarms.some((it) => it.kind === 'center-away'))
    await gateway.close()
  })

  test('renews its certificates with new keys when two thirds of their life are over', async () => {
    const gateway = await start('alone')
    const before = gateway.status().certificatesEndAt
    house.clock.travelTo('2027-01-20T02:00:00Z')
    await house.rooms.dataCoordination.jobs?.['reissue-configuration']?.run(
      {} as never,
      {} as never,
    )
    await until(() => gateway.status().certificatesEndAt > before)
    await house.settle()
    const { gateways } = await configurationOf(house)
    const own = gateways.find((it: { id: string }) => it.id === gateway.gatewayId)
    assert.equal(own.signingCertificates.length, 2)
    await gateway.report()
    await gateway.close()
  })
})

/** The way to the center: it can be blocked, answers can be lost or come from elsewhere. */
type Way = {
  readonly url: string
  blocked: boolean
  /** Lets reports through, and loses their answers. */
  deaf: boolean
  instead: (target: string) => string | undefined
  close(): void
}

async function openWay(to: string): Promise<Way> {
  const server = createServer((request, response) => {
    const target = request.url ?? ''
    const instead = way.instead(target)
    if (way.blocked) {
      response.destroy()
      return
    }
    if (instead !== undefined) {
      response.end(instead)
      return
    }
    const { method, headers } = request
    const onward = ask(`${to}${target}`, { method, headers, agent: false }, (answer) => {
      if (way.deaf && target.endsWith('/reports')) {
        answer.resume()
        response.destroy()
        return
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const way: Way = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    blocked: false,
    deaf: false,
    instead: () => undefined,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return way
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done() && tries < 500; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.ok(done())
}
