/** How a gateway comes into the exchange: once, with a token, new keys and somebody's approval. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto'
import { wait } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { Refusal } from '#kernel/problem'
import type { GatewayJoin, GatewayStanding } from '../contract-gateway.ts'
import { type JoinToken, readJoinToken } from '../domain/joining.ts'
import { keyIdOf } from '../signature.ts'
import { type Caller, CenterAway, type CenterClient, CenterRefused } from './center.ts'
import type { Keys, State } from './home.ts'

/** What the person who started the gateway is told while it waits. */
export type JoinNews =
  | { readonly kind: 'waiting'; readonly gatewayId: string; readonly fingerprint: string }
  | { readonly kind: 'center-away'; readonly detail: string }

const askAgainMs = 500

/** Reads the token that a folder joins with; refuses what is none, in words. */
export function tokenFrom(text: string | undefined, folder: string): JoinToken {
  if (text === undefined) {
    throw new Refusal(
      `The folder ${folder} has not joined yet. Start once with --join TOKEN and ` +
        '--address https://HOST:PORT; the token is on the page of the gateway in the portal.',
    )
  }
  const token = readJoinToken(text)
  if (token) return token
  throw new Refusal(
    'This is no join token. It is one line that begins with "ndc-join:"; copy all of it from the ' +
      'page of the gateway in the portal.',
  )
}

/** Two new keys on P-256, not yet certified. */
export function newKeys(): Keys {
  const make = (): string =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string
  return { tlsKey: make(), signingKey: make(), tlsChain: [], signingChain: [] }
}

/** SubjectPublicKeyInfo (DER). */
export function publicKeyOf(privateKey: string): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
}

/** Who signs calls with these keys: named by the certificate, or by the key while there is none. */
export function callerOf({ signingKey, signingChain }: Keys): Caller {
  const [leaf] = signingChain
  const named = leaf === undefined ? publicKeyOf(signingKey) : Buffer.from(leaf, 'base64')
  return { key: createPrivateKey(signingKey), keyId: keyIdOf(named) }
}

/** What an operator compares before approving: how the signing key is named. */
export function fingerprintOf({ signingKey }: Keys): string {
  return keyIdOf(publicKeyOf(signingKey))
}

/** The root that the token names, out of what the center shows. */
export async function fetchRoot(center: CenterClient, token: JoinToken): Promise<Buffer> {
  const bundle = await reach(center, () => center.authorities())
  const all = bundle.split(/(?=-----BEGIN CERTIFICATE-----)/).flatMap((it) => {
    try {
      return [new X509Certificate(it).raw]
    } catch {
      return []
    }
  })
  const root = all.find((it) => sha256(it).toString('base64url') === token.root)
  if (root) return root
  throw new Refusal(
    `The center at ${center.url} is not the one that made this token: none of its certificates ` +
      'has the fingerprint in the token. Check the address, or ask for a new token.',
  )
}

/** Hands in the keys with the code; the state that is kept from now on. */
export async function handIn(
  center: CenterClient,
  token: JoinToken,
  root: Buffer,
  { address, ...place }: Pick<State, 'address' | 'listen' | 'stamper'>,
  keys: Keys,
): Promise<State> {
  const body: GatewayJoin = {
    code: token.code,
    address,
    tlsKey: publicKeyOf(keys.tlsKey).toString('base64url'),
    signingKey: publicKeyOf(keys.signingKey).toString('base64url'),
  }
  const standing = await reach(center, () =>
    center.post<GatewayStanding>(callerOf(keys), '/gateway/join', body),
  )
  return {
    center: center.url,
    root: root.toString('base64'),
    address,
    ...place,
    gatewayId: standing.gatewayId,
    keys,
    nextKeys: null,
    ports: null,
    archive: null,
    configuration: null,
    assignment: null,
    newestVersion: 0,
    lastBatch: null,
  }
}

/** Waits until an operator has decided; the keys with their certificates. */
export async function awaitApproval(
  center: CenterClient,
  { gatewayId, keys }: State,
  tell: (news: JoinNews) => void,
  signal: AbortSignal,
): Promise<Keys> {
  tell({ kind: 'waiting', gatewayId, fingerprint: fingerprintOf(keys) })
  for (;;) {
    signal.throwIfAborted()
    try {
      const it = await center.get<GatewayStanding>(callerOf(keys), '/gateway/standing')
      if (it.state === 'approved') {
        return { ...keys, tlsChain: it.tlsChain, signingChain: it.signingChain }
      }
      if (it.state === 'refused') {
        throw new Refusal(
          'The center refused this gateway. Ask its operators why; to try again, empty the ' +
            'folder and join with a new token.',
        )
      }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof CenterRefused) throw refusalOf(center, error)
      if (!(error instanceof CenterAway)) throw error
      tell({ kind: 'center-away', detail: error.message })
    }
    await wait(askAgainMs, signal)
  }
}

/** A first conversation with the center: what goes wrong there stops the start, in words. */
async function reach<Answer>(center: CenterClient, talk: () => Promise<Answer>): Promise<Answer> {
  try {
    return await talk()
  } catch (error) {
    if (error instanceof CenterAway) {
      throw new Refusal(
        `The center at ${center.url} cannot be reached (${error.message}). Check the network and ` +
          'start again with the same token.',
      )
    }
    if (error instanceof CenterRefused) throw refusalOf(center, error)
    throw error
  }
}

function refusalOf(center: CenterClient, { status, code, message }: CenterRefused): Refusal {
  const clock =
    status === 401
      ? ' If the clock of this machine is wrong by more than some minutes, set it right first.'
      : ''
  return new Refusal(`The center at ${center.url} refused (${code || status}): ${message}${clock}`)
}
