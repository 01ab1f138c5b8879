/** OpenSSL asks for time-stamps and verifies them: `npm run judge -- ts`. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchAuthority } from '#testing/authority'
import { hold, type Judge } from '#testing/judging'
import { listen } from '#testing/programs'

export const programs = ['openssl']

export const judgeTimeStamps: Judge = async ({ center, folder }, say) => {
  const files = await fetchAuthority(center.url, folder)
  const [data, query, reply] = ['words.txt', 'query.tsq', 'reply.tsr'].map((it) =>
    join(folder, it),
  ) as [string, string, string]
  const ask = async (): Promise<string> => {
    const answer = await fetch(`${center.url}/api/trust-services/v1/time-stamps`, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: readFileSync(query),
    })
    assert.equal(answer.headers.get('content-type'), 'application/timestamp-reply')
    writeFileSync(reply, Buffer.from(await answer.arrayBuffer()))
    return (await listen('openssl', ['ts', '-reply', '-in', reply, '-text'])).text
  }
  const verify = (...more: string[]) =>
    listen('openssl', ['ts', '-verify', '-in', reply, '-CAfile', files.root, ...more])

  writeFileSync(data, 'Ngày 19 tháng 8 năm 2026')
  for (const digest of ['-sha256', '-sha384', '-sha512']) {
    await listen('openssl', ['ts', '-query', '-data', data, digest, '-cert', '-out', query])
    const said = await ask()
    assert.match(said, /Status: Granted[\s\S]*Accuracy: 0x01 seconds[\s\S]*Nonce: 0x/)
    for (const by of [
      ['-queryfile', query],
      ['-data', data],
    ]) {
      const verdict = await verify(...by)
      assert.match(verdict.text, /Verification: OK/, verdict.text)
    }
    say(`openssl ts -verify: ${digest.slice(1)}, with certificates and nonce`)
  }

  await listen('openssl', ['ts', '-query', '-data', data, '-sha256', '-no_nonce', '-out', query])
  await ask()
  // Without certificates in it, the token is verified with those that are fetched.
  const bare = await verify('-queryfile', query, '-untrusted', files.issuing)
  assert.doesNotMatch(bare.text, /Verification: OK/)
  say('openssl ts: no certificates come unless they are asked for')

  await listen('openssl', ['ts', '-query', '-data', data, '-sha256', '-cert', '-out', query])
  await ask()
  writeFileSync(data, 'Ngày 20 tháng 8 năm 2026')
  assert.doesNotMatch((await verify('-data', data)).text, /Verification: OK/)
  say('openssl ts -verify: other data is refused')

  await listen('openssl', ['ts', '-query', '-data', data, '-sha1', '-out', query])
  assert.match(await ask(), /Status: Rejected[\s\S]*unrecognized or unsupported algorithm/)
  const foreign = ['-tspolicy', '1.2.3.4']
  await listen('openssl', ['ts', '-query', '-data', data, '-sha256', ...foreign, '-out', query])
  assert.match(await ask(), /Status: Rejected[\s\S]*policy is not supported/)
  say('openssl ts: SHA-1 and a foreign policy are rejected, with the reason')
}

if (import.meta.main) await hold(judgeTimeStamps, programs)
