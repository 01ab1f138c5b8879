/**
 * The small HTTP service in front of one agency's registry. It speaks to its own gateway on this
 * machine only; who may ask what is decided there.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '#kernel/clock'
import { digestOf } from '#kernel/digest'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Collection, Registry } from '../registries/index.ts'
import { openApiOf } from './openapi.ts'
import type { Correction, Store } from './store.ts'

export type Service = {
  readonly url: string
  close(): Promise<void>
}

type Reply = { readonly status: number; readonly body: unknown }

const largestBody = 64 * 1024
const pageSize = { usual: 100, most: 1_000 }

/** @param port 0 takes a free one. */
export async function openService(
  registry: Registry,
  store: Store,
  clock: Clock,
  port: number,
): Promise<Service> {
  const desk = openDesk(registry, store, clock)
  const server = createServer((request, response) => {
    desk(request).then(
      (reply) => send(response, reply.status, 'application/json', reply.body),
      (error: unknown) => sendProblem(response, error),
    )
  })
  server.requestTimeout = 10_000
  server.keepAliveTimeout = 30_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers requests, as long as the registry is the one described. */
function openDesk(registry: Registry, store: Store, clock: Clock) {
  const description = openApiOf(registry)
  const collections = new Map(registry.collections.map((it) => [it.code, it]))

  return async (request: IncomingMessage): Promise<Reply> => {
    const url = new URL(request.url ?? '/', 'http://registry')
    const [first = '', id, more] = url.pathname.slice(1).split('/').map(decoded)
    const collection = collections.get(first)
    if (more !== undefined) throw unknown()
    if (first === 'corrections') {
      if (id === undefined) return only(request, 'POST', () => correct(request))
      return only(request, 'GET', async () => found(store.correction(id)))
    }
    if (collection) {
      if (id !== undefined)
        return only(request, 'GET', async () => found(store.find(collection, id)))
      return only(request, 'GET', async () => list(collection, url.searchParams))
    }
    if (first === 'openapi.json' && id === undefined) {
      return only(request, 'GET', async () => ({ status: 200, body: description }))
    }
    throw unknown()
  }

  function list(collection: Collection, query: URLSearchParams): Reply {
    const strange = [...query.keys()].find((it) => !/^(personalNumber|after|limit)$/.test(it))
    if (strange !== undefined) throw wrong(`There is no parameter "${strange}".`)
    const number = query.get('personalNumber')
    if (number !== null) {
      if (!/^\d{12}$/.test(number)) throw wrong('personalNumber has twelve digits.')
      return { status: 200, body: { items: store.about(collection, number), next: null } }
    }
    const limit = Number(query.get('limit') ?? pageSize.usual)
    if (!Number.isInteger(limit) || limit < 1 || limit > pageSize.most) {
      throw wrong(`limit is between 1 and ${pageSize.most}.`)
    }
    return { status: 200, body: store.page(collection, query.get('after') ?? '', limit) }
  }

  /** Done once for each X-Road-Id: asked again, it answers as before. */
  async function correct(request: IncomingMessage): Promise<Reply> {
    const xRoadId = headerOf(request, 'x-road-id')
    if (!xRoadId) throw wrong('A correction needs the header X-Road-Id.')
    const body = await bodyOf(request)
    const digest = digestOf(body).toString('base64url')
    const before = store.outcome(xRoadId)
    if (before && before.digest !== digest) throw idUsed()
    if (before) return { status: 201, body: before.correction }
    const it = correctionOf(body, headerOf(request, 'x-road-client') ?? registry.member)
    store.correct(xRoadId, digest, it)
    return { status: 201, body: it }
  }

  function correctionOf(body: Record<string, unknown>, by: string): Correction {
    const { collection: code, recordId, field: name, value, reason } = body
    const collection = collections.get(String(code))
    const field = collection?.fields.find((it) => it.name === name && it.name !== 'id')
    if (!collection || !field) throw wrong('There is no such collection or field to correct.')
    const fits = value === null || typeof value === (field.kind === 'count' ? 'number' : 'string')
    if (!fits || String(value).length > 1_000) throw wrong('The value is not of this field.')
    if (typeof reason !== 'string' || reason.trim() === '' || reason.length > 1_000) {
      throw wrong('A correction says why, in at most 1,000 letters.')
    }
    const record = store.find(collection, String(recordId))
    if (!record) throw unknown()
    const now = clock.now()
    return {
      id: newId('correction', now),
      collection: collection.code,
      recordId: String(recordId),
      field: field.name,
      from: record[field.name] ?? null,
      to: value as string | number | null,
      reason,
      by,
      at: now.toISOString(),
    }
  }
}

async function only(
  request: IncomingMessage,
  method: string,
  answer: () => Promise<Reply>,
): Promise<Reply> {
  if (request.method === method) return answer()
  throw new Problem(405, 'registry.method-unknown', {
    vi: `Chỉ nhận ${method} ở đây.`,
    en: `Only ${method} is answered here.`,
  })
}

function found(it: unknown): Reply {
  if (it === undefined) throw unknown()
  return { status: 200, body: it }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrong('The path is not well formed.')
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) throw wrong('The body is too large.')
    chunks.push(chunk)
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return body as Record<string, unknown>
    }
  } catch {
    // Said below.
  }
  throw wrong('The body is not a JSON object.')
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length })
  response.end(bytes)
}

function sendProblem(response: ServerResponse, error: unknown): void {
  const it = error instanceof Problem ? error : failed()
  send(response, it.status, 'application/problem+json', it.in('vi'))
}

function unknown(): Problem {
  return new Problem(404, 'registry.record-unknown', {
    vi: 'Không có bản ghi này.',
    en: 'There is no such record.',
  })
}

function wrong(en: string): Problem {
  return new Problem(400, 'registry.request-wrong', { vi: `Yêu cầu không hợp lệ: ${en}`, en })
}

function idUsed(): Problem {
  return new Problem(409, 'registry.id-used', {
    vi: 'Mã X-Road-Id này đã dùng cho một yêu cầu khác.',
    en: 'This X-Road-Id was used for another request.',
  })
}

function failed(): Problem {
  return new Problem(500, 'registry.failed', {
    vi: 'Cơ quan gặp lỗi khi trả lời.',
    en: 'The agency failed to answer.',
  })
}
