/** One question over HTTP, with a bound on everything; its connections end with its agent. */
import { Agent, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure, Agent as SecureAgent } from 'node:https'

export type Question = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | undefined
  readonly timeoutMs: number
  /** An answer of more bytes is not read to its end. */
  readonly mostBytes: number
}

export type Reply = {
  readonly status: number
  /** The first value of a header. */
  header(name: string): string
  readonly body: Buffer
}

export type HttpClient = {
  /** Rejects when no whole answer comes in time. Follows no redirection. */
  ask(url: string, question: Question): Promise<Reply>
  /** Ends all connections; what is asked at this moment is rejected. */
  close(): void
}

const idleMs = 20_000

export function openHttpClient(): HttpClient {
  const how = { keepAlive: true, timeout: idleMs, maxSockets: 8 }
  const [plain, secure] = [new Agent(how), new SecureAgent(how)]
  const ending = new AbortController()
  return {
    ask: (url, question) =>
      new Promise((resolve, reject) => {
        const isSecure = url.startsWith('https:')
        const send = isSecure ? requestSecure : requestPlain
        const { method, headers, body, timeoutMs } = question
        const request = send(url, {
          method,
          agent: isSecure ? secure : plain,
          headers: { ...headers, 'content-length': body?.length ?? 0 },
          signal: AbortSignal.any([ending.signal, AbortSignal.timeout(timeoutMs)]),
        })
        request.once('error', reject)
        request.once('response', (response) => {
          read(response, question.mostBytes).then(resolve, reject)
        })
        request.end(body)
      }),
    close() {
      ending.abort()
      plain.destroy()
      secure.destroy()
    },
  }
}

async function read(response: IncomingMessage, most: number): Promise<Reply> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length
    if (length > most) throw new RangeError('The answer is too large.')
    parts.push(part)
  }
  return {
    status: response.statusCode ?? 0,
    header: (name) => [response.headers[name] ?? ''].flat()[0] ?? '',
    body: Buffer.concat(parts),
  }
}
