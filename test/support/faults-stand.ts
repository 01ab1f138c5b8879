import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { wait } from '#kernel/clock'
import { openSecrets } from '#kernel/secrets'
import { newFolder } from './folders.ts'
import { freePort } from './house.ts'

/** What can be killed without a word. */
export type Victim = 'server' | 'database' | 'both'

/** The real program as a process of its own, on a data folder of its own, to be killed at will. */
export type Stand = AsyncDisposable & {
  readonly url: string
  readonly dataDir: string
  /** Where the database lies; `data` in it is PostgreSQL's own folder. */
  readonly postgresDir: string
  /** Starts the program; resolves when it is healthy, with the milliseconds that it took. */
  start(): Promise<number>
  /** Resolves when the center answers that it is healthy. */
  healthy(): Promise<void>
  /** Kills with SIGKILL, the database with all its processes; resolves when they are gone. */
  kill(victim: Victim): Promise<void>
  /** Holds the program still: from now on it answers nobody. It can only be killed. */
  freeze(): void
  /** Asks the program to end, and waits for it. Resolves with its exit status. */
  stop(): Promise<number | null>
  /** Resolves with the exit status when the program ends by itself. */
  ended(): Promise<number | null>
  /** What the program has said since its last start, on both outputs. */
  said(): string
  /** Connects to the database as its owner. */
  ownerUrl(): string
}

export type StandOptions = {
  /** Settings beside those that make a stand: NDC_… variables. */
  settings?: Record<string, string>
  /** A folder to work in, which is not removed afterwards. */
  folder?: string
}

const main = join(import.meta.dirname, '../../server/main.ts')

export async function openStand({ settings = {}, folder }: StandOptions = {}): Promise<Stand> {
  const root = folder ?? newFolder('stand')
  const dataDir = join(root, 'data')
  const postgresDir = join(dataDir, 'postgres')
  const output = join(root, 'output')
  const port = await freePort()
  const url = `http://localhost:${port}`
  let child: ChildProcess | undefined

  const running = (): ChildProcess | undefined =>
    child?.exitCode === null && child.signalCode === null ? child : undefined

  const ended = (): Promise<number | null> => {
    const it = running()
    return it
      ? new Promise((resolve) => it.once('exit', resolve))
      : Promise.resolve(child?.exitCode ?? null)
  }

  async function healthy(): Promise<void> {
    for (let waited = 0; waited < 60_000; waited += 20) {
      const answer = await fetch(`${url}/health`).catch(() => undefined)
      if (answer?.status === 200) return
      if (!running()) throw new Error(`The program has ended:\n${said()}`)
      await wait(20)
    }
    throw new Error(`The program does not become healthy:\n${said()}`)
  }

  const said = () => readFileSync(output, 'utf8')

  return {
    url,
    dataDir,
    postgresDir,
    healthy,
    ended,
    said,

    async start() {
      const begun = performance.now()
      const log = openSync(output, 'w')
      child = spawn(process.execPath, [main], {
        stdio: ['ignore', log, log],
        env: {
          PATH: process.env['PATH'],
          NDC_DATA: dataDir,
          NDC_PORT: String(port),
          NDC_NATION_PEOPLE: '200',
          NDC_NATION_AGENCIES: 'false',
          NDC_LOG_LEVEL: 'warn',
          ...settings,
        },
      })
      closeSync(log)
      await healthy()
      return performance.now() - begun
    },

    async kill(victim) {
      const server = running()
      const killed = victim === 'server' ? [] : databaseProcesses(postgresDir)
      // Held still, so that it cannot start the database again before it is killed itself.
      if (victim === 'both') server?.kill('SIGSTOP')
      for (const pid of killed) end(pid)
      if (victim !== 'database') server?.kill('SIGKILL')
      await Promise.all([victim === 'database' ? undefined : ended(), ...killed.map(untilGone)])
    },

    freeze() {
      running()?.kill('SIGSTOP')
    },

    async stop() {
      running()?.kill('SIGTERM')
      return ended()
    },

    ownerUrl() {
      if (settings['NDC_DATABASE_URL']) return settings['NDC_DATABASE_URL']
      const [, , , at] = readFileSync(join(postgresDir, 'data/postmaster.pid'), 'utf8').split('\n')
      const secrets = openSecrets(join(dataDir, 'secrets/master.key'))
      const password = secrets.derive('postgres-owner').toString('base64url')
      return `postgres://ndc_owner:${password}@127.0.0.1:${at}/ndc`
    },

    async [Symbol.asyncDispose]() {
      running()?.kill('SIGKILL')
      const left = databaseProcesses(postgresDir)
      for (const pid of left) end(pid)
      await Promise.all([ended(), ...left.map(untilGone)])
      if (!folder) rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Starts the program where it must refuse, and hears what it says. */
export async function startInVain(
  settings: Record<string, string>,
): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NDC_NATION_PEOPLE: '200',
      NDC_LOG_LEVEL: 'warn',
      ...settings,
    },
  })
  let said = ''
  for (const out of [child.stdout, child.stderr]) {
    out.setEncoding('utf8').on('data', (part: string) => (said += part))
  }
  const late = setTimeout(() => child.kill('SIGTERM'), 60_000)
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(late)
  return { status, said }
}

/** The postmaster of a folder first, then every process that works in its data. */
export function databaseProcesses(postgresDir: string): number[] {
  const data = join(postgresDir, 'data')
  const inData = readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .filter((pid) => workingIn(pid, data))
    .map(Number)
  const postmaster = Number(readLine(join(data, 'postmaster.pid')))
  return inData.toSorted((a, b) => Number(b === postmaster) - Number(a === postmaster) || a - b)
}

function workingIn(pid: string, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder
  } catch {
    return false // ended meanwhile, or another user's
  }
}

function readLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[0] ?? ''
  } catch {
    return ''
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isThere(pid)) await wait(5)
}

function isThere(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}
