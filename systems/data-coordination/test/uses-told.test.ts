/** What a person is told must not hang on what the one who asks says, or does. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { request } from 'node:https'
import { test } from 'node:test'
import { pem } from '#testing/authority'
import { at, openPair, type Pair } from '#testing/exchange'
import type { GatewayUse } from '../contract-gateway.ts'
import type { SubjectPlace } from '../domain/configuration.ts'
import { reportUse, unseal } from '../hot-path/store-tables.ts'
import { signMessage, tell } from './raw-peer.ts'

const number = '079203001234'

async function usesOf({ provider: { store } }: Pair): Promise<GatewayUse[]> {
  const rows = await store.read<{ sealed: Uint8Array }>(['select sealed from use order by seq'])
  return rows.map((it) => JSON.parse(unseal(store.key, reportUse, it.sealed)) as GatewayUse)
}

function askedIn(pair: Pair, subject: SubjectPlace): void {
  pair.change(({ services }) => ({ services: services.map((it) => ({ ...it, subject })) }))
}

test('requests under one request id are as many uses, and none is too short to be told', async () => {
  await using pair = await openPair()
  for (const requestId of ['same', 'same', 'r'.repeat(64)]) {
    const path = at(`/of/${number}`)
    const told = await tell(pair, { path, fields: { 'x-road-request-id': requestId } })
    assert.equal(told.status, 200)
  }
  const uses = await usesOf(pair)
  assert.equal(new Set(uses.map((it) => it.requestId)).size, 3)
  for (const it of uses) assert.ok(it.requestId.length >= 8 && it.requestId.length <= 64)
})

test('a request that names nobody, or two, does not reach a service of people', async () => {
  let reached = 0
  await using pair = await openPair({
    serve: (_, response) => {
      reached++
      response.end('{}')
    },
  })
  const refused = async (path: string, body?: string): Promise<void> => {
    const sent = body === undefined ? { path } : { path, body, method: 'POST' }
    const told = await tell(pair, sent)
    assert.equal(told.error, 'Client.BadRequest', `${path} ${body}`)
  }
  askedIn(pair, { in: 'query', name: 'personalNumber' })
  await refused(at('/'))
  await refused(at('/?limit=1000'))
  await refused(at('/?personalNumber='))
  await refused(at(`/?personalNumber=${number}&personalNumber=001099000001`))
  await refused(at(`/?personalNumber=${number}&personalnumber=001099000001`))
  await refused(at(`/?personalNumber=${'%20'.repeat(40)}${number}`))
  askedIn(pair, { in: 'body', pointer: '/who' })
  await refused(at('/'))
  await refused(at('/'), '{}')
  await refused(at('/'), `{"who":"${number}","who":"001099000001"}`)
  assert.equal(reached, 0)
  assert.equal(
    (await tell(pair, { path: at('/'), method: 'POST', body: '{"who":"1"}' })).status,
    200,
  )
  assert.equal(reached, 1)
})

test('whoever breaks off a long answer has seen it all the same', async () => {
  await using pair = await openPair({
    serve: (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
      const pour = (): void => {
        if (response.destroyed) return
        response.write(randomBytes(65_536), () => setImmediate(pour))
      }
      pour()
    },
  })
  const path = at(`/of/${number}`)
  const { message } = signMessage(pair.keys.consumer, { path })
  const { tls } = pair.keys.consumer
  await new Promise<void>((resolve, reject) => {
    const asking = request({
      host: '127.0.0.1',
      port: pair.provider.gateway.ports.peers,
      path,
      agent: false,
      key: tls.keyPem,
      cert: tls.pem,
      ca: pem(pair.authority.root),
      checkServerIdentity: () => undefined,
      headers: message.headers,
    })
    asking.on('response', (answer) => {
      answer.once('data', () => {
        asking.destroy()
        resolve()
      })
      answer.on('error', () => undefined)
    })
    asking.on('error', reject)
    asking.end()
  })
  const [use] = await usesOf(pair)
  assert.equal(use?.subject, number)
  assert.equal(use.outcome, 'answered')
})

test('headers that could speak for another, or ask for something else, end at the gateway', async () => {
  const seen: string[] = []
  await using pair = await openPair({
    serve: (asked, response) => {
      seen.push(...Object.keys(asked.headers))
      response.end()
    },
  })
  const bad = {
    x_road_client: 'VN/GOV/MPS/police',
    'X-HTTP-Method-Override': 'DELETE',
    'X-Original-URL': '/of/001099000001',
    'X-Rewrite-URL': '/of/001099000001',
    'X-Forwarded-For': '127.0.0.1',
    'NDC-Gateway-Secret': 'guess',
  }
  const told = await tell(pair, { change: ({ headers }) => void Object.assign(headers, bad) })
  assert.equal(told.status, 200)
  const names = Object.keys(bad).map((it) => it.toLowerCase())
  assert.deepEqual(
    names.filter((it) => seen.includes(it)),
    [],
  )
  assert.ok(seen.includes('x-road-client'))
})
