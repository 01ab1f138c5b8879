import { existsSync, globSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { sameSecret } from '#kernel/digest'
import { Problem, Refusal } from '#kernel/problem'
import { pathUnknown, type Server } from '#kernel/server'
import type { Kernel } from '#kernel/system'

/** The database takes space in pieces of 16 MiB: with less than this it may fail at any moment. */
const scarceBytes = 64 * 2 ** 20
const dist = join(import.meta.dirname, '../portal/dist')
const apart = /^\/(api|oidc|docs|health|metrics|\.well-known)(\/|$)/

/** The built pages, health, metrics and the readable page of the API. */
export async function servePages(server: Server, kernel: Kernel, metricsToken: string) {
  if (!existsSync(join(dist, 'index.html'))) {
    throw new Refusal('The pages are not built yet: run "node tools/build-portal.ts".')
  }
  const pageHeaders = kernel.publicUrl.startsWith('https:') ? secureHeaders : headers
  // Pages carry the whole policy; what the API answers is never drawn by a browser.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    const type = reply.getHeader('content-type')
    if (typeof type === 'string' && type.startsWith('text/html')) void reply.headers(pageHeaders)
    done()
  })
  const open = { config: { access: { anyone: true, limitPerMinute: 6_000 } as const } }
  server.get('/health', open, async (_request, reply) => {
    try {
      await kernel.database.pool('kernel').query('select 1')
    } catch {
      return reply.code(503).send({ status: 'database away' })
    }
    const { bavail, bsize } = await statfs(kernel.dataDir)
    if (bavail * bsize < scarceBytes) return reply.code(503).send({ status: 'disk full' })
    return { status: 'ok' }
  })
  server.get('/metrics', open, async (request, reply) => {
    allowMetrics(request, metricsToken)
    return reply
      .type(kernel.telemetry.registry.contentType)
      .send(await kernel.telemetry.registry.metrics())
  })
  server.get('/openapi.json', open, () => server.swagger())
  const docs = openDocs()
  server.get('/docs', open, (_request, reply) => reply.redirect('/docs/'))
  server.get('/docs/*', open, async (request, reply) => {
    const page = await docs()
    reply.hijack()
    for (const [name, value] of Object.entries(docsHeaders)) reply.raw.setHeader(name, value)
    page.routing(request.raw, reply.raw)
  })
  await server.register(fastifyStatic, { root: dist, serve: false, preCompressed: true })
  const files = new Set(globSync('**/*.*', { cwd: dist, exclude: ['**/.*', '.vite/**'] }))
  // The page itself says which mode this is, so that it need not ask before it draws.
  const index = readFileSync(join(dist, 'index.html'), 'utf8').replace(
    '<html ',
    `<html data-mode="${kernel.mode}" `,
  )
  server.get('/*', open, (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const file = path.slice(1)
    if (file !== 'index.html' && files.has(file)) {
      const named = file.startsWith('assets/') // by the digest of its content
      const kept = named ? 'public, max-age=31536000, immutable' : 'no-cache'
      return reply.header('cache-control', kept).sendFile(file, { cacheControl: false })
    }
    if (apart.test(path) || /\.[a-z0-9]+$/.test(path)) throw pathUnknown()
    // Addresses of pages all get the same file; the program in it draws the page.
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(index)
  })
}

/** The API page is 5 MB of program: it is read when someone first opens it. */
function openDocs(): () => Promise<FastifyInstance> {
  let page: Promise<FastifyInstance> | undefined
  const load = async (): Promise<FastifyInstance> => {
    const { default: scalar } = await import('@scalar/fastify-api-reference')
    const app = Fastify()
    const configuration = { url: '/openapi.json', withDefaultFonts: false, telemetry: false }
    await app.register(scalar, { routePrefix: '/docs', configuration } as never)
    await app.ready()
    return app
  }
  return () => {
    page ??= load()
    return page
  }
}

/** Metrics tell how the center is doing: for its own machine, or for whoever has the token. */
function allowMetrics(request: FastifyRequest, token: string): void {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (token && given !== undefined && sameSecret(given, token)) return
  const forwarded = request.headers['x-forwarded-for'] !== undefined
  const address = request.socket.remoteAddress ?? ''
  if (!forwarded && /^(127\.|::1$|::ffff:127\.)/.test(address)) return
  throw new Problem(403, 'kernel.not-allowed', {
    vi: 'Chỉ số vận hành không công khai.',
    en: 'The metrics are not public: send the token as a bearer token.',
  })
}

const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  // The component library sets its variables in style elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
]

const headers = {
  'content-security-policy': policy.join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(self), microphone=(), geolocation=(), publickey-credentials-get=(self)',
}
const secureHeaders = { ...headers, 'strict-transport-security': 'max-age=31536000' }

// The API page brings its own inline script; nothing else is shown under its address.
const docsHeaders = {
  ...headers,
  'content-security-policy': policy
    .map((it) => (it.startsWith('script-src') ? "script-src 'self' 'unsafe-inline'" : it))
    .join('; '),
}
