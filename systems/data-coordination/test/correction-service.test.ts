import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Id } from '#kernel/id'
import { openCorrectionService } from '../linking/correction-service.ts'

const correction = {
  id: '01939c1e-0000-7000-8000-000000000001' as Id<'correction'>,
  member: 'VN/GOV/VSS',
  dataset: 'health-insurance',
  field: 'cards.birthOn',
  subjectId: '01939c1e-0000-7000-8000-000000000002' as Id<'person'>,
  recordId: 'BH-1',
  holds: '1995-11-07',
  should: '1995-07-11',
  grounds: 'Giấy khai sinh số 12/1995',
}

/** What stands where the gateway does, and answers as it is told. */
async function openGateway(status: number, headers: Record<string, string> = {}) {
  const asked: { request: IncomingMessage; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      asked.push({ request, body })
      response.writeHead(status, headers).end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => void server.close(),
  }
}

test('the owner’s service is asked as programs for X-Road ask, once under one id', async () => {
  using gateway = await openGateway(201)
  assert.equal(await openCorrectionService(() => gateway.url)(correction), true)
  const [first] = gateway.asked
  assert.ok(first)
  const { request, body } = first
  assert.equal(request.method, 'POST')
  assert.equal(request.url, '/r1/VN/GOV/VSS/health-insurance/corrections')
  assert.equal(request.headers['x-road-client'], 'VN/GOV/NDC/workshop')
  assert.equal(request.headers['x-road-id'], correction.id)
  assert.deepEqual(JSON.parse(body), {
    collection: 'cards',
    recordId: 'BH-1',
    field: 'birthOn',
    value: '1995-07-11',
    reason: correction.grounds,
  })
})

const server = 'Server.ServerProxy'
const cases: [answer: number, error: string | undefined, outcome: true | false | 'again'][] = [
  [200, undefined, true],
  [400, undefined, false],
  [404, undefined, false],
  [500, undefined, 'again'],
  [503, 'Server.ClientProxy.NetworkError', 'again'],
  [403, `${server}.AccessDenied`, false],
  [404, 'Server.ClientProxy.UnknownService', false],
  [409, `${server}.OutcomeUnknown`, false],
  [409, `${server}.DuplicateMessageId`, false],
]
for (const [status, error, outcome] of cases) {
  test(`${status} ${error ?? ''} means ${outcome === 'again' ? 'to ask again' : outcome ? 'done' : 'to mend it by hand'}`, async () => {
    using gateway = await openGateway(status, error ? { 'x-road-error': error } : {})
    const asking = openCorrectionService(() => gateway.url)(correction)
    if (outcome === 'again') await assert.rejects(asking)
    else assert.equal(await asking, outcome)
  })
}

test('without a gateway, a record or a collection nobody is asked', async () => {
  using gateway = await openGateway(201)
  const ask = openCorrectionService(() => gateway.url)
  assert.equal(await openCorrectionService(() => undefined)(correction), false)
  assert.equal(await ask({ ...correction, recordId: null }), false)
  assert.equal(await ask({ ...correction, field: 'birthOn' }), false)
  assert.equal(await ask({ ...correction, dataset: '../admin' }), false)
  assert.deepEqual(gateway.asked, [])
})
