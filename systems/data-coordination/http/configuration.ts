import type { FastifyReply, FastifyRequest } from 'fastify'
import { pageSize } from '#kernel/contract'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { either } from '../callers.ts'
import { ChangeList, ChangeQuery } from '../contract.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { listChanges } from '../storage/changes.ts'

/** /configuration, /changes — what gateways work by, and how it came to be so. */
export function configurationRoutes({ db, publishing }: ExchangeNeeds): Routes {
  return async (app) => {
    app.get(
      '/configuration',
      {
        // Gateways behind one address ask every two seconds each.
        config: { access: { anyone: true, limitPerMinute: 12_000 }, crossSite: true },
        schema: {
          operationId: 'configurationGet',
          summary: 'What gateways work by, signed by the center (JWS); ETag is the version',
        },
      },
      async (request, reply) => {
        const version = await publishing.version()
        if (version === 0) throw notYet()
        if (isHeld(request, reply, version)) return reply.code(304).send()
        return reply.type('application/jose').send(await publishing.configuration(version))
      },
    )

    app.get(
      '/changes',
      {
        config: { access: either },
        schema: {
          operationId: 'changeList',
          summary: 'Who changed what in the registry, newest first',
          querystring: ChangeQuery,
          response: { 200: ChangeList },
        },
      },
      async (request) => {
        const { limit = pageSize.default, ...where } = request.query
        const found = await listChanges(db, where, limit)
        return {
          items: found.map(({ actorId: _, actorName, at, ...it }) => {
            return { ...it, by: actorName, at: at.toISOString() }
          }),
        }
      },
    )
  }
}

/** Names the version in the answer. Does the caller hold it already (RFC 9110, 13.1.2)? */
export function isHeld(request: FastifyRequest, reply: FastifyReply, version: number): boolean {
  const tag = `"${version}"`
  void reply.header('etag', tag).header('cache-control', 'no-cache')
  const given = request.headers['if-none-match'] ?? ''
  return given.split(',').some((it) => it.trim().replace(/^W\//, '') === tag)
}

function notYet(): Problem {
  return new Problem(
    503,
    'data-coordination.configuration-not-yet',
    {
      vi: 'Cấu hình đang được tạo; vui lòng thử lại.',
      en: 'The configuration is being made; please try again.',
    },
    { retryAfterSeconds: 2 },
  )
}
