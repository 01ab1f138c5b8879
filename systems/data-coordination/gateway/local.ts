/**
 * What a gateway answers on its client port to the machine where it runs: its status to anyone,
 * its log to whoever holds the key of its folder.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sameSecret } from '#kernel/digest'
import { Refusal } from '#kernel/problem'
import type { Statement, Value } from '../hot-path/store.ts'
import type { Home, State } from './home.ts'
import type { LogReader } from './log-reader.ts'
import { type Status, statusPage } from './status.ts'

const statusPath = '/status'
const logPath = '/local/log'
const mostQuestion = 10_000

/** Whoever can read the folder knows it. */
function localSecret({ secrets }: Pick<Home, 'secrets'>): string {
  return secrets.derive('gateway-local').toString('base64url')
}

export type Local = (request: IncomingMessage, response: ServerResponse) => boolean

export function openLocal(
  home: Pick<Home, 'secrets'>,
  log: LogReader,
  status: () => Status,
): Local {
  const secret = localSecret(home)
  return (request, response) => {
    const [path] = (request.url ?? '').split('?', 1)
    if (path !== statusPath && path !== logPath) return false
    if (!isLocal(request.socket)) return false
    if (path === statusPath) answerStatus(request, response, status())
    else if (sameSecret(request.headers.authorization ?? '', `Bearer ${secret}`)) {
      answerLog(request, log).then(
        (rows) => send(response, 200, 'application/json', JSON.stringify(rows, withBytes)),
        (error: Error) => send(response, 400, 'text/plain', error.message),
      )
    } else send(response, 401, 'text/plain', 'The key of the folder is needed.')
    return true
  }
}

/** From this machine: over the loopback, or from the very address that was called. */
function isLocal({ remoteAddress, localAddress }: IncomingMessage['socket']): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(remoteAddress ?? '') || remoteAddress === localAddress
}

function answerStatus(request: IncomingMessage, response: ServerResponse, status: Status): void {
  const page = request.headers.accept?.includes('text/html') === true
  if (page) send(response, 200, 'text/html; charset=utf-8', statusPage(status))
  else send(response, 200, 'application/json', `${JSON.stringify(status, null, 2)}\n`)
}

async function answerLog(request: IncomingMessage, log: LogReader): Promise<unknown[]> {
  let text = ''
  for await (const part of request) {
    text += String(part)
    if (text.length > mostQuestion) throw new RangeError('The question is too long.')
  }
  const [sql, ...values] = JSON.parse(text, fromBytes) as Statement
  if (!/^\s*select\b/i.test(sql)) throw new TypeError('The log can only be read.')
  return log.read([sql, ...values])
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

/** The log of a gateway that runs, asked through its client port. */
export function remoteLog(home: Pick<Home, 'secrets'>, it: State): LogReader {
  const secret = localSecret(home)
  return {
    async read<Row>(statement: Statement): Promise<Row[]> {
      const answer = await askLocally(it, logPath, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        body: JSON.stringify(statement, withBytes),
      })
      return JSON.parse(answer, fromBytes) as Row[]
    },
  }
}

export async function remoteStatus(it: State): Promise<Status> {
  return JSON.parse(await askLocally(it, statusPath, {})) as Status
}

async function askLocally(
  { listen, ports }: State,
  path: string,
  how: RequestInit,
): Promise<string> {
  const port = ports?.clients ?? listen.clients.port
  const answer = await fetch(`http://${reachable(listen.clients.host)}:${port}${path}`, {
    ...how,
    signal: AbortSignal.timeout(30_000),
  }).catch(() => {
    throw new Refusal(`No gateway answers on port ${port} of this machine: is it running?`)
  })
  const text = await answer.text()
  if (answer.ok) return text
  throw new Refusal(`What answers on port ${port} is not the gateway of this folder: ${text}`)
}

/** How a port on this address is reached from this machine. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host
}

function withBytes(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  // A Buffer has become this before anyone could ask.
  const { type, data } = (value ?? {}) as { type?: unknown; data?: number[] }
  return type === 'Buffer' ? { bytes: Buffer.from(data ?? []).toString('base64') } : value
}

function fromBytes(_: string, value: unknown): Value | object {
  const { bytes } = (value ?? {}) as { bytes?: unknown }
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : (value as Value)
}
