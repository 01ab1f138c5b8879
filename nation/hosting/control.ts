/**
 * How the process of the agencies is told to switch one off or on: by HTTP on this machine, with a
 * secret that lies beside its data and that only its owner can read.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sameSecret } from '#kernel/digest'
import { newSecret } from '#kernel/id'
import { writeDurably } from '#kernel/secrets'
import type { Words } from '#kernel/words'

/** How an agency stands. */
export type AgencyStanding = {
  readonly code: string
  readonly title: Words
  readonly owner: Words
  /** `failed`: it was to be on, and `detail` says why it is not. */
  readonly state: 'starting' | 'on' | 'off' | 'failed'
  readonly detail: string | null
  /** How many records it keeps. */
  readonly records: number
  /** Where its own programs ask its gateway, on this machine. */
  readonly clientPort: number
}

export type Switches = {
  list(): readonly AgencyStanding[]
  /** Undefined where there is no such agency. */
  turn(code: string, on: boolean): Promise<AgencyStanding | undefined>
}

export type Control = { close(): Promise<void> }

const fileIn = (folder: string): string => join(folder, 'control.json')
const timeoutMs = 20_000

export async function openControl(folder: string, switches: Switches): Promise<Control> {
  const secret = newSecret()
  const server = createServer((request, response) => {
    const send = ([status, body]: Answer) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    answer(request, secret, switches).then(send, () => send([500, {}]))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  writeDurably(fileIn(folder), JSON.stringify({ port, secret }))
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Answer = [status: number, body: unknown]

async function answer(
  { method, url = '/', headers }: IncomingMessage,
  secret: string,
  switches: Switches,
): Promise<Answer> {
  if (!sameSecret(headers.authorization ?? '', `Bearer ${secret}`)) return [401, {}]
  if (method === 'GET' && url === '/agencies') return [200, { items: switches.list() }]
  const [, code = '', act] = /^\/agencies\/([a-z-]+)\/(start|stop)$/.exec(url) ?? []
  const found = method === 'POST' && act ? await switches.turn(code, act === 'start') : undefined
  return found ? [200, found] : [404, {}]
}

/** The switches of the process that works in this folder; undefined where none answers. */
export function reachControl(folder: string): {
  list(): Promise<readonly AgencyStanding[] | undefined>
  turn(code: string, on: boolean): Promise<AgencyStanding | undefined>
} {
  async function call<Body>(method: string, path: string): Promise<Body | undefined> {
    try {
      const { port, secret } = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as {
        port: number
        secret: string
      }
      const answered = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { authorization: `Bearer ${secret}` },
        signal: AbortSignal.timeout(timeoutMs),
      })
      return answered.ok ? ((await answered.json()) as Body) : undefined
    } catch {
      return undefined
    }
  }
  return {
    async list() {
      return (await call<{ items: readonly AgencyStanding[] }>('GET', '/agencies'))?.items
    },
    turn: (code, on) => call('POST', `/agencies/${code}/${on ? 'start' : 'stop'}`),
  }
}
