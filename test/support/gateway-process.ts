/** `ndc gateway` as a process of its own, as an agency runs it; to be killed at will. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { newFolder } from './folders.ts'
import { freePort } from './house.ts'

export type GatewayProcess = AsyncDisposable & {
  /** Where its information systems ask. */
  readonly url: string
  readonly folder: string
  /** Joins with a one-time token; resolves with the fingerprint to compare. */
  join(token: string): Promise<string>
  /** Starts what has joined before. */
  start(): Promise<void>
  /** Resolves when it takes requests. */
  open(): Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

type News = { kind: 'waiting'; fingerprint: string } | { kind: 'open' } | { kind: string }

const program = join(import.meta.dirname, '../../cli/ndc.ts')

export async function openGatewayProcess(): Promise<GatewayProcess> {
  const folder = newFolder('gateway')
  const [port, clientPort] = [await freePort(), await freePort()]
  let child: ChildProcess | undefined
  let complaints = ''
  let heard: News[] = []
  let waiting: { kind: string; resolve: (it: News) => void }[] = []

  function spawnWith(...more: string[]): void {
    ;[heard, complaints] = [[], '']
    const args = ['gateway', '--data', folder, '--json', '--language', 'en', ...more]
    child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stderr?.on('data', (part: Buffer) => (complaints += String(part)))
    if (!child.stdout) throw new Error('no output')
    createInterface({ input: child.stdout }).on('line', (line) => {
      const news = JSON.parse(line) as News
      heard.push(news)
      for (const it of waiting.filter(({ kind }) => kind === news.kind)) it.resolve(news)
      waiting = waiting.filter(({ kind }) => kind !== news.kind)
    })
  }

  function news(kind: string): Promise<News> {
    const known = heard.find((it) => it.kind === kind)
    if (known) return Promise.resolve(known)
    return new Promise((resolve, reject) => {
      waiting.push({ kind, resolve })
      child?.once('exit', () => reject(new Error(`The gateway has ended: ${complaints}`)))
    })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child?.once('exit', resolve))
    child.kill(signal)
    await gone
  }

  return {
    url: `http://127.0.0.1:${clientPort}`,
    folder,
    async join(token) {
      const listens = ['--host', '127.0.0.1', '--port', `${port}`, '--client-port', `${clientPort}`]
      spawnWith('--join', token, '--address', `https://127.0.0.1:${port}`, ...listens)
      const { fingerprint } = (await news('waiting')) as { fingerprint: string }
      return fingerprint
    },
    async start() {
      spawnWith()
      await news('open')
    },
    open: async () => void (await news('open')),
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}
