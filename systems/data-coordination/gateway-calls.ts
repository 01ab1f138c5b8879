import { createPublicKey } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Needs } from './needs.ts'
import { readCenterCall } from './signature.ts'
import { findSigningCertificate, insertNonce } from './storage/gateway-certificates.ts'
import { findGateway } from './storage/gateways.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, on the routes of gateways. */
    rawBody: Buffer | undefined
    /** Whose signature stands on the call; set on the routes of gateways. */
    gatewayId: Id<'gateway'>
  }
}

/** The clock of a gateway may differ from ours by this much. */
const freshMs = 300_000

/** Nonces are remembered longer than the message could be fresh. */
export const nonceLifeMs = 2 * freshMs

/** Lets only calls through that a gateway of the registry has signed (RFC 9421). */
export function guardGatewayCalls(app: FastifyInstance, { kernel: { clock }, db }: Needs): void {
  app.decorateRequest('rawBody')
  app.decorateRequest('gatewayId', null as never)
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer
    void parse(request, body.toString(), done)
  })

  /** Who signs with this key now. A key without a certificate is good for joining only. */
  async function signerOf(keyId: string, body: unknown) {
    const certificate = await findSigningCertificate(db, keyId, clock.now())
    if (certificate) return { id: certificate.gatewayId, key: certificate.publicKey, whole: true }
    const joined = await findGateway(db, { keyId })
    if (joined?.signingKey) return { id: joined.id, key: joined.signingKey, whole: false }
    const named = (body as { signingKey?: unknown } | null)?.signingKey
    if (typeof named !== 'string' || named.length > 400) return undefined
    return { id: undefined, key: Buffer.from(named, 'base64url'), whole: false }
  }

  app.addHook('preValidation', async (request, reply) => {
    void reply.header('date', clock.now().toUTCString()).header('cache-control', 'no-store')
    const { method, headers, rawBody: body } = request
    const call = readCenterCall({ method, target: request.raw.url ?? '', body }, headers)
    if (!call) throw unsigned()
    if (Math.abs(call.created * 1_000 - clock.now().getTime()) > freshMs) throw unsigned('time')
    const signer = await signerOf(call.keyId, request.body)
    if (!signer || !isBy(call, signer.key)) throw unsigned()
    const { joining } = request.routeOptions.config as { joining?: 'first' | 'always' }
    if (!signer.whole && !joining) throw unsigned()
    if (signer.id === undefined) {
      if (joining !== 'first') throw unsigned()
      return
    }
    if (!(await insertNonce(db, signer.id, call.nonce, clock.now()))) throw unsigned('seen')
    request.gatewayId = signer.id
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A gateway without certificates may call: `first` also one that is not known yet. */
    joining?: 'first' | 'always'
  }
}

function isBy(call: NonNullable<ReturnType<typeof readCenterCall>>, spki: Buffer): boolean {
  try {
    return call.isBy(createPublicKey({ key: spki, format: 'der', type: 'spki' }))
  } catch {
    return false // a stranger may name anything as a key
  }
}

/** The gateway behind a call that the guard has let through. */
export function gatewayOf(request: FastifyRequest): Id<'gateway'> {
  return request.gatewayId
}

function unsigned(why: keyof typeof reasons = 'signature'): Problem {
  const { vi, en } = reasons[why]
  return new Problem(401, 'data-coordination.call-refused', {
    vi: `Lời gọi phải do cổng kết nối trong sổ đăng ký ký. ${vi}`,
    en: `The call must be signed by a gateway of the registry. ${en}`,
  })
}

const reasons = {
  signature: {
    vi: 'Không có chữ ký hợp lệ.',
    en: 'There is no signature of one that is in force.',
  },
  time: {
    vi: 'Đồng hồ của cổng lệch quá 5 phút so với trung tâm.',
    en: 'The clock of the gateway differs from the center’s by more than 5 minutes.',
  },
  seen: { vi: 'Lời gọi này đã được nhận một lần.', en: 'This call was received before.' },
} as const
