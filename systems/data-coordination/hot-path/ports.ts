/** The two ports of a gateway: for other gateways, and for the information systems of members. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from 'node:net'
import { Fault } from '../domain/fault.ts'
import { type Limits, signatureHeaders } from './limits.ts'
import type { Standing, StandingSource } from './standing.ts'

export type Handle = (request: IncomingMessage, response: ServerResponse) => void

export type Port = {
  readonly port: number
  /** Takes no more connections; rests until those that are busy have ended, or so long. */
  close(withinMs: number): Promise<void>
}

type Address = { readonly host: string; readonly port: number }

const restMs = 65_000
const headMs = 15_000
const mostConnections = 4_000

function serverOptions(maxHeaderSize: number) {
  return {
    maxHeaderSize,
    headersTimeout: headMs,
    // Bodies may be long; how long they may pause is watched while they are read.
    requestTimeout: 0,
    keepAliveTimeout: restMs,
    noDelay: true,
  }
}

/** For other gateways: TLS 1.3, both sides with certificates of the authority. */
export async function openPeerPort(
  address: Address,
  standing: StandingSource,
  limits: Limits,
  handle: Handle,
): Promise<Port> {
  const server = createTlsServer(
    {
      ...serverOptions(limits.headers + signatureHeaders),
      ...secretsOf(standing.current()),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    },
    handle,
  )
  follow(server, standing, 'TLSv1.3')
  server.maxConnections = mostConnections
  refuseBroken(server)
  await listening(server, address)
  return { port: portOf(server), close: (withinMs) => closing([server], withinMs) }
}

/**
 * For information systems: whatever begins like TLS is HTTPS with a certificate that must be
 * registered; the rest is plain HTTP, which only some may use, and from this machine only.
 */
export async function openClientPort(
  address: Address,
  standing: StandingSource,
  limits: Limits,
  handle: Handle,
): Promise<Port> {
  const secure = createTlsServer(
    {
      ...serverOptions(limits.headers),
      ...secretsOf(standing.current()),
      requestCert: true,
      // Trust comes from the registered fingerprint, whoever has issued the certificate.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    handle,
  )
  follow(secure, standing, 'TLSv1.2')
  const plain = createServer(serverOptions(limits.headers), handle)
  for (const it of [secure, plain]) {
    refuseBroken(it)
    // It is handed its connections and never listens; it watches them from this event on.
    it.emit('listening')
  }
  const sockets = new Set<Socket>()
  const front = createNetServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    sort(socket, secure, plain)
  })
  front.maxConnections = mostConnections
  await listening(front, address)
  return {
    port: portOf(front),
    async close(withinMs) {
      front.close()
      await emptied(sockets, [secure, plain], withinMs)
      await closing([secure, plain], 0)
    },
  }
}

const tlsHandshake = 22

/** Looks at the first byte and hands the connection on. */
function sort(socket: Socket, secure: TlsServer, plain: Server): void {
  socket.setTimeout(headMs, () => socket.destroy())
  const broke = (): void => void socket.destroy()
  socket.once('error', broke)
  socket.once('data', (first: Buffer) => {
    socket.off('error', broke)
    socket.setTimeout(0)
    socket.removeAllListeners('timeout')
    socket.pause()
    const server = first[0] === tlsHandshake ? secure : plain
    server.emit('connection', socket)
    socket.unshift(first)
    socket.resume()
  })
}

function secretsOf({ tls, directory }: Standing) {
  return { key: tls.key, cert: tls.chain, ca: [...directory.authorities] }
}

/** New certificates are used for new connections from the moment that they are known. */
function follow(
  server: TlsServer,
  standing: StandingSource,
  minVersion: 'TLSv1.2' | 'TLSv1.3',
): void {
  const textOf = (it: Standing) => `${it.tls.chain}${it.directory.authorities.join('')}`
  let used = textOf(standing.current())
  const stop = standing.onChange((it) => {
    if (textOf(it) === used) return
    used = textOf(it)
    server.setSecureContext({ ...secretsOf(it), minVersion })
  })
  server.once('close', stop)
}

/** Answers what is not HTTP, or too much of it, in the words of the protocol. */
function refuseBroken(server: Server | TlsServer): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
    const fault = tooLarge ? new Fault('HeadersTooLarge') : new Fault('BadRequest', 'Broken HTTP.')
    const body = fault.body('ClientProxy', 'vi')
    socket.end(
      `HTTP/1.1 ${fault.status} ${tooLarge ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n` +
        'Content-Type: application/json; charset=utf-8\r\n' +
        `X-Road-Error: ${fault.code('ClientProxy')}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  })
}

function listening(server: NetServer, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.off('error', reject)
      resolve()
    })
    server.listen(port, host)
  })
}

function portOf(server: NetServer): number {
  return (server.address() as AddressInfo).port
}

/** Resolves when all that was being answered has been, and its connections are closed. */
async function emptied(
  sockets: ReadonlySet<Socket>,
  servers: readonly (Server | TlsServer)[],
  withinMs: number,
): Promise<void> {
  const patience = AbortSignal.timeout(Math.max(1, withinMs))
  while (sockets.size > 0 && !patience.aborted) {
    for (const it of servers) it.closeIdleConnections()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  for (const it of sockets) it.destroy()
}

async function closing(servers: readonly (Server | TlsServer)[], withinMs: number): Promise<void> {
  const ended = servers.map((it) => new Promise<void>((resolve) => void it.close(() => resolve())))
  for (const it of servers) it.closeIdleConnections()
  const timer = setTimeout(() => {
    for (const it of servers) it.closeAllConnections()
  }, withinMs)
  await Promise.all(ended)
  clearTimeout(timer)
}
