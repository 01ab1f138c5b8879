import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { httpbis } from 'http-message-signatures'
import { sha256 } from '#kernel/digest'
import { makeAuthority } from '#testing/certificates'
import { contentDigest, label, signatureBase } from '../domain/message.ts'
import {
  readRequestSignature,
  readResponseSignature,
  type Signed,
  signerOf,
} from '../hot-path/message-signature.ts'
import { isSignedBy, keyIdOf, signBase } from '../signature.ts'

test('the signature of RFC 9421, B.2.4 verifies over the base that is written here', () => {
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
      y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
    },
  })
  const digest =
    'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:'
  const base = signatureBase(
    [
      ['"@status"', '200'],
      ['"content-type"', 'application/json'],
      ['"content-digest"', digest],
      ['"content-length"', '23'],
    ],
    '("@status" "content-type" "content-digest" "content-length")' +
      ';created=1618884473;keyid="test-key-ecc-p256"',
  )
  const signature = Buffer.from(
    'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
    'base64',
  )
  assert.equal(isSignedBy(base, signature, key), true)
  assert.equal(isSignedBy(base.replace('200', '201'), signature, key), false)
})

const target = '/r1/VN/GOV/MOJ/civil-status/marriages/of/1?year=2026&x=%20'
const url = `https://gateway.example${target}`
const body = '{"a":1}'
const fields = {
  'content-type': 'application/json',
  'content-digest': contentDigest(sha256(body)),
  'x-road-client': 'VN/GOV/NDC/public-services',
  'x-road-id': 'id-1',
  'x-road-request-id': 'request-1',
  'ndc-grant': 'grant-1',
  'ndc-purpose': 'residence',
  'ndc-configuration': '7',
}
const headersOf = (signed: Signed, of: Record<string, string>) => ({
  ...of,
  'signature-input': signed.signatureInput,
  signature: signed.signature,
})

async function parties() {
  const issued = await (await makeAuthority()).issue({ name: 'gateway' })
  const { key, certificate } = issued
  const { publicKey } = new X509Certificate(certificate)
  const keyid = keyIdOf(certificate)
  const verifier = {
    id: keyid,
    algs: ['ecdsa-p256-sha256'],
    verify: async (data: Buffer, signature: Buffer) =>
      isSignedBy(data.toString(), signature, publicKey),
  }
  const config = {
    keyLookup: async (it: { keyid?: string }) => (it.keyid === keyid ? verifier : null),
  }
  return { signer: signerOf({ key, certificate }), key, publicKey, keyid, config }
}

test('what is signed here is verified by an independent implementation, and changes are seen', async () => {
  const { signer, config } = await parties()
  const asked = signer.request({ method: 'POST', target, fields }, Date.now())
  const request = { method: 'POST', url, headers: headersOf(asked, fields) }
  assert.equal(await httpbis.verifyMessage(config, request), true)
  const other = { ...request, url: `${url}1` }
  assert.equal(await httpbis.verifyMessage(config, other).catch(() => false), false)

  const answered = { 'content-digest': contentDigest(sha256('{}')), 'x-road-id': 'id-1' }
  const told = signer.response(200, answered, asked.sequence, Date.now())
  const response = { status: 200, headers: headersOf(told, answered) }
  assert.equal(await httpbis.verifyMessage(config, response, request), true)
  const again = signer.request({ method: 'POST', target, fields }, Date.now())
  const another = { ...request, headers: headersOf(again, fields) }
  assert.equal(await httpbis.verifyMessage(config, response, another).catch(() => false), false)
})

test('what an independent implementation signs in this profile is read here', async () => {
  const { key, publicKey, keyid } = await parties()
  const signing = {
    key: {
      id: keyid,
      alg: 'ecdsa-p256-sha256',
      sign: async (data: Buffer) => signBase(data.toString(), key),
    },
    name: label,
    params: ['created', 'nonce', 'keyid', 'alg', 'tag'],
  }
  const covered = ['@method', '@path', '@query', ...Object.keys(fields)]
  const asked = await httpbis.signMessage(
    {
      ...signing,
      fields: covered,
      paramValues: { nonce: 'abcdefghijklmnopqrstuvwx', tag: 'ndc-exchange' },
    },
    { method: 'POST', url, headers: { ...fields } },
  )
  const told = lowerCase(asked.headers)
  const read = readRequestSignature({ method: 'POST', target, fields: told })
  assert.ok(read, JSON.stringify(told))
  assert.equal(read.keyId, keyid)
  assert.equal(read.isBy(publicKey), true)
  assert.equal(read.isBy(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), false)

  const answer = await httpbis.signMessage(
    {
      ...signing,
      fields: ['@status', 'x-road-id', `"signature";req;key="${label}"`],
      paramValues: { nonce: 'abcdefghijklmnopqrstuvwx', tag: 'ndc-answer' },
    },
    { status: 204, headers: { 'x-road-id': 'id-1' } },
    asked,
  )
  const answered = readResponseSignature(204, lowerCase(answer.headers), read.sequence)
  assert.equal(answered?.isBy(publicKey), true)
})

test('a signature of another profile is not read', async () => {
  const { signer } = await parties()
  const asked = signer.request({ method: 'POST', target, fields }, Date.now())
  const told: Record<string, string> = headersOf(asked, fields)
  const input = asked.signatureInput
  for (const changed of [
    input.replace('"@path" ', ''),
    input.replace('ecdsa-p256-sha256', 'hmac-sha256'),
    input.replace(/;created=\d+/, ''),
    input.replace('ndc-exchange', 'ndc-answer'),
    input.replace('("@method"', '("@authority" "@method"'),
    input.replace(label, 'sig1'),
    `${input};expires=1`,
  ]) {
    const it = { method: 'POST', target, fields: { ...told, 'signature-input': changed } }
    assert.equal(readRequestSignature(it), undefined, changed)
  }
  // Another header of this profile that was added on the way is covered by nothing.
  const added = { ...told, 'x-road-userid': 'VN1' }
  assert.equal(readRequestSignature({ method: 'POST', target, fields: added }), undefined)
})

function lowerCase(headers: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}
