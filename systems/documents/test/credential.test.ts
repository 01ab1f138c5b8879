import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { actAs, issueResidence } from '#testing/cases'
import { openTestHouse } from '#testing/house'
import { disclosuresOf, newKeys, proofFor, takeIntoWallet } from '#testing/wallet'
import { statusAt, unpackBits } from '../domain/status-list.ts'

const api = '/api/documents/v1'

test('a copy is bound to the wallet’s key, discloses claim by claim, and has its own status', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const first = await takeIntoWallet(house, mother.caller, documentId)
  const second = await takeIntoWallet(house, mother.caller, documentId)

  const token = first.credential.split('~')[0] ?? ''
  const header = decodeProtectedHeader(token)
  assert.equal(header.typ, 'dc+sd-jwt')
  assert.equal(header.alg, 'ES256')
  assert.ok((header.x5c ?? []).length >= 1)
  const payload = decodeJwt(token) as Record<string, never> & { _sd: string[] }
  assert.equal(payload['vct'], 'urn:ndc:credential:residence-confirmation:1')
  for (const name of ['full_name', 'birth_date', 'permanent_residence']) {
    assert.equal(payload[name], undefined, `${name} stands open`)
    assert.ok(disclosuresOf(first.credential).some((it) => it.name === name))
  }
  assert.equal(payload._sd.length, disclosuresOf(first.credential).length)

  const other = decodeJwt(second.credential.split('~')[0] ?? '') as typeof payload
  assert.notDeepEqual(payload['status'], other['status'])
  assert.equal(payload['iat'], other['iat'], 'rounded to the day')
  assert.ok(!payload._sd.some((it) => other._sd.includes(it)), 'fresh salts')
})

test('a proof that is replayed, old, for someone else, or not one is refused', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const keys = await newKeys()
  const path = `${api}/documents/${documentId}/credentials`
  const good = await proofFor(house, mother.caller, keys)
  assert.equal((await mother.caller.post(path, { proof: good })).status, 200)
  const wrong = [
    good,
    await proofFor(house, mother.caller, keys, { nonce: 'invented' }),
    await proofFor(house, mother.caller, keys, { audience: 'https://elsewhere.example' }),
    await proofFor(house, mother.caller, keys, { typ: 'JWT' }),
    await proofFor(house, mother.caller, keys, { iat: 1_600_000_000 }),
    'not.a.jwt-at-all-but-long-enough',
  ]
  for (const proof of wrong) {
    const { status, body } = await mother.caller.post(path, { proof })
    assert.equal(body.code, 'documents.proof-invalid', JSON.stringify(body))
    assert.equal(status, 422)
  }
})

test('a nonce belongs to the account that asked for it, for five minutes', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const landlord = await actAs(house, 'landlord')
  const path = `${api}/documents/${documentId}/credentials`
  const theirs = await proofFor(house, landlord.caller, await newKeys())
  assert.equal((await mother.caller.post(path, { proof: theirs })).status, 422)
  const late = await proofFor(house, mother.caller, await newKeys())
  house.clock.travelTo('2026-11-18T02:06:00Z')
  assert.equal((await mother.caller.post(path, { proof: late })).status, 422)
})

test('nobody but holder and keepers sees a document or takes a copy', async () => {
  await using house = await openTestHouse()
  const { documentId } = await issueResidence(house)
  const landlord = await actAs(house, 'landlord')
  for (const path of [`/documents/${documentId}`, `/documents/${documentId}/pdf`]) {
    assert.equal((await landlord.caller.get(api + path)).status, 404)
    assert.equal((await house.caller().get(api + path)).status, 401)
  }
  const proof = await proofFor(house, landlord.caller, await newKeys())
  const refused = await landlord.caller.post(`${api}/documents/${documentId}/credentials`, {
    proof,
  })
  assert.equal(refused.status, 404)
})

test('revoked by the agency that issued it, all copies end in the published list', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const { credential } = await takeIntoWallet(house, mother.caller, documentId)
  const { status_list: place } = decodeJwt(credential.split('~')[0] ?? '')['status'] as {
    status_list: { idx: number; uri: string }
  }
  const status = async () => {
    const { body, headers } = await house.caller().get(new URL(place.uri).pathname)
    assert.equal(headers.get('content-type'), 'application/statuslist+jwt')
    const list = decodeJwt(body.toString()) as {
      sub: string
      status_list: { bits: number; lst: string }
    }
    assert.equal(list.sub, place.uri)
    assert.equal(list.status_list.bits, 2)
    return statusAt(unpackBits(list.status_list.lst), place.idx)
  }
  assert.equal(await status(), 'valid')

  const path = `${api}/documents/${documentId}/revocation`
  const reason = { reason: 'Thông tin không còn đúng.' }
  const elsewhere = await actAs(house, 'officer-elsewhere')
  assert.equal((await elsewhere.caller.post(path, reason)).status, 404)
  assert.equal((await mother.caller.post(path, reason)).status, 403)
  const officer = await actAs(house, 'commune-police')
  const standing = `${api}/documents/${documentId}/standing`
  assert.equal((await elsewhere.caller.get(standing)).status, 404)
  assert.equal((await officer.caller.get(standing)).body.state, 'valid')
  assert.equal((await officer.caller.post(path, reason)).status, 204)
  const ended = await officer.caller.get(standing)
  assert.equal(ended.body.revocation.vi, reason.reason)
  assert.equal(ended.body.holder, mother.name)

  assert.equal(await status(), 'invalid')
  const { body } = await mother.caller.get(`${api}/documents/${documentId}`)
  assert.equal(body.state, 'revoked')
  const proof = await proofFor(house, mother.caller, await newKeys())
  const refused = await mother.caller.post(`${api}/documents/${documentId}/credentials`, { proof })
  assert.equal(refused.body.code, 'documents.document-not-valid')

  await house.settle()
  const told = await mother.caller.get('/api/public-services/v1/notices')
  const notice = told.body.items.find((it: { kind: string }) => it.kind === 'revoked')
  assert.match(notice.words.vi, /đã bị thu hồi/)
  const { body: uses } = await mother.caller.get('/api/population/v1/people/me/accesses')
  const operations = uses.items.map((it: { operation: string }) => it.operation)
  for (const it of ['documentRevoke', 'documentStanding']) assert.ok(operations.includes(it))
})

test('a confirmation of residence ends when its holder moves', async () => {
  await using house = await openTestHouse()
  const { mother, documentId } = await issueResidence(house)
  const { body: me } = await mother.caller.get('/api/population/v1/people/me')
  const registrar = await actAs(house, 'registrar')
  const moved = await registrar.caller.post('/api/population/v1/life-events', {
    kind: 'move',
    personId: me.id,
    residence: 'permanent',
    to: { communeCode: me.currentResidence.communeCode, detail: 'Số 1, đường Mới' },
    effectiveOn: '2026-11-18',
    source: 'Tờ khai thay đổi thông tin cư trú',
  })
  assert.equal(moved.status, 201, JSON.stringify(moved.body))
  await house.settle()
  const { body } = await mother.caller.get(`${api}/documents/${documentId}`)
  assert.equal(body.state, 'revoked')
  assert.equal(body.revocation.en, 'The residence has changed')
})
