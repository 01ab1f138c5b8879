/** Acts on a center as stewards, operators and gateways do. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { newSecret } from '#kernel/id'
import { type Acting, actAs } from '#testing/cases'
import type { Answer, TestHouse } from '#testing/house'
import { readJoinToken } from '../domain/joining.ts'
import { keyIdOf, signCenterCall } from '../signature.ts'

export const api = '/api/data-coordination/v1'

export type People = { readonly operator: Acting; readonly steward: Acting }

export async function people(house: TestHouse): Promise<People> {
  return { operator: await actAs(house, 'operator'), steward: await actAs(house, 'steward') }
}

/** A key on P-256, and how it is written and named. */
export function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return { key: privateKey, spki: der.toString('base64url'), keyId: keyIdOf(der) }
}

type Signer = { readonly key: KeyObject; readonly keyId: string }
type How = { nonce?: string; createdMs?: number; changed?: object; target?: string }

/** Calls the center with the signature of a gateway. */
export function callAs(
  house: TestHouse,
  { key, keyId }: Signer,
  method: string,
  path: string,
  body?: object,
  how: How = {},
): Promise<Answer> {
  const target = `${api}${path}`
  const bytes = body && Buffer.from(JSON.stringify(body))
  const createdMs = how.createdMs ?? house.clock.now().getTime()
  const created = Math.floor(createdMs / 1_000)
  const call = { method, target, ...(bytes && { body: bytes }) }
  const headers = signCenterCall(call, key, { created, nonce: how.nonce ?? newSecret(16), keyId })
  const sent = how.changed ? Buffer.from(JSON.stringify(how.changed)) : bytes
  return house.caller().send(method, how.target ?? target, sent, headers)
}

/** Posts as a person who may, and gives the body of the answer. */
export async function post(acting: Acting, path: string, body: object = {}, status = 201) {
  const answer = await acting.caller.post(`${api}${path}`, body)
  assert.equal(answer.status, status, `${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** A member with one subsystem. */
export async function admit({ operator, steward }: People, code: string, subsystem: string) {
  const name = { vi: `Cơ quan ${code}`, en: `Agency ${code}` }
  const member = { memberClass: 'GOV', code, name, organisationId: null }
  const { id: memberId } = await post(operator, '/members', member)
  const system = { code: subsystem, name: { vi: `Hệ thống ${subsystem}`, en: subsystem } }
  const { id: subsystemId } = await post(steward, `/members/${memberId}/subsystems`, system)
  return { memberId, subsystemId, code: `VN/GOV/${code}/${subsystem}` }
}

export type Admitted = Awaited<ReturnType<typeof admit>>

/** Registers a gateway and sends its keys; an operator has not seen it yet. */
export async function join(house: TestHouse, { steward }: People, of: Admitted, port: number) {
  const { memberId, subsystemId } = of
  const invite = { memberId, name: 'Cổng thử', subsystemIds: [subsystemId] }
  const { id, token } = await post(steward, '/gateways', invite)
  const { code } = readJoinToken(token) ?? { code: '' }
  const [tls, signing] = [newKey(), newKey()]
  const keys = { tlsKey: tls.spki, signingKey: signing.spki }
  const joined = { code, address: `https://localhost:${port}`, ...keys }
  const answer = await callAs(house, signing, 'POST', '/gateway/join', joined)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  assert.equal(answer.body.state, 'waiting')
  return { id: id as string, token: token as string, joined, keys, signing, tls }
}

/** A gateway with certificates: what it signs with, and how its key is named. */
export async function openGate(house: TestHouse, who: People, of: Admitted, port: number) {
  const made = await join(house, who, of, port)
  await post(who.operator, `/gateways/${made.id}/approval`, {}, 204)
  await house.settle()
  const { body } = await callAs(house, made.signing, 'GET', '/gateway/standing')
  assert.equal(body.state, 'approved')
  const keyId = keyIdOf(Buffer.from(body.signingChain[0], 'base64'))
  return { ...made, standing: body, signer: { key: made.signing.key, keyId } }
}

/** The payload of a JWS, unverified. */
export function payloadOf(jws: Buffer | string) {
  return JSON.parse(Buffer.from(String(jws).split('.')[1] ?? '', 'base64url').toString())
}

export async function configurationOf(house: TestHouse) {
  await house.settle()
  const { status, body } = await house.caller().get(`${api}/configuration`)
  assert.equal(status, 200)
  return payloadOf(body)
}

export const marriages = `
openapi: 3.1.0
info: { title: Kết hôn, version: 1.0.0 }
paths:
  /people/{number}/marriages:
    get:
      summary: Tình trạng kết hôn
      responses: { '200': { description: Có } }
  /marriages:
    get: { responses: { '200': { description: Có } } }
`

/** What a steward says of a service about a person whose number stands in the path. */
export function serviceSaid(subsystemId: string, more: object = {}) {
  return {
    subsystemId,
    code: 'marriages',
    kind: 'rest',
    version: 'v1',
    contract: marriages,
    title: { vi: 'Tra cứu kết hôn', en: 'Marriages of a person' },
    description: { vi: 'Tình trạng hôn nhân đã đăng ký', en: 'Registered marital status' },
    layer: 'national',
    dataClass: 'personal',
    basis: 'Luật Hộ tịch 60/2014/QH13',
    fields: [
      { name: 'spouse', term: 'person.spouse', title: { vi: 'Vợ hoặc chồng', en: 'Spouse' } },
      { name: 'registeredOn', term: null, title: { vi: 'Ngày đăng ký', en: 'Registered on' } },
    ],
    subject: { in: 'path', segment: 1 },
    timeoutMs: 5_000,
    acceptsId: true,
    keepsBodies: false,
    availability: 99.5,
    p95Ms: 300,
    targetUrl: 'http://127.0.0.1:9001/api',
    ...more,
  }
}

/** What a client asks for. */
export function asking(clientId: string, serviceId: string, more: object = {}) {
  return {
    clientId,
    serviceId,
    purposes: [
      {
        code: 'birth-registration',
        words: { vi: 'Đăng ký khai sinh', en: 'Registration of a birth' },
        basis: 'Luật Hộ tịch 60/2014/QH13, điều 16',
        byConsent: false,
      },
    ],
    endpoints: null,
    fields: ['spouse', 'registeredOn'],
    requestsPerMinute: 60,
    requestsPerDay: 5_000,
    until: '2027-11-18T02:00:00.000Z',
    ...more,
  }
}

/** Two agencies: a client that has asked, and an owner with a service. */
export async function openRequest(house: TestHouse, more: object = {}, service: object = {}) {
  const who = await people(house)
  const owner = await admit(who, 'OWN', 'civil-status')
  const client = await admit(who, 'ASK', 'clinic')
  const said = serviceSaid(owner.subsystemId, service)
  const { id: serviceId } = await post(who.steward, '/services', said)
  const asked = asking(client.subsystemId, serviceId, more)
  const { id: requestId } = await post(who.steward, '/requests', asked)
  return { who, owner, client, serviceId, requestId, asked, code: `${owner.code}/marriages` }
}

/** Two agencies with gateways, and a grant that rests on the person's consent if so wished. */
export async function openExchange(house: TestHouse, byConsent = false) {
  const purposes = asking('', '').purposes.map((it) => ({ ...it, byConsent }))
  const opened = await openRequest(house, { purposes })
  const { who, owner, client, requestId } = opened
  const { id: grantId } = await post(who.steward, `/requests/${requestId}/approval`, {})
  const provider = await openGate(house, who, owner, 4400)
  const consumer = await openGate(house, who, client, 4500)
  return { ...opened, grantId: grantId as string, provider, consumer }
}

/** The personal number of a persona. */
export async function numberOf(house: TestHouse, personId: string): Promise<string> {
  const found = await house.rooms.population.person(personId as never)
  return found?.number ?? ''
}

export async function personIdOf({ caller }: Acting): Promise<string> {
  const { body } = await caller.get('/api/population/v1/people/me')
  return body.person?.id ?? body.id
}
