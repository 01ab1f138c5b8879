import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import tls from 'node:tls'
import { readConfig } from '#kernel/config'
import { Refusal } from '#kernel/problem'
import { secretsOf } from '#kernel/secrets'
import { sections } from '#server/config'
import { checkProduction } from '#server/production'
import { openTls } from '#server/tls'
import { openTestHouse } from '#testing/house'
import { enrol, logInWith } from '#testing/people'

const settings = { NDC_TLS_ON: 'true', NDC_TLS_NAMES: 'localhost,127.0.0.1' }

function trust(root: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), root])
}

test('the whole log-in works over HTTPS once the root is trusted', async () => {
  await using house = await openTestHouse(new Date().toISOString(), settings)
  assert.match(house.url, /^https:\/\/localhost:\d+$/)
  await assert.rejects(fetch(`${house.url}/health`), 'nobody trusts the local authority by itself')
  const root = readFileSync(join(house.dataDir, 'tls/root.crt'), 'utf8')
  trust(root)
  const { passkey } = await enrol(house)
  const caller = await logInWith(house, passkey)
  assert.ok(caller.cookies.has('__Host-ndc_session'))
  const answer = await house.caller().post('/api/identity/v1/log-ins/passkey/options')
  assert.match(answer.headers.getSetCookie().join(), /__Host-ndc_browser=.*Secure/)
  const discovery = await house.caller().get('/.well-known/openid-configuration')
  assert.equal(discovery.body.token_endpoint, `${house.url}/oidc/token`)

  const offered = await fetch(`${house.url}/tls/root.crt`)
  assert.equal(offered.headers.get('content-type'), 'application/x-x509-ca-cert')
  const der = Buffer.from(await offered.arrayBuffer())
  assert.equal(new X509Certificate(der).fingerprint256, new X509Certificate(root).fingerprint256)
})

test('the local authority stays, its leaf is renewed in time and for new names', async () => {
  await using house = await openTestHouse()
  const folder = join(house.dataDir, 'own-tls')
  const secrets = secretsOf(Buffer.alloc(32, 7))
  const at = (iso: string) => ({ now: () => new Date(iso), elapsedMs: () => 0 })
  const open = (iso: string, names: string[]) =>
    openTls({ tls: { on: true, names } }, { folder, secrets, clock: at(iso) })
  const first = await open('2026-11-18T00:00:00Z', ['localhost'])
  const same = await open('2026-12-18T00:00:00Z', ['localhost'])
  assert.equal(same?.cert, first?.cert)
  const renewed = await open('2027-01-25T00:00:00Z', ['localhost'])
  assert.notEqual(renewed?.cert, first?.cert)
  assert.equal(renewed?.root, first?.root)
  const named = await open('2027-01-25T00:00:00Z', ['ndc.test', '192.168.1.9'])
  const leaf = new X509Certificate(named?.cert ?? '')
  assert.ok(leaf.checkHost('ndc.test') && leaf.checkIP('192.168.1.9'))
  assert.ok(leaf.verify(new X509Certificate(named?.root ?? '').publicKey))
  for (const name of ['root.key', 'leaf.key']) {
    assert.ok(!readFileSync(join(folder, name)).includes('PRIVATE KEY'))
    assert.equal(statSync(join(folder, name)).mode & 0o077, 0)
  }
})

const config = (env: Record<string, string>) => readConfig(sections, env)
const refusal = (env: Record<string, string>): string => {
  try {
    checkProduction(config(env))
    return ''
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return error.message
  }
}

test('production names everything that must change at once', () => {
  const said = refusal({ NDC_MODE: 'production' })
  for (const setting of ['PUBLIC_URL', 'TLS_ON', 'MAIL_URL', 'MAIL_FROM']) {
    assert.match(said, new RegExp(`NDC_${setting}`))
  }
  const whole = {
    NDC_MODE: 'production',
    NDC_PUBLIC_URL: 'https://ndc.example',
    NDC_TLS_ON: 'true',
    NDC_TLS_CERTIFICATE: '/etc/ndc/tls.crt',
    NDC_TLS_KEY: '/etc/ndc/tls.key',
    NDC_MAIL_URL: 'smtps://mail.example',
    NDC_MAIL_FROM: 'Trung tâm <no-reply@ndc.example>',
  }
  assert.equal(refusal(whole), '')
  assert.match(refusal({ ...whole, NDC_PUBLIC_URL: 'http://ndc.example' }), /https/)
  const { NDC_TLS_CERTIFICATE: _, NDC_TLS_KEY: __, ...local } = whole
  assert.match(refusal(local), /local authority/)
  const { NDC_TLS_ON: ___, ...open } = local
  assert.match(refusal(open), /TLS is off/)
  assert.equal(refusal({ ...open, NDC_TRUST_PROXY: '10.0.0.1' }), '')
})

test('a demonstration listens on this machine only', () => {
  assert.match(refusal({ NDC_HOST: '0.0.0.0' }), /this machine only/)
  assert.match(refusal({ NDC_HOST: '192.168.1.9' }), /this machine only/)
  for (const host of ['127.0.0.1', 'localhost', '::1'])
    assert.equal(refusal({ NDC_HOST: host }), '')
})
