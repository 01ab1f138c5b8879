import { createHash } from 'node:crypto'
import { base64url, compactDecrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { Kysely } from 'kysely'
import type { Documents } from '#documents'
import { type Id, newId, newSecret } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { TrustServices } from '#trust-services'
import {
  answerPresentation,
  findPresentation,
  insertPresentation,
  type Presentation,
} from './storage/presentations.ts'
import type { Schema } from './storage/schema.ts'
import type { Finding, Verifying } from './verifying.ts'

const validMs = 10 * 60_000
/** The name of the one credential that a request asks for (DCQL). */
const query = 'document'

export type Ask = {
  readonly accountId: Id<'account'>
  readonly verifierName: string
  readonly purpose: string
  readonly type: string
  readonly claims: readonly string[]
}

/** What was found of an answer: what was shown, and whether it holds. */
export type Result = {
  readonly verdict: 'proven' | 'not-proven'
  readonly findings: readonly Finding[]
  readonly shown: readonly { name: string; words: object; value: object }[]
  readonly issuer: string | null
}

type Needs = {
  kernel: Kernel
  db: Kysely<Schema>
  trustServices: TrustServices
  documents: Documents
  verifying: Verifying
  /** The organisation whose key signs requests for those who have none of their own. */
  center: () => Promise<{ id: string; name: string }>
}

/**
 * Asking holders to show claims: OpenID4VP 1.0 with signed requests (client id `x509_hash`), DCQL,
 * and answers encrypted to the request alone (`direct_post.jwt`).
 */
export function openPresentations(needs: Needs) {
  const { kernel, db, trustServices, documents, verifying, center } = needs
  const { clock, secrets, publicUrl } = kernel
  const api = `${publicUrl}/api/did/v1/presentations`

  async function signer() {
    const key = await trustServices.keyFor(await center(), 'request')
    const leaf = key.certificateChain[0]
    if (!leaf) throw new Error('The certificate for requests is missing.')
    const hash = createHash('sha256').update(leaf).digest('base64url')
    return { key, clientId: `x509_hash:${hash}` }
  }

  async function waiting(id: Id<'presentation'>): Promise<Presentation> {
    const it = await findPresentation(db, id)
    if (!it) throw unknown()
    if (it.state !== 'waiting') throw answered()
    if (it.expiresAt <= clock.now()) throw expired()
    return it
  }

  async function check(it: Presentation, token: string): Promise<Result> {
    const { clientId } = await signer()
    const type = documents.type(it.type)
    const found = await verifying.verify(token, {
      vct: type.vct,
      claims: it.claims,
      nonce: it.nonce,
      audience: clientId,
    })
    const shown = type.claims.flatMap(({ name, kind, words }) =>
      name in found.claims
        ? [{ name, words, value: documents.written(found.claims[name], kind) }]
        : [],
    )
    return {
      verdict: found.findings.every((finding) => finding.outcome !== 'failed')
        ? 'proven'
        : 'not-proven',
      findings: found.findings,
      shown,
      issuer: found.issuer,
    }
  }

  return {
    async ask(it: Ask): Promise<Presentation> {
      const type = documents.types.find((known) => known.code === it.type)
      const known = new Set(type?.claims.map((claim) => claim.name))
      if (it.claims.some((name) => !known.has(name))) throw claimsUnknown()
      const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', {
        crv: 'P-256',
        extractable: true,
      })
      const now = clock.now()
      const id = newId('presentation', now)
      const secret = Buffer.from(JSON.stringify(await exportJWK(privateKey)))
      const presentation: Presentation = {
        ...it,
        id,
        nonce: newSecret(24),
        sealedKey: secrets.seal(`presentation:${id}`, secret),
        publicKey: { ...(await exportJWK(publicKey)), kid: id, alg: 'ECDH-ES', use: 'enc' },
        state: 'waiting',
        createdAt: now,
        expiresAt: new Date(now.getTime() + validMs),
        answeredAt: null,
        result: null,
      }
      await insertPresentation(db, presentation)
      return presentation
    },

    /** Where a holder's wallet is led: the page of this center, or any wallet by the scheme. */
    async links(id: Id<'presentation'>): Promise<{ page: string; wallet: string }> {
      const { clientId } = await signer()
      const search = new URLSearchParams({
        client_id: clientId,
        request_uri: `${api}/${id}/request`,
      })
      return {
        page: `${publicUrl}/did/present?${search.toString()}`,
        wallet: `openid4vp://?${search.toString()}`,
      }
    },

    /** The signed request object (RFC 9101; OpenID4VP 1.0, section 5). */
    async requestObject(id: Id<'presentation'>): Promise<string> {
      const it = await waiting(id)
      const { key, clientId } = await signer()
      const header = {
        alg: key.alg,
        typ: 'oauth-authz-req+jwt',
        x5c: key.certificateChain.map((der) => der.toString('base64')),
      }
      const payload = {
        aud: 'https://self-issued.me/v2',
        client_id: clientId,
        response_type: 'vp_token',
        response_mode: 'direct_post.jwt',
        response_uri: `${api}/${id}/answer`,
        nonce: it.nonce,
        state: it.id,
        iat: Math.floor(clock.now().getTime() / 1000),
        exp: Math.floor(it.expiresAt.getTime() / 1000),
        client_metadata: {
          client_name: it.verifierName,
          jwks: { keys: [it.publicKey] },
          encrypted_response_enc_values_supported: ['A256GCM'],
          vp_formats_supported: {
            'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
          },
        },
        dcql_query: {
          credentials: [
            {
              id: query,
              format: 'dc+sd-jwt',
              meta: { vct_values: [documents.type(it.type).vct] },
              claims: it.claims.map((name) => ({ path: [name] })),
            },
          ],
        },
        purpose: it.purpose,
      }
      const input = [header, payload]
        .map((part) => base64url.encode(JSON.stringify(part)))
        .join('.')
      const signature = await key.sign(Buffer.from(input, 'latin1'), it.id)
      return `${input}.${signature.toString('base64url')}`
    },

    /** Takes a wallet's answer: decrypts it, checks it, and keeps what was found. Counts once. */
    async answer(id: Id<'presentation'>, jwe: string): Promise<void> {
      const it = await waiting(id)
      const payload = await decrypt(it, jwe)
      const refusedBy = typeof payload['error'] === 'string'
      const tokens = (payload['vp_token'] as Record<string, unknown> | undefined)?.[query]
      const token = Array.isArray(tokens) ? tokens[0] : tokens
      if (!refusedBy && (typeof token !== 'string' || payload['state'] !== it.id)) throw malformed()
      const result = refusedBy ? null : await check(it, token as string)
      const state = refusedBy ? 'refused' : 'answered'
      const kept = await answerPresentation(db, id, { state, result, answeredAt: clock.now() })
      if (!kept) throw answered()
    },

    /** What became of a request; only who asked may know. */
    async outcome(id: Id<'presentation'>, accountId: Id<'account'>): Promise<Presentation> {
      const it = await findPresentation(db, id)
      if (it?.accountId !== accountId) throw unknown()
      return it
    },
  }

  async function decrypt(it: Presentation, jwe: string): Promise<Record<string, unknown>> {
    const jwk = JSON.parse(secrets.unseal(`presentation:${it.id}`, it.sealedKey).toString()) as JWK
    try {
      const key = await importJWK(jwk, 'ECDH-ES')
      const { plaintext } = await compactDecrypt(jwe, key, {
        keyManagementAlgorithms: ['ECDH-ES'],
        contentEncryptionAlgorithms: ['A256GCM', 'A128GCM'],
      })
      return JSON.parse(Buffer.from(plaintext).toString()) as Record<string, unknown>
    } catch {
      throw malformed()
    }
  }
}

export type Presentations = ReturnType<typeof openPresentations>

function unknown(): Problem {
  return new Problem(404, 'did.presentation-unknown', {
    vi: 'Không có yêu cầu xuất trình này.',
    en: 'There is no such request.',
  })
}

function answered(): Problem {
  return new Problem(409, 'did.presentation-answered', {
    vi: 'Yêu cầu này đã được trả lời.',
    en: 'This request has been answered already.',
  })
}

function expired(): Problem {
  return new Problem(410, 'did.presentation-expired', {
    vi: 'Yêu cầu đã hết hạn; hãy đề nghị bên kiểm tra tạo yêu cầu mới.',
    en: 'The request has expired; ask the verifier for a new one.',
  })
}

function malformed(): Problem {
  return new Problem(400, 'did.answer-malformed', {
    vi: 'Câu trả lời của ví không đọc được.',
    en: 'The answer of the wallet cannot be read.',
  })
}

function claimsUnknown(): Problem {
  return new Problem(422, 'did.claims-unknown', {
    vi: 'Loại giấy tờ này không có thông tin được hỏi.',
    en: 'This type of document does not hold what is asked for.',
  })
}
