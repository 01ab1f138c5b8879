import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  type Configuration,
  fixedStanding,
  type Gateway,
  type GatewayOptions,
  openGateway,
  openSignals,
  openStore,
  type StandingFacts,
  type Store,
} from '#data-coordination/hot-path'
import { systemClock } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { type Issued, makeAuthority, type TestAuthority } from './certificates.ts'
import { newFolder } from './folders.ts'

export const client = 'VN/GOV/NDC/public-services' as const
export const subsystem = 'VN/GOV/MOJ/civil-status' as const
export const service = `${subsystem}/marriages` as const

/** The keys and certificates of one gateway. */
export type Keys = { readonly tls: Issued; readonly signing: Issued }

export async function makeKeys(authority: TestAuthority, name: string): Promise<Keys> {
  return {
    tls: await authority.issue({ name: `${name} TLS` }),
    signing: await authority.issue({ name: `${name} signing` }),
  }
}

/** Two gateways that know each other, with one service and one grant; parts may be replaced. */
export function configurationOf(
  authority: TestAuthority,
  consumer: Keys,
  provider: Keys,
  more: Partial<Configuration> = {},
): Configuration {
  const words = (text: string) => ({ vi: text, en: text })
  const now = Date.now()
  return {
    instance: 'VN',
    version: 1,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 72 * 3_600_000).toISOString(),
    members: [
      {
        id: 'VN/GOV/NDC',
        name: words('NDC'),
        subsystems: [{ id: client, name: words('Public services') }],
      },
      {
        id: 'VN/GOV/MOJ',
        name: words('MOJ'),
        subsystems: [{ id: subsystem, name: words('Civil status') }],
      },
    ],
    gateways: [
      gatewayEntry('gateway-consumer', 'VN/GOV/NDC', client, consumer),
      gatewayEntry('gateway-provider', 'VN/GOV/MOJ', subsystem, provider),
    ],
    services: [
      {
        id: service,
        kind: 'rest',
        title: words('Marriages'),
        version: 'v1',
        state: 'active',
        sunsetOn: null,
        endpoints: [{ method: '*', path: '/**' }],
        subject: { in: 'path', segment: 1 },
        timeoutMs: 5_000,
        acceptsId: false,
        keepsBodies: false,
      },
    ],
    grants: [
      {
        id: 'grant-1',
        client,
        service,
        purposes: [
          { code: 'residence', words: words('Residence'), basis: 'Luật Cư trú', byConsent: false },
          { code: 'study', words: words('Study'), basis: 'Đồng ý', byConsent: true },
        ],
        endpoints: null,
        fields: null,
        requestsPerMinute: 1_000_000,
        requestsPerDay: 1_000_000_000,
        validFrom: new Date(now - 86_400_000).toISOString(),
        expiresAt: new Date(now + 86_400_000).toISOString(),
      },
    ],
    authorities: [authority.root.toString('base64')],
    revoked: [],
    ...more,
  }
}

export function gatewayEntry(
  id: string,
  owner: string,
  serves: string,
  { tls, signing }: Keys,
  port = 1,
): Configuration['gateways'][number] {
  return {
    id,
    owner,
    address: `https://127.0.0.1:${port}`,
    serves: [serves],
    tlsCertificates: [tls.certificate.toString('base64')],
    signingCertificates: [signing.certificate.toString('base64')],
  } as Configuration['gateways'][number]
}

/** What one gateway is given: who it is, and where its services and clients are. */
export function factsOf(
  gatewayId: string,
  keys: Keys,
  configuration: Configuration,
  more: { target?: string; plain?: boolean; fingerprints?: readonly string[] } = {},
): StandingFacts {
  const { target, plain = true, fingerprints = [] } = more
  return {
    gatewayId,
    configuration,
    assignment: {
      gateway: gatewayId,
      version: configuration.version,
      issuedAt: configuration.issuedAt,
      targets: target === undefined ? [] : [{ service, url: target }],
      clients: gatewayId.includes('consumer') ? [{ subsystem: client, fingerprints, plain }] : [],
      composites: [],
    },
    tls: { key: keys.tls.keyPem, chain: keys.tls.pem },
    signing: { key: keys.signing.key, certificate: keys.signing.certificate },
  }
}

export type Running = AsyncDisposable & {
  readonly gateway: Gateway
  readonly store: Store
  readonly signals: ReturnType<typeof openSignals>
  readonly standing: ReturnType<typeof fixedStanding>
}

type RunOptions = Partial<Pick<GatewayOptions, 'clock' | 'limits' | 'ask'>> & {
  readonly file: string
  readonly peerPort?: number
  readonly log?: GatewayOptions['log']
}

/** Opens one gateway in this process. */
export async function runGateway(facts: StandingFacts, options: RunOptions): Promise<Running> {
  const store = await openStore({ file: options.file, key: Buffer.alloc(32, 7) })
  const standing = fixedStanding(facts)
  const signals = openSignals()
  const gateway = await openGateway({
    standing,
    store,
    signals,
    clock: options.clock ?? systemClock,
    log: options.log ?? openLog('silent'),
    listen: {
      peers: { host: '127.0.0.1', port: options.peerPort ?? 0 },
      clients: { host: '127.0.0.1', port: 0 },
    },
    limits: options.limits ?? {},
    ask: options.ask ?? { consent: async () => true, contract: async () => undefined },
  })
  return {
    gateway,
    store,
    standing,
    signals,
    async [Symbol.asyncDispose]() {
      await gateway.close(500)
      await store.close()
    },
  }
}

export type Serve = (request: IncomingMessage, response: ServerResponse) => void

export type Pair = AsyncDisposable & {
  readonly authority: TestAuthority
  readonly keys: { consumer: Keys; provider: Keys }
  readonly consumer: Running
  readonly provider: Running
  /** Of the consumer's client port. */
  readonly url: string
  /** Changes what both know. */
  change(next: (it: Configuration) => Partial<Configuration>): void
}

export type PairOptions = {
  readonly serve?: Serve
  readonly configuration?: Partial<Configuration>
  readonly consumer?: Partial<RunOptions> & { plain?: boolean; fingerprints?: readonly string[] }
  readonly provider?: Partial<RunOptions>
}

/** Two gateways and a service behind the second, all in this process. */
export async function openPair(options: PairOptions = {}): Promise<Pair> {
  const folder = newFolder('exchange')
  const authority = await makeAuthority()
  const keys = {
    consumer: await makeKeys(authority, 'consumer'),
    provider: await makeKeys(authority, 'provider'),
  }
  const server = createServer(options.serve ?? echo)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  let configuration = configurationOf(
    authority,
    keys.consumer,
    keys.provider,
    options.configuration,
  )
  const provider = await runGateway(
    factsOf('gateway-provider', keys.provider, configuration, { target }),
    { file: join(folder, 'provider.db'), ...options.provider },
  )
  configuration = atPort(configuration, provider.gateway.ports.peers)
  const consumer = await runGateway(
    factsOf('gateway-consumer', keys.consumer, configuration, options.consumer),
    { file: join(folder, 'consumer.db'), ...options.consumer },
  )
  provider.standing.change({ configuration })
  return {
    authority,
    keys,
    consumer,
    provider,
    url: `http://127.0.0.1:${consumer.gateway.ports.clients}`,
    change(next) {
      const version = configuration.version + 1
      configuration = { ...configuration, ...next(configuration), version }
      consumer.standing.change({ configuration })
      provider.standing.change({ configuration })
    },
    async [Symbol.asyncDispose]() {
      await consumer[Symbol.asyncDispose]()
      await provider[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The configuration with the provider's gateway where it really listens. */
export function atPort(configuration: Configuration, port: number): Configuration {
  const gateways = configuration.gateways.map((it) =>
    it.id === 'gateway-provider' ? { ...it, address: `https://127.0.0.1:${port}` } : it,
  )
  return { ...configuration, gateways }
}

/** A service that says what reached it. */
export function echo(request: IncomingMessage, response: ServerResponse): void {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts).toString()
    const { method, url, headers } = request
    const text = JSON.stringify({ method, url, headers, body })
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    })
    response.end(text)
  })
}

export type Asked = {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

type AskOptions = {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

/** Asks as a plain client would; the path goes out as it is written here. */
export function ask(url: string, path: string, options: AskOptions = {}): Promise<Asked> {
  const { method = 'GET', headers = {}, body } = options
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method,
        agent: false,
        headers: {
          'X-Road-Client': client,
          ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
          ...headers,
        },
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString(),
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

export const at = (path: string): string => `/r1/${service}${path}`
