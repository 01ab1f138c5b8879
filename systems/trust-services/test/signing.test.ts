import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { CryptoKeySigner, PDF } from '@libpdf/core'
import { compactVerify, importX509 } from 'jose'
import { sha256 } from '#kernel/digest'
import { Problem } from '#kernel/problem'
import { agency, official, pem, revoke } from '#testing/authority'
import { openTestHouse, type TestHouse } from '#testing/house'
import { samplePdf } from '#testing/pdf'
import { certified } from './forge.ts'

const signer = { kind: 'agency', organisation: agency } as const
const activation = {
  shownDigest: sha256('what was shown'),
  confirmationId: '0198f5a0-0000-7000-8000-00000000000c',
}

/** What was signed here; the center itself signs the configuration of the exchange meanwhile. */
const log = (house: TestHouse) =>
  house.kernel.database.pool('trust-services').query(
    `select * from trust_services.signature where reference not like 'configuration %'
       order by id`,
  )

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error))
  assert.equal(error.code, expected)
  return true
}

test('a holder has one certificate, however many ask for it at the same time', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const seals = await Promise.all(
    Array.from({ length: 8 }, () => trustServices.ensureSealFor(agency)),
  )
  assert.equal(new Set(seals.map((it) => it.serial)).size, 1)
  const person = await trustServices.ensureCertificateFor(official)
  assert.equal((await trustServices.ensureCertificateFor(official)).serial, person.serial)
  const other = { ...official, organisation: { ...agency, id: `${agency.id.slice(0, -1)}9` } }
  assert.notEqual((await trustServices.ensureCertificateFor(other)).serial, person.serial)
})

test("an official's certificate names person and agency, and no number of theirs", async () => {
  await using house = await openTestHouse()
  const { der } = await house.rooms.trustServices.ensureCertificateFor(official)
  const { subject, keyUsage } = new X509Certificate(der)
  assert.match(subject, /CN=Trần Thị Thu Hương/)
  assert.match(subject, /SN=Trần/)
  assert.match(subject, /GN=Thị Thu Hương/)
  assert.match(subject, /O=Công an phường Ba Đình/)
  assert.match(subject, /serialNumber=NDC-[0-9a-f]{20}/)
  const personal = subject.split('\n').filter((it) => !it.startsWith('organizationIdentifier='))
  assert.doesNotMatch(personal.join('\n'), /\b\d{9,}\b/)
  assert.equal(subject.includes(official.accountId), false)
  assert.equal(keyUsage, undefined, 'for signing documents, and for no other purpose')
  const uses = await house.kernel.audit.trail(official.personId, 10)
  assert.deepEqual(
    uses.map((it) => it.operation),
    ['certificateIssue'],
  )
})

test('each signature is in the log with its activation, for good', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const signed = await trustServices.signPdf({
    pdf: samplePdf(),
    signer: { kind: 'official', official, activation },
    reference: 'document 7',
  })
  const { rows } = await log(house)
  assert.equal(rows.length, 1)
  assert.equal(rows[0].serial, signed.certificate)
  assert.equal(rows[0].kind, 'pdf')
  assert.equal(rows[0].reference, 'document 7')
  assert.deepEqual(rows[0].shown_digest, activation.shownDigest)
  assert.equal(rows[0].confirmation_id, activation.confirmationId)
  const [, before = '', after = ''] =
    /\/ByteRange \[0 (\d+) (\d+) /.exec(signed.pdf.toString('latin1')) ?? []
  assert.ok(Number(before) > 0 && Number(after) > Number(before))
  const pool = house.kernel.database.pool('trust-services')
  await assert.rejects(pool.query('delete from trust_services.signature'), /permission denied/)
  await assert.rejects(
    pool.query("update trust_services.certificate set common_name = 'x'"),
    /permission denied/,
  )
})

test('what is to be signed may be wide, compressed, or have its form apart', async (t) => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  for (const [name, pdf] of Object.entries({
    'cross-reference streams': streamPdf(),
    'written by another program': await libraryPdf(),
  })) {
    await t.test(name, async () => {
      const signed = await trustServices.signPdf({ pdf, signer, reference: 'test' })
      assert.ok(signed.pdf.subarray(0, pdf.length).equals(pdf), 'what was there stays as it is')
      const report = await trustServices.validatePdf(signed.pdf, house.clock.now())
      assert.equal(report.verdict, 'passed', JSON.stringify(report))
      assert.equal(report.signatures[0]?.level, 'B-LT')
    })
  }
})

test('what is no PDF, or is encrypted or broken, is not signed', async () => {
  await using house = await openTestHouse()
  const encrypted = Buffer.from(
    samplePdf().toString('latin1').replace('/Root 1 0 R', '/Encrypt 9 0 R/Root 1 0 R'),
    'latin1',
  )
  for (const pdf of [Buffer.from('hello'), samplePdf().subarray(0, 300), encrypted]) {
    await assert.rejects(
      house.rooms.trustServices.signPdf({ pdf, signer, reference: 'test' }),
      code('trust-services.pdf-not-signable'),
    )
  }
})

test('a revoked certificate signs no more, and is not replaced unasked', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const order = {
    pdf: samplePdf(),
    signer: { kind: 'official', official, activation },
    reference: 'test',
  } as const
  const { certificate } = await trustServices.signPdf(order)
  await revoke(house, certificate, 'privilege-withdrawn')
  await assert.rejects(trustServices.signPdf(order), code('trust-services.holder-barred'))
  // A process that still has the certificate at hand finds out when it enters the signature.
  const pool = house.kernel.database.pool('trust-services')
  const seal = await trustServices.signPdf({ pdf: samplePdf(), signer, reference: 'test' })
  await pool.query(
    `update trust_services.certificate set revoked_at = now(), revocation_reason = 'key-compromise'
     where serial = $1`,
    [seal.certificate],
  )
  await assert.rejects(
    trustServices.signPdf({ pdf: samplePdf(), signer, reference: 'test' }),
    code('trust-services.certificate-revoked'),
  )
})

test('many signatures at once are all entered, and all hold', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const signed = await Promise.all(
    Array.from({ length: 40 }, (_, nth) =>
      trustServices.signPdf({
        pdf: samplePdf(`Van ban ${nth}`, nth),
        signer,
        reference: `${nth}`,
      }),
    ),
  )
  assert.equal((await log(house)).rows.length, 40)
  for (const { pdf } of signed) {
    const { verdict } = await trustServices.validatePdf(pdf, house.clock.now())
    assert.equal(verdict, 'passed')
  }
})

test('jose verifies what a key for credentials signs', async () => {
  await using house = await openTestHouse()
  const key = await house.rooms.trustServices.keyFor(agency, 'credential')
  const [leaf, issuing] = key.certificateChain.map((it) => new X509Certificate(it))
  assert.ok(leaf && issuing && key.certificateChain.length === 2, 'the root is not sent')
  assert.ok(leaf.checkIssued(issuing))
  assert.equal(leaf.checkHost('localhost'), 'localhost')
  const head = Buffer.from(
    JSON.stringify({
      alg: key.alg,
      x5c: key.certificateChain.map((it) => it.toString('base64')),
    }),
  ).toString('base64url')
  const input = `${head}.${Buffer.from('{"iss":"ndc"}').toString('base64url')}`
  const signature = await key.sign(Buffer.from(input), 'credential 1')
  const jws = `${input}.${signature.toString('base64url')}`
  const publicKey = await importX509(pem(key.certificateChain[0] as Buffer), 'ES256')
  const { payload } = await compactVerify(jws, publicKey)
  assert.equal(Buffer.from(payload).toString(), '{"iss":"ndc"}')
  const { rows } = await log(house)
  assert.deepEqual(rows.at(-1).digest, createHash('sha256').update(input).digest())
  assert.equal(rows.at(-1).reference, 'credential 1')
  const request = await house.rooms.trustServices.keyFor(agency, 'request')
  assert.notEqual(request.certificate, key.certificate)
})

test('what another program signs with our certificate is validated', async () => {
  await using house = await openTestHouse()
  const { trustServices } = house.rooms
  const { certificate, privateKey } = await certified(house)
  const key = await crypto.subtle.importKey(
    'pkcs8',
    privateKey.export({ type: 'pkcs8', format: 'der' }),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  )
  const authorities = await house.caller().get('/api/trust-services/v1/authorities.pem')
  const above = String(authorities.body)
    .split(/(?=-----BEGIN)/)
    .map((it) => new Uint8Array(new X509Certificate(it).raw))
  const file = await PDF.load(new Uint8Array(samplePdf()))
  const { bytes } = await file.sign({
    signer: new CryptoKeySigner(key, new Uint8Array(certificate.bytes), 'EC', 'ECDSA', above),
    level: 'B-T',
    signingTime: house.clock.now(),
    timestampAuthority: {
      timestamp: async (digest) =>
        new Uint8Array(await trustServices.timeStamp(Buffer.from(digest))),
    },
  })
  const report = await trustServices.validatePdf(Buffer.from(bytes), house.clock.now())
  const [it] = report.signatures
  assert.equal(it?.indication, 'TOTAL-PASSED', JSON.stringify(it?.checks))
  assert.equal(it?.level, 'B-T')
})

/** A file whose objects stand in an object stream, listed in a cross-reference stream. */
function streamPdf(): Buffer {
  const inside = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Count 1/Kids[3 0 R]>>']
  const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>'
  const bodies = [...inside, page]
  let offset = 0
  const index = bodies.map((it, nth) => {
    const entry = `${nth + 1} ${offset}`
    offset += it.length + 1
    return entry
  })
  const first = `${index.join(' ')} `
  const packed = deflateSync(Buffer.from(first + bodies.join(' ')))
  const parts = [Buffer.from('%PDF-1.7\n')]
  const at = () => parts.reduce((sum, it) => sum + it.length, 0)
  const object = at()
  parts.push(
    Buffer.from(
      `4 0 obj\n<</Type/ObjStm/N 3/First ${first.length}/Filter/FlateDecode/Length ${packed.length}>>stream\n`,
    ),
    packed,
    Buffer.from('\nendstream\nendobj\n'),
  )
  const table = at()
  const row = (kind: number, place: number, third: number) => [kind, place >> 8, place & 255, third]
  const rows = [
    row(0, 0, 255),
    row(2, 4, 0),
    row(2, 4, 1),
    row(2, 4, 2),
    row(1, object, 0),
    row(1, table, 0),
  ]
  // Each row begins with the PNG filter "up".
  const filtered = rows.flatMap((it, nth) => [
    2,
    ...it.map((byte, column) => (byte - (rows[nth - 1]?.[column] ?? 0)) & 255),
  ])
  const data = deflateSync(Buffer.from(filtered))
  parts.push(
    Buffer.from(
      '5 0 obj\n<</Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Filter/FlateDecode' +
        `/DecodeParms<</Predictor 12/Columns 4>>/Length ${data.length}>>stream\n`,
    ),
    data,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${table}\n%%EOF\n`),
  )
  return Buffer.concat(parts)
}

async function libraryPdf(): Promise<Buffer> {
  const file = PDF.create()
  file.addPage()
  return Buffer.from(await file.save())
}
