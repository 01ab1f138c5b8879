/** OpenSSL on the certificates and lists of the authority: `npm run judge -- chain`. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agency, fetchAuthority, official, pem, revoke } from '#testing/authority'
import { hold, type Judge } from '#testing/judging'
import { listen } from '#testing/programs'

export const programs = ['openssl']

export const judgeChain: Judge = async ({ center, folder }, say) => {
  const { trustServices } = center.rooms
  const files = await fetchAuthority(center.url, folder)
  const verify = async (name: string, der: Uint8Array, ...more: string[]) => {
    const file = join(folder, `${name}.pem`)
    writeFileSync(file, pem(der))
    const how = ['-x509_strict', '-crl_check_all', '-CRLfile', files.lists]
    const trust = ['-CAfile', files.root, '-untrusted', files.issuing]
    const { text } = await listen('openssl', ['verify', ...how, ...trust, ...more, file])
    return text
  }

  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const seal = await trustServices.ensureSealFor(agency)
  const person = await trustServices.ensureCertificateFor(official)
  const credential = await trustServices.keyFor(agency, 'credential')
  const request = await trustServices.keyFor(agency, 'request')
  const server = await trustServices.certify({
    profile: 'tls-server',
    organisation: agency,
    publicKey: spki,
    hosts: ['localhost'],
  })
  const system = await trustServices.certify({
    profile: 'system',
    organisation: agency,
    publicKey: spki,
  })
  const gateway = await trustServices.certify({
    profile: 'gateway',
    organisation: agency,
    unit: { id: 'gateway-1', name: 'VN/GOV/TST gateway-1' },
    publicKey: spki,
    hosts: ['localhost'],
  })
  const configuration = await trustServices.keyFor(agency, 'configuration')
  const leaves: [string, Uint8Array | undefined, string[]][] = [
    ['seal', seal.der, ['-purpose', 'smimesign']],
    ['person', person.der, ['-purpose', 'smimesign']],
    ['credential', credential.certificateChain[0], []],
    ['request', request.certificateChain[0], ['-verify_hostname', 'localhost']],
    ['server', server.certificateChain[0], ['-purpose', 'sslserver']],
    ['system', system.certificateChain[0], ['-purpose', 'sslclient']],
    ['gateway', gateway.certificateChain[0], ['-purpose', 'sslserver']],
    ['gateway', gateway.certificateChain[0], ['-purpose', 'sslclient']],
    ['configuration', configuration.certificateChain[0], []],
  ]
  for (const [name, der, more] of leaves) {
    assert.ok(der)
    const said = await verify(name, der, ...more)
    assert.match(said, /: OK\s*$/, `${name}: ${said}`)
    say(`openssl verify -crl_check_all: ${name} is good`)
  }
  const wrong = await verify(
    'server',
    server.certificateChain[0] as Buffer,
    '-purpose',
    'smimesign',
  )
  assert.match(wrong, /unsuitable certificate purpose|unsupported certificate purpose/)
  say('openssl verify: a server certificate does not sign documents')

  await revoke(center, seal.serial)
  await eventually(async () => {
    await fetchAuthority(center.url, folder)
    return /certificate revoked/.test(await verify('seal', seal.der))
  })
  say('openssl verify -crl_check_all: the revoked seal is revoked')
}

/** Waits for the job that publishes the list. */
async function eventually(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (await done()) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  assert.fail('The list does not tell what was revoked.')
}

if (import.meta.main) await hold(judgeChain, programs)
