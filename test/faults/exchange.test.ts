import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { wait } from '#kernel/clock'
import { type Seat, takeSeat } from '#nation/hosting'
import { openStand, type Stand } from '#testing/faults-stand'
import { type GatewayProcess, openGatewayProcess } from '#testing/gateway-process'
import { listen, needs } from '#testing/programs'

/**
 * A center, the gateways of two agencies and of a shop as processes of their own, and a client that
 * knows nothing but X-Road: curl. What is killed is killed without a word.
 */
const api = '/api/data-coordination/v1'
const service = 'VN/GOV/TWO/register/papers'
const programs = needs('curl')

let stand: Stand
let operator: Seat
let steward: Seat
let mother: Seat
let motherNumber: string
const gateways: Record<'one' | 'two' | 'shop', GatewayProcess> = {} as never

/** The provider's own system: what it was asked, and how it behaves. */
const asked: IncomingMessage[] = []
let behave = (_request: IncomingMessage, response: ServerResponse): void => void response.end()
const provider = createServer((request, response) => {
  asked.push(request)
  behave(request, response)
})

function tell(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json')
  response.end('{"papers":2}')
}

before(async () => {
  if (programs.skip !== undefined) return
  await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve))
  stand = await openStand()
  await stand.start()
  operator = await takeSeat(stand.url, 'operator')
  steward = await takeSeat(stand.url, 'steward')
  await bringIn('one', 'GOV', 'ONE', 'app')
  await bringIn('two', 'GOV', 'TWO', 'register')
  await bringIn('shop', 'COM', 'SHOP', 'till')
  await publish()
  await beMother()
})

after(async () => {
  for (const it of Object.values(gateways)) await it.kill()
  provider.close()
  provider.closeAllConnections()
  await stand?.[Symbol.asyncDispose]()
})

/** Registers a member, one subsystem and its gateway, starts the gateway and approves it. */
async function bringIn(
  name: keyof typeof gateways,
  memberClass: string,
  code: string,
  system: string,
) {
  const words = { vi: `Cơ quan ${code}`, en: `Agency ${code}` }
  const member = { memberClass, code, name: words, organisationId: null }
  const { id: memberId } = await operator.send<{ id: string }>('POST', `${api}/members`, member)
  const subsystem = { code: system, name: words, plain: true }
  const path = `${api}/members/${memberId}/subsystems`
  const { id } = await operator.send<{ id: string }>('POST', path, subsystem)
  const invitation = { memberId, name, subsystemIds: [id] }
  const invited = await operator.send<{ id: string; token: string }>(
    'POST',
    `${api}/gateways`,
    invitation,
  )
  gateways[name] = await openGatewayProcess()
  const fingerprint = await gateways[name].join(invited.token)
  const { items } = await operator.get<{ items: { id: string; fingerprint: string }[] }>(
    `${api}/gateways`,
  )
  assert.equal(items.find((it) => it.id === invited.id)?.fingerprint, fingerprint)
  await operator.send('POST', `${api}/gateways/${invited.id}/approval`, {})
  await gateways[name].open()
}

async function subsystemId(code: string): Promise<string> {
  type Members = { items: { subsystems: { id: string; code: string }[] }[] }
  const { items } = await steward.get<Members>(`${api}/members`)
  const found = items.flatMap((it) => it.subsystems).find((it) => it.code === code)
  if (!found) throw new Error(`There is no subsystem ${code}.`)
  return found.id
}

async function publish(): Promise<void> {
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Papers', version: '1' },
    paths: {
      '/': {
        get: {
          parameters: [{ name: 'personalNumber', in: 'query', schema: { type: 'string' } }],
          responses: { 200: { description: 'Papers' } },
        },
      },
    },
  }
  const entry = {
    subsystemId: await subsystemId('VN/GOV/TWO/register'),
    code: 'papers',
    kind: 'rest',
    version: 'v1',
    contract: JSON.stringify(contract),
    title: { vi: 'Giấy tờ', en: 'Papers' },
    description: { vi: 'Giấy tờ của một người.', en: 'The papers of a person.' },
    layer: 'ministry',
    dataClass: 'personal',
    basis: 'Luật Dữ liệu 60/2024/QH15',
    fields: [],
    subject: { in: 'query', name: 'personalNumber' },
    acceptsId: false,
    keepsBodies: false,
    availability: 99,
    p95Ms: 1_000,
    timeoutMs: 3_000,
    targetUrl: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/papers`,
  }
  const { id: serviceId } = await steward.send<{ id: string }>('POST', `${api}/services`, entry)
  const basis = 'Luật Dữ liệu 60/2024/QH15, điều 14'
  const words = { vi: 'Xét hồ sơ', en: 'Deciding a case' }
  const request = await steward.send<{ id: string }>('POST', `${api}/requests`, {
    clientId: await subsystemId('VN/GOV/ONE/app'),
    serviceId,
    purposes: [{ code: 'case', words, basis, byConsent: false }],
    endpoints: null,
    fields: null,
    requestsPerMinute: 600,
    requestsPerDay: 10_000,
    until: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  })
  await steward.send('POST', `${api}/requests/${request.id}/approval`, {})
}

async function beMother(): Promise<void> {
  mother = await takeSeat(stand.url, 'mother')
  const own = await mother.get<{ number: string }>('/api/population/v1/people/me')
  motherNumber = own.number
}

type Told = { status: number; headers: Record<string, string>; body: string }

/** Asks as a program written for X-Road does. */
async function curl(at: GatewayProcess, client: string, more: string[] = []): Promise<Told> {
  const url = `${at.url}/r1/${service}/?personalNumber=${motherNumber}`
  const args = ['-sS', '-i', '--max-time', '20', '-H', `X-Road-Client: ${client}`, ...more, url]
  const { out, text, status } = await listen('curl', args)
  assert.equal(status, 0, text)
  const [head = '', ...body] = out.toString().split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const at = line.indexOf(':')
    headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim()
  }
  return {
    status: Number(first.split(' ')[1]),
    headers,
    body: body.join('\r\n\r\n'),
  }
}

/** Asks again while gateways learn of a change; they do within seconds. */
async function until(holds: () => Promise<boolean>, words: string): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 200) {
    if (await holds()) return
    await wait(200)
  }
  assert.fail(words)
}

async function uses(): Promise<{ actorName: string; basis: string; purpose: { en: string } }[]> {
  const { items } = await mother.get<{ items: { actorName: string }[] }>(
    '/api/population/v1/people/me/accesses',
  )
  return items.filter((it) => it.actorName.includes('ONE')) as never
}

test('curl gets data through two gateways, and the person sees the use', programs, async () => {
  behave = tell
  await until(
    async () => (await curl(gateways.one, 'VN/GOV/ONE/app')).status === 200,
    'the service is not reached',
  )
  const it = await curl(gateways.one, 'VN/GOV/ONE/app', ['-H', 'X-Road-Id: first-question'])
  assert.equal(it.status, 200, it.body)
  assert.equal(it.body, '{"papers":2}')
  assert.equal(it.headers['x-road-id'], 'first-question')
  assert.equal(it.headers['x-road-service'], service)
  assert.equal(asked.at(-1)?.headers['x-road-client'], 'VN/GOV/ONE/app')
  assert.equal(asked.at(-1)?.headers['ndc-purpose'], 'case')
  await until(async () => (await uses()).length >= 2, 'the person does not see the use')
  const [use] = await uses()
  assert.equal(use?.purpose.en, 'Deciding a case')
  assert.match(use?.basis ?? '', /điều 14/)
})

test('whoever has no grant is refused, and nobody speaks in another’s name', programs, async () => {
  const before = asked.length
  const denied = async () => {
    const { headers } = await curl(gateways.shop, 'VN/COM/SHOP/till')
    return headers['x-road-error'] === 'Server.ClientProxy.AccessDenied'
  }
  await until(denied, 'a stranger to the service is not refused as one')
  const imposter = await curl(gateways.shop, 'VN/GOV/ONE/app')
  assert.equal(imposter.status, 401)
  assert.equal(asked.length, before)
})

test(
  'with the center killed the exchange goes on, and what happened is told later',
  programs,
  async () => {
    behave = tell
    const known = (await uses()).length
    await stand.kill('both')
    for (let at = 0; at < 5; at++) {
      assert.equal((await curl(gateways.one, 'VN/GOV/ONE/app')).status, 200)
    }
    await stand.start()
    mother = await takeSeat(stand.url, 'mother')
    steward = await takeSeat(stand.url, 'steward')
    await until(async () => (await uses()).length === known + 5, 'uses were lost or doubled')
  },
)

test(
  'a gateway killed in the middle never does it twice, and says that the outcome is unknown',
  programs,
  async () => {
    const reached = new Promise<void>((resolve) => {
      behave = () => resolve()
    })
    const before = asked.length
    const id = ['-H', 'X-Road-Id: killed-in-between']
    const cut = curl(gateways.one, 'VN/GOV/ONE/app', id)
    await reached
    await gateways.two.kill()
    const told = await cut
    assert.equal(told.status, 504, told.body)
    assert.match(told.headers['x-road-error'] ?? '', /NoAnswer/)

    behave = tell
    await gateways.two.start()
    const again = await curl(gateways.one, 'VN/GOV/ONE/app', id)
    assert.equal(again.status, 409, again.body)
    assert.match(again.headers['x-road-error'] ?? '', /OutcomeUnknown/)
    assert.equal(asked.length, before + 1)
    assert.equal((await curl(gateways.one, 'VN/GOV/ONE/app')).status, 200)
  },
)

test('a grant that is withdrawn ends within seconds', programs, async () => {
  const { items } = await steward.get<{ items: { id: string; client: { code: string } }[] }>(
    `${api}/grants`,
  )
  const grant = items.find((it) => it.client.code === 'VN/GOV/ONE/app')
  await steward.send('POST', `${api}/grants/${grant?.id}/revocation`, { why: 'No longer needed.' })
  await until(
    async () => (await curl(gateways.one, 'VN/GOV/ONE/app')).status === 403,
    'the grant still works',
  )
})
