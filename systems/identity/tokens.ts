import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose'
import type { Kysely } from 'kysely'
import type { Principal } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { Clients } from './clients.ts'
import type { Level } from './domain/account.ts'
import { contextOf } from './domain/assurance.ts'
import { wordsIn } from './domain/parameter.ts'
import { apiOf } from './provider.ts'
import { findAccount } from './storage/accounts.ts'
import { listOfficesHeld } from './storage/organisations.ts'
import type { Schema } from './storage/schema.ts'
import { listSigningKeys } from './storage/signing-keys.ts'

const believedMs = 1_000
const keysBelievedMs = 60_000
const maxTokens = 20_000

type Verified = {
  readonly payload: JWTPayload
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly untilSeconds: number
}

export type Tokens = ReturnType<typeof openTokens>

/**
 * Access tokens of this center's API: JWT (RFC 9068), ES256, five minutes. A signature is checked
 * once per token; whether its client or person may still act is asked again every second or two.
 */
export function openTokens(kernel: Kernel, db: Kysely<Schema>, clients: Clients) {
  const { clock, publicUrl } = kernel
  const audience = apiOf(kernel)
  const verified = new Map<string, Verified>()
  const people = new Map<string, { until: number; found: Promise<Principal> }>()
  let keys: { resolve: ReturnType<typeof createLocalJWKSet>; until: number } | undefined

  async function keySet(): Promise<ReturnType<typeof createLocalJWKSet>> {
    if (keys && keys.until > clock.elapsedMs()) return keys.resolve
    const all = await listSigningKeys(db, clock.now())
    const resolve = createLocalJWKSet({ keys: all.map((it) => it.publicKey) })
    keys = { resolve, until: clock.elapsedMs() + keysBelievedMs }
    return resolve
  }

  async function verify(token: string): Promise<Verified | undefined> {
    const { payload } = await jwtVerify(token, await keySet(), {
      issuer: publicUrl,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      currentDate: clock.now(),
    }).catch(() => ({ payload: undefined }))
    // A token bound to a key (DPoP) is worth nothing to whoever merely holds it.
    if (!payload || payload['cnf']) return undefined
    const { client_id: clientId, exp: untilSeconds = 0 } = payload
    if (typeof clientId !== 'string') return undefined
    if (verified.size >= maxTokens) verified.clear()
    const found = { payload, clientId, scopes: wordsIn(payload['scope']), untilSeconds }
    verified.set(token, found)
    return found
  }

  async function person(payload: JWTPayload, scopes: readonly string[]): Promise<Principal> {
    const account = await findAccount(db, payload.sub as Id<'account'>)
    if (account?.state !== 'active' || !scopes.includes('ndc.self')) return stranger
    const today = civilDateOf(clock.now())
    const proven: Level = payload['acr'] === contextOf(2) ? 2 : 1
    return {
      kind: 'person',
      accountId: account.id,
      personId: account.personId,
      name: account.name,
      level: Math.min(account.level, proven) as Level,
      sessionId: `token:${payload.jti}`,
      authenticatedAt: new Date(Number(payload['auth_time'] ?? 0) * 1000),
      offices: scopes.includes('ndc.office')
        ? await listOfficesHeld(db, account.personId, today)
        : [],
    }
  }

  return {
    /** Who calls with this bearer token; a stranger where it is worth nothing. */
    async authenticate(token: string): Promise<Principal> {
      if (token.length > 4_000) return stranger
      const it = verified.get(token) ?? (await verify(token))
      if (!it || it.untilSeconds <= clock.now().getTime() / 1000) return stranger
      const { payload, clientId, scopes } = it
      const client = await clients.find(clientId)
      if (!client || client.disabledAt) return stranger
      if (client.kind === 'program') {
        return { kind: 'client', clientId, name: client.name.vi, scopes }
      }
      const tokenId = String(payload.jti)
      const known = people.get(tokenId)
      if (known && known.until > clock.elapsedMs()) return known.found
      if (people.size >= maxTokens) people.clear()
      const found = person(payload, scopes)
      people.set(tokenId, { until: clock.elapsedMs() + believedMs, found })
      found.catch(() => people.delete(tokenId))
      return found
    },
  }
}

const stranger: Principal = { kind: 'stranger' }
