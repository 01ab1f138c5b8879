import { lstatSync, unlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Log } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import type { Backend } from './backend.ts'
import { callMethods, debugMethods } from './call-methods.ts'
import { chainMethods } from './chain-methods.ts'
import { type Answering, openDispatch } from './dispatch.ts'
import { filterMethods } from './filters.ts'
import { health, ndcMethods } from './ndc-methods.ts'
import { sendMethods } from './send-methods.ts'
import { stateMethods } from './state-methods.ts'
import { openSubscriptions } from './subscriptions.ts'

export type Listen = {
  /** A free one when 0. Unsaid with a `socket`: none. */
  readonly port?: number
  /** 127.0.0.1 unless said. */
  readonly host?: string
  /** The path of a Unix socket, beside or in place of the port. */
  readonly socket?: string
  /** Names by which others than this machine's own programs call it; any other is refused. */
  readonly names?: readonly string[]
}

export type RpcServer = { readonly url: string; close(): Promise<void> }

const largestBody = 5 * 1_048_576
const mostConnections = 1_000
const mostSockets = 200
const mostHeld = 16 * 1_048_576
const mostInFlight = 32
/** Bytes of all calls together that are not answered yet. */
const mostUnread = 256 * 1_048_576
const pingEveryMs = 30_000

/** JSON-RPC over HTTP and WebSocket on one port. Answers nothing to pages of other sites. */
export async function serveRpc(backend: Backend, listen: Listen, log: Log): Promise<RpcServer> {
  const subscriptions = openSubscriptions(backend)
  const answer = openDispatch(
    {
      ...chainMethods(backend),
      ...stateMethods(backend),
      ...callMethods(backend),
      ...debugMethods(backend),
      ...filterMethods(backend),
      ...sendMethods(backend),
      ...ndcMethods(backend),
    },
    backend.clock,
    log,
  )
  const budget = openBudget(mostUnread)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestBody })
  const names = new Set(['localhost', '127.0.0.1', '[::1]', ...(listen.names ?? [])])
  const servers = [
    ...(listen.socket === undefined ? [] : [{ path: listen.socket }]),
    ...(listen.port === undefined && listen.socket !== undefined
      ? []
      : [{ port: listen.port ?? 0, host: listen.host ?? '127.0.0.1' }]),
  ].map((where) => {
    // Who reaches a Unix socket is decided by its folder; on a port the name must be ours.
    const isOurs = (request: IncomingMessage) => 'path' in where || names.has(nameOf(request))
    const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 })
    server.maxConnections = mostConnections
    server.on('request', (request, response) => {
      if (!isOurs(request)) end(response, 403, 'This name is not served here.')
      else void serveHttp(request, response, answer, backend, budget, log)
    })
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Nobody else listens to it any more: unheard, a caller who hangs up would end this process.
      socket.on('error', () => socket.destroy())
      const allowed = isOurs(request) && request.headers.origin === undefined
      if (!allowed || sockets.clients.size >= mostSockets) {
        socket.end(`HTTP/1.1 ${allowed ? '429 Too Many Requests' : '403 Forbidden'}\r\n\r\n`)
        return
      }
      sockets.handleUpgrade(request, socket, head, (it) =>
        serveSocket(it, answer, subscriptions, budget),
      )
    })
    return { server, where }
  })
  for (const { server, where } of servers) await open(server, where)
  const pinging = setInterval(() => {
    for (const it of sockets.clients) keepAlive(it)
  }, pingEveryMs)
  pinging.unref()
  return {
    url: urlOf(servers.map((it) => it.server.address())),
    async close() {
      clearInterval(pinging)
      subscriptions.close()
      for (const it of sockets.clients) it.terminate()
      await Promise.all(
        servers.map(({ server }) => {
          server.closeAllConnections()
          return new Promise<void>((resolve) => server.close(() => resolve()))
        }),
      )
    },
  }
}

async function open(
  server: ReturnType<typeof createServer>,
  where: { path: string } | { port: number; host: string },
): Promise<void> {
  if ('path' in where) await clearDead(where.path)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const at = 'path' in where ? where.path : `${where.host}:${where.port}`
      reject(new Refusal(`The node cannot listen on ${at}: ${error.message}`))
    })
    server.listen(where, resolve)
  })
}

/** Takes away the socket that a killed node has left; one that still answers stays. */
async function clearDead(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return
  const answers = await new Promise<boolean>((resolve) => {
    const knock = connect(path)
    knock.once('connect', () => resolve(true)).once('error', () => resolve(false))
    knock.once('connect', () => knock.destroy())
  })
  if (!answers) unlinkSync(path)
}

function urlOf(addresses: readonly (string | AddressInfo | null)[]): string {
  const tcp = addresses.find((it): it is AddressInfo => typeof it === 'object' && it !== null)
  if (!tcp) return `unix:${addresses.find((it) => typeof it === 'string')}`
  const host = tcp.family === 'IPv6' ? `[${tcp.address}]` : tcp.address
  return `http://${host === '0.0.0.0' || host === '[::]' ? '127.0.0.1' : host}:${tcp.port}`
}

function nameOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
}

async function serveHttp(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answering,
  backend: Backend,
  budget: Budget,
  log: Log,
): Promise<void> {
  let taken = 0
  try {
    if (request.method === 'GET' && request.url === '/health') {
      const state = await health(backend)
      return end(response, state.ok ? 200 : 503, JSON.stringify(state))
    }
    if (request.method !== 'POST') return end(response, 405, 'JSON-RPC is asked by POST.')
    // A page of another site may send other types without asking first.
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      return end(response, 415, 'The content type is application/json.')
    }
    const room = Math.min(Number(request.headers['content-length'] ?? largestBody), largestBody)
    if (!budget.take(room)) return end(response, 429, 'Too many calls at once: try again.')
    taken = room
    const body = await bodyOf(request)
    if (!body) return end(response, 413, `A call has at most ${largestBody} bytes.`)
    end(response, 200, (await answer(body)) ?? '')
  } catch (error) {
    // The caller went away in the middle of its call.
    log.debug({ err: error }, 'a call was not heard to its end')
    response.destroy()
  } finally {
    budget.give(taken)
  }
}

type Budget = { take(bytes: number): boolean; give(bytes: number): void }

function openBudget(most: number): Budget {
  let left = most
  return {
    take(bytes) {
      if (bytes > left) return false
      left -= bytes
      return true
    },
    give(bytes) {
      left += bytes
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > largestBody) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function end(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed) return
  const type = status === 200 || status === 503 ? 'application/json' : 'text/plain; charset=utf-8'
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    ...(status === 413 && { connection: 'close' }),
  })
  response.end(text)
}

const alive = new WeakSet<WebSocket>()

/** Who has not answered the last ping is gone. */
function keepAlive(socket: WebSocket): void {
  if (!alive.has(socket)) return socket.terminate()
  alive.delete(socket)
  socket.ping()
}

function serveSocket(
  socket: WebSocket,
  answer: Answering,
  subscriptions: ReturnType<typeof openSubscriptions>,
  budget: Budget,
): void {
  alive.add(socket)
  const send = (text: string) => {
    // Who reads too slowly is let go: what waits for one may not fill the memory of all.
    if (socket.bufferedAmount > mostHeld) socket.terminate()
    else socket.send(text)
  }
  const { methods, close } = subscriptions.connect(send)
  let inFlight = 0
  const reply = async (message: Buffer) => {
    const text = await answer(message, methods).finally(() => budget.give(message.length))
    inFlight -= 1
    if (inFlight < mostInFlight) socket.resume()
    if (text !== undefined) send(text)
  }
  socket.on('pong', () => alive.add(socket))
  socket.on('error', () => socket.terminate())
  socket.on('close', close)
  socket.on('message', (message: Buffer) => {
    if (!budget.take(message.length)) return socket.close(1013, 'try again later')
    inFlight += 1
    if (inFlight >= mostInFlight) socket.pause()
    void reply(message)
  })
}
