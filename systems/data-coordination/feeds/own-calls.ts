/** What the gateway asks others itself, through its own client port: an exchange like any other. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent, request as tlsRequest } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { Standing, StandingSource } from '../hot-path/standing.ts'
import { keyIdOf } from '../signature.ts'

export type OwnCall = {
  /** `/r1/…` with its query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly mostBytes: number
  readonly signal: AbortSignal
}

export type OwnAnswer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** The answer has more bytes than wanted. */
export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge'
}

export type OwnCalls = {
  get(call: OwnCall): Promise<OwnAnswer>
  close(): void
}

/** Where the gateway's own client port can be reached. */
export type ClientPort = { readonly host: string; readonly port: number }

export function openOwnCalls(standing: StandingSource, { host, port }: ClientPort): OwnCalls {
  let held: { readonly tls: Standing['tls']; readonly agent: Agent } | undefined
  const agent = (): Agent => {
    const now = standing.current()
    if (held?.tls !== now.tls) {
      held?.agent.destroy()
      held = { tls: now.tls, agent: agentOf(now) }
    }
    return held.agent
  }
  return {
    get: ({ target, headers, mostBytes, signal }) =>
      new Promise((resolve, reject) => {
        const request = tlsRequest({
          agent: agent(),
          host,
          port,
          path: target,
          headers,
          signal,
        })
        request.once('error', reject)
        request.once('response', (response) => {
          wholeOf(response, mostBytes).then(
            (body) =>
              resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
            reject,
          )
        })
        request.end()
      }),
    close: () => held?.agent.destroy(),
  }
}

/** Both ends are this gateway: they know each other by the certificate that they share. */
function agentOf({ tls, directory, gatewayId }: Standing): Agent {
  return new Agent({
    keepAlive: true,
    maxSockets: 256,
    secureContext: createSecureContext({
      key: tls.key,
      cert: tls.chain,
      ca: [...directory.authorities],
      minVersion: 'TLSv1.3',
    }),
    checkServerIdentity: (_host, { raw }) =>
      directory.tlsPeer(keyIdOf(raw))?.gateway.id === gatewayId
        ? undefined
        : new Error('The client port is held by someone else.'),
  })
}

async function wholeOf(response: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length
    if (length > most) throw new AnswerTooLarge(`More than ${most} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** What an error in X-Road's form says, for those who read it. */
export function reasonOf({ status, body }: Pick<OwnAnswer, 'status' | 'body'>): string {
  try {
    const { message, detail } = JSON.parse(body.toString()) as Record<string, unknown>
    const words = [message, detail].filter((it) => typeof it === 'string' && it !== '')
    if (words.length > 0) return words.join(' ').slice(0, 500)
  } catch {
    // It says nothing that can be read.
  }
  return `HTTP ${status}`
}
