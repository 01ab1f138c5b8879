import { cpSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { wait } from '#kernel/clock'
import { readConfig } from '#kernel/config'
import { newSecret } from '#kernel/id'
import { type Center, openCenter } from '#server/center'
import { sections } from '#server/config'

/** A clock that stands still until told otherwise. */
export type TestClock = { now(): Date; elapsedMs(): number; travelTo(iso: string): void }

export type TestHouse = Center & {
  readonly clock: TestClock
  readonly dataDir: string
  /** A caller with a cookie jar of its own; answers carry the parsed body. */
  caller(): Caller
  /** Waits until no job is due or running. */
  settle(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type Answer = {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into bodies of every shape
  readonly body: any
  readonly headers: Headers
}

export type Caller = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  readonly cookies: Map<string, string>
}

/** The day on which test houses open, unless told: a Wednesday. */
export const openingDay = '2026-11-18T02:00:00Z'

/**
 * A whole center on a database of its own, cloned from the small nation of the global setup: real
 * PostgreSQL, real HTTP, and a clock that stands still.
 */
export async function openTestHouse(
  at = openingDay,
  settings: Record<string, string> = {},
): Promise<TestHouse> {
  const database = `ndc_test_${newSecret(6)
    .replace(/[^a-zA-Z0-9]/g, '')
    .toLowerCase()}`
  await administer(`create database ${database} template ndc_template`)
  const folder = process.env['NDC_TEST_FOLDER'] as string
  const dataDir = join(folder, database)
  mkdirSync(dataDir)
  cpSync(join(folder, 'template'), dataDir, { recursive: true })
  return openHouse({ database, dataDir, people: 0, at, dropAfter: true, settings })
}

type HouseOptions = {
  database: string
  dataDir: string
  people: number
  at?: string
  dropAfter?: boolean
  /** Settings beside those that make a house: NDC_… variables. */
  settings?: Record<string, string>
}

export async function openHouse(it: HouseOptions): Promise<TestHouse> {
  const { database, dataDir, people, at = openingDay, dropAfter = false, settings = {} } = it
  if (!dropAfter) await administer(`create database ${database}`)
  const clock = openTestClock(at)
  const config = readConfig(sections, {
    NDC_DATA: dataDir,
    NDC_PORT: String(await freePort()),
    NDC_NATION_PEOPLE: String(people),
    NDC_NATION_AGENCIES: 'false',
    NDC_LOG_LEVEL: process.env['NDC_TEST_LOG'] ?? 'silent',
    ...settings,
  })
  const postgres = {
    kind: 'external' as const,
    ownerUrl: on(process.env['NDC_TEST_OWNER_URL'] as string, database),
    appUrl: on(process.env['NDC_TEST_APP_URL'] as string, database),
    appRole: 'ndc_app',
    stop: async () => {
      if (dropAfter) await administer(`drop database ${database} with (force)`)
    },
  }
  const center = await openCenter(config, () => undefined, { clock, postgres })
  return {
    ...center,
    clock,
    dataDir,
    caller: () => openCaller(center.url),
    settle: () => settle(center),
    [Symbol.asyncDispose]: () => center.close(),
  }
}

async function settle(center: Center): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    const waiting = await center.kernel.jobs.waiting()
    if (waiting.length === 0) return
    await wait(20)
  }
  const left = await center.kernel.jobs.waiting()
  throw new Error(`Jobs do not end: ${left.map((it) => it.name).join(', ')}`)
}

function openTestClock(at: string): TestClock {
  let now = new Date(at)
  return {
    now: () => new Date(now),
    elapsedMs: () => performance.now(),
    travelTo: (iso) => {
      now = new Date(iso)
    },
  }
}

/** A caller with a cookie jar of its own at the center with this address. */
export function openCaller(url: string): Caller {
  const cookies = new Map<string, string>()
  const send: Caller['send'] = async (method, path, body, headers = {}) => {
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: {
        ...(jar && { cookie: jar }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        'accept-language': 'en',
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const type = answer.headers.get('content-type') ?? ''
    const text = type.includes('json') ? undefined : Buffer.from(await answer.arrayBuffer())
    return {
      status: answer.status,
      body:
        text === undefined
          ? await answer.json()
          : type.startsWith('text/')
            ? text.toString()
            : text,
      headers: answer.headers,
    }
  }
  return {
    cookies,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body = {}, headers) => send('POST', path, body, headers),
  }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({
    connectionString: on(process.env['NDC_TEST_OWNER_URL'] as string, 'postgres'),
  })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function on(url: string, database: string): string {
  const it = new URL(url)
  it.pathname = `/${database}`
  return it.href
}

// Below the ports that the system gives to outgoing connections, and for each process its own: so
// nobody takes one between the look and the use.
let nextPort = 10_000 + (process.pid % 200) * 100

/** A TCP port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
