/**
 * Batch files: the provider's information system puts a file at its own gateway, whole or in parts;
 * consumers list and read them through the signed exchange, piece by piece.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '#kernel/clock'
import { codeOf } from '#kernel/problem'
import {
  isFileName,
  mostFileBytes,
  parseContentRange,
  pieceSpan,
  type SentPart,
  type Span,
  sha256OfDigest,
  spanOfRange,
} from '../domain/batch-file.ts'
import type { ServiceEntry } from '../domain/configuration.ts'
import { type KeptFile, manifestOf, type Receiving, type Vault } from './file-vault.ts'
import { answer, badRequest, notThere, Refused, tooLarge } from './manners.ts'

export type Files = {
  /** The provider's own system: PUT, HEAD, DELETE of one file, GET of the list. */
  keep(
    service: ServiceEntry,
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>
  /** A consumer, whose question came through the exchange. */
  read(
    service: ServiceEntry,
    below: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>
  sweep(): Promise<void>
}

export type FileLimits = {
  /** Bytes of all files of a service. */
  readonly quota: number
  readonly days: number
}

export const standardFileLimits: FileLimits = { quota: 100 * 2 ** 30, days: 30 }
const draftDays = 7
/** Files that arrive at the same time. */
const mostAtOnce = 32
const dayMs = 86_400_000
const idleMs = 60_000
const mediaForm = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w."-]{1,80}){0,4}$/

export function openFiles(vault: Vault, clock: Clock, limits: FileLimits): Files {
  const busy = new Set<string>()
  const nowMs = () => clock.now().getTime()

  async function put(
    service: ServiceEntry,
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const sent = sentOf(request)
    const wanted = sha256OfDigest(request.headers['repr-digest'] as string | undefined)
    const place = `${service.id} ${name}`
    if (busy.has(place)) throw inProgress()
    if (busy.size >= 2 * mostAtOnce) throw tooMany()
    busy.add(place)
    try {
      const there = await vault.find(service.id, name)
      if (there?.ready === 1) {
        if (wanted !== there.sha256) throw alreadyThere()
        return answer(response, 200, manifestOf(there))
      }
      const draft = await draftFor(service, name, there, sent, request)
      busy.add(draft.id)
      try {
        await receive(draft, sent, wanted, request, response)
      } finally {
        busy.delete(draft.id)
      }
    } finally {
      busy.delete(place)
    }
  }

  /** The draft that goes on, or a new one. */
  async function draftFor(
    service: ServiceEntry,
    name: string,
    there: KeptFile | undefined,
    sent: Sent,
    request: IncomingMessage,
  ): Promise<KeptFile> {
    if (sent.part && sent.part.from > 0) {
      const goesOn = there?.received === sent.part.from && there.size === sent.part.total
      if (there && goesOn) return there
      throw wrongPlace(there?.received ?? 0)
    }
    const size = sent.part?.total ?? sent.length
    if ((size ?? 0) > mostFileBytes) throw tooLarge(`At most ${mostFileBytes} bytes.`)
    const used = (await vault.used(service.id)) - Math.max(there?.size ?? 0, there?.received ?? 0)
    if (used + (size ?? 0) > limits.quota) throw quotaUsed(limits.quota - used)
    if (there) await vault.drop(there)
    const mediaType = request.headers['content-type'] ?? 'application/octet-stream'
    if (!mediaForm.test(mediaType)) throw badRequest('Content-Type must be a media type.')
    return vault.begin(service.id, name, mediaType, size, nowMs())
  }

  async function receive(
    draft: KeptFile,
    sent: Sent,
    wanted: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const file = await vault.receive(draft)
    try {
      await takeBody(file, sent, limits.quota, request)
      if (draft.size !== null && file.written < draft.size) {
        await file.keep()
        return answer(response, 202, { received: file.written }, offset(file.written))
      }
      const sha256 = file.digest()
      if (wanted !== undefined && wanted !== sha256) {
        await vault.drop(draft)
        throw badRequest(`What arrived has the SHA-256 ${sha256}; Repr-Digest tells another.`)
      }
      await file.finish(sha256, nowMs())
    } finally {
      await file.close()
    }
    const kept = await vault.find(draft.service, draft.name)
    answer(response, 201, kept && manifestOf(kept))
  }

  async function keep(
    service: ServiceEntry,
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (!isFileName(name)) throw badRequest('A name has letters, digits, ".", "-" and "_".')
    if (request.method === 'PUT') return put(service, name, request, response)
    const it = await vault.find(service.id, name)
    if (!it) throw notThere(name)
    if (request.method === 'HEAD') return answer(response, 204, undefined, offset(it.received))
    if (request.method === 'GET') return answer(response, 200, manifestOf(it))
    if (request.method !== 'DELETE') throw notThere(`${request.method} of a file.`)
    if (busy.has(it.id)) throw inProgress()
    await vault.drop(it)
    answer(response, 204)
  }

  return {
    keep,

    async read(service, below, request, response) {
      const url = new URL(request.url ?? '', 'http://gateway')
      if (below === '') return answer(response, 200, await listed(vault, service, url.searchParams))
      const [name = '', part, number, ...more] = below.split('/')
      const it = isFileName(name) ? await vault.find(service.id, name) : undefined
      if (it?.ready !== 1 || more.length > 0) throw notThere(below.slice(0, 200))
      if (part === 'manifest' && number === undefined) return answer(response, 200, manifestOf(it))
      const size = it.received
      if (part === 'pieces' && /^\d{1,4}$/.test(number ?? '')) {
        const span = pieceSpan(Number(number), size)
        if (!span) throw notThere(below)
        return send(vault, it, span, 200, response)
      }
      if (part !== undefined) throw notThere(below.slice(0, 200))
      const span = spanOfRange(request.headers.range, size)
      if (span === 'none')
        return answer(response, 416, undefined, { 'content-range': `bytes */${size}` })
      return send(
        vault,
        it,
        span === 'all' ? { from: 0, to: size } : span,
        span === 'all' ? 200 : 206,
        response,
      )
    },

    sweep: () => vault.sweep(nowMs() - limits.days * dayMs, nowMs() - draftDays * dayMs, busy),
  }
}

type Sent = { readonly part: SentPart | undefined; readonly length: number | null }

function sentOf({ headers }: IncomingMessage): Sent {
  const range = headers['content-range']
  const part = range === undefined ? undefined : parseContentRange(range)
  if (range !== undefined && !part) throw badRequest('Content-Range must be "bytes a-b/total".')
  if (headers['content-encoding'] !== undefined) {
    throw badRequest('Content-Encoding is not taken: the digest is of the file as it is sent.')
  }
  const length = headers['content-length'] === undefined ? null : Number(headers['content-length'])
  if (part && length !== null && length !== part.to - part.from) {
    throw badRequest('Content-Length and Content-Range do not fit each other.')
  }
  return { part, length }
}

/** Writes the body as it arrives. What has arrived when it breaks off is kept, to go on from. */
async function takeBody(
  file: Receiving,
  { part }: Sent,
  quota: number,
  request: IncomingMessage,
): Promise<void> {
  const most = part ? part.to : Math.min(mostFileBytes, quota)
  request.setTimeout(idleMs, () => request.destroy())
  try {
    for await (const bytes of request as AsyncIterable<Buffer>) {
      if (file.written + bytes.length > most)
        throw tooLarge('More arrives than was told or is taken.')
      await file.take(bytes)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') throw diskFull()
    if (request.readableAborted) await file.keep()
    throw error
  }
}

async function listed(
  vault: Vault,
  service: ServiceEntry,
  query: URLSearchParams,
): Promise<object> {
  const [after, limit] = [query.get('after') ?? '', query.get('limit') ?? '100']
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || after.length > 128) {
    throw badRequest('limit must be between 1 and 999, after the name of a file.')
  }
  const files = await vault.list(service.id, after, Number(limit))
  return { files, next: files.length === Number(limit) ? files.at(-1)?.name : null }
}

async function send(
  vault: Vault,
  it: KeptFile,
  { from, to }: Span,
  status: 200 | 206,
  response: ServerResponse,
): Promise<void> {
  const head = {
    'content-type': it.media_type,
    'content-length': to - from,
    'accept-ranges': 'bytes',
    etag: `"${it.sha256}"`,
    ...(status === 206 && { 'content-range': `bytes ${from}-${to - 1}/${it.received}` }),
  }
  if (to === from) {
    response.writeHead(status, head).end()
    return
  }
  const bytes = await vault.read(it, { from, to })
  response.writeHead(status, head)
  // The one who reads may go away: that ends the reading too, and is nobody's fault.
  await pipeline(bytes, response).catch(() => response.destroy())
}

function offset(received: number): Record<string, string> {
  return { 'upload-offset': String(received) }
}

function alreadyThere(): Refused {
  const words = {
    vi: 'Đã có tệp mang tên này; hãy xoá tệp cũ hoặc dùng tên khác.',
    en: 'There is a file of this name: delete it first, or take another name.',
  }
  return new Refused(409, 'Client.AlreadyThere', words)
}

function inProgress(): Refused {
  const words = { vi: 'Tệp này đang được gửi lên.', en: 'This file is being sent at this moment.' }
  return new Refused(409, 'Client.InProgress', words)
}

function tooMany(): Refused {
  const words = {
    vi: 'Đang nhận quá nhiều tệp cùng lúc; hãy gửi lại sau.',
    en: 'Too many files arrive at once; please come again.',
  }
  return new Refused(503, 'Server.ClientProxy.Busy', words)
}

function wrongPlace(received: number): Refused {
  const words = {
    vi: 'Hãy gửi tiếp từ vị trí đã nhận.',
    en: 'Go on from the place up to which it was received.',
  }
  return new Refused(416, 'Client.WrongPlace', words, '', { received })
}

function quotaUsed(left: number): Refused {
  const words = {
    vi: 'Vượt quá dung lượng dành cho dịch vụ này.',
    en: 'The space set aside for this service is used up.',
  }
  return new Refused(413, 'Client.QuotaExceeded', words, `${Math.max(0, left)} bytes are left.`)
}

function diskFull(): Refused {
  const words = {
    vi: 'Ổ đĩa của cổng trao đổi đã đầy; hãy gửi tiếp sau khi có chỗ trống.',
    en: 'The disk of the gateway is full; go on when there is room.',
  }
  return new Refused(503, 'Server.ClientProxy.DiskFull', words)
}
