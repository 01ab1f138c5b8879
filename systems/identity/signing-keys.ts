import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import type { Kysely } from 'kysely'
import type { Kernel } from '#kernel/system'
import type { Schema } from './storage/schema.ts'
import {
  type Algorithm,
  holdSigningKeys,
  insertSigningKey,
  listSigningKeys,
  type SigningKey,
} from './storage/signing-keys.ts'

const dayMs = 86_400_000
/** A key signs for 90 days, is published a day before, and until what it signed has expired. */
const signsMs = 90 * dayMs
const publishedBeforeMs = dayMs
const publishedAfterMs = 30 * dayMs
const algorithms: readonly Algorithm[] = ['ES256', 'RS256']
const purpose = 'identity-signing-key'

export type SigningKeys = ReturnType<typeof openSigningKeys>

/** The provider's keys: made at the first start, sealed at rest, rotated with an overlap. */
export function openSigningKeys({ clock, secrets }: Kernel, db: Kysely<Schema>) {
  return {
    /** Makes the keys that are due: at first, and when a key has signed for its time. */
    async rotate(): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await holdSigningKeys(tx)
        const now = clock.now()
        const keys = await listSigningKeys(tx, now)
        for (const algorithm of algorithms) {
          const newest = keys.find((it) => it.algorithm === algorithm)
          const wornAt = newest && newest.signsFrom.getTime() + signsMs - publishedBeforeMs
          if (wornAt !== undefined && wornAt > now.getTime()) continue
          const signsFrom = newest ? new Date(now.getTime() + publishedBeforeMs) : now
          await insertSigningKey(tx, await newKey(algorithm, now, signsFrom))
        }
      })
    },

    /** The private keys as a JWK set: per algorithm the one that signs now comes first. */
    async load(): Promise<{ keys: JWK[]; fingerprint: string }> {
      const now = clock.now()
      const all = await listSigningKeys(db, now)
      const signing = all.filter((it) => it.signsFrom <= now)
      const ordered = [...signing, ...all.filter((it) => it.signsFrom > now)]
      const keys = ordered.map(
        (it) => JSON.parse(secrets.unseal(purpose, it.sealed).toString()) as JWK,
      )
      return { keys, fingerprint: ordered.map((it) => it.kid).join(' ') }
    },
  }

  async function newKey(algorithm: Algorithm, now: Date, signsFrom: Date): Promise<SigningKey> {
    const { privateKey, publicKey } = await newPair(algorithm)
    const publicJwk = await exportJWK(publicKey)
    const kid = await calculateJwkThumbprint(publicJwk)
    const more = { kid, alg: algorithm, use: 'sig' }
    const privateJwk = { ...(await exportJWK(privateKey)), ...more }
    return {
      kid,
      algorithm,
      sealed: secrets.seal(purpose, Buffer.from(JSON.stringify(privateJwk))),
      publicKey: { ...publicJwk, ...more },
      createdAt: now,
      signsFrom,
      endsAt: new Date(signsFrom.getTime() + signsMs + publishedAfterMs),
    }
  }
}

async function newPair(
  algorithm: Algorithm,
): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  const generate = promisify(generateKeyPair)
  return algorithm === 'ES256'
    ? generate('ec', { namedCurve: 'P-256' })
    : generate('rsa', { modulusLength: 2048 })
}
