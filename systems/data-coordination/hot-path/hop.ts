/** One request to the next server on the way, and how it can fail. */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { TLSSocket } from 'node:tls'

export type HopFailure =
  /** Certainly nothing reached the other side. */
  | 'not-sent'
  /** A connection that had rested was closed while the request was on its way. */
  | 'stale'
  /** It may have arrived; no answer came. */
  | 'no-answer'
  | 'timeout'

export class HopFailed extends Error {
  override name = 'HopFailed'
  readonly failure: HopFailure

  constructor(failure: HopFailure, detail: string) {
    super(detail)
    this.failure = failure
  }
}

export type Hop = {
  readonly request: ClientRequest
  /** The head of the answer; rejects with HopFailed. */
  readonly answer: Promise<IncomingMessage>
  /** From now on, so long for the head of the answer. */
  within(ms: number): void
  /** Gives up. */
  abort(): void
}

export type HopOptions = {
  readonly agent: Agent
  readonly secure: boolean
  readonly host: string
  readonly port: number
  readonly method: string
  readonly path: string
  /** Flat; with Host and what frames the body. */
  readonly headers: readonly string[]
  readonly connectMs: number
  /** Bytes of the headers of the answer. */
  readonly maxHeaderSize: number
}

export function startHop(options: HopOptions): Hop {
  const { agent, secure, host, port, method, path, headers, connectMs, maxHeaderSize } = options
  const request = (secure ? tlsRequest : plainRequest)({
    agent,
    host,
    port,
    method,
    path,
    headers: headers as string[],
    maxHeaderSize,
    // Timers of our own end it; the stream's would have to be reset at every part.
    timeout: 0,
  })
  let state: 'connecting' | 'sent' | 'settled' = 'connecting'
  let answerMs: number | undefined
  let reject: (error: HopFailed) => void = () => undefined
  let timer = setTimeout(() => fail('not-sent', `no connection within ${connectMs} ms`), connectMs)
  const fail = (failure: HopFailure, detail: string): void => {
    clearTimeout(timer)
    if (state === 'settled') return
    state = 'settled'
    reject(new HopFailed(failure, detail))
    request.destroy()
  }
  const waitAtMost = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => fail('timeout', `no answer within ${ms} ms`), ms)
  }
  const connected = (): void => {
    if (state !== 'connecting') return
    state = 'sent'
    clearTimeout(timer)
    if (answerMs !== undefined) waitAtMost(answerMs)
  }
  request.once('socket', (socket) => {
    if (request.reusedSocket || !socket.connecting) connected()
    else socket.once(secure ? 'secureConnect' : 'connect', connected)
  })
  const answer = new Promise<IncomingMessage>((resolve, rejected) => {
    reject = rejected
    request.once('response', (it) => {
      clearTimeout(timer)
      state = 'settled'
      resolve(it)
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && isReset(error)
      const failure = state === 'connecting' ? 'not-sent' : stale ? 'stale' : 'no-answer'
      fail(failure, error.code ?? error.message)
    })
    request.once('close', () => fail('no-answer', 'the connection was closed'))
  })
  // Whoever started it may have gone before it is awaited.
  answer.catch(() => undefined)
  return {
    request,
    answer,
    within(ms) {
      answerMs = ms
      if (state === 'sent') waitAtMost(ms)
    },
    abort: () => {
      fail('no-answer', 'given up')
      request.destroy()
    },
  }
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE'
}

/** SHA-256 (base64url) of the certificate that the other side of a connection showed. */
export function fingerprintOf(socket: TLSSocket): string | undefined {
  const hex = socket.getPeerX509Certificate()?.fingerprint256
  return hex && Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url')
}
