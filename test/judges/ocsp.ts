/** OpenSSL asks the live responder: `npm run judge -- ocsp`. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agency, fetchAuthority, official, pem, revoke } from '#testing/authority'
import { hold, type Judge } from '#testing/judging'
import { listen } from '#testing/programs'

export const programs = ['openssl']

export const judgeOcsp: Judge = async ({ center, folder }, say) => {
  const { trustServices } = center.rooms
  const files = await fetchAuthority(center.url, folder)
  const api = `${center.url}/api/trust-services/v1`
  const good = join(folder, 'good.pem')
  const ended = join(folder, 'ended.pem')
  const seal = await trustServices.ensureSealFor(agency)
  const person = await trustServices.ensureCertificateFor(official)
  writeFileSync(good, pem(seal.der))
  writeFileSync(ended, pem(person.der))
  await revoke(center, person.serial)
  const ask = async (...args: string[]) => {
    const ours = ['-issuer', files.issuing, '-CAfile', files.both]
    const { text } = await listen('openssl', ['ocsp', ...ours, ...args])
    return text
  }

  for (const digest of ['-sha1', '-sha256']) {
    const said = await ask(digest, '-cert', good, '-url', `${api}/ocsp`)
    assert.match(said, /Response verify OK/)
    assert.match(said, /good\.pem: good/)
    assert.doesNotMatch(said, /WARNING/)
    say(`openssl ocsp ${digest}: POST, nonce, good`)
  }

  const revoked = await ask('-cert', ended, '-url', `${api}/ocsp`)
  assert.match(revoked, /Response verify OK[\s\S]*ended\.pem: revoked[\s\S]*keyCompromise/)
  say('openssl ocsp: revoked, with the reason')

  const unknown = await ask('-serial', '0x40414243', '-url', `${api}/ocsp`)
  assert.match(unknown, /Response verify OK[\s\S]*0x40414243: unknown/)
  say('openssl ocsp: a certificate that was never issued is unknown')

  const request = join(folder, 'request.der')
  await ask('-no_nonce', '-cert', good, '-reqout', request)
  const path = encodeURIComponent(readFileSync(request).toString('base64'))
  const answer = await fetch(`${api}/ocsp/${path}`)
  assert.equal(answer.headers.get('content-type'), 'application/ocsp-response')
  const response = join(folder, 'response.der')
  writeFileSync(response, Buffer.from(await answer.arrayBuffer()))
  const got = await ask('-no_nonce', '-cert', good, '-respin', response)
  assert.match(got, /Response verify OK[\s\S]*good\.pem: good/)
  say('openssl ocsp: GET, good')

  const bytes = readFileSync(response)
  bytes[bytes.length - 1100] = (bytes[bytes.length - 1100] as number) ^ 1
  writeFileSync(response, bytes)
  const bent = await ask('-no_nonce', '-cert', good, '-respin', response)
  assert.doesNotMatch(bent, /Response verify OK/)
  say('openssl ocsp: an answer with one flipped bit is refused')
}

if (import.meta.main) await hold(judgeOcsp, programs)
