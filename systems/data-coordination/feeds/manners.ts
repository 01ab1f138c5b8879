/** How the gateway's own services read what is sent to them, and answer. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { languageOf, type Words } from '#kernel/words'
import type { SubsystemId } from '../domain/identifier.ts'
import { BodyBroken, readBody } from '../hot-path/body.ts'
import type { Standing } from '../hot-path/standing.ts'
import { StoreBusy, StoreFailed } from '../hot-path/store.ts'

/** An expected refusal, in the form of X-Road's errors. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  /** As X-Road writes it: who says so, then what is wrong. */
  readonly code: string
  readonly words: Words
  readonly detail: string
  /** What programs need to go on. */
  readonly facts: object

  constructor(status: number, code: string, words: Words, detail = '', facts: object = {}) {
    super(`${code}: ${words.en} ${detail}`)
    this.status = status
    this.code = code
    this.words = words
    this.detail = detail
    this.facts = facts
  }
}

export function badRequest(detail: string): Refused {
  const words = { vi: 'Yêu cầu không hợp lệ.', en: 'The request is not valid.' }
  return new Refused(400, 'Client.BadRequest', words, detail)
}

export function notThere(detail: string): Refused {
  return new Refused(
    404,
    'Client.NotFound',
    { vi: 'Không tìm thấy.', en: 'It is not there.' },
    detail,
  )
}

export function tooLarge(detail: string): Refused {
  return new Refused(
    413,
    'Client.TooLarge',
    { vi: 'Nội dung vượt quá giới hạn.', en: 'It is larger than what is taken.' },
    detail,
  )
}

function notStored(detail: string): Refused {
  return new Refused(
    503,
    'Server.ClientProxy.LoggingFailed',
    {
      vi: 'Không lưu được; không có gì được ghi nhận, hãy gửi lại sau.',
      en: 'It could not be stored; nothing of it was kept, please send it again later.',
    },
    detail,
  )
}

export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
}

export function askedOf(request: IncomingMessage): Asked {
  const { method = '', url = '' } = request
  const at = url.indexOf('?')
  return {
    method,
    path: at === -1 ? url : url.slice(0, at),
    query: new URLSearchParams(at === -1 ? '' : url.slice(at + 1)),
  }
}

/** The connection must prove for whom it speaks, as for any exchange. */
export function checkSpeaker(
  request: IncomingMessage,
  subsystem: SubsystemId,
  { assignment }: Standing,
): void {
  const binding = assignment.clients.find((it) => it.subsystem === subsystem)
  const socket = request.socket as TLSSocket
  const shown = socket.encrypted
    ? socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase()
    : undefined
  if (shown !== undefined && binding?.fingerprints.includes(shown)) return
  if (binding?.plain && isLoopback(socket.remoteAddress ?? '')) return
  throw new Refused(
    401,
    'Server.ClientProxy.SslAuthenticationFailed',
    {
      vi: 'Kết nối này không được đăng ký để đại diện cho hệ thống con.',
      en: 'This connection is not registered to speak for the subsystem.',
    },
    subsystem,
  )
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address)
}

const bodyIdleMs = 30_000

/** The whole body. Browsers' forms cannot send the types asked for, so no page can call blindly. */
export async function bodyOf(
  request: IncomingMessage,
  types: RegExp,
  most: number,
): Promise<Buffer> {
  const type = request.headers['content-type'] ?? ''
  if (!types.test(type)) {
    throw new Refused(
      415,
      'Client.BadRequest',
      { vi: 'Kiểu nội dung không được nhận.', en: 'This content type is not taken.' },
      type.slice(0, 100),
    )
  }
  if (Number(request.headers['content-length'] ?? 0) > most)
    throw tooLarge(`At most ${most} bytes.`)
  try {
    return await readBody(request, most, bodyIdleMs)
  } catch (error) {
    if (error instanceof BodyBroken && !request.complete) throw tooLarge(error.message)
    throw error
  }
}

export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw badRequest('The body is no JSON in UTF-8.')
  }
}

export async function jsonObjectOf(
  request: IncomingMessage,
  most: number,
): Promise<Readonly<Record<string, unknown>>> {
  const read = jsonOf(await bodyOf(request, /^application\/json\b/i, most))
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
    return read as Record<string, unknown>
  }
  throw badRequest('The body must be a JSON object.')
}

export function answer(
  response: ServerResponse,
  status: number,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return
  const text = body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, {
    ...(body && { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(text)
}

/** Tells why it failed. What is no refusal is a bug, and thrown on. */
export function answerFailure(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const stored = error instanceof StoreFailed || error instanceof StoreBusy
  const refused = stored ? notStored(error.message) : error
  if (!(refused instanceof Refused)) {
    if (error instanceof BodyBroken || response.destroyed) return void response.destroy()
    const words = { vi: 'Cổng trao đổi gặp lỗi.', en: 'The gateway failed.' }
    answerFailure(request, response, new Refused(500, 'Server.ClientProxy.InternalError', words))
    throw error
  }
  const { status, code, words, detail, facts } = refused
  const message = words[languageOf(request.headers['accept-language'])]
  const headers = {
    'x-road-error': code,
    ...(status === 503 && { 'retry-after': '5' }),
    // What was not read would be taken for the next request.
    ...(!request.complete && { connection: 'close' }),
  }
  answer(response, status, { type: code, message, detail, ...facts }, headers)
}
