import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose'
import type { Kysely } from 'kysely'
import type { Principal } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { sha256 } from '#kernel/digest'
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

type Verified = { payload: JWTPayload; until: number }

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

  async function verify(token: string): Promise<JWTPayload | undefined> {
    const key = sha256(token).toString('base64')
    const nowSeconds = clock.now().getTime() / 1000
    const known = verified.get(key)
    if (known) return known.until > nowSeconds ? known.payload : undefined
    const { payload } = await jwtVerify(token, await keySet(), {
      issuer: publicUrl,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      currentDate: clock.now(),
    }).catch(() => ({ payload: undefined }))
    // A token bound to a key (DPoP) is worth nothing to whoever merely holds it.
    if (!payload || payload['cnf']) return undefined
    if (verified.size >= maxTokens) verified.clear()
    verified.set(key, { payload, until: payload.exp ?? 0 })
    return payload
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
      const payload = await verify(token)
      const clientId = payload?.['client_id']
      if (!payload || typeof clientId !== 'string') return stranger
      const client = await clients.find(clientId)
      if (!client || client.disabledAt) return stranger
      const scopes = wordsIn(payload['scope'])
      if (client.kind === 'program') {
        return { kind: 'client', clientId, name: client.name.vi, scopes }
      }
      const key = String(payload.jti)
      const known = people.get(key)
      if (known && known.until > clock.elapsedMs()) return known.found
      if (people.size >= maxTokens) people.clear()
      const found = person(payload, scopes)
      people.set(key, { until: clock.elapsedMs() + believedMs, found })
      found.catch(() => people.delete(key))
      return found
    },
  }
}

const stranger: Principal = { kind: 'stranger' }
