import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agency, revoke } from '#testing/authority'
import { openTestHouse } from '#testing/house'
import { readRevocationList } from '../domain/revocation-reader.ts'
import { readCertificate, readList, readPem } from '../web/der.ts'
import { authorityOf } from './forge.ts'

const api = '/api/trust-services/v1'

test('the page of operators reads the files of authorities as the center does', async () => {
  await using house = await openTestHouse()
  const { serial } = await house.rooms.trustServices.ensureSealFor(agency)
  await revoke(house, serial)
  await house.settle()
  const stranger = house.caller()
  const { body: pem } = await stranger.get(`${api}/authorities.pem`)
  const seen = await Promise.all(readPem(String(pem)).map(readCertificate))
  const known = await authorityOf(house).authorities()
  assert.deepEqual(
    new Map(seen.map((it) => [it.serial, it.keyIdentifier])),
    new Map(known.map((it) => [it.serial, it.keyIdentifier])),
  )
  const counts = await Promise.all(
    seen.map(async ({ keyIdentifier }) => {
      const { body } = await stranger.get(`${api}/revocation-lists/${keyIdentifier}.crl`)
      const { publishedAt, nextAt, revoked } = readList(new Uint8Array(body))
      const list = readRevocationList(body)
      assert.equal(publishedAt, list.thisUpdate.toISOString())
      assert.equal(nextAt, list.nextUpdate?.toISOString())
      return revoked
    }),
  )
  assert.deepEqual(new Set(counts), new Set([0, 1]))
})

test('a file that is cut short is refused wherever it is cut', async () => {
  await using house = await openTestHouse()
  const [issuing] = await authorityOf(house).authorities()
  const path = `${api}/revocation-lists/${issuing?.keyIdentifier}.crl`
  const { body } = await house.caller().get(path)
  for (let length = 0; length < body.length; length++) {
    assert.throws(() => readList(new Uint8Array(body.subarray(0, length))), RangeError)
  }
  await assert.rejects(readCertificate(new Uint8Array([0x30, 0])), RangeError)
  assert.deepEqual(readPem('not a certificate'), [])
})
