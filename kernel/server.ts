import type { IncomingMessage } from 'node:http'
import cookie from '@fastify/cookie'
import swagger, { type SwaggerOptions } from '@fastify/swagger'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  type RouteOptions,
} from 'fastify'
import type { TSchema } from 'typebox'
import { actorOf, admit, networkOf, openCallLimits, type Purpose } from './access.ts'
import { faultOf } from './database.ts'
import { type FieldProblem, Problem } from './problem.ts'
import type { Kernel, Room } from './system.ts'
import { traceIdOf } from './telemetry.ts'
import { languageOf, type Words } from './words.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Lets browsers call this route from other sites; for standards that demand it. */
    crossSite?: boolean
  }
  interface FastifyRequest {
    startedMs: number
  }
}

export type ServerOptions = {
  /** PEM; without them the server speaks plain HTTP. */
  tls?: { cert: string; key: string }
  /** Believe X-Forwarded-For from these addresses. */
  trustProxy?: string[]
}

/**
 * Opens the HTTP server: every room's routes under /api/<room>/v1, closed unless a route says who
 * may call it. Throws when a route says nothing, or names a purpose that no room declares.
 */
export async function openServer(kernel: Kernel, rooms: readonly Room[], options: ServerOptions) {
  const app = Fastify({
    genReqId: (request: IncomingMessage) => traceIdOf(request.headers['traceparent']),
    bodyLimit: 1_048_576,
    requestTimeout: 60_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 200 },
    trustProxy: options.trustProxy ?? false,
    ...(options.tls && { https: options.tls }),
  } as object)
  app.setValidatorCompiler(compileCheck as never)
  app.removeContentTypeParser('text/plain')
  await app.register(cookie)
  await app.register(swagger, openApi(kernel, rooms))

  const { purposes } = kernel
  for (const { purposes: own } of rooms) {
    for (const [code, purpose] of Object.entries(own ?? {})) purposes.set(code, purpose)
  }
  app.addHook('onRoute', (route) => checkRoute(route, purposes))
  app.decorateRequest('principal', null as never)
  app.decorateRequest('actor', null as never)
  app.decorateRequest('startedMs', 0)
  app.addHook('onRequest', guard(kernel))
  app.addHook('preHandler', async ({ body, query, params }) => {
    if (![body, query, params].every(isPlainText)) throw textMalformed()
  })
  // The line of a request holds nothing that would have to be hidden.
  const requests = kernel.log.child({}, { redact: [] })
  app.addHook('onResponse', (request, reply, done) => {
    const ms = kernel.clock.elapsedMs() - request.startedMs
    const operation = operationOf(request)
    kernel.telemetry.countRequest(operation, reply.statusCode, ms / 1000)
    // Who asks every other second whether there is anything new would drown the others.
    requests[reply.statusCode === 304 ? 'debug' : 'info']({
      trace: request.id,
      operation,
      status: reply.statusCode,
      ms: Math.round(ms * 10) / 10,
    })
    done()
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) kernel.log.error({ err: error, trace: request.id }, 'request failed')
    if (problem.retryAfterSeconds) void reply.header('retry-after', problem.retryAfterSeconds)
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problem.in(languageOf(request.headers['accept-language']))))
  })
  app.setNotFoundHandler(() => {
    throw pathUnknown()
  })
  for (const room of rooms) {
    if (room.routes) {
      app.register(room.routes, { prefix: `/api/${room.name}/v1` })
    }
    if (room.standardRoutes) app.register(room.standardRoutes)
  }
  return app.withTypeProvider<TypeBoxTypeProvider>()
}

export type Server = Awaited<ReturnType<typeof openServer>>

function checkRoute(route: RouteOptions, purposes: ReadonlyMap<string, Purpose>): void {
  const access = route.config?.access
  const name = `${String(route.method)} ${route.url}`
  if (!access) throw new Error(`${name} does not say who may call it (config.access).`)
  const schema = (route.schema ??= {}) as Record<string, unknown>
  if (!('anyone' in access) && !purposes.has(access.purpose)) {
    throw new Error(`${name} names the purpose "${access.purpose}", which no room declares.`)
  }
  const room = /^\/api\/([a-z-]+)\//.exec(route.url)?.[1]
  if (room && !schema['operationId'] && !schema['hide'] && route.method !== 'HEAD') {
    throw new Error(`${name} has no operationId.`)
  }
  if (room) schema['tags'] ??= [room]
  else schema['hide'] ??= true
  schema['x-access'] = access
}

/** Before anything of the body is read: who is calling, may they, and how often. */
function guard(kernel: Kernel) {
  const { origin: ownOrigin, hostname: ownHost } = new URL(kernel.publicUrl)
  const limitCalls = openCallLimits(kernel.clock)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    request.startedMs = kernel.clock.elapsedMs()
    void reply.header('x-content-type-options', 'nosniff')
    const { access, crossSite } = request.routeOptions.config
    if (!access) return
    if (kernel.mode === 'demonstration' && !isCalledSo(request, ownHost)) throw hostUnknown()
    if (!crossSite && isForeign(request, ownOrigin)) throw crossSiteRefused()
    if ('anyone' in access) {
      limitCalls(access, request.routeOptions.url ?? '', networkOf(request.ip))
      return
    }
    void reply.header('cache-control', 'no-store')
    const principal = await kernel.authenticate(request)
    limitCalls(access, request.routeOptions.url ?? '', callerOf(principal, request))
    admit(access, principal, kernel.clock.now())
    request.principal = principal
    const basis = kernel.purposes.get(access.purpose)?.basis ?? ''
    request.actor = actorOf(access, principal, basis, request.id)
  }
}

/** Compiles a check. Addresses are text: they are converted where anything else is asked for. */
function compileCheck(route: { schema: TSchema; httpPart?: string }) {
  const parts = Object.values((route.schema as { properties?: object }).properties ?? {})
  const onlyText = parts.length > 0 && parts.every((it) => it.type === 'string')
  const httpPart = onlyText ? 'body' : (route.httpPart ?? '') // bodies are never converted
  return TypeBoxValidatorCompiler({ ...route, httpPart } as never)
}

function callerOf(principal: { kind: string }, request: FastifyRequest): string {
  // However many sessions and tokens someone has.
  if ('accountId' in principal) return String(principal.accountId)
  if ('clientId' in principal) return String(principal.clientId)
  return networkOf(request.ip)
}

/**
 * Is a demonstration called by its own name, or a name of this machine? A page elsewhere could have
 * its own name lead here (DNS rebinding), and be one of the ready people.
 */
function isCalledSo({ headers }: FastifyRequest, ownHost: string): boolean {
  if (headers.host === undefined) return true
  const name = headers.host.replace(/:\d*$/, '').toLowerCase()
  return name === ownHost || name === 'localhost' || name === '[::1]' || /^127[.\d]+$/.test(name)
}

/** A browser is changing something on behalf of a page of another site (CSRF). */
function isForeign(request: FastifyRequest, ownOrigin: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin } = request.headers
  return origin !== undefined && origin !== ownOrigin
}

/** Text that can be stored: without the zero character and half characters, however deep. */
function isPlainText(part: unknown): boolean {
  const open = [part]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string') {
      if (value.includes('\0') || !value.isWellFormed()) return false
    } else if (Array.isArray(value) || isRecord(value)) {
      for (const it of Object.values(value)) if (it !== undefined) open.push(it)
    }
  }
  return true
}

/** Not a stream, nor bytes. */
function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const kind: unknown = Object.getPrototypeOf(value)
  return (
    kind === Object.prototype || kind === null || !(value instanceof Uint8Array || 'pipe' in value)
  )
}

function operationOf(request: FastifyRequest): string {
  const schema = request.routeOptions.schema
  return schema?.operationId ?? request.routeOptions.url ?? 'unknown'
}

function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) return error
  if (error.validation) return malformed(error)
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Problem(413, 'kernel.body-too-large', {
      vi: 'Nội dung gửi lên quá lớn. Hãy chọn tệp nhỏ hơn.',
      en: 'What was sent is too large. Please choose a smaller file.',
    })
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Problem(415, 'kernel.media-type-unknown', {
      vi: 'Kiểu nội dung này không được hỗ trợ.',
      en: 'This content type is not supported here.',
    })
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem(error.statusCode, 'kernel.request-malformed', {
      vi: 'Yêu cầu không đúng định dạng.',
      en: `The request is malformed: ${error.message}.`,
    })
  }
  return faultProblem(error)
}

function faultProblem(error: unknown): Problem {
  const fault = faultOf(error)
  if (fault === 'disk-full') {
    return new Problem(507, 'kernel.storage-full', {
      vi: 'Hệ thống hết chỗ lưu trữ; chưa có gì được ghi. Vui lòng thử lại sau.',
      en: 'The system is out of storage; nothing was written. Please try again later.',
    })
  }
  if (fault) {
    return new Problem(
      503,
      'kernel.database-away',
      {
        vi: 'Cơ sở dữ liệu tạm thời không phản hồi; vui lòng thử lại sau ít phút.',
        en: 'The database is not answering at the moment; please try again shortly.',
      },
      { retryAfterSeconds: 3 },
    )
  }
  return new Problem(500, 'kernel.fault', {
    vi: 'Hệ thống gặp lỗi. Chúng tôi đã ghi nhận và sẽ khắc phục.',
    en: 'Something went wrong on our side. It was recorded and will be mended.',
  })
}

/** Nothing stands at this address. */
export function pathUnknown(): Problem {
  return new Problem(404, 'kernel.path-unknown', {
    vi: 'Không có gì ở địa chỉ này.',
    en: 'There is nothing at this address.',
  })
}

function textMalformed(): Problem {
  return new Problem(400, 'kernel.text-malformed', {
    vi: 'Nội dung có ký tự không dùng được (ký tự rỗng hoặc nửa ký tự).',
    en: 'A text holds characters that cannot be kept (a zero or half a character).',
  })
}

function hostUnknown(): Problem {
  return new Problem(421, 'kernel.host-unknown', {
    vi: 'Bản trình diễn chỉ trả lời dưới tên của máy này.',
    en: 'A demonstration answers only under a name of this machine.',
  })
}

function crossSiteRefused(): Problem {
  return new Problem(403, 'kernel.cross-site', {
    vi: 'Yêu cầu đến từ một trang khác nên đã bị từ chối.',
    en: 'The request came from another site and was refused.',
  })
}

type ValidationError = { keyword: string; instancePath: string; params: Record<string, unknown> }

function malformed(error: FastifyError): Problem {
  const found = error.validation as unknown as ValidationError[]
  const errors = found
    .filter((it) => !['boolean', 'anyOf', 'if'].includes(it.keyword))
    .slice(0, 20)
    .map(fieldProblem)
  return new Problem(
    400,
    'kernel.request-malformed',
    {
      vi: 'Yêu cầu không đúng định dạng; xem các mục trong "errors".',
      en: 'The request is malformed; see the entries in "errors".',
    },
    { errors },
  )
}

function fieldProblem({ keyword, instancePath, params }: ValidationError): FieldProblem {
  const said = fieldWords[keyword]
  const detail = said?.(params) ?? {
    vi: `Không hợp lệ (${keyword}).`,
    en: `Not valid (${keyword}).`,
  }
  return { pointer: `#${instancePath}`, detail }
}

const fieldWords: Record<string, (params: Record<string, unknown>) => Words> = {
  required: ({ requiredProperties }) => ({
    vi: `Thiếu: ${String(requiredProperties)}.`,
    en: `Missing: ${String(requiredProperties)}.`,
  }),
  additionalProperties: ({ additionalProperties }) => ({
    vi: `Không được có: ${String(additionalProperties)}.`,
    en: `Not known here: ${String(additionalProperties)}.`,
  }),
  type: ({ type }) => ({
    vi: `Phải có kiểu ${String(type)}.`,
    en: `Must be of type ${String(type)}.`,
  }),
  maxLength: ({ limit }) => ({
    vi: `Tối đa ${String(limit)} ký tự.`,
    en: `At most ${String(limit)} characters.`,
  }),
  minLength: ({ limit }) => ({
    vi: `Ít nhất ${String(limit)} ký tự.`,
    en: `At least ${String(limit)} characters.`,
  }),
  format: ({ format }) => ({
    vi: `Phải có dạng ${String(format)}.`,
    en: `Must be a ${String(format)}.`,
  }),
  pattern: () => ({ vi: 'Không đúng mẫu.', en: 'Does not have the right form.' }),
}

function openApi(kernel: Kernel, rooms: readonly Room[]): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'NDC',
        version: '1',
        description: 'A national data center. Problems are told as RFC 9457 Problem Details.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: kernel.publicUrl }],
      tags: rooms.map((it) => ({ name: it.name, description: it.title.en })),
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'ndc_session' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    hideUntagged: true,
  }
}
