/**
 * What a gateway offers beside passing requests on: feeds, batch files, subscriptions and composite
 * calls. It plays the information system for them: services of kind `feed` and `files` are answered
 * by a small server on this machine that only the gateway itself can ask, and what it asks others
 * goes through its own client port. So grants, quotas and evidence hold for all of it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { type Clock, wait } from '#kernel/clock'
import { sameSecret } from '#kernel/digest'
import { newSecret } from '#kernel/id'
import type { Log } from '#kernel/log'
import type { ServiceEntry, ServiceKind } from '../domain/configuration.ts'
import { parseServiceId, type ServiceId, subsystemOf } from '../domain/identifier.ts'
import type { Asking } from '../hot-path/options.ts'
import type { Standing, StandingSource } from '../hot-path/standing.ts'
import type { Store } from '../hot-path/store.ts'
import { askComposite } from './composites.ts'
import { contractTables, openContracts } from './contracts.ts'
import { feedTables, type Retention } from './feed-events.ts'
import { openFeeds } from './feeds.ts'
import { fileTables, openVault } from './file-vault.ts'
import { type FileLimits, openFiles, standardFileLimits } from './files.ts'
import { answerFailure, askedOf, badRequest, checkSpeaker, notThere, Refused } from './manners.ts'
import { type ClientPort, type OwnCalls, openOwnCalls } from './own-calls.ts'
import { withOwnServices } from './own-standing.ts'
import { openRows, subscriptionTables } from './subscription-rows.ts'
import { type DeliveryStatus, openSubscriptions, type Subscriptions } from './subscriptions.ts'

/** For `openStore`. */
export const ownTables: readonly string[] = [
  contractTables,
  feedTables,
  fileTables,
  subscriptionTables,
]

export type OwnServices = {
  /** The standing to open the gateway with: it also leads to the gateway's own services. */
  readonly standing: StandingSource
  /** Answers what is for them on the client port; false: it is for others. */
  page(request: IncomingMessage, response: ServerResponse): boolean
  /** Once the gateway is open: subscriptions go on, composites can be asked. */
  begin(clients: ClientPort): Promise<void>
  /** Of those that are active, without asking the store. */
  deliveries(): DeliveryStatus[]
  /** Before the gateway, whose questions it ends, and the store. May be called again. */
  close(): Promise<void>
}

export type OwnNeeds = {
  readonly standing: StandingSource
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly contract: Asking['contract']
  readonly feedRetention?: Retention
  readonly fileLimits?: FileLimits
  /** Stretches the pauses between deliveries: 1. */
  readonly pace?: number
}

const standardFeedRetention: Retention = { days: 30, bytes: 2 ** 30 }
const sweepMs = 60_000

export async function openOwnServices(needs: OwnNeeds): Promise<OwnServices> {
  const { store, clock, log } = needs
  const ending = new AbortController()
  const { signal } = ending
  const secret = newSecret()
  const feeds = openFeeds({
    store,
    clock,
    retention: needs.feedRetention ?? standardFeedRetention,
    schema: openContracts(store, needs.contract, signal),
  })
  const vault = openVault(store, join(dirname(store.file), 'files'))
  await vault.tidy()
  const files = openFiles(vault, clock, needs.fileLimits ?? standardFileLimits)
  let begun: { calls: OwnCalls; subscriptions: Subscriptions } | undefined

  const serve: Handler = async (request, response) => {
    const { method, path, query } = askedOf(request)
    const [, given = '', ...rest] = path.split('/')
    if (!sameSecret(given, secret)) return void request.socket.destroy()
    const service = ownService(needs.standing.current(), rest.slice(0, 5).join('/'))
    const below = rest.slice(5).join('/')
    if (service?.kind === 'files' && method === 'GET') {
      return files.read(service, below, request, response)
    }
    if (service?.kind === 'feed' && method === 'GET' && below === '') {
      return feeds.read(service, query, response)
    }
    throw notThere(`${method} /${below}`.slice(0, 200))
  }
  const server = createServer((request, response) => attend(serve, request, response, log))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  /** What stands on the client port, by the first segment of the path. */
  const doors: Readonly<Record<string, (rest: readonly string[]) => Handler>> = {
    e1: (rest) => async (request, response) => {
      const { service, below } = spokenFor(request, rest, 'feed', needs.standing.current())
      if (request.method !== 'POST' || below !== '') throw notThere('POST an event, or a batch.')
      await feeds.publish(service, request, response)
    },
    b1: (rest) => async (request, response) => {
      const { service, below } = spokenFor(request, rest, 'files', needs.standing.current())
      if (below === '' && request.method === 'GET') {
        return files.read(service, below, request, response)
      }
      await files.keep(service, below, request, response)
    },
    s1: (rest) => async (request, response) => {
      const id = serviceOf(rest)
      await open().subscriptions.handle(id, rest.slice(5).join('/'), request, response)
    },
    c1: (rest) => async (request, response) => {
      const { calls } = open()
      const standing = needs.standing.current()
      await askComposite({ calls, signal }, standing, rest.join('/'), request, response)
    },
  }
  const open = () => {
    if (begun) return begun
    throw new Refused(503, 'Server.ClientProxy.Busy', {
      vi: 'Cổng trao đổi đang khởi động.',
      en: 'The gateway is starting.',
    })
  }

  const sweeping = (async () => {
    while (!signal.aborted) {
      await Promise.all([feeds.sweep(), files.sweep()]).catch((error: unknown) =>
        log.warn({ err: error }, 'what is too old was not let go of'),
      )
      await wait(sweepMs, signal).catch(() => undefined)
    }
  })()

  return {
    standing: withOwnServices(needs.standing, `http://127.0.0.1:${port}/${secret}`),
    page(request, response) {
      const [, name = '', ...rest] = askedOf(request).path.split('/')
      const door = Object.hasOwn(doors, name) ? doors[name] : undefined
      if (door) attend(door(rest), request, response, log)
      return door !== undefined
    },
    async begin(clients) {
      const calls = openOwnCalls(needs.standing, clients)
      const delivering = { rows: openRows(store), calls, clock, log, pace: needs.pace ?? 1 }
      begun = {
        calls,
        subscriptions: await openSubscriptions(delivering, needs.standing, [clients.port, port]),
      }
    },
    deliveries: () => begun?.subscriptions.deliveries() ?? [],
    async close() {
      if (signal.aborted) return
      ending.abort()
      await begun?.subscriptions.close()
      begun?.calls.close()
      feeds.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await sweeping
    },
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function attend(
  handle: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): void {
  handle(request, response)
    .catch((error: unknown) => answerFailure(request, response, error))
    .catch((error: unknown) => log.error({ err: error }, 'a service of the gateway failed'))
}

function serviceOf(rest: readonly string[]): ServiceId {
  const id = parseServiceId(rest.slice(0, 5).join('/'))
  if (id) return id
  throw badRequest('The path must name a service: VN/GOV/MEMBER/SUBSYSTEM/SERVICE.')
}

function ownService({ directory, gatewayId }: Standing, id: string): ServiceEntry | undefined {
  const service = directory.services.get(id)
  const serving = service ? directory.gatewaysOf(subsystemOf(service.id)) : []
  return serving.some((it) => it.id === gatewayId) ? service : undefined
}

/** A service of the one who asks, at this gateway. */
function spokenFor(
  request: IncomingMessage,
  rest: readonly string[],
  kind: ServiceKind,
  standing: Standing,
): { service: ServiceEntry; below: string } {
  const id = serviceOf(rest)
  checkSpeaker(request, subsystemOf(id), standing)
  const service = ownService(standing, id)
  if (service?.kind === kind) return { service, below: rest.slice(5).join('/') }
  throw notThere(`This gateway has no service ${id} of kind ${kind}.`)
}
