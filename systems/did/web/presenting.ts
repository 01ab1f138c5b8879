import { ask } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { decodeText, encodeBytes, newKeys, publicJwk } from '#portal/keys.ts'
import { type Held, keep, signJwt } from './wallet.ts'

/** A request to be shown claims (OpenID4VP 1.0), once its signature is verified. */
export type Request = {
  readonly clientId: string
  readonly verifier: string
  readonly purpose: string
  readonly nonce: string
  readonly state: string
  readonly answerTo: string
  readonly credentialId: string
  readonly vct: string
  readonly claims: readonly string[]
  readonly encryptionKey: object
  readonly expiresAt: number
}

type RequestObject = {
  client_id: string
  response_type: string
  response_mode: string
  response_uri: string
  nonce: string
  state: string
  exp: number
  purpose?: string
  client_metadata: { client_name?: string; jwks: { keys: object[] } }
  dcql_query: {
    credentials: { id: string; meta: { vct_values: string[] }; claims: { path: string[] }[] }[]
  }
}

/** Puts a copy of a document into this device's wallet, bound to a new key of its own. */
export async function addToWallet(
  documentId: string,
  vct: string,
  accountId: string,
): Promise<void> {
  const keys = await newKeys()
  const { nonce, audience } = await ask<{ nonce: string; audience: string }>(
    'POST',
    '/api/documents/v1/documents/nonce',
  )
  const iat = Math.floor(now().getTime() / 1000)
  const header = { typ: 'openid4vci-proof+jwt', jwk: await publicJwk(keys) }
  const proof = await signJwt(keys.privateKey, header, { aud: audience, iat, nonce })
  const { credential } = await ask<{ credential: string }>(
    'POST',
    `/api/documents/v1/documents/${documentId}/credentials`,
    { proof },
  )
  await keep({ documentId, accountId, vct, credential, keys, addedAt: now().toISOString() })
}

/** Fetches a request and makes sure that it is signed by the verifier that the client id names. */
export async function readRequest(requestUri: string, clientId: string): Promise<Request> {
  if (new URL(requestUri, location.href).origin !== location.origin) throw new ElsewhereError()
  const response = await fetch(requestUri, {
    headers: { accept: 'application/oauth-authz-req+jwt' },
  })
  if (!response.ok) throw new GoneError()
  const token = await response.text()
  const { importX509, jwtVerify } = await import('jose')
  const header = JSON.parse(decodeText(token.split('.')[0] ?? '')) as { x5c?: string[] }
  const leaf = header.x5c?.[0] ?? ''
  const der = Uint8Array.from(atob(leaf), (it) => it.charCodeAt(0))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der))
  const key = await importX509(
    `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----`,
    'ES256',
  )
  const { payload } = await jwtVerify(token, key, {
    typ: 'oauth-authz-req+jwt',
    algorithms: ['ES256'],
    currentDate: now(),
  })
  const it = payload as unknown as RequestObject
  const query = it.dcql_query.credentials[0]
  const honest =
    clientId === `x509_hash:${encodeBytes(digest)}` &&
    it.client_id === clientId &&
    it.response_type === 'vp_token' &&
    it.response_mode === 'direct_post.jwt' &&
    new URL(it.response_uri).origin === location.origin
  if (!honest || !query) throw new ForgedError()
  return {
    clientId,
    verifier: it.client_metadata.client_name ?? '',
    purpose: it.purpose ?? '',
    nonce: it.nonce,
    state: it.state,
    answerTo: it.response_uri,
    credentialId: query.id,
    vct: query.meta.vct_values[0] ?? '',
    claims: query.claims.map(({ path }) => path[0] ?? ''),
    encryptionKey: it.client_metadata.jwks.keys[0] ?? {},
    expiresAt: it.exp,
  }
}

/** The names of the claims that a credential can disclose. */
export function disclosable({
  credential,
}: Held): Map<string, { disclosure: string; value: unknown }> {
  const found = new Map<string, { disclosure: string; value: unknown }>()
  for (const disclosure of credential.split('~').slice(1).filter(Boolean)) {
    const [, name, value] = JSON.parse(decodeText(disclosure)) as [string, string, unknown]
    found.set(name, { disclosure, value })
  }
  return found
}

/** Shows the chosen claims: only their disclosures leave the device, encrypted to the verifier. */
export async function present(
  request: Request,
  held: Held,
  chosen: readonly string[],
): Promise<void> {
  const all = disclosable(held)
  const disclosures = chosen.flatMap((name) => all.get(name)?.disclosure ?? [])
  const shown = [held.credential.split('~')[0], ...disclosures, ''].join('~')
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(shown))
  const binding = await signJwt(
    held.keys.privateKey,
    { typ: 'kb+jwt' },
    {
      aud: request.clientId,
      nonce: request.nonce,
      iat: Math.floor(now().getTime() / 1000),
      sd_hash: encodeBytes(new Uint8Array(hash)),
    },
  )
  const token = { [request.credentialId]: [shown + binding] }
  await answer(request, { vp_token: token, state: request.state })
}

/** Tells the verifier that nothing will be shown. */
export function refuse(request: Request): Promise<void> {
  return answer(request, { error: 'access_denied', state: request.state })
}

async function answer(request: Request, payload: object): Promise<void> {
  const { CompactEncrypt, importJWK } = await import('jose')
  const key = await importJWK(request.encryptionKey, 'ECDH-ES')
  const kid = (request.encryptionKey as { kid?: string }).kid
  const jwe = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', ...(kid !== undefined && { kid }) })
    .encrypt(key)
  const response = await fetch(request.answerTo, {
    method: 'POST',
    body: new URLSearchParams({ response: jwe }),
  })
  if (!response.ok) throw new GoneError()
}

/** The request belongs to another site, which this page does not answer. */
export class ElsewhereError extends Error {
  override name = 'ElsewhereError'
}
/** The request has ended: answered, expired or unknown. */
export class GoneError extends Error {
  override name = 'GoneError'
}
/** The request is not from whom it claims. */
export class ForgedError extends Error {
  override name = 'ForgedError'
}
