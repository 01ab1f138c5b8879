import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agency, official, revoke } from '#testing/authority'
import { openTestHouse } from '#testing/house'
import { enrolOfficial } from '#testing/people'
import { readRevocationList } from '../domain/revocation-reader.ts'
import { authorityOf, strangeLeaf, strangeRoot } from './forge.ts'

const api = '/api/trust-services/v1'

test('anyone sees whether a certificate is valid, and no more', async () => {
  await using house = await openTestHouse()
  const { serial } = await house.rooms.trustServices.ensureSealFor(agency)
  const stranger = house.caller()
  const seen = await stranger.get(`${api}/certificates/${serial}`)
  assert.equal(seen.status, 200)
  assert.equal(seen.body.status, 'valid')
  assert.equal(seen.body.profile, 'seal')
  assert.match(seen.body.subject, /^CN=Công an phường Ba Đình/)
  assert.equal((await stranger.get(`${api}/certificates/${'0'.repeat(32)}`)).status, 404)
  assert.equal((await stranger.get(`${api}/certificates/short`)).status, 400)
  assert.equal((await stranger.get(`${api}/certificates`)).status, 401)
  assert.equal((await stranger.get(`${api}/authority`)).status, 401)
  const reason = { reason: 'key-compromise' }
  const path = `${api}/certificates/${serial}/revocation`
  assert.equal((await stranger.post(path, reason)).status, 401)
  assert.equal(
    (await stranger.post(`${api}/authority/root-acts`, { act: 'publish-list' })).status,
    401,
  )
  house.clock.travelTo('2031-01-01T00:00:00Z')
  assert.equal((await stranger.get(`${api}/certificates/${serial}`)).body.status, 'expired')
})

test('an official of another role is refused', async () => {
  await using house = await openTestHouse()
  const { caller } = await enrolOfficial(house, 'commune-police')
  assert.equal((await caller.get(`${api}/certificates`)).status, 403)
  assert.equal((await caller.get(`${api}/authority`)).status, 403)
})

test('an operator pages through certificates, revokes one and reinstates its holder', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const { caller } = await enrolOfficial(house, 'operator', { unitCode: null })
  for (let nth = 0; nth < 5; nth++) {
    await trustServices.ensureSealFor({
      id: `${agency.id.slice(0, -1)}${nth}`,
      name: `Cơ quan ${nth}`,
    })
  }
  const person = await trustServices.ensureCertificateFor(official)

  const seen = new Set<string>()
  let after = ''
  for (let page = 0; page < 10; page++) {
    const { body } = await caller.get(`${api}/certificates?limit=2${after && `&after=${after}`}`)
    if (body.items.length === 0) break
    for (const it of body.items) seen.add(it.serial)
    after = body.items.at(-1).serial
  }
  const { rows } = await house.kernel.database
    .pool('trust-services')
    .query('select count(*)::int as count from trust_services.certificate')
  assert.equal(seen.size, rows[0].count)
  const seals = await caller.get(`${api}/certificates?profile=seal&state=serving`)
  assert.equal(seals.body.items.length, 5)

  const named = await caller.get(`${api}/certificates?name=${encodeURIComponent('CO QUAN 3')}`)
  assert.deepEqual(
    named.body.items.map((it: { subject: string }) => /CN=([^,]+)/.exec(it.subject)?.[1]),
    ['Cơ quan 3'],
  )

  const path = `${api}/certificates/${person.serial}`
  const revoked = await caller.post(`${path}/revocation`, { reason: 'affiliation-changed' })
  assert.equal(revoked.status, 200)
  assert.equal(revoked.body.status, 'revoked')
  assert.equal(revoked.body.reason.vi, 'Người giữ đã chuyển công tác')
  house.clock.travelTo('2026-11-18T02:05:00Z')
  const again = await caller.post(`${path}/revocation`, { reason: 'key-compromise' })
  assert.equal(again.body.revokedAt, revoked.body.revokedAt, 'the first word stands')
  assert.equal((await caller.post(`${path}/revocation`, { reason: 'boredom' })).status, 400)

  await house.settle()
  const issuing = (await authorityOf(house).authorities()).find((it) => it.profile === 'issuing')
  const list = await house.caller().get(`${api}/revocation-lists/${issuing?.keyIdentifier}.crl`)
  const found = readRevocationList(list.body).find(person.serial)
  assert.equal(found?.reason, 3)
  assert.equal(found?.at.toISOString(), revoked.body.revokedAt)

  await assert.rejects(trustServices.ensureCertificateFor(official), /holder-barred/)
  assert.equal((await caller.post(`${path}/reinstatement`)).status, 200)
  const next = await trustServices.ensureCertificateFor(official)
  assert.notEqual(next.serial, person.serial)

  const uses = await house.kernel.audit.trail(official.personId, 20)
  const operations = uses.map((it) => it.operation)
  for (const it of ['certificateList', 'certificateRevoke', 'certificateReinstate']) {
    assert.ok(operations.includes(it), it)
  }
})

test('an operator sees what is due, and acts with the root key', async () => {
  await using house = await openTestHouse()
  const { caller } = await enrolOfficial(house, 'operator', { unitCode: null })
  const before = await caller.get(`${api}/authority`)
  assert.equal(before.status, 200)
  assert.equal(before.body.rootPresent, true)
  assert.equal(before.body.issuingDue, false)
  house.clock.travelTo('2026-11-18T02:10:00Z')
  const after = await caller.post(`${api}/authority/root-acts`, { act: 'publish-list' })
  assert.equal(after.status, 200)
  assert.ok(after.body.rootListUntil > before.body.rootListUntil)
  const root = (await authorityOf(house).authorities()).find((it) => it.profile === 'root')
  const refused = await caller.post(`${api}/certificates/${root?.serial}/revocation`, {
    reason: 'superseded',
  })
  assert.equal(refused.body.code, 'trust-services.root-stays')
  house.clock.travelTo('2026-11-18T03:00:00Z')
  const stale = await caller.post(`${api}/authority/root-acts`, { act: 'publish-list' })
  assert.equal(stale.status, 401, 'the log-in must be fresh')
})

test('an authority that is revoked takes its seals along', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const { caller } = await enrolOfficial(house, 'operator', { unitCode: null })
  const issuing = (await authorityOf(house).authorities()).find((it) => it.profile === 'issuing')
  const path = `${api}/certificates/${issuing?.serial}/revocation`
  assert.equal((await caller.post(path, { reason: 'key-compromise' })).status, 200)
  await house.settle()
  const root = (await authorityOf(house).authorities()).find((it) => it.profile === 'root')
  const list = await house.caller().get(`${api}/revocation-lists/${root?.keyIdentifier}.crl`)
  assert.equal(readRevocationList(list.body).find(issuing?.serial ?? '')?.reason, 1)
  await assert.rejects(trustServices.ensureSealFor(agency), /authority-away/)
  assert.equal((await caller.get(`${api}/authority`)).body.issuingDue, true)
  const renewed = await caller.post(`${api}/authority/root-acts`, { act: 'renew-issuing' })
  assert.equal(renewed.status, 200)
  const seal = await trustServices.ensureSealFor(agency)
  assert.notEqual(seal.issuerSerial, issuing?.serial)
})

test('keys whose time is over are destroyed; those of authorities stay', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const seal = await trustServices.ensureSealFor(agency)
  house.clock.travelTo('2029-01-10T00:00:00Z')
  await trustServices.ensureSealFor(agency)
  house.clock.travelTo('2029-01-12T00:00:00Z')
  const db = house.kernel.database.room('trust-services')
  await db.transaction().execute(async (tx) => {
    await house.kernel.jobs.ask(tx, 'trust-services.destroy-keys', {})
  })
  await house.settle()
  const { rows } = await house.kernel.database.pool('trust-services').query(
    `select c.profile, k.sealed is null as gone from trust_services.certificate c
       join trust_services.key k on k.id = c.key_id
     where c.serial = $1 or c.profile = 'issuing' order by 1`,
    [seal.serial],
  )
  assert.deepEqual(rows, [
    { profile: 'issuing', gone: false },
    { profile: 'seal', gone: true },
  ])
})

test('a certificate of this center is recognised for what it is, while it is good', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const now = house.clock.now()
  const key = await trustServices.keyFor(agency, 'credential')
  const [leaf, issuing] = key.certificateChain as [Buffer, Buffer]
  assert.deepEqual(await trustServices.recognise(leaf, 'issuer', now), {
    serial: key.certificate,
    name: agency.name,
  })
  const strange = strangeLeaf(strangeRoot(now), now).certificate.bytes
  const bent = Buffer.from(leaf)
  bent[bent.length - 1] = (bent[bent.length - 1] as number) ^ 1
  for (const it of [issuing, strange, bent, Buffer.alloc(0), Buffer.from('no certificate')]) {
    assert.equal(await trustServices.recognise(it, 'issuer', now), undefined)
  }
  assert.equal(await trustServices.recognise(leaf, 'seal', now), undefined)
  const late = new Date('2030-01-01T00:00:00Z')
  assert.equal(await trustServices.recognise(leaf, 'issuer', late), undefined)
  await revoke(house, key.certificate)
  assert.equal(await trustServices.recognise(leaf, 'issuer', now), undefined)
})
