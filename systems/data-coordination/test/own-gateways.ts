/** Two gateways with feeds, files and composites of their own, in this process. */
import { mkdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Clock, systemClock } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { makeAuthority } from '#testing/certificates'
import {
  atPort,
  client,
  configurationOf,
  factsOf,
  makeKeys,
  type Serve,
  service,
  subsystem,
} from '#testing/exchange'
import { newFolder } from '#testing/folders'
import { fileEndpoints } from '../domain/batch-file.ts'
import type { Composite, Configuration, ServiceEntry } from '../domain/configuration.ts'
import { feedEndpoints } from '../domain/feed.ts'
import { type OwnNeeds, openOwnServices, ownTables } from '../feeds/own-services.ts'
import { openGateway } from '../hot-path/gateway.ts'
import { openSignals } from '../hot-path/signals.ts'
import { fixedStanding, type StandingFacts } from '../hot-path/standing.ts'
import { openStore } from '../hot-path/store.ts'

export const feed = `${subsystem}/marriage-events` as const
export const files = `${subsystem}/marriage-lists` as const
export { client, subsystem }

export type OwnOptions = Partial<
  Pick<OwnNeeds, 'clock' | 'feedRetention' | 'fileLimits' | 'pace'>
> & {
  readonly contract?: OwnNeeds['contract']
  readonly clientPort?: number
  readonly peerPort?: number
  /** Keeps the folder of its store. */
  readonly folder?: string
}

export type OwnGateway = AsyncDisposable & {
  readonly url: string
  readonly peerPort: number
  readonly standing: ReturnType<typeof fixedStanding>
  readonly store: Awaited<ReturnType<typeof openStore>>
  readonly own: Awaited<ReturnType<typeof openOwnServices>>
}

export async function openOwnGateway(
  facts: StandingFacts,
  folder: string,
  { contract = async () => undefined, clientPort = 0, peerPort = 0, ...more }: OwnOptions = {},
): Promise<OwnGateway> {
  const clock: Clock = more.clock ?? systemClock
  const log = openLog('silent')
  const key = Buffer.alloc(32, 7)
  const store = await openStore({ file: join(folder, 'gateway.db'), key, tables: ownTables })
  const standing = fixedStanding(facts)
  const own = await openOwnServices({ standing, store, log, contract, pace: 0.004, ...more, clock })
  const gateway = await openGateway({
    standing: own.standing,
    store,
    clock,
    log,
    signals: openSignals(),
    listen: {
      peers: { host: '127.0.0.1', port: peerPort },
      clients: { host: '127.0.0.1', port: clientPort },
    },
    ask: { consent: async () => true, contract, page: own.page },
  })
  let open = true
  await own.begin({ host: '127.0.0.1', port: gateway.ports.clients })
  return {
    url: `http://127.0.0.1:${gateway.ports.clients}`,
    peerPort: gateway.ports.peers,
    standing,
    store,
    own,
    async [Symbol.asyncDispose]() {
      if (!open) return
      open = false
      await own.close()
      await gateway.close(500)
      await store.close()
    },
  }
}

export type OwnPair = AsyncDisposable & {
  readonly folder: string
  readonly consumer: OwnGateway
  readonly provider: OwnGateway
  readonly facts: { readonly consumer: StandingFacts; readonly provider: StandingFacts }
}

type PairOptions = {
  readonly serve?: Serve
  readonly consumer?: OwnOptions
  readonly provider?: OwnOptions
  readonly composites?: readonly Composite[]
  readonly change?: (it: Configuration) => Partial<Configuration>
}

export async function openOwnPair(options: PairOptions = {}): Promise<OwnPair> {
  const folder = newFolder('own')
  const authority = await makeAuthority()
  const keys = [
    await makeKeys(authority, 'consumer'),
    await makeKeys(authority, 'provider'),
  ] as const
  const server = createServer(options.serve)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let configuration = configurationOf(authority, ...keys)
  configuration = { ...configuration, ...withOwn(configuration) }
  configuration = { ...configuration, ...options.change?.(configuration) }
  const provided = factsOf('gateway-provider', keys[1], configuration, { target })
  const providerFacts = {
    ...provided,
    assignment: {
      ...provided.assignment,
      clients: [{ subsystem, fingerprints: [], plain: true }],
    },
  }
  const provider = await openOwnGateway(
    providerFacts,
    subfolder(folder, 'provider'),
    options.provider,
  )
  configuration = atPort(configuration, provider.peerPort)
  const consumed = factsOf('gateway-consumer', keys[0], configuration)
  const composites = options.composites ?? []
  const consumerFacts = { ...consumed, assignment: { ...consumed.assignment, composites } }
  provider.standing.change({ configuration })
  const consumer = await openOwnGateway(
    consumerFacts,
    subfolder(folder, 'consumer'),
    options.consumer,
  )
  return {
    folder,
    consumer,
    provider,
    facts: { consumer: consumerFacts, provider: { ...providerFacts, configuration } },
    async [Symbol.asyncDispose]() {
      await consumer[Symbol.asyncDispose]()
      await provider[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function subfolder(folder: string, name: string): string {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}

/** The services of the ordinary configuration with a feed and files, each with a grant. */
function withOwn({ services, grants }: Configuration): Partial<Configuration> {
  const [rest] = services as [ServiceEntry]
  const more = (['feed', 'files'] as const).map(
    (kind): ServiceEntry => ({
      ...rest,
      id: kind === 'feed' ? feed : files,
      kind,
      endpoints: kind === 'feed' ? feedEndpoints : fileEndpoints,
      subject: null,
      timeoutMs: 30_000,
    }),
  )
  const all = [...services, ...more]
  const [grant] = grants
  if (!grant) throw new TypeError('There is no grant to begin with.')
  return {
    services: all,
    grants: all.map((it, at) => ({ ...grant, id: `grant-${at + 1}`, service: it.id })),
  }
}

export { service }

/** Collects what is delivered to it; `answer` decides the status. */
export async function openReceiver(answer: (event: Delivered) => number = () => 204) {
  const got: Delivered[] = []
  const server = createServer((request: IncomingMessage, response) => {
    let text = ''
    request.on('data', (part) => (text += part))
    request.on('end', () => {
      const event = JSON.parse(text) as Delivered
      const status = answer(event)
      if (status < 300) got.push(event)
      response.writeHead(status).end()
    })
  })
  let port = 0
  const begin = () =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        ;({ port } = server.address() as AddressInfo)
        resolve()
      })
    })
  await begin()
  const end = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    got,
    begin,
    end,
    url: `http://127.0.0.1:${port}/events`,
    ids: () => got.map((it) => it.id),
    [Symbol.asyncDispose]: end,
  }
}

export type Delivered = {
  readonly id: string
  readonly type: string
  readonly data?: unknown
  readonly ndcsequence?: string
}

export async function until(
  test: () => boolean | Promise<boolean>,
  withinMs = 5_000,
): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await test())) {
    if (performance.now() > end) throw new Error(`It did not become true: ${test.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const event = (id: number | string, more: object = {}) => ({
  specversion: '1.0',
  id: String(id),
  source: '/civil-status',
  type: 'vn.moj.marriage-registered',
  data: { id },
  ...more,
})

export async function publish(url: string, body: unknown, headers: Record<string, string> = {}) {
  const type = Array.isArray(body) ? 'cloudevents-batch' : 'cloudevents'
  return answered(
    await fetch(`${url}/e1/${feed}`, {
      method: 'POST',
      headers: { 'content-type': `application/${type}+json`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  )
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers have as many shapes as questions
type Body = any

export async function answered(
  answer: Response,
): Promise<{ status: number; body: Body; headers: Headers }> {
  const text = await answer.text()
  const body = text === '' ? undefined : (JSON.parse(text) as unknown)
  return { status: answer.status, body, headers: answer.headers }
}

export async function readFeed(url: string, query = '') {
  return answered(
    await fetch(`${url}/r1/${feed}${query}`, { headers: { 'x-road-client': client } }),
  )
}

export async function asked(url: string, method: string, path: string, body?: object) {
  return answered(
    await fetch(`${url}${path}`, {
      method,
      headers: { 'x-road-client': client, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
}
