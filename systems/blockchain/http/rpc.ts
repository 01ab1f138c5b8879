import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { Readable } from 'node:stream'
import type { Routes } from '#kernel/system'
import { nodeAway } from '../chain-client.ts'
import type { Needs } from '../needs.ts'

const largestCall = 5 * 1_048_576
const longestAnswerMs = 60_000
const mostSockets = 500
const mostSocketsOfOne = 20

/**
 * /rpc — Ethereum JSON-RPC as the node speaks it, by POST and by WebSocket: for wallets and
 * programs that know nothing of this center. Whoever may do what is decided by signatures on the
 * chain, not by who calls; no cookie is read.
 */
export function rpcRoutes({ kernel, chain }: Pick<Needs, 'kernel' | 'chain'>): Routes {
  return async (app) => {
    const path = `${app.prefix}/rpc`
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    app.post(
      '/rpc',
      {
        bodyLimit: largestCall,
        config: { access: { anyone: true, limitPerMinute: 6_000 }, crossSite: true },
        schema: {
          operationId: 'rpcCall',
          summary: 'Ethereum JSON-RPC 2.0: one call or a batch. The same address takes WebSockets',
        },
      },
      async (request, reply) => {
        const url = chain.url()
        if (url === undefined) throw nodeAway()
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: request.body as Buffer<ArrayBuffer>,
          signal: AbortSignal.timeout(longestAnswerMs),
        }).catch((cause: unknown) => {
          throw nodeAway(cause)
        })
        void reply
          .code(answer.status)
          .type('application/json')
          .header('cache-control', 'no-store')
          .header('access-control-allow-origin', '*')
        return reply.send(answer.body ? Readable.fromWeb(answer.body) : undefined)
      },
    )

    app.options(
      '/rpc',
      {
        config: { access: { anyone: true }, crossSite: true },
        schema: { hide: true },
      },
      async (_request, reply) =>
        reply
          .code(204)
          .header('access-control-allow-origin', '*')
          .header('access-control-allow-methods', 'POST')
          .header('access-control-allow-headers', 'content-type')
          .header('access-control-max-age', '86400')
          .send(),
    )

    const sockets = new Map<string, number>()
    const { hostname } = new URL(kernel.publicUrl)
    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Nobody else listens to it any more: unheard, a caller who hangs up would end this process.
      socket.on('error', () => socket.destroy())
      const url = chain.url()
      const peer = request.socket.remoteAddress ?? ''
      const held = sockets.get(peer) ?? 0
      const all = [...sockets.values()].reduce((sum, it) => sum + it, 0)
      const refusal =
        request.url !== path || !isCalledSo(request, hostname)
          ? '404 Not Found'
          : held >= mostSocketsOfOne || all >= mostSockets
            ? '429 Too Many Requests'
            : url === undefined
              ? '503 Service Unavailable'
              : undefined
      if (refusal !== undefined || url === undefined) {
        socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
        return
      }
      sockets.set(peer, held + 1)
      join(request, socket, head, new URL(url), () => {
        const left = (sockets.get(peer) ?? 1) - 1
        if (left > 0) sockets.set(peer, left)
        else sockets.delete(peer)
      })
    })
  }
}

/** Joins a caller's socket with the node: from the handshake on, bytes pass as they are. */
function join(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  node: URL,
  ended: () => void,
): void {
  const upstream = connect(Number(node.port), node.hostname)
  const kept = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol']
  const lines = kept.flatMap((name) => {
    const value = request.headers[name]
    return typeof value === 'string' ? [`${name}: ${value}`] : []
  })
  upstream.write(
    ['GET / HTTP/1.1', `host: ${node.host}`, 'connection: Upgrade', 'upgrade: websocket', ...lines]
      .join('\r\n')
      .concat('\r\n\r\n'),
  )
  upstream.write(head)
  upstream.pipe(socket).pipe(upstream)
  const end = () => {
    upstream.destroy()
    socket.destroy()
  }
  upstream.once('error', end)
  socket.once('close', end)
  upstream.once('close', () => {
    end()
    ended()
  })
}

/** A page of another site that has rebound its name to this machine is not answered. */
function isCalledSo(request: IncomingMessage, hostname: string): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  return host === hostname || host === '127.0.0.1' || host === 'localhost' || host === '[::1]'
}
