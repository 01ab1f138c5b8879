import { createHash, randomBytes } from 'node:crypto'
import { SDJwtInstance } from '@sd-jwt/core'
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWK, jwtVerify } from 'jose'
import type { Kysely } from 'kysely'
import { addYears, civilDateOf, startOf } from '#kernel/civil-date'
import { type Id, newId, newSecret } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { TrustServices } from '#trust-services'
import { documentType } from './domain/document-type.ts'
import { valueAt } from './domain/writing.ts'
import { insertCredential, insertNonce, takeNonce } from './storage/credentials.ts'
import { type Document, findDocument } from './storage/documents.ts'
import type { Schema } from './storage/schema.ts'
import { takePlace } from './storage/status-lists.ts'

const nonceMs = 5 * 60_000
const proofAgeSeconds = 300

type Needs = { kernel: Kernel; db: Kysely<Schema>; trustServices: TrustServices }

/**
 * Documents as credentials: SD-JWT VC (draft-ietf-oauth-sd-jwt-vc over RFC 9901), bound to a key
 * that never leaves the holder's wallet, every claim disclosed by itself.
 */
export function openCredentials({ kernel, db, trustServices }: Needs) {
  const { clock, publicUrl } = kernel

  /** The holder's public key, proven to be theirs now (OpenID4VCI 1.0, appendix F.1). */
  async function provenKey(proof: string, accountId: Id<'account'>): Promise<JWK> {
    try {
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
        typ: 'openid4vci-proof+jwt',
        algorithms: ['ES256'],
        audience: publicUrl,
        maxTokenAge: proofAgeSeconds,
        clockTolerance: 60,
        currentDate: clock.now(),
      })
      const { jwk } = protectedHeader
      const nonce = typeof payload['nonce'] === 'string' ? payload['nonce'] : ''
      if (!jwk || !(await takeNonce(db, nonce, accountId, clock.now()))) throw proofInvalid()
      const { kty, crv, x, y } = jwk
      return { kty, crv, x, y } as JWK
    } catch (error) {
      if (error instanceof errors.JOSEError) throw proofInvalid()
      throw error
    }
  }

  return {
    /** A nonce for the next proof of this account; good for five minutes and one use. */
    async newNonce(accountId: Id<'account'>): Promise<string> {
      const nonce = newSecret(24)
      const expiresAt = new Date(clock.now().getTime() + nonceMs)
      await insertNonce(db, { nonce, accountId, expiresAt })
      return nonce
    },

    /** A copy of a document for one wallet key. */
    async issue(it: Document, proof: string, accountId: Id<'account'>): Promise<string> {
      const jwk = await provenKey(proof, accountId)
      const thumbprint = await calculateJwkThumbprint(jwk)
      const issuedAt = clock.now()
      const place = await db.transaction().execute(async (tx) => {
        const locked = await findDocument(tx, it.id, 'for update')
        if (locked?.state !== 'issued') throw notValid()
        const free = await takePlace(tx, it.id)
        await insertCredential(tx, {
          id: newId('credential', issuedAt),
          documentId: it.id,
          keyThumbprint: thumbprint,
          place: free,
          issuedAt,
        })
        return free
      })
      const uri = `${publicUrl}/api/documents/v1/status-lists/${place.listId}`
      return this.sign(it, jwk, { idx: place.position, uri })
    },

    /** The signed copy itself; `status` says where its status stands. */
    async sign(it: Document, jwk: JWK, status: { idx: number; uri: string }): Promise<string> {
      const type = documentType(it.type)
      const key = await trustServices.keyFor(
        { id: it.organisationId, name: it.agencyName },
        'credential',
      )
      const claims: Record<string, unknown> = {}
      for (const { name, from } of type.claims) {
        const value = valueAt(it.claims, from)
        if (value !== null && value !== undefined && !isEmptyList(value)) claims[name] = value
      }
      const today = civilDateOf(clock.now())
      const instance = new SDJwtInstance({
        signAlg: 'ES256',
        signer: async (data: string) =>
          (await key.sign(Buffer.from(data, 'latin1'), it.id)).toString('base64url'),
        hasher: (data: string | ArrayBuffer) =>
          createHash('sha256')
            .update(typeof data === 'string' ? data : new Uint8Array(data))
            .digest(),
        hashAlg: 'sha-256',
        saltGenerator: () => randomBytes(16).toString('base64url'),
      })
      const payload = {
        iss: publicUrl,
        // Whole days: the second of issue would tie the copies of one holder together.
        iat: seconds(startOf(today)),
        exp: seconds(startOf(it.validUntil ?? addYears(today, 1))),
        vct: type.vct,
        cnf: { jwk },
        status: { status_list: status },
        ...claims,
      }
      return instance.issue(payload, { _sd: Object.keys(claims) } as never, {
        header: {
          typ: 'dc+sd-jwt',
          x5c: key.certificateChain.map((der) => der.toString('base64')),
        },
      })
    },
  }
}

export type Credentials = ReturnType<typeof openCredentials>

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

function proofInvalid(): Problem {
  return new Problem(422, 'documents.proof-invalid', {
    vi: 'Ví chưa chứng minh được khóa của mình; hãy thử lại.',
    en: 'The wallet has not proven its key; please try again.',
  })
}

function notValid(): Problem {
  return new Problem(409, 'documents.document-not-valid', {
    vi: 'Giấy tờ này không còn hiệu lực nên không thể đưa vào ví.',
    en: 'This document is no longer valid and cannot go into a wallet.',
  })
}
