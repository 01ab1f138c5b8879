import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { agency, revoke } from '#testing/authority'
import { openTestHouse, type TestHouse } from '#testing/house'
import { readCertificate } from '../domain/certificate-reader.ts'
import { integer, nothing, octets, oid, sequence, tagged, truth } from '../domain/der.ts'
import { inside, integerOf } from '../domain/der-reader.ts'
import { certId } from '../domain/ocsp.ts'
import { digests, ocsp, policies } from '../domain/oids.ts'
import { readOcspResponse } from '../domain/revocation-reader.ts'
import { readSignedData } from '../domain/signed-data-reader.ts'
import { readTimeStampBody } from '../domain/time-stamp-reader.ts'
import { authorityOf } from './forge.ts'

const api = '/api/trust-services/v1'

async function question(house: TestHouse, serial: Buffer) {
  const all = await authorityOf(house).authorities()
  const issuing = readCertificate(all.find((it) => it.profile === 'issuing')?.der as Buffer)
  const hash = (of: Buffer) => createHash('sha1').update(of).digest()
  return certId(hash(issuing.subjectName), hash(issuing.publicKeyBits), serial)
}

const request = (certIds: readonly Buffer[], nonce?: Buffer) =>
  sequence(
    sequence(
      sequence(...certIds.map((it) => sequence(it))),
      ...(nonce ? [tagged(2, sequence(sequence(oid(ocsp.nonce), octets(octets(nonce)))))] : []),
    ),
  )

async function ask(house: TestHouse, body: Buffer, type = 'application/ocsp-request') {
  const answer = await house.caller().send('POST', `${api}/ocsp`, body, { 'content-type': type })
  return answer.body as Buffer
}

test('the responder tells good, revoked or unknown, and repeats the nonce', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const good = await trustServices.ensureSealFor(agency)
  const ended = await trustServices.keyFor(agency, 'credential')
  await revoke(house, ended.certificate)
  const serials = [good.serial, ended.certificate, '4f'.repeat(16)]
  const ids = await Promise.all(
    serials.map((it) => question(house, integer(Buffer.from(it, 'hex')))),
  )
  const nonce = Buffer.from('a nonce of thirty-two bytes 4567')
  const bytes = await ask(house, request(ids, nonce))
  assert.ok(bytes.includes(nonce))
  const { answers, producedAt } = readOcspResponse(bytes)
  assert.equal(answers[0]?.ended, undefined)
  assert.deepEqual(answers[1]?.ended, { at: house.clock.now(), reason: 1 })
  assert.equal(answers[2]?.ended, 'unknown')
  assert.deepEqual(producedAt, house.clock.now())
})

test('questions that cannot be answered are told why, in the protocol itself', async () => {
  await using house = await openTestHouse()
  const seal = await house.rooms.trustServices.ensureSealFor(agency)
  const mine = await question(house, integer(Buffer.from(seal.serial, 'hex')))
  const foreign = certId(Buffer.alloc(20, 1), Buffer.alloc(20, 2), integer(7))
  const unknownDigest = sequence(
    sequence(oid('1.2.3.4'), nothing()),
    octets(Buffer.alloc(20)),
    octets(Buffer.alloc(20)),
    integer(7),
  )
  const [malformed, unauthorised] = ['30030a0101', '30030a0106']
  const cases: [string, Buffer, string][] = [
    ['nothing', Buffer.alloc(0), malformed],
    ['no DER', Buffer.from('hello'), malformed],
    ['no questions', request([]), malformed],
    ['too many questions', request(Array.from({ length: 21 }, () => mine)), malformed],
    ['an unknown digest', request([unknownDigest]), malformed],
    ['a nonce that is too long', request([mine], Buffer.alloc(129)), malformed],
    ['an empty nonce', request([mine], Buffer.alloc(0)), malformed],
    ['bytes behind it', Buffer.concat([request([mine]), Buffer.of(0)]), malformed],
    ['another authority', request([foreign]), unauthorised],
    ['two authorities', request([mine, foreign]), unauthorised],
  ]
  for (const [name, body, expected] of cases) {
    assert.equal((await ask(house, body)).toString('hex'), expected, name)
  }
  const stranger = house.caller()
  const json = await stranger.post(`${api}/ocsp`, { question: 1 })
  assert.equal((json.body as Buffer).toString('hex'), malformed)
  const xml = await stranger.send('POST', `${api}/ocsp`, '<x/>', { 'content-type': 'text/xml' })
  assert.equal(xml.status, 415)
  const large = await stranger.send('POST', `${api}/ocsp`, Buffer.alloc(9_000), {
    'content-type': 'application/ocsp-request',
  })
  assert.equal(large.status, 413)
})

test('a question may stand in the address, slashes and all', async () => {
  await using house = await openTestHouse()
  const seal = await house.rooms.trustServices.ensureSealFor(agency)
  const body = request([await question(house, integer(Buffer.from(seal.serial, 'hex')))])
  for (const text of [body.toString('base64'), encodeURIComponent(body.toString('base64'))]) {
    const answer = await house.caller().get(`${api}/ocsp/${text}`)
    assert.equal(answer.headers.get('content-type'), 'application/ocsp-response')
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=60')
    assert.equal(readOcspResponse(answer.body).answers[0]?.ended, undefined)
  }
  const other = await house.caller().get(`${api}/ocsp/${'A'.repeat(9_000)}`)
  assert.equal((other.body as Buffer).toString('hex'), '30030a0101')
})

const imprint = (digest: string, hash: Buffer) => sequence(sequence(oid(digest)), octets(hash))
const good = imprint(digests.sha256, Buffer.alloc(32, 5))

async function stamp(house: TestHouse, body: Buffer) {
  const answer = await house.caller().send('POST', `${api}/time-stamps`, body, {
    'content-type': 'application/timestamp-query',
  })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/timestamp-reply')
  const parts = inside(answer.body as Buffer)
  const status = inside(parts.next(0x30).bytes)
  const granted = integerOf(status.next(0x02))[0] === 0
  if (!granted) {
    status.next(0x30)
    const failure = status.next(0x03).content
    assert.ok(parts.done, 'a refusal carries no token')
    let bit = 8 * (failure.length - 2)
    for (let byte = failure.at(-1) ?? 0; (byte & 0x80) === 0; byte <<= 1) bit++
    return { failure: bit, token: undefined, body: undefined }
  }
  const token = readSignedData(parts.next(0x30).bytes)
  return { failure: undefined, token, body: readTimeStampBody(token.content as Buffer) }
}

test('time-stamps hold what was asked for, and each has its own number', async () => {
  await using house = await openTestHouse()
  const bare = await stamp(house, sequence(integer(1), good))
  assert.equal(bare.token?.certificates.length, 0)
  const full = await stamp(
    house,
    sequence(
      integer(1),
      good,
      oid(policies.timeStamp),
      integer(Buffer.from('c0ffee', 'hex')),
      truth(true),
    ),
  )
  assert.equal(full.token?.certificates.length, 2)
  assert.equal(full.body?.policy, policies.timeStamp)
  assert.deepEqual(full.body?.at, house.clock.now())
  assert.ok(full.token?.content?.includes(integer(Buffer.from('c0ffee', 'hex'))))
  const serials = new Set<string>()
  for (let nth = 0; nth < 50; nth++) {
    const { token } = await stamp(house, sequence(integer(1), good))
    const body = inside(token?.content as Buffer)
    body.next()
    body.next()
    body.next()
    serials.add(body.next(0x02).content.toString('hex'))
  }
  assert.equal(serials.size, 50)
})

test('time-stamps are refused with the failure that RFC 3161 names', async () => {
  await using house = await openTestHouse()
  const cases: [string, Buffer, number][] = [
    ['nothing', Buffer.alloc(0), 2],
    ['no DER', Buffer.from('hello'), 2],
    ['another version', sequence(integer(2), good), 2],
    ['no digest', sequence(integer(1)), 2],
    ['SHA-1', sequence(integer(1), imprint(digests.sha1, Buffer.alloc(20))), 0],
    ['MD5', sequence(integer(1), imprint(digests.md5, Buffer.alloc(16))), 0],
    ['an unknown digest', sequence(integer(1), imprint('1.2.3', Buffer.alloc(32))), 0],
    [
      'a digest that is too short',
      sequence(integer(1), imprint(digests.sha256, Buffer.alloc(31))),
      5,
    ],
    ['another policy', sequence(integer(1), good, oid('1.2.3')), 15],
    ['an extension', sequence(integer(1), good, tagged(0, sequence(oid('1.2.3')))), 16],
    ['a nonce without end', sequence(integer(1), good, integer(Buffer.alloc(200, 7))), 2],
  ]
  for (const [name, body, failure] of cases) {
    assert.equal((await stamp(house, body)).failure, failure, name)
  }
})

test('when the clock goes back there are no time-stamps, until it has caught up', async () => {
  await using house = await openTestHouse()
  const body = sequence(integer(1), good)
  assert.ok((await stamp(house, body)).token)
  const at = house.clock.now().getTime()
  house.clock.travelTo(new Date(at - 500).toISOString())
  assert.ok((await stamp(house, body)).token, 'within the accuracy')
  house.clock.travelTo(new Date(at - 5_000).toISOString())
  assert.equal((await stamp(house, body)).failure, 14)
  house.clock.travelTo(new Date(at + 1_000).toISOString())
  assert.ok((await stamp(house, body)).token)
})
