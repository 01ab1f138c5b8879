import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openToken } from '#engines/pkcs11'
import { Refusal } from '#kernel/problem'
import { agency } from '#testing/authority'
import { openTestHouse } from '#testing/house'
import { samplePdf } from '#testing/pdf'
import { listen, needs } from '#testing/programs'

const programs = needs('softhsm2-util', 'g++', 'make', 'python3', 'npm')
const binding = join(import.meta.dirname, '../../../engines/pkcs11/binding')
const module = ['/usr/lib/softhsm', '/usr/lib/x86_64-linux-gnu/softhsm', '/usr/local/lib/softhsm']
  .map((it) => join(it, 'libsofthsm2.so'))
  .find((it) => existsSync(it))
const folder = mkdtempSync(join(tmpdir(), 'ndc-token-'))
const [token, pin] = ['ndc', '846213']

after(() => rmSync(folder, { recursive: true, force: true }))

/** The binding compiles at install, so it is installed when it is first needed; a token is made. */
async function prepare(): Promise<string> {
  if (!existsSync(join(binding, 'node_modules/pkcs11js/build'))) {
    const { status, text } = await listen('npm', ['ci', '--prefix', binding], {
      timeoutMs: 300_000,
    })
    assert.equal(status, 0, text)
  }
  const conf = join(folder, 'softhsm2.conf')
  mkdirSync(join(folder, 'tokens'), { recursive: true })
  writeFileSync(conf, `directories.tokendir = ${join(folder, 'tokens')}\n`)
  process.env['SOFTHSM2_CONF'] = conf
  const made = ['--init-token', '--free', '--label', token, '--so-pin', '571904', '--pin', pin]
  const { status, text } = await listen('softhsm2-util', made)
  assert.equal(status, 0, text)
  assert.ok(module, 'the library of SoftHSM is not where it is looked for')
  return module
}

test(
  'with a PKCS#11 token configured, new keys are made in it and never leave it',
  programs,
  async () => {
    const library = await prepare()
    for (const [config, words] of [
      [{ module: '/nowhere.so', token, pin }, /does not open/],
      [{ module: library, token: 'other', pin }, /no token "other"\. Tokens: ndc/],
      [{ module: library, token, pin: '000000' }, /refuses the PIN/],
    ] as const) {
      assert.throws(
        () => openToken(config),
        (error) => error instanceof Refusal && words.test(error.message),
      )
    }
    await using house = await openTestHouse(undefined, {
      NDC_TRUST_SERVICES_PKCS11_MODULE: library,
      NDC_TRUST_SERVICES_PKCS11_TOKEN: token,
      NDC_TRUST_SERVICES_PKCS11_PIN: pin,
    })
    const { trustServices } = house.rooms
    const signed = await Promise.all(
      Array.from({ length: 12 }, (_, nth) =>
        trustServices.signPdf({
          pdf: samplePdf(`Van ban ${nth}`, nth),
          signer: { kind: 'agency', organisation: agency },
          reference: `${nth}`,
        }),
      ),
    )
    for (const { pdf } of signed) {
      const report = await trustServices.validatePdf(pdf, house.clock.now())
      assert.equal(report.signatures[0]?.level, 'B-LT')
    }
    const { rows } = await house.kernel.database.pool('trust-services').query(
      `select k.store, k.sealed from trust_services.certificate c
       join trust_services.key k on k.id = c.key_id
     where c.serial = $1`,
      [signed[0]?.certificate],
    )
    assert.deepEqual(rows, [{ store: 'token', sealed: null }])
    const objects = await listen('softhsm2-util', ['--show-slots'])
    assert.match(objects.text, /Label:\s+ndc/)
  },
)

test(
  'a token signs on both curves, finds its keys again, and forgets a destroyed one',
  programs,
  async () => {
    assert.ok(module)
    const opened = openToken({ module, token, pin })
    for (const [curve, hash] of [
      ['P-256', 'sha256'],
      ['P-384', 'sha384'],
    ] as const) {
      const id = Buffer.from(`test ${curve}`)
      const key = createPublicKey({ key: opened.generate(id, curve), format: 'der', type: 'spki' })
      const data = Buffer.from('what is signed')
      const digest = createHash(hash).update(data).digest()
      const again = openToken({ module, token, pin })
      const signature = await again.sign(id, digest)
      assert.ok(verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature))
      opened.destroy(id)
      await assert.rejects(openToken({ module, token, pin }).sign(id, digest), /holds no key/)
    }
  },
)
