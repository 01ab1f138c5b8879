import { base64url } from 'jose'
import type { Kysely } from 'kysely'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { TrustServices } from '#trust-services'
import { bitsPerEntry, packBits, type Status, statusAt } from './domain/status-list.ts'
import type { Schema } from './storage/schema.ts'
import { readList, readVersion } from './storage/status-lists.ts'

const ttlSeconds = 60
const validSeconds = 12 * 3600
const renewBeforeMs = 3600_000

type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  trustServices: TrustServices
  center: () => Promise<{ id: string; name: string }>
}

/**
 * Publishes status lists as signed tokens (draft-ietf-oauth-status-list, section 5.1). A token is
 * made when a list changes or its token grows old, and kept in between.
 */
export function openStatusLists({ kernel, db, trustServices, center }: Needs) {
  const { clock, publicUrl } = kernel
  const kept = new Map<number, { version: number; jwt: string; renewAt: number }>()

  async function sign(id: number): Promise<{ version: number; jwt: string; renewAt: number }> {
    const list = await readList(db, id)
    if (!list) throw unknown()
    const key = await trustServices.keyFor(await center(), 'credential')
    const now = clock.now().getTime()
    const iat = Math.floor(now / 1000)
    const header = {
      alg: key.alg,
      typ: 'statuslist+jwt',
      x5c: key.certificateChain.map((der) => der.toString('base64')),
    }
    const payload = {
      iss: publicUrl,
      sub: `${publicUrl}/api/documents/v1/status-lists/${id}`,
      iat,
      exp: iat + validSeconds,
      ttl: ttlSeconds,
      status_list: { bits: bitsPerEntry, lst: packBits(list.bits) },
    }
    const input = [header, payload].map((it) => base64url.encode(JSON.stringify(it))).join('.')
    const signature = await key.sign(Buffer.from(input, 'latin1'), `status-list ${id}`)
    return {
      version: list.version,
      jwt: `${input}.${signature.toString('base64url')}`,
      renewAt: now + validSeconds * 1000 - renewBeforeMs,
    }
  }

  return {
    /** A list elsewhere is not fetched: an address out of a message is not to be called. */
    async statusOf(uri: string, position: number): Promise<Status | undefined> {
      const own = `${publicUrl}/api/documents/v1/status-lists/`
      if (!uri.startsWith(own) || !Number.isSafeInteger(position)) return undefined
      const list = await readList(db, Number(uri.slice(own.length)))
      return list && statusAt(list.bits, position)
    },

    async publish(id: number): Promise<{ jwt: string; maxAgeSeconds: number }> {
      const have = kept.get(id)
      const version = await readVersion(db, id)
      if (have?.version === version && have && have.renewAt > clock.now().getTime()) {
        return { jwt: have.jwt, maxAgeSeconds: ttlSeconds }
      }
      const fresh = await sign(id)
      kept.set(id, fresh)
      return { jwt: fresh.jwt, maxAgeSeconds: ttlSeconds }
    },
  }
}

export type StatusLists = ReturnType<typeof openStatusLists>

function unknown(): Problem {
  return new Problem(404, 'documents.status-list-unknown', {
    vi: 'Không có danh sách trạng thái này.',
    en: 'There is no such status list.',
  })
}
