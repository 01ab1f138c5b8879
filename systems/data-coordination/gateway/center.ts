/** The center as a gateway asks it: signed calls, short time-outs, and a clock learned from it. */
import type { KeyObject } from 'node:crypto'
import type { Clock } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { newSecret } from '#kernel/id'
import { codeOf } from '#kernel/problem'
import { checkToken, timeStampQuery, tokenOfReply } from '#trust-services/verification'
import { signCenterCall } from '../signature.ts'
import { openHttpClient, type Reply } from './http-client.ts'

const api = '/api/data-coordination/v1'
const timeoutMs = 20_000
const mostBytes = 32 * 1024 * 1024
const mostTokenBytes = 64 * 1024

/** The center cannot be reached, or is not itself. Trying again later is right. */
export class CenterAway extends Error {
  override name = 'CenterAway'
}

/** The center answered and refused. */
export class CenterRefused extends Error {
  override name = 'CenterRefused'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}

/** With which key a call is signed, and how it is named. */
export type Caller = { readonly key: KeyObject; readonly keyId: string }

/** A document that may be unchanged since it was fetched last. */
export type Fetched = { readonly text: string; readonly etag: string }

export type CenterClient = {
  readonly url: string
  /** Ends its connections, and what is asked at this moment. */
  close(): void
  /** How far the center's clock is ahead of this machine's, as far as it was heard. */
  offsetMs(): number
  authorities(): Promise<string>
  /** Undefined when it has not changed. */
  configuration(etag: string): Promise<Fetched | undefined>
  assignment(by: Caller, etag: string): Promise<Fetched | undefined>
  post<Answer>(by: Caller, path: string, body: object): Promise<Answer>
  get<Answer>(by: Caller, path: string): Promise<Answer>
}

type Call = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly by?: Caller
  readonly body?: Buffer
  readonly etag?: string
}

/** A clock that is further away than this is not followed. */
const mostOffsetMs = 15 * 60_000

export function openCenterClient(url: string, clock: Clock): CenterClient {
  const http = openHttpClient()
  let offset = 0

  const send = async ({ method, path, by, body, etag }: Call): Promise<Reply> => {
    const created = Math.floor((clock.now().getTime() + offset) / 1_000)
    const signed =
      by &&
      signCenterCall({ method, target: path, body }, by.key, {
        created,
        nonce: newSecret(16),
        keyId: by.keyId,
      })
    const headers = {
      accept: 'application/json, application/jose',
      'accept-language': 'en',
      ...(etag && { 'if-none-match': etag }),
      ...(body && { 'content-type': 'application/json' }),
      ...signed,
    }
    const answer = await http
      .ask(`${url}${path}`, { method, headers, body, timeoutMs, mostBytes })
      .catch((error: Error) => {
        throw new CenterAway(reasonOf(error))
      })
    const date = Date.parse(answer.header('date'))
    if (!Number.isNaN(date)) {
      const heard = date - clock.now().getTime()
      // The header tells whole seconds, and the answer was on its way: small differences are none.
      if (Math.abs(heard) <= mostOffsetMs) offset = Math.abs(heard) < 5_000 ? 0 : heard
    }
    return answer
  }

  /** Once more when only the clock was wrong: the refusal told the right time. */
  const ask = async (call: Call): Promise<Reply> => {
    const before = offset
    const answer = await send(call)
    const moved = call.by !== undefined && answer.status === 401 && offset !== before
    const last = moved ? await send(call) : answer
    if (last.status < 300 || last.status === 304) return last
    throw refusalOf(last)
  }

  const document = async (call: Call): Promise<Fetched | undefined> => {
    const answer = await ask(call)
    if (answer.status === 304) return undefined
    return { text: answer.body.toString(), etag: answer.header('etag') }
  }

  const json = async <Answer>(call: Call): Promise<Answer> => {
    const text = (await ask(call)).body.toString()
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  }

  return {
    url,
    offsetMs: () => offset,
    close: () => http.close(),
    async authorities() {
      const path = '/api/trust-services/v1/authorities.pem'
      return (await ask({ method: 'GET', path })).body.toString()
    },
    configuration: (etag) => document({ method: 'GET', path: `${api}/configuration`, etag }),
    assignment: (by, etag) =>
      document({ method: 'GET', path: `${api}/gateway/assignment`, by, etag }),
    get: (by, path) => json({ method: 'GET', path: `${api}${path}`, by }),
    post: (by, path, body) =>
      json({ method: 'POST', path: `${api}${path}`, by, body: Buffer.from(JSON.stringify(body)) }),
  }
}

function refusalOf({ status, body }: Reply): Error {
  if (status >= 500) return new CenterAway(`The center answered ${status}.`)
  try {
    const { code = '', detail = '' } = JSON.parse(body.toString()) as Record<string, string>
    return new CenterRefused(status, code, detail)
  } catch {
    return new CenterAway(`What answers with ${status} is no NDC center.`)
  }
}

function reasonOf(error: Error): string {
  return codeOf(error) ?? error.message
}

/**
 * Asks a time-stamp authority for a token over bytes, and takes none that does not verify.
 *
 * @param roots To one of which the authority must lead (DER).
 */
export async function fetchToken(
  url: string,
  bytes: Buffer,
  roots: readonly Buffer[],
): Promise<Buffer> {
  const http = openHttpClient()
  const question = {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: timeStampQuery(sha256(bytes)),
    timeoutMs,
    mostBytes: mostTokenBytes,
  } as const
  const answer = await http
    .ask(url, question)
    .catch((error: Error) => {
      throw new CenterAway(reasonOf(error))
    })
    .finally(() => http.close())
  const token = tokenOfReply(answer.body)
  if (!token) throw new CenterAway(`The time-stamp authority gave no token (${answer.status}).`)
  const { state } = checkToken(token, bytes, roots)
  if (state !== 'trusted') throw new CenterAway(`The time-stamp that came is ${state}.`)
  return token
}
