import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#kernel/digest'
import { agency, official, revoke } from '#testing/authority'
import { openTestHouse, type TestHouse } from '#testing/house'
import { samplePdf } from '#testing/pdf'
import type { ValidationReport } from '#trust-services'
import { openPdf } from '../pdf/file.ts'
import { addValidationData } from '../pdf/security-store.ts'
import { readCertificates } from '../validation/chain.ts'
import { authorityOf, certified, forge, rsaPair, strangeLeaf, strangeRoot } from './forge.ts'

const signer = { kind: 'agency', organisation: agency } as const
const activation = {
  shownDigest: sha256('what was shown'),
  confirmationId: '0198f5a0-0000-7000-8000-00000000000c',
}

async function seal(house: TestHouse, pdf = samplePdf()) {
  return house.rooms.trustServices.signPdf({ pdf, signer, reference: 'test' })
}

async function validate(house: TestHouse, pdf: Buffer, at = house.clock.now()) {
  return house.rooms.trustServices.validatePdf(pdf, at)
}

function only(report: ValidationReport) {
  assert.equal(report.signatures.length, 1, JSON.stringify(report))
  return report.signatures[0] as ValidationReport['signatures'][number]
}

/** The certificates above a leaf of the house. */
async function above(house: TestHouse) {
  return readCertificates((await authorityOf(house).authorities()).map((it) => it.der))
}

const stamp = (house: TestHouse) => (signature: Buffer) =>
  house.rooms.trustServices.timeStamp(sha256(signature))

test('a sealed document proves who sealed it, when, and that nothing was changed', async () => {
  await using house = await openTestHouse()
  const { pdf, certificate } = await seal(house)
  const report = await validate(house, pdf)
  assert.equal(report.verdict, 'passed')
  assert.equal(report.sha256, sha256(pdf).toString('hex'))
  const it = only(report)
  assert.equal(it.indication, 'TOTAL-PASSED')
  assert.equal(it.subIndication, null)
  assert.equal(it.level, 'B-LT')
  assert.equal(it.format, 'ETSI.CAdES.detached')
  assert.equal(it.changesAfter, 'validation-data')
  assert.equal(it.signer?.serial, certificate)
  assert.equal(it.signer?.commonName, agency.name)
  assert.deepEqual(
    it.chain.map((link) => link.commonName.slice(0, 18)),
    ['Công an phường Ba ', 'Cơ quan chứng thực', 'Cơ quan chứng thực'],
  )
  assert.equal(it.provenAt, house.clock.now().toISOString())
  assert.ok(it.checks.every((check) => check.outcome === 'passed'))
})

test('levels are told apart: without a time-stamp, without validation data, archived', async () => {
  await using house = await openTestHouse()
  const keyed = await certified(house)
  const bare = await validate(house, await forge(keyed, { above: await above(house) }))
  assert.equal(only(bare).level, 'B-B')
  assert.equal(only(bare).provenAt, null)
  assert.ok(only(bare).checks.some((it) => it.about === 'time' && it.outcome === 'caution'))

  const stamped = await forge(keyed, { above: await above(house), stamp: stamp(house) })
  assert.equal(only(await validate(house, stamped)).level, 'B-T')

  const { pdf } = await seal(house)
  const archived = await house.rooms.trustServices.archivePdf(pdf)
  const report = await validate(house, archived)
  assert.equal(report.verdict, 'passed')
  const [signature, archive] = report.signatures
  assert.equal(signature?.level, 'B-LTA')
  assert.equal(archive?.kind, 'time-stamp')
  assert.equal(archive?.indication, 'TOTAL-PASSED')
})

test('several people sign one document, and each signature stands for itself', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const first = await trustServices.signPdf({
    pdf: samplePdf(),
    signer: { kind: 'official', official, activation },
    reference: 'test',
    reason: 'Phê duyệt',
    location: 'Hà Nội',
  })
  const second = await seal(house, first.pdf)
  const report = await validate(house, second.pdf)
  assert.equal(report.verdict, 'passed')
  const [person, agencySeal] = report.signatures
  assert.equal(person?.signer?.commonName, official.name)
  assert.equal(person?.reason, 'Phê duyệt')
  assert.equal(person?.location, 'Hà Nội')
  assert.equal(person?.changesAfter, 'signatures')
  assert.equal(agencySeal?.changesAfter, 'validation-data')
})

test('a proven time holds when the certificate has ended, a stated one does not', async () => {
  await using house = await openTestHouse()
  const { pdf } = await seal(house)
  const keyed = await certified(house)
  const bare = await forge(keyed, { above: await above(house) })
  const fourYears = new Date('2030-11-18T02:00:00Z')
  assert.equal(only(await validate(house, pdf, fourYears)).indication, 'TOTAL-PASSED')
  const ended = only(await validate(house, bare, fourYears))
  assert.equal(ended.indication, 'INDETERMINATE')
  assert.equal(ended.subIndication, 'OUT_OF_BOUNDS_NO_POE')
})

test('a chain of archive time-stamps outlives each of its certificates', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const { pdf } = await seal(house)
  const first = await trustServices.archivePdf(pdf)
  house.clock.travelTo('2030-06-01T00:00:00Z')
  const second = await trustServices.archivePdf(first)
  const sixYears = new Date('2032-11-18T02:00:00Z')
  const lost = only({ ...(await validate(house, pdf, sixYears)) })
  assert.equal(lost.subIndication, 'OUT_OF_BOUNDS_NO_POE')
  const kept = await validate(house, second, sixYears)
  assert.equal(kept.signatures[0]?.indication, 'TOTAL-PASSED', JSON.stringify(kept.signatures[0]))
  assert.equal(kept.signatures[0]?.level, 'B-LTA')
})

test('a certificate that is revoked after signing leaves the signature valid', async () => {
  await using house = await openTestHouse()
  const { pdf, certificate } = await seal(house)
  house.clock.travelTo('2026-11-19T02:00:00Z')
  await revoke(house, certificate)
  const it = only(await validate(house, pdf))
  assert.equal(it.indication, 'TOTAL-PASSED')
})

test('signed after the revocation it fails, and backdated it stays undetermined', async () => {
  await using house = await openTestHouse()
  const keyed = await certified(house)
  const revokedAt = house.clock.now()
  await revoke(house, keyed.certificate.serial)
  house.clock.travelTo('2026-11-20T02:00:00Z')
  const twist = { above: await above(house), stamp: stamp(house) }
  const honest = await forge(keyed, { ...twist, entries: { at: house.clock.now() } })
  const failed = only(await validate(house, honest))
  assert.equal(failed.indication, 'TOTAL-FAILED')
  assert.equal(failed.subIndication, 'REVOKED')
  const backdated = await forge(keyed, {
    ...twist,
    entries: { at: new Date(revokedAt.getTime() - 86_400_000) },
  })
  const open = only(await validate(house, backdated))
  assert.equal(open.indication, 'INDETERMINATE')
  assert.equal(open.subIndication, 'REVOKED_NO_POE')
})

test('a time-stamp unit whose key was lost proves nothing any more', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const { pdf } = await seal(house)
  const db = house.kernel.database.pool('trust-services')
  const { rows } = await db.query(
    `select serial from trust_services.certificate
     where profile = 'time-stamp' and superseded_at is null`,
  )
  house.clock.travelTo('2026-12-01T00:00:00Z')
  await revoke(house, rows[0].serial, 'key-compromise')
  const it = only(await validate(house, pdf))
  assert.equal(it.provenAt, null)
  assert.equal(it.level, 'B-B')
  // A new unit stamps from now on.
  const later = await trustServices.signPdf({ pdf: samplePdf(), signer, reference: 'test' })
  assert.equal(only(await validate(house, later.pdf)).level, 'B-LT')
})

type Twisted = [name: string, make: () => Promise<Buffer>, indication: string, sub: string]

async function twists(house: TestHouse): Promise<Twisted[]> {
  const keyed = await certified(house)
  const authorities = await above(house)
  const now = house.clock.now()
  const root = strangeRoot(now)
  return [
    [
      'no signing-certificate attribute',
      () => forge(keyed, { above: authorities, binding: 'none' }),
      'INDETERMINATE',
      'SIG_CONSTRAINTS_FAILURE',
    ],
    [
      'another certificate in the attribute',
      () => forge(keyed, { above: authorities, binding: 'other' }),
      'INDETERMINATE',
      'NO_SIGNING_CERTIFICATE_FOUND',
    ],
    [
      'the certificate is not there',
      () => forge(strangeLeaf(root, now), { bare: true }),
      'INDETERMINATE',
      'NO_SIGNING_CERTIFICATE_FOUND',
    ],
    [
      'SHA-1',
      () => forge(keyed, { above: authorities, digest: 'sha1' }),
      'INDETERMINATE',
      'CRYPTO_CONSTRAINTS_FAILURE',
    ],
    [
      'an RSA key of 1024 bits',
      () => forge(strangeLeaf(root, now, rsaPair(1024)), { above: [root.certificate] }),
      'INDETERMINATE',
      'CRYPTO_CONSTRAINTS_FAILURE',
    ],
    [
      'an unknown root',
      () => forge(strangeLeaf(root, now, rsaPair()), { above: [root.certificate] }),
      'INDETERMINATE',
      'NO_CERTIFICATE_CHAIN_FOUND',
    ],
    [
      'a certificate for programs',
      async () => forge(await certified(house, 'system'), { above: authorities }),
      'INDETERMINATE',
      'CHAIN_CONSTRAINTS_FAILURE',
    ],
    [
      'a leaf that plays the authority',
      async () => {
        const fake = strangeLeaf(keyed, now)
        return forge(fake, { above: [keyed.certificate, ...authorities] })
      },
      'INDETERMINATE',
      'CHAIN_CONSTRAINTS_FAILURE',
    ],
    [
      'something hidden behind the signature',
      () => forge(keyed, { bend: (it) => Buffer.concat([it, Buffer.alloc(8), Buffer.from('x')]) }),
      'TOTAL-FAILED',
      'FORMAT_FAILURE',
    ],
    [
      'no CMS at all',
      () => forge(keyed, { bend: () => Buffer.from('3003020101', 'hex') }),
      'TOTAL-FAILED',
      'FORMAT_FAILURE',
    ],
    [
      'a wrong signature value',
      () =>
        forge(keyed, {
          above: authorities,
          bend: (it) => {
            const bent = Buffer.from(it)
            bent[bent.length - 3] = (bent[bent.length - 3] as number) ^ 1
            return bent
          },
        }),
      'TOTAL-FAILED',
      'SIG_CRYPTO_FAILURE',
    ],
    [
      'a format that no one knows',
      () => forge(keyed, { entries: { subFilter: 'adbe.x509.rsa_sha1' as never } }),
      'TOTAL-FAILED',
      'FORMAT_FAILURE',
    ],
  ]
}

test('signatures that were not made as they must be are told apart', async (t) => {
  await using house = await openTestHouse()
  const twisted = await twists(house)
  for (const [name, make, indication, subIndication] of twisted) {
    await t.test(name, async () => {
      const it = only(await validate(house, await make()))
      assert.deepEqual([it.indication, it.subIndication], [indication, subIndication])
      assert.equal(it.level, null)
      assert.ok(it.words.vi.length > 10 && it.words.en.length > 10)
    })
  }
})

test('a time-stamp over another signature proves nothing', async () => {
  await using house = await openTestHouse()
  const keyed = await certified(house)
  const stray = () => house.rooms.trustServices.timeStamp(sha256('another signature'))
  const pdf = await forge(keyed, { above: await above(house), stamp: stray })
  const it = only(await validate(house, pdf))
  assert.equal(it.provenAt, null)
  assert.equal(it.level, 'B-B')
  assert.ok(it.checks.some(({ about, outcome }) => about === 'time' && outcome === 'caution'))
})

test('a time before the certificate began is a failure', async () => {
  await using house = await openTestHouse()
  const opening = house.clock.now().toISOString()
  house.clock.travelTo('2026-11-25T02:00:00Z')
  const keyed = await certified(house)
  house.clock.travelTo(opening)
  const pdf = await forge(keyed, { above: await above(house), stamp: stamp(house) })
  house.clock.travelTo('2026-11-26T02:00:00Z')
  const it = only(await validate(house, pdf))
  assert.equal(it.indication, 'TOTAL-FAILED')
  assert.equal(it.subIndication, 'NOT_YET_VALID')
})

test('revocation data that somebody else made up is not believed', async () => {
  await using house = await openTestHouse()
  const root = strangeRoot(house.clock.now())
  const leaf = strangeLeaf(root, house.clock.now())
  const signed = await forge(leaf, { above: [root.certificate] })
  const pdf = addValidationData(openPdf(signed), {
    certificates: [root.certificate.bytes, Buffer.from('no certificate')],
    answers: [Buffer.from('no answer')],
    lists: [Buffer.from('no list')],
  })
  const it = only(await validate(house, pdf))
  assert.equal(it.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND')
  assert.equal(it.changesAfter, 'validation-data')
})

test('files without signatures, and what is no PDF, are told apart', async () => {
  await using house = await openTestHouse()
  assert.equal((await validate(house, samplePdf())).verdict, 'unsigned')
  for (const it of ['', 'hello', '%PDF-1.7', '%PDF-1.7\nstartxref\n0\n%%EOF']) {
    assert.equal((await validate(house, Buffer.from(it))).verdict, 'unreadable', it)
  }
})

test('anyone may have a file validated over HTTP; too large or no PDF is refused', async () => {
  await using house = await openTestHouse()
  const { pdf } = await seal(house)
  const stranger = house.caller()
  const path = '/api/trust-services/v1/validations'
  const type = { 'content-type': 'application/pdf' }
  const answer = await stranger.send('POST', path, pdf, type)
  assert.equal(answer.status, 200)
  assert.equal(answer.body.report.verdict, 'passed')
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  const large = await stranger.send('POST', path, Buffer.alloc(21 * 1024 * 1024), type)
  assert.equal(large.status, 413)
  const json = await stranger.post(path, { pdf: 'x' })
  assert.equal(json.status, 415)
  assert.equal(json.body.code, 'trust-services.pdf-missing')
})
