import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { newSecret } from '#kernel/id'
import { Problem, Refusal } from '#kernel/problem'
import { agency } from '#testing/authority'
import { openHouse, openTestHouse, type TestHouse } from '#testing/house'
import { samplePdf } from '#testing/pdf'
import { openKeys } from '../keys/keys.ts'
import { openRootFolder } from '../keys/root-folder.ts'
import { openSealedKeys } from '../keys/sealed.ts'
import { openRevocations } from '../revocation.ts'
import { openRootActs } from '../root-acts.ts'
import type { Schema } from '../storage/schema.ts'
import { openUnits } from '../units.ts'
import { authorityOf } from './forge.ts'

const api = '/api/trust-services/v1'
const signer = { kind: 'agency', organisation: agency } as const

function newPlace() {
  const database = `ndc_test_${newSecret(6).replace(/\W/g, '').toLowerCase()}`
  const dataDir = join(process.env['NDC_TEST_FOLDER'] as string, database)
  mkdirSync(dataDir)
  return { database, dataDir, people: 0 }
}

async function authorities(house: TestHouse): Promise<X509Certificate[]> {
  const answer = await house.caller().get(`${api}/authorities.pem`)
  const text = Buffer.isBuffer(answer.body) ? answer.body.toString() : String(answer.body)
  return text.split(/(?=-----BEGIN)/).map((it) => new X509Certificate(it))
}

test('the first start makes a root, an issuing authority below it, and lists of both', async () => {
  await using house = await openHouse(newPlace())
  const [issuing, root, ...others] = await authorities(house)
  assert.ok(issuing && root)
  assert.deepEqual(others, [])
  assert.ok(root.checkIssued(root) && root.verify(root.publicKey))
  assert.ok(issuing.checkIssued(root) && issuing.verify(root.publicKey))
  assert.equal(root.publicKey.asymmetricKeyDetails?.namedCurve, 'secp384r1')
  assert.match(root.subject, /mô phỏng/, 'a demonstration says that it is one')
  for (const it of await authorityOf(house).authorities()) {
    const list = await house.caller().get(`${api}/revocation-lists/${it.keyIdentifier}.crl`)
    assert.equal(list.status, 200)
    assert.equal(list.headers.get('content-type'), 'application/pkix-crl')
  }
  const file = join(house.dataDir, 'root-authority/root.key')
  assert.equal(statSync(file).mode & 0o077, 0)
  const spki = root.publicKey.export({ type: 'spki', format: 'der' })
  assert.equal(readFileSync(file).includes(spki.subarray(-96, -48)), false, 'the key is sealed')
})

test('a second start finds the same hierarchy, also when the root key was taken away', async () => {
  const place = newPlace()
  const first = await openHouse(place)
  const before = (await authorities(first)).map((it) => it.serialNumber)
  await first.close()
  const folder = join(place.dataDir, 'root-authority')
  renameSync(folder, `${folder}-locked-up`)
  await using second = await openHouse({ ...place, dropAfter: true })
  assert.deepEqual(
    (await authorities(second)).map((it) => it.serialNumber),
    before,
  )
  assert.equal(existsSync(folder), false)
  await second.rooms.trustServices.signPdf({ pdf: samplePdf(), signer, reference: 'test' })
})

test('a start that died after the root key was written is finished with that key', async () => {
  const place = newPlace()
  const { openSecrets } = await import('#kernel/secrets')
  const folder = openRootFolder(
    place.dataDir,
    openSecrets(join(place.dataDir, 'secrets/master.key')),
  )
  folder.prepare()
  await using house = await openHouse(place)
  const root = (await authorities(house)).at(-1)
  assert.deepEqual(root?.publicKey.export({ type: 'spki', format: 'der' }), folder.publicKey())
})

test('processes that start at the same time make one hierarchy', async () => {
  await using house = await openTestHouse()
  const url = new URL(process.env['NDC_TEST_OWNER_URL'] as string)
  const database = await house.kernel.database.pool('kernel').query('select current_database()')
  url.pathname = `/${database.rows[0].current_database}`
  const owner = new pg.Client({ connectionString: url.href })
  await owner.connect()
  await owner.query('truncate trust_services.certificate, trust_services.key cascade')
  await owner.end()
  const db = house.kernel.database.room<Schema>('trust-services')
  await Promise.all(
    Array.from({ length: 6 }, () =>
      db.transaction().execute((own) => authorityOf(house).establish(own)),
    ),
  )
  const made = await authorityOf(house).authorities()
  assert.deepEqual(made.map((it) => it.profile).toSorted(), ['issuing', 'root'])
})

test('without the master key a start says what to restore', async () => {
  const place = newPlace()
  const first = await openHouse(place)
  await first.close()
  const elsewhere = `${place.dataDir}-new`
  mkdirSync(elsewhere)
  await assert.rejects(openHouse({ ...place, dataDir: elsewhere, dropAfter: true }), (error) => {
    assert.ok(error instanceof Refusal)
    assert.match(error.message, /master key/)
    return true
  })
})

test('stamps stay good when their unit and the responder are renewed', async () => {
  await using house = await openTestHouse('2026-11-18T02:00:00Z')
  const { trustServices } = house.rooms
  const { pdf } = await trustServices.signPdf({ pdf: samplePdf(), signer, reference: 'test' })
  const db = house.kernel.database.room<Schema>('trust-services')
  const serving = () =>
    db
      .selectFrom('trust_services.certificate')
      .select(['profile', 'serial'])
      .where('profile', 'in', ['time-stamp', 'ocsp'])
      .where('superseded_at', 'is', null)
      .orderBy('profile')
      .execute()
  const before = await serving()
  house.clock.travelTo('2028-01-10T02:00:00Z')
  await db.transaction().execute(async (tx) => {
    await house.kernel.jobs.ask(tx, 'trust-services.renew-certificates', {})
  })
  await house.settle()
  const after = await serving()
  assert.equal(after.length, 2)
  assert.notDeepEqual(after, before)
  const report = await trustServices.validatePdf(pdf, house.clock.now())
  assert.equal(report.signatures[0]?.level, 'B-LT')
})

test('a new issuing authority takes over; the earlier still answers for its own', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const old = await trustServices.ensureSealFor(agency)
  house.clock.travelTo('2030-12-20T02:00:00Z')
  const db = house.kernel.database.room<Schema>('trust-services')
  await db.transaction().execute(async (tx) => {
    await house.kernel.jobs.ask(tx, 'trust-services.publish-lists', {})
  })
  await house.settle()
  const all = await authorityOf(house).authorities()
  assert.deepEqual(all.map((it) => it.profile).toSorted(), ['issuing', 'issuing', 'root'])
  const fresh = await trustServices.ensureSealFor(agency)
  assert.notEqual(fresh.issuerSerial, old.issuerSerial)
  const issuing = all.find((it) => it.serial === fresh.issuerSerial)
  assert.ok(issuing && fresh.notAfter <= issuing.notAfter)
  for (const it of all) {
    const list = await house.caller().get(`${api}/revocation-lists/${it.keyIdentifier}.crl`)
    assert.equal(list.status, 200, it.profile)
  }
  const signed = await trustServices.signPdf({ pdf: samplePdf(), signer, reference: 'test' })
  const report = await trustServices.validatePdf(signed.pdf, house.clock.now())
  assert.equal(report.verdict, 'passed')
})

test('nothing is valid longer than the authority that issued it', async () => {
  await using house = await openTestHouse()
  const authority = authorityOf(house)
  const issuing = (await authority.authorities()).find((it) => it.profile === 'issuing')
  house.clock.travelTo('2036-10-01T00:00:00Z')
  const seal = await authority.ensure({
    profile: 'seal',
    holder: 'test',
    subject: { commonName: 'test' },
  })
  assert.equal(seal.issuerSerial, issuing?.serial)
  assert.deepEqual(seal.notAfter, issuing?.notAfter)
})

test('in production the root key is used when an operator says so, and never else', async () => {
  await using house = await openTestHouse()
  const kernel = { ...house.kernel, mode: 'production' as const }
  const db = kernel.database.room<Schema>('trust-services')
  const authority = authorityOf(house)
  const keys = openKeys(db, kernel.clock, { sealed: openSealedKeys(kernel.secrets) })
  const units = openUnits(kernel.clock, authority, keys)
  const revocations = openRevocations(kernel, db, authority, units)
  const root = openRootFolder(kernel.dataDir, kernel.secrets)
  const acts = openRootActs(kernel, db, root, authority, revocations)
  const before = await acts.state()
  assert.equal(before.rootListDue, false)
  house.clock.travelTo('2027-10-01T02:00:00Z')
  await acts.doDue()
  assert.equal((await acts.state()).rootListUntil, before.rootListUntil, 'it only says so')
  await acts['publish-list']()
  assert.ok((await acts.state()).rootListUntil > before.rootListUntil)

  const folder = join(kernel.dataDir, 'root-authority')
  renameSync(folder, `${folder}-locked-up`)
  await assert.rejects(acts['renew-issuing'](), (error) => {
    assert.ok(error instanceof Problem)
    assert.equal(error.code, 'trust-services.root-away')
    return true
  })
  assert.equal((await acts.state()).rootPresent, false)
})

test('when the addresses change, certificates are made anew and authorities stay', async () => {
  await using house = await openTestHouse()
  const before = await house.rooms.trustServices.ensureSealFor(agency)
  const url = 'http://pki.example.vn'
  const { openTrustServices } = await import('#trust-services')
  const moved = openTrustServices(house.kernel, {
    url,
    pkcs11Module: '',
    pkcs11Token: '',
    pkcs11Pin: '',
  })
  const after = await moved.ensureSealFor(agency)
  assert.notEqual(after.serial, before.serial)
  assert.equal(after.issuerSerial, before.issuerSerial)
  const { infoAccess } = new X509Certificate(after.der)
  assert.match(
    infoAccess ?? '',
    /OCSP - URI:http:\/\/pki\.example\.vn\/api\/trust-services\/v1\/ocsp/,
  )
})
