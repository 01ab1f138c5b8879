import assert from 'node:assert/strict'
import { createHash, type webcrypto } from 'node:crypto'
import { CompactEncrypt, decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import type { Caller, TestHouse } from './house.ts'

const api = '/api/documents/v1'

/** A wallet in a test: a key of its own, and one credential for it. */
export type TestWallet = {
  readonly credential: string
  readonly keys: { publicKey: webcrypto.CryptoKey; privateKey: webcrypto.CryptoKey }
}

type ProofChanges = { nonce?: string; audience?: string; typ?: string; iat?: number }

/** The proof of possession that a credential is asked for with; `changes` make it wrong. */
export async function proofFor(
  house: { clock: Pick<TestHouse['clock'], 'now'> },
  caller: Caller,
  keys: TestWallet['keys'],
  changes: ProofChanges = {},
): Promise<string> {
  const { body } = await caller.post(`${api}/documents/nonce`)
  const jwk = await exportJWK(keys.publicKey)
  const iat = Math.floor(house.clock.now().getTime() / 1000)
  return new SignJWT({ nonce: changes.nonce ?? body.nonce })
    .setProtectedHeader({ alg: 'ES256', typ: changes.typ ?? 'openid4vci-proof+jwt', jwk })
    .setAudience(changes.audience ?? body.audience)
    .setIssuedAt(changes.iat ?? iat)
    .sign(keys.privateKey)
}

export async function newKeys(): Promise<TestWallet['keys']> {
  return generateKeyPair('ES256', { extractable: true })
}

/** Puts a document into a wallet. */
export async function takeIntoWallet(
  house: TestHouse,
  caller: Caller,
  documentId: string,
): Promise<TestWallet> {
  const keys = await newKeys()
  const proof = await proofFor(house, caller, keys)
  const issued = await caller.post(`${api}/documents/${documentId}/credentials`, { proof })
  assert.equal(issued.status, 200, JSON.stringify(issued.body))
  return { credential: issued.body.credential, keys }
}

export type Disclosure = { readonly text: string; readonly name: string; readonly value: unknown }

export function disclosuresOf(credential: string): Disclosure[] {
  return credential
    .split('~')
    .slice(1)
    .filter(Boolean)
    .map((text) => {
      const [, name, value] = JSON.parse(Buffer.from(text, 'base64url').toString())
      return { text, name, value }
    })
}

type PresentationChanges = {
  audience?: string
  nonce?: string
  iat?: number
  typ?: string
  withoutBinding?: boolean
  keys?: TestWallet['keys']
  /** Changes the issuer-signed token or its disclosures before the holder signs. */
  tamper?: (shown: string) => string
}

/** A presentation token of the chosen claims; `changes` make it wrong. */
export async function presentationOf(
  house: TestHouse,
  wallet: TestWallet,
  request: { client_id: string; nonce: string },
  claims: readonly string[],
  changes: PresentationChanges = {},
): Promise<string> {
  const chosen = disclosuresOf(wallet.credential).filter((it) => claims.includes(it.name))
  const plain = [wallet.credential.split('~')[0], ...chosen.map((it) => it.text), ''].join('~')
  const shown = changes.tamper ? changes.tamper(plain) : plain
  if (changes.withoutBinding) return shown
  const binding = await new SignJWT({
    nonce: changes.nonce ?? request.nonce,
    sd_hash: createHash('sha256').update(shown, 'latin1').digest('base64url'),
  })
    .setProtectedHeader({ alg: 'ES256', typ: changes.typ ?? 'kb+jwt' })
    .setAudience(changes.audience ?? request.client_id)
    .setIssuedAt(changes.iat ?? Math.floor(house.clock.now().getTime() / 1000))
    .sign((changes.keys ?? wallet.keys).privateKey)
  return shown + binding
}

export type RequestObject = {
  client_id: string
  nonce: string
  state: string
  response_uri: string
  client_metadata: { client_name: string; jwks: { keys: { kid: string }[] } }
  dcql_query: { credentials: { id: string; claims: { path: string[] }[] }[] }
}

/** What a wallet fetches by the request's address. */
export async function readRequest(house: TestHouse, wallet: string): Promise<RequestObject> {
  const uri = new URL(wallet).searchParams.get('request_uri') ?? ''
  const { status, body } = await house.caller().get(new URL(uri).pathname)
  assert.equal(status, 200, JSON.stringify(body))
  return decodeJwt(body.toString()) as unknown as RequestObject
}

/** Sends a wallet's answer, encrypted to the request. Returns the HTTP status. */
export async function answer(request: RequestObject, payload: object): Promise<number> {
  const key = request.client_metadata.jwks.keys[0] as { kid: string }
  const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid })
    .encrypt(await importJWK(key, 'ECDH-ES'))
  const response = await fetch(request.response_uri, {
    method: 'POST',
    body: new URLSearchParams({ response: jwe }),
  })
  return response.status
}
