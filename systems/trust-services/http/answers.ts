import type { Routes } from '#kernel/system'
import type { Needs } from '../needs.ts'

const maxRequestBytes = 8_192
const noBytes = Buffer.alloc(0)

/** /ocsp and /time-stamps — questions in DER, from the programs that check signatures. */
export function answerRoutes({ revocations, timeStamping }: Needs): Routes {
  return async (app) => {
    for (const type of ['application/ocsp-request', 'application/timestamp-query']) {
      app.addContentTypeParser(
        type,
        { parseAs: 'buffer', bodyLimit: maxRequestBytes },
        (_request, body, done) => done(null, body),
      )
    }

    app.post(
      '/ocsp',
      {
        config: { access: { anyone: true, limitPerMinute: 6_000 }, crossSite: true },
        schema: {
          operationId: 'ocspAsk',
          summary: 'Is this certificate good? (RFC 6960)',
          consumes: ['application/ocsp-request'],
        },
      },
      async (request, reply) => {
        const { response } = await revocations.answer(bytesOf(request.body))
        return reply
          .type('application/ocsp-response')
          .header('cache-control', 'no-store')
          .send(response)
      },
    )

    app.get(
      '/ocsp/*',
      {
        config: { access: { anyone: true, limitPerMinute: 6_000 }, crossSite: true },
        schema: {
          operationId: 'ocspGet',
          summary: 'Is this certificate good? (RFC 6960, A.1: the request in base64)',
        },
      },
      async (request, reply) => {
        // The request may itself hold slashes: it is all that follows.
        const { '*': text = '' } = request.params as { '*'?: string }
        const asked = text.length <= maxRequestBytes ? Buffer.from(text, 'base64') : noBytes
        const { response, cacheSeconds } = await revocations.answer(asked)
        const cache = cacheSeconds > 0 ? `public, max-age=${cacheSeconds}` : 'no-store'
        return reply.type('application/ocsp-response').header('cache-control', cache).send(response)
      },
    )

    app.post(
      '/time-stamps',
      {
        config: { access: { anyone: true, limitPerMinute: 1_200 }, crossSite: true },
        schema: {
          operationId: 'timeStampAsk',
          summary: 'Proof that a digest existed now (RFC 3161)',
          consumes: ['application/timestamp-query'],
        },
      },
      async (request, reply) =>
        reply
          .type('application/timestamp-reply')
          .header('cache-control', 'no-store')
          .send(await timeStamping.answer(bytesOf(request.body))),
    )
  }
}

/** A body of another type is read as nothing, and nothing is malformed. */
function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : noBytes
}
