import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Acting, actAs, issueResidence } from '#testing/cases'
import { openTestHouse, type TestHouse } from '#testing/house'
import {
  answer,
  newKeys,
  presentationOf,
  type RequestObject,
  readRequest,
  type TestWallet,
  takeIntoWallet,
} from '#testing/wallet'

const api = '/api/did/v1/presentations'
const claims = ['full_name', 'permanent_residence']

async function ask(
  house: TestHouse,
  verifier: Acting,
): Promise<{ id: string; request: RequestObject }> {
  const asked = await verifier.caller.post(api, {
    type: 'residence-confirmation',
    claims,
    purpose: 'Ký hợp đồng thuê nhà',
  })
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  return { id: asked.body.id, request: await readRequest(house, asked.body.wallet) }
}

const payload = (request: RequestObject, token: string) => ({
  vp_token: { [request.dcql_query.credentials[0]?.id ?? '']: [token] },
  state: request.state,
})

const failing = (body: { result: { findings: { about: string; outcome: string }[] } }) =>
  body.result.findings.filter((it) => it.outcome === 'failed').map((it) => it.about)

test('a landlord is shown what the holder chose, proven, and nothing else', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const wallet = await takeIntoWallet(house, mother.caller, documentId)
  const landlord = await actAs(house, 'landlord')
  const { id, request } = await ask(house, landlord)
  assert.match(request.client_id, /^x509_hash:/)
  assert.equal(request.client_metadata.client_name, 'Hoàng Văn Phúc')

  const token = await presentationOf(house, wallet, request, claims)
  assert.equal(await answer(request, payload(request, token)), 200)
  const { body } = await landlord.caller.get(`${api}/${id}`)
  assert.equal(body.state, 'answered')
  assert.equal(body.result.verdict, 'proven')
  assert.deepEqual(
    body.result.shown.map((it: { name: string }) => it.name),
    claims,
  )
  assert.equal(body.result.shown[0].value.vi, 'Nguyễn Thị Mai')
  assert.deepEqual(failing(body), [])

  const replayed = await answer(request, payload(request, token))
  assert.equal(replayed, 409, 'an answer counts once')
  const stranger = await actAs(house, 'father')
  assert.equal((await stranger.caller.get(`${api}/${id}`)).status, 404)
})

test('what the holder keeps back is a caution, not a failure', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const wallet = await takeIntoWallet(house, mother.caller, documentId)
  const landlord = await actAs(house, 'landlord')
  const { id, request } = await ask(house, landlord)
  const token = await presentationOf(house, wallet, request, ['full_name'])
  await answer(request, payload(request, token))
  const { body } = await landlord.caller.get(`${api}/${id}`)
  assert.equal(body.result.verdict, 'proven')
  assert.equal(body.result.shown.length, 1)
  assert.equal(
    body.result.findings.find((it: { about: string }) => it.about === 'claims').outcome,
    'caution',
  )
})

test('every check that a library leaves to its caller is made', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const wallet = await takeIntoWallet(house, mother.caller, documentId)
  const landlord = await actAs(house, 'landlord')
  const stolen = await newKeys()
  type Changes = Parameters<typeof presentationOf>[4]
  const cases: [string, Changes, string[]][] = [
    ['for another verifier', { audience: 'x509_hash:other' }, ['holder']],
    ['with an old nonce', { nonce: 'old' }, ['freshness']],
    ['an hour old', { iat: Math.floor(house.clock.now().getTime() / 1000) - 3_600 }, ['freshness']],
    ['with another type of binding', { typ: 'JWT' }, ['holder']],
    ['without holder binding', { withoutBinding: true }, ['holder']],
    ['signed with another key', { keys: stolen }, ['holder']],
    ['with a changed disclosure', { tamper: changeDisclosure }, ['integrity']],
    ['with a changed payload', { tamper: changePayload }, ['integrity']],
    ['with an issuer of one’s own', { tamper: changeIssuer }, ['issuer']],
  ]
  for (const [what, changes, expected] of cases) {
    const { id, request } = await ask(house, landlord)
    const token = await presentationOf(house, wallet, request, claims, changes)
    assert.equal(await answer(request, payload(request, token)), 200, what)
    const { body } = await landlord.caller.get(`${api}/${id}`)
    assert.equal(body.result.verdict, 'not-proven', what)
    assert.deepEqual(failing(body), expected, what)
  }
})

test('a revoked document is not proven, and an expired one is not', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const wallet = await takeIntoWallet(house, mother.caller, documentId)
  const officer = await actAs(house, 'commune-police')
  await officer.caller.post(`/api/documents/v1/documents/${documentId}/revocation`, {
    reason: 'Thông tin không còn đúng.',
  })
  assert.deepEqual(await shownTo(house, wallet), ['status'])
  house.clock.travelTo('2027-11-30T02:00:00Z')
  assert.deepEqual(await shownTo(house, wallet), ['time', 'status'])
})

test('a holder may decline, and a request ends after ten minutes', async () => {
  await using house = await openTestHouse()
  const landlord = await actAs(house, 'landlord')
  const declined = await ask(house, landlord)
  const { request } = declined
  assert.equal(await answer(request, { error: 'access_denied', state: request.state }), 200)
  assert.equal((await landlord.caller.get(`${api}/${declined.id}`)).body.state, 'refused')

  const late = await ask(house, landlord)
  house.clock.travelTo('2026-11-18T02:11:00Z')
  assert.equal(await answer(late.request, { error: 'access_denied', state: late.id }), 410)
  assert.equal((await landlord.caller.get(`${api}/${late.id}`)).body.state, 'expired')
})

test('an answer that cannot be read is refused, and the request stays open', async () => {
  await using house = await openTestHouse()
  const landlord = await actAs(house, 'landlord')
  const { id, request } = await ask(house, landlord)
  for (const body of ['response=not-a-jwe-but-long-enough', 'response=', 'other=1']) {
    const { status } = await fetch(request.response_uri, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    })
    assert.equal(status, 400, body)
  }
  assert.equal(await answer(request, { vp_token: {}, state: request.state }), 400)
  assert.equal(await answer(request, { ...payload(request, 'x'), state: 'other' }), 400)
  assert.equal((await landlord.caller.get(`${api}/${id}`)).body.state, 'waiting')
})

test('nobody asks for what a document does not hold, or without saying why', async () => {
  await using house = await openTestHouse()
  const landlord = await actAs(house, 'landlord')
  const type = 'residence-confirmation'
  const asks = [
    { type, claims: ['blood_group'], purpose: 'Thuê nhà' },
    { type, claims: [], purpose: 'Thuê nhà' },
    { type, claims: ['full_name'], purpose: '' },
  ]
  for (const it of asks) {
    const { status } = await landlord.caller.post(api, it)
    assert.ok(status === 400 || status === 422, JSON.stringify(it))
  }
})

async function shownTo(house: TestHouse, wallet: TestWallet): Promise<string[]> {
  const landlord = await actAs(house, 'landlord')
  const { id, request } = await ask(house, landlord)
  const token = await presentationOf(house, wallet, request, claims)
  assert.equal(await answer(request, payload(request, token)), 200)
  const { body } = await landlord.caller.get(`${api}/${id}`)
  assert.equal(body.result.verdict, 'not-proven')
  return failing(body)
}

function changeDisclosure(shown: string): string {
  const parts = shown.split('~')
  const [salt, name] = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())
  parts[1] = Buffer.from(JSON.stringify([salt, name, 'Người khác'])).toString('base64url')
  return parts.join('~')
}

function changePayload(shown: string): string {
  const [token = '', ...rest] = shown.split('~')
  const [header, body = '', signature] = token.split('.')
  const payload = JSON.parse(Buffer.from(body, 'base64url').toString())
  const changed = Buffer.from(JSON.stringify({ ...payload, exp: payload.exp + 1 }))
  return [[header, changed.toString('base64url'), signature].join('.'), ...rest].join('~')
}

function changeIssuer(shown: string): string {
  const [token = '', ...rest] = shown.split('~')
  const [header = '', ...others] = token.split('.')
  const parsed = JSON.parse(Buffer.from(header, 'base64url').toString())
  const own = { ...parsed, x5c: [Buffer.from('not a certificate').toString('base64')] }
  return [
    [Buffer.from(JSON.stringify(own)).toString('base64url'), ...others].join('.'),
    ...rest,
  ].join('~')
}
