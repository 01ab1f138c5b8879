import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Routes } from '#kernel/system'
import type { Needs } from '../needs.ts'

/**
 * /oidc and its discovery documents — handed to the OpenID provider as they came. It is told the
 * scheme and host under which this center is reached, and the caller's address, whatever the
 * request's own headers claim.
 */
export function oidcRoutes({ kernel, provider }: Needs): Routes {
  const { protocol, host } = new URL(kernel.publicUrl)

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { callback } = await current()
    reply.hijack()
    const { raw } = request
    raw.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    raw.headers['x-forwarded-host'] = host
    raw.headers['x-forwarded-for'] = request.ip
    reply.raw.setHeader('x-content-type-options', 'nosniff')
    reply.raw.setHeader('referrer-policy', 'no-referrer')
    reply.raw.setHeader('x-frame-options', 'DENY')
    await callback(raw, reply.raw)
  }

  type Open = Awaited<ReturnType<typeof provider>>
  let open: { provider: Open; callback: ReturnType<Open['callback']> } | undefined
  async function current() {
    const now = await provider()
    if (open?.provider !== now) open = { provider: now, callback: now.callback() }
    return open
  }

  return async (app) => {
    // The provider reads the body itself.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    // Relying parties' servers and pages of other sites call these: the standard asks for it, and
    // each endpoint authenticates its caller itself.
    const config = { access: { anyone: true, limitPerMinute: 6_000 }, crossSite: true } as const
    const schema = { hide: true }
    app.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: '/oidc/*',
      config,
      schema,
      handler: serve,
    })
    for (const url of ['openid-configuration', 'oauth-authorization-server']) {
      app.route({
        method: ['GET', 'OPTIONS'],
        url: `/.well-known/${url}`,
        config,
        schema,
        handler: serve,
      })
    }
  }
}
