/**
 * One hop of the plain chain: node:http or node:https in, kept-alive node:http or node:https out,
 * with the same mutual TLS as between gateways; nothing is read, signed, checked or kept.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { request as askTls, createServer as createTlsServer, Agent as TlsAgent } from 'node:https'
import type { AddressInfo } from 'node:net'

export type PlainOrder = {
  readonly listens: 'plain' | 'tls'
  readonly next: { readonly secure: boolean; readonly port: number; readonly path: string }
  readonly key: string
  readonly cert: string
  readonly ca: string
}

class OneAgent extends TlsAgent {
  override getName(): string {
    return 'next'
  }
}

process.once('message', (order: PlainOrder) => {
  const { listens, next, key, cert, ca } = order
  const pool = { keepAlive: true, maxSockets: 128, scheduling: 'lifo' } as const
  const agent = next.secure
    ? new OneAgent({ ...pool, key, cert, ca, checkServerIdentity: () => undefined })
    : new Agent({ ...pool, maxSockets: 1_000 })
  const ask = next.secure ? askTls : request
  const handle = (asked: IncomingMessage, response: ServerResponse): void => {
    const path = `${next.path}${asked.url}`
    const { method, rawHeaders: headers } = asked
    const sent = ask({ agent, host: '127.0.0.1', port: next.port, method, path, headers }, (it) => {
      response.writeHead(it.statusCode ?? 0, it.rawHeaders)
      it.pipe(response)
    })
    sent.on('error', () => response.destroy())
    if (asked.method === 'GET') sent.end()
    else asked.pipe(sent)
  }
  const options = { keepAliveTimeout: 65_000, requestTimeout: 0, noDelay: true }
  const server =
    listens === 'tls'
      ? createTlsServer({ ...options, key, cert, ca, requestCert: true }, handle)
      : createServer(options, handle)
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
})
process.once('SIGTERM', () => process.exit(0))
