import assert from 'node:assert/strict'
import * as client from 'openid-client'
import type { Center } from '#server/center'
import type { Answer, Caller } from './house.ts'

const api = '/api/identity/v1'

/** How the person in front of the browser answers a relying party. */
export type Answering = {
  /** The scopes to tell; all that are asked for when unsaid. */
  scopes?: string[]
  refuse?: boolean
  /** Called when the relying party asks to log in. */
  onLogIn?: () => Promise<void>
}

/**
 * A browser goes to a relying party's authorization URL and follows where it is sent, logging in
 * and consenting on the way, until it leaves the center. Returns where to.
 */
export async function browse(
  house: Center,
  caller: Caller,
  url: URL,
  answering: Answering = {},
): Promise<URL> {
  let at = url
  for (let step = 0; step < 12; step++) {
    const answer = await caller.get(at.href, { accept: 'text/html' })
    const location = answer.headers.get('location')
    assert.ok(location, `${at.pathname}: ${answer.status} ${String(answer.body).slice(0, 500)}`)
    at = new URL(location, house.url)
    if (at.origin !== new URL(house.url).origin) return at
    if (at.pathname.startsWith('/identity/interaction/')) {
      at = await interact(house, caller, at.pathname.split('/')[3] ?? '', answering)
    }
  }
  throw new Error(`The browser goes round in a circle at ${at.pathname}.`)
}

async function interact(
  house: Center,
  caller: Caller,
  uid: string,
  { scopes, refuse, onLogIn }: Answering,
): Promise<URL> {
  const path = `${api}/interactions/${uid}`
  const { status, body } = await caller.get(path)
  assert.equal(status, 200, JSON.stringify(body))
  let answer: Answer
  if (refuse) answer = await caller.post(`${path}/refuse`)
  else if (body.prompt === 'log-in') {
    await onLogIn?.()
    answer = await caller.post(`${path}/log-in`)
  } else {
    const asked = body.scopes.map((it: { scope: string }) => it.scope)
    answer = await caller.post(`${path}/consent`, { scopes: scopes ?? asked })
  }
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return new URL(answer.body.continueTo, house.url)
}

/** A relying party built on openid-client, an independent implementation. */
export async function relyingParty(
  house: Center,
  id: string,
  more: { redirectUri?: string; scopes?: string[]; requirePar?: boolean; dpop?: boolean } = {},
) {
  const redirectUri = more.redirectUri ?? 'http://rp.localhost:9999/callback'
  const { secret } = await house.rooms.identity.addClient({
    id,
    name: { vi: `Ứng dụng ${id}`, en: `Application ${id}` },
    kind: 'web',
    redirectUris: [redirectUri],
    logoutUris: [new URL('/bye', redirectUri).href],
    scopes: more.scopes ?? ['openid', 'profile', 'offline_access'],
    requirePar: more.requirePar ?? false,
    dpop: more.dpop ?? false,
  })
  const config = await client.discovery(
    new URL(house.url),
    id,
    { client_secret: secret ?? '' },
    client.ClientSecretBasic(secret ?? ''),
    { execute: [client.allowInsecureRequests] },
  )
  return { config, redirectUri, secret: secret ?? '' }
}

/** A whole log-in at a relying party: authorization request, browser, code, tokens. */
export async function logInAt(
  house: Center,
  caller: Caller,
  { config, redirectUri }: Awaited<ReturnType<typeof relyingParty>>,
  it: {
    scope?: string
    par?: boolean
    params?: Record<string, string>
    answering?: Answering
    dpop?: client.DPoPHandle
  } = {},
) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const params = {
    redirect_uri: redirectUri,
    scope: it.scope ?? 'openid profile',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...it.params,
  }
  const options = it.dpop ? { DPoP: it.dpop } : {}
  const url = it.par
    ? await client.buildAuthorizationUrlWithPAR(config, params, options)
    : client.buildAuthorizationUrl(config, params)
  const landed = await browse(house, caller, url, it.answering)
  const tokens = await client.authorizationCodeGrant(
    config,
    landed,
    { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
    {},
    options,
  )
  return { tokens, landed, verifier, claims: tokens.claims() }
}
