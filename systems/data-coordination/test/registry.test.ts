import assert from 'node:assert/strict'
import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { actAs } from '#testing/cases'
import { openTestHouse } from '#testing/house'
import { enrolOfficial } from '#testing/people'
import { configurationUsage } from '../domain/configuration.ts'
import { readJoinToken } from '../domain/joining.ts'
import { keyIdOf } from '../signature.ts'
import {
  admit,
  api,
  callAs,
  configurationOf,
  join,
  newKey,
  openGate,
  payloadOf,
  people,
  post,
} from './center.ts'

test('a member joins with a gateway, and everyone is told by a signed configuration', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const before = await configurationOf(house)
  const of = await admit(who, 'TST', 'civil-status')
  const gate = await join(house, who, of, 4400)
  const root = (await house.rooms.trustServices.authorities())[0] as Buffer
  assert.deepEqual(
    { ...readJoinToken(gate.token), code: '' },
    { url: house.kernel.publicUrl, code: '', root: keyIdOf(root) },
  )
  const waiting = await callAs(house, gate.signing, 'GET', '/gateway/standing')
  assert.equal(waiting.body.state, 'waiting')
  const again = await callAs(house, gate.signing, 'POST', '/gateway/join', gate.joined)
  assert.deepEqual([again.status, again.body.gatewayId], [200, gate.id])
  const { body } = await who.operator.caller.get(`${api}/gateways`)
  assert.equal(body.items[0].fingerprint, gate.signing.keyId)
  assert.equal(body.items[0].state, 'waiting')

  await post(who.operator, `/gateways/${gate.id}/approval`, {}, 204)
  const { version, ...configuration } = await configurationOf(house)
  assert.ok(version > before.version)
  const [entry] = configuration.gateways
  assert.equal(entry.id, gate.id)
  assert.equal(entry.address, 'https://localhost:4400')
  assert.deepEqual(entry.serves, ['VN/GOV/TST/civil-status'])
  const { body: standing } = await callAs(house, gate.signing, 'GET', '/gateway/standing')
  assert.equal(standing.state, 'approved')
  assert.deepEqual([standing.tlsChain[0]], entry.tlsCertificates)
  assert.deepEqual([standing.signingChain[0]], entry.signingCertificates)
  const tls = new X509Certificate(Buffer.from(standing.tlsChain[0], 'base64'))
  assert.deepEqual(tls.keyUsage?.toSorted(), ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
  assert.equal(tls.subjectAltName, 'DNS:localhost')
  const own = { type: 'spki', format: 'der' } as const
  assert.equal(tls.publicKey.export(own).toString('base64url'), gate.keys.tlsKey)
  assert.deepEqual(configuration.members.at(-1).subsystems, [
    { id: of.code, name: { vi: 'Hệ thống civil-status', en: 'civil-status' } },
  ])
})

test('the configuration is signed by the center, dated, and told again only when it changed', async () => {
  await using house = await openTestHouse()
  await configurationOf(house)
  const stranger = house.caller()
  const first = await stranger.get(`${api}/configuration`)
  const jws = String(first.body)
  assert.equal(first.headers.get('content-type'), 'application/jose')
  const [head = '', payload = '', signature = ''] = jws.split('.')
  const header = JSON.parse(Buffer.from(head, 'base64url').toString())
  assert.deepEqual([header.alg, header.typ], ['ES256', 'ndc-configuration+jwt'])
  const chain = header.x5c.map((it: string) => new X509Certificate(Buffer.from(it, 'base64')))
  const { issuedAt, expiresAt, version, authorities } = payloadOf(jws)
  const root = new X509Certificate(Buffer.from(authorities[0], 'base64'))
  assert.ok(chain[0].verify(chain[1].publicKey) && chain[1].verify(root.publicKey))
  assert.deepEqual(chain[0].keyUsage, [configurationUsage])
  const key = createPublicKey(chain[0].publicKey.export({ type: 'spki', format: 'pem' }))
  const how = { key, dsaEncoding: 'ieee-p1363' } as const
  const good = (text: string) =>
    verify('sha256', Buffer.from(text), how, Buffer.from(signature, 'base64url'))
  assert.ok(good(`${head}.${payload}`))
  assert.equal(good(`${head}.${payload.slice(0, -2)}AA`), false)
  assert.equal(Date.parse(expiresAt) - Date.parse(issuedAt), 72 * 3_600_000)

  const tag = first.headers.get('etag') as string
  assert.equal(tag, `"${version}"`)
  assert.equal((await stranger.get(`${api}/configuration`, { 'if-none-match': tag })).status, 304)
  await admit(await people(house), 'TST', 'one')
  await house.settle()
  const next = await stranger.get(`${api}/configuration`, { 'if-none-match': tag })
  assert.equal(next.status, 200)
  assert.equal(payloadOf(next.body).version, version + 2)

  house.clock.travelTo('2026-11-20T03:00:00Z')
  await house.rooms.dataCoordination.jobs?.['reissue-configuration']?.run({} as never, {} as never)
  const reissued = await configurationOf(house)
  assert.equal(reissued.version, version + 3)
  assert.equal(reissued.issuedAt, '2026-11-20T03:00:00.000Z')
})

test('a code joins one gateway, within a day, and keys must be on P-256', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'one')
  const first = await join(house, who, of, 4400)
  const other = newKey()
  const used = { ...first.joined, tlsKey: newKey().spki, signingKey: other.spki }
  const refused = await callAs(house, other, 'POST', '/gateway/join', used)
  assert.deepEqual([refused.status, refused.body.code], [403, 'data-coordination.join-code-wrong'])

  const invite = { memberId: of.memberId, name: 'Hai', subsystemIds: [of.subsystemId] }
  const { id, token } = await post(who.steward, '/gateways', invite)
  const { token: second } = await post(who.steward, `/gateways/${id}/code`)
  const joinWith = (text: string) => {
    const code = readJoinToken(text)?.code
    return callAs(house, other, 'POST', '/gateway/join', { ...used, code })
  }
  assert.equal((await joinWith(token)).status, 403)
  house.clock.travelTo('2026-11-19T02:00:01Z')
  assert.equal((await joinWith(second)).status, 403)

  const wrong = { ...used, tlsKey: 'A'.repeat(120) }
  const malformed = await callAs(house, other, 'POST', '/gateway/join', wrong)
  assert.equal(malformed.body.code, 'data-coordination.entry-malformed')
})

test('only fresh calls with the signature of a gateway are heard, each once', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'one')
  const gate = await openGate(house, who, of, 4400)
  const path = '/gateway/assignment'
  assert.equal((await callAs(house, gate.signer, 'GET', path)).status, 200)
  const at = house.clock.now().getTime()
  const nonce = 'n'.repeat(22)
  assert.equal((await callAs(house, gate.signer, 'GET', path, undefined, { nonce })).status, 200)
  const renewal = { tlsKey: newKey().spki, signingKey: newKey().spki }
  const cases: [string, Promise<{ status: number }>][] = [
    ['no signature', house.caller().get(`${api}${path}`)],
    ['repeated', callAs(house, gate.signer, 'GET', path, undefined, { nonce })],
    ['old', callAs(house, gate.signer, 'GET', path, undefined, { createdMs: at - 301_000 })],
    ['early', callAs(house, gate.signer, 'GET', path, undefined, { createdMs: at + 301_000 })],
    ['key of nobody', callAs(house, newKey(), 'GET', path)],
    ['key without its certificate', callAs(house, gate.signing, 'GET', path)],
    ['key of another', callAs(house, { ...gate.signer, key: newKey().key }, 'GET', path)],
    [
      'another path',
      callAs(house, gate.signer, 'GET', '/gateway/standing', undefined, { target: api + path }),
    ],
    [
      'another query',
      callAs(house, gate.signer, 'GET', path, undefined, { target: `${api}${path}?more=1` }),
    ],
    [
      'another body',
      callAs(house, gate.signer, 'POST', '/gateway/renewal', renewal, {
        changed: { ...renewal, tlsKey: newKey().spki },
      }),
    ],
    [
      'no body signed',
      callAs(house, gate.signer, 'POST', '/gateway/renewal', undefined, { changed: renewal }),
    ],
  ]
  for (const [name, answer] of cases) assert.equal((await answer).status, 401, name)
})

test('a gateway renews its certificates with new keys, and the old ones are good a while longer', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'one')
  const gate = await openGate(house, who, of, 4400)
  const signing = newKey()
  const renewal = { tlsKey: newKey().spki, signingKey: signing.spki }
  const asked = await callAs(house, gate.signer, 'POST', '/gateway/renewal', renewal)
  assert.deepEqual([asked.status, asked.body.state], [200, 'waiting'])
  const { gateways } = await configurationOf(house)
  assert.equal(gateways[0].signingCertificates.length, 2)
  const { body } = await callAs(house, gate.signer, 'GET', '/gateway/standing')
  assert.equal(body.state, 'approved')
  assert.ok(gateways[0].signingCertificates.includes(body.signingChain[0]))
  const keyId = keyIdOf(Buffer.from(body.signingChain[0], 'base64'))
  const renewed = { key: signing.key, keyId }
  assert.equal((await callAs(house, renewed, 'GET', '/gateway/assignment')).status, 200)
  const same = await callAs(house, renewed, 'POST', '/gateway/renewal', renewal)
  assert.equal(same.body.state, 'approved')
  house.clock.travelTo('2026-11-25T02:00:01Z')
  assert.equal((await callAs(house, gate.signer, 'GET', '/gateway/assignment')).status, 401)
  assert.equal((await callAs(house, renewed, 'GET', '/gateway/assignment')).status, 200)
})

test('a removed gateway is gone from the configuration and its certificates are revoked', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'one')
  const gate = await openGate(house, who, of, 4400)
  const inUse = await who.operator.caller.post(`${api}/subsystems/${of.subsystemId}/removal`)
  assert.equal(inUse.body.code, 'data-coordination.still-in-use')
  await post(who.operator, `/gateways/${gate.id}/removal`, {}, 204)
  const { gateways, revoked } = await configurationOf(house)
  assert.deepEqual(gateways, [])
  assert.equal(revoked.length, 2)
  assert.equal((await callAs(house, gate.signer, 'GET', '/gateway/assignment')).status, 401)
  assert.equal(
    (await callAs(house, gate.signing, 'GET', '/gateway/standing')).body.state,
    'refused',
  )
  const twice = await who.operator.caller.post(`${api}/gateways/${gate.id}/approval`)
  assert.equal(twice.body.code, 'data-coordination.state-wrong')
  await post(who.operator, `/subsystems/${of.subsystemId}/removal`, {}, 204)
  await post(who.operator, `/members/${of.memberId}/removal`, {}, 204)
  const { body } = await who.operator.caller.get(`${api}/changes?limit=5`)
  assert.deepEqual(
    body.items.map((it: { kind: string }) => it.kind),
    [
      'member-removed',
      'subsystem-removed',
      'gateway-removed',
      'gateway-certified',
      'gateway-approved',
    ],
  )
  assert.match(body.items[0].by, /Trung tâm Dữ liệu quốc gia/)
})

test('a certificate that the authority revokes is told to all gateways', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'one')
  const gate = await openGate(house, who, of, 4400)
  const { serialNumber } = new X509Certificate(Buffer.from(gate.standing.signingChain[0], 'base64'))
  const { revoke } = await import('#testing/authority')
  await revoke(house, serialNumber.toLowerCase())
  const { revoked, gateways } = await configurationOf(house)
  assert.deepEqual(revoked, [serialNumber.toLowerCase()])
  assert.deepEqual(gateways[0].signingCertificates, [])
})

test('information systems speak for a subsystem with a certificate, which only its gateway is told', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'one')
  const gate = await openGate(house, who, of, 4400)
  const path = `/subsystems/${of.subsystemId}/certificates`
  const der = (await house.rooms.trustServices.authorities())[0] as Buffer
  const { pem } = await import('#testing/authority')
  await post(who.steward, path, { pem: pem(der) }, 204)
  const twice = await who.steward.caller.post(api + path, { pem: pem(der) })
  assert.equal(twice.body.code, 'data-coordination.code-taken')
  const broken = await who.steward.caller.post(api + path, { pem: pem(der.subarray(5)) })
  assert.equal(broken.body.code, 'data-coordination.entry-malformed')
  await house.settle()
  const told = async () => {
    const { body } = await callAs(house, gate.signer, 'GET', '/gateway/assignment')
    return payloadOf(body)
  }
  const fingerprint = new X509Certificate(der).fingerprint256.replaceAll(':', '').toLowerCase()
  assert.deepEqual((await told()).clients, [
    { subsystem: of.code, fingerprints: [fingerprint], plain: false },
  ])
  const change = await who.steward.caller.send('PUT', `${api}/subsystems/${of.subsystemId}`, {
    plain: true,
  })
  assert.equal(change.status, 204)
  const gone = await who.steward.caller.send('DELETE', `${api}${path}/${fingerprint}`)
  assert.equal(gone.status, 204)
  await house.settle()
  assert.deepEqual((await told()).clients, [{ subsystem: of.code, fingerprints: [], plain: true }])
})

test('only operators admit and approve, and a steward acts for their own agency alone', async () => {
  await using house = await openTestHouse()
  const who = await people(house)
  const of = await admit(who, 'TST', 'one')
  const gate = await join(house, who, of, 4400)
  const member = {
    memberClass: 'GOV',
    code: 'NEW',
    name: { vi: 'A', en: 'A' },
    organisationId: null,
  }
  const mother = await actAs(house, 'mother')
  const elsewhere = await enrolOfficial(house, 'data-steward')
  const refusals: [Promise<{ status: number }>, number][] = [
    [who.steward.caller.post(`${api}/members`, member), 403],
    [who.steward.caller.post(`${api}/gateways/${gate.id}/approval`), 403],
    [mother.caller.get(`${api}/members`), 403],
    [house.caller().get(`${api}/gateways`), 401],
    [elsewhere.caller.post(`${api}/gateways/${gate.id}/removal`), 403],
    [elsewhere.caller.post(`${api}/subsystems/${of.subsystemId}/removal`), 403],
    [
      elsewhere.caller.post(`${api}/members/${of.memberId}/subsystems`, {
        code: 'two',
        name: member.name,
      }),
      403,
    ],
    [who.operator.caller.post(`${api}/members`, { ...member, code: 'a b' }), 400],
    [who.operator.caller.post(`${api}/members`, { ...member, code: 'TST' }), 409],
    [who.operator.caller.post(`${api}/members/${of.memberId}/removal`), 409],
  ]
  for (const [at, [answer, status]] of refusals.entries()) {
    assert.equal((await answer).status, status, `refusal ${at}`)
  }
})
