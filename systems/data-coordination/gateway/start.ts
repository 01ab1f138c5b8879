/**
 * A door: starts a gateway in this process, as `ndc gateway` does, and as a program does that
 * hosts several. Joins first where it has a token.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Clock, systemClock, wait } from '#kernel/clock'
import { type Log, openLog } from '#kernel/log'
import { codeOf, Refusal } from '#kernel/problem'
import type { JoinToken } from '../domain/joining.ts'
import { openOwnServices, ownTables } from '../feeds/own-services.ts'
import { openGateway } from '../hot-path/gateway.ts'
import type { Asking, Gateway, Listen } from '../hot-path/options.ts'
import { openSignals, type Signals } from '../hot-path/signals.ts'
import { openStore, type Store } from '../hot-path/store.ts'
import { type ArchiveSettings, openArchiving } from './archiving.ts'
import { type CenterClient, CenterRefused, fetchToken, openCenterClient } from './center.ts'
import { openChains } from './chains.ts'
import { type Home, openHome, type State } from './home.ts'
import {
  awaitApproval,
  callerOf,
  fetchRoot,
  handIn,
  type JoinNews,
  newKeys,
  tokenFrom,
} from './joining.ts'
import { endOf, type Life, openLife } from './life.ts'
import { lifeTables } from './life-tables.ts'
import { openLocal, reachable } from './local.ts'
import { openReporting } from './reporting.ts'
import { openStamping, type Stamping } from './stamping.ts'
import type { Status } from './status.ts'

export type StartOptions = {
  /** Its folder; empty or not there when it joins. */
  readonly folder: string
  /** Of the program, as it is reported. */
  readonly version: string
  /** Needed in a folder that has not joined. */
  readonly join?: Joining
  readonly clock?: Clock
  readonly log?: Log
  /** Hears what happens while it waits for approval. */
  readonly tell?: (news: JoinNews) => void
  /** Ends a start that waits. */
  readonly signal?: AbortSignal
  /** Goes on with a log that is an older copy. */
  readonly acceptRestored?: boolean
  /** Settings of the archive, kept from then on. */
  readonly archive?: ArchiveSettings
  readonly pace?: Pace
}

/** How often things are done, where it differs from the ordinary. */
export type Pace = {
  readonly pollMs?: number
  readonly stampMs?: number
  readonly lateMs?: number
  readonly overlapMs?: number
}

export type Joining = {
  readonly token: string
  /** Where other gateways reach it: https, host and port. */
  readonly address: string
  readonly listen: Listen
  readonly stamper?: State['stamper']
}

export type RunningGateway = {
  readonly gatewayId: string
  readonly ports: Gateway['ports']
  status(): Status
  /** Puts what waits under a time-stamp now. */
  stamp(): Promise<void>
  /** Tells the center now what waits. */
  report(): Promise<void>
  /** Puts what is under time-stamps away now, where there is an archive. */
  archive(): Promise<void>
  /** Ends what it has taken on and lets go of the folder. */
  close(): Promise<void>
}

export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const { folder, clock = systemClock, log = openLog('info'), signal } = options
  const home = openHome(folder)
  const ending = new AbortController()
  const onSignal = () => ending.abort()
  signal?.addEventListener('abort', onSignal)
  const ended: (() => Promise<void> | void)[] = [() => home.close()]
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', onSignal)
    // In the opposite order, and all of them, whatever one of them meets.
    const acts = ended.splice(0).toReversed()
    for (const act of acts) {
      await Promise.resolve(act()).catch((error: unknown) => log.error({ err: error }, 'closing'))
    }
    ending.abort()
  }
  try {
    signal?.throwIfAborted()
    const state = await ensureJoined(home, options, clock, ending.signal)
    const center = openCenterClient(state.center, clock)
    ended.push(() => center.close())
    const gateway = await begin({ options, home, center, clock, log, ending, ended, close })
    signal?.removeEventListener('abort', onSignal)
    return gateway
  } catch (error) {
    await close()
    throw error
  }
}

/** What is known of the folder, with certificates; joins where nothing is known. */
async function ensureJoined(
  home: Home,
  { join, tell = () => undefined }: StartOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<State> {
  const known = home.read()
  if (known && known.keys.signingChain.length > 0) return known
  const token = known ? undefined : tokenFrom(join?.token, home.folder)
  const center = openCenterClient(known?.center ?? token?.url ?? '', clock)
  try {
    const state = known ?? (await joinAnew(center, token as JoinToken, join as Joining))
    home.write(state)
    const joined = { ...state, keys: await awaitApproval(center, state, tell, signal) }
    home.write(joined)
    return joined
  } finally {
    center.close()
  }
}

async function joinAnew(
  center: CenterClient,
  token: JoinToken,
  { address, listen, stamper = null }: Joining,
): Promise<State> {
  const root = await fetchRoot(center, token)
  return handIn(center, token, root, { address, listen, stamper }, newKeys())
}

type Beginning = {
  readonly options: StartOptions
  readonly home: Home
  readonly center: CenterClient
  readonly clock: Clock
  readonly log: Log
  readonly ending: AbortController
  /** What is to be closed, in the order in which it was opened. */
  readonly ended: (() => Promise<void> | void)[]
  readonly close: () => Promise<void>
}

async function begin(it: Beginning): Promise<RunningGateway> {
  const { options, home, center, clock, log, ending, ended, close } = it
  const { pace = {}, version } = options
  const { signal } = ending
  const signals = openSignals()
  const life = await openLife({ home, center, clock, log, signals, signal, ...pollOf(pace) })
  const { gatewayId, listen, address } = life.state()
  const tables = [lifeTables, ...ownTables]
  const store = await openStore({ file: home.storeFile, key: home.storeKey, tables })
  ended.push(() => store.close())
  if (options.acceptRestored) life.change({ lastBatch: null })
  if (options.archive) life.change({ archive: options.archive })
  const settings = life.state().archive
  const archiving = settings && openArchiving({ store, gatewayId, settings, clock, log, signal })
  const stamping = await stampingOf({ ...it, life, store, signals })
  await life.begin()
  keepChains(life, store, log)
  const ask = askOf(center, life)
  const own = await openOwnServices({
    standing: life.standing,
    store,
    clock,
    log,
    ...contractOf(ask),
  })
  ended.push(() => own.close())
  const opened: { gateway?: Gateway } = {}
  const startedAt = clock.now().toISOString()
  const about = () => ({
    version,
    configuration: life.configurationVersion(),
    certificatesEndAt: endOf(life.state().keys).toISOString(),
    clockOffsetMs: opened.gateway?.clock.offsetMs() ?? 0,
    unstamped: stamping.unstamped(),
  })
  const caller = () => callerOf(life.state().keys)
  const reporting = openReporting({
    store,
    center,
    caller,
    signals,
    clock,
    log,
    signal,
    about: () => {
      const lastBatch = stamping.newest()
      return { ...about(), ...(lastBatch && { lastBatch }) }
    },
  })
  const rate = openRate(signals, clock)
  const status = (): Status => ({
    ...about(),
    gatewayId,
    address,
    startedAt,
    configuration: configurationOf(life),
    waiting: { ...reporting.waiting() },
    exchanges: { ...signals.total(), perSecond: rate.perSecond() },
    storeFault: store.fault() ?? null,
    deliveries: own.deliveries(),
    alarms: signals.alarms(),
  })
  const local = openLocal(home, store, status)
  const gateway = await openGateway({
    standing: own.standing,
    store,
    clock,
    log,
    listen,
    signals,
    ask: {
      ...ask,
      page: (request, response) => local(request, response) || own.page(request, response),
    },
  }).catch((error: unknown) => {
    throw portTaken(error, listen)
  })
  opened.gateway = gateway
  const running: Promise<void>[] = []
  ended.push(async () => {
    ending.abort()
    await Promise.all(running)
  })
  // The last that was opened and the first to end: what it has taken on needs all the others.
  ended.push(() => gateway.close())
  // Before it, what asks through it.
  ended.push(() => own.close())
  if (!isDeepStrictEqual(life.state().ports, gateway.ports)) life.change({ ports: gateway.ports })
  await own.begin({ host: reachable(listen.clients.host), port: gateway.ports.clients })
  running.push(life.run(), stamping.run(), reporting.run(), watch(store, signals, it, rate))
  if (archiving) running.push(archiving.run())
  log.info({ gatewayId, ports: gateway.ports }, 'the gateway is open')
  return {
    gatewayId,
    ports: gateway.ports,
    status,
    stamp: () => stamping.stamp(),
    report: () => reporting.report(),
    archive: async () => archiving?.archive(),
    close,
  }
}

function pollOf({ pollMs, overlapMs }: Pace) {
  return {
    ...(pollMs !== undefined && { pollMs }),
    ...(overlapMs !== undefined && { overlapMs }),
  }
}

function contractOf({ contract }: Asking) {
  return { contract }
}

function stampingOf(
  it: Beginning & { life: Life; store: Store; signals: Signals },
): Promise<Stamping> {
  const { options, clock, log, life, store, signals, ending, center } = it
  const { stampMs, lateMs } = options.pace ?? {}
  const { gatewayId, root, stamper } = life.state()
  const url = stamper?.url ?? `${center.url}/api/trust-services/v1/time-stamps`
  const roots = (stamper?.roots ?? [root]).map((text) => Buffer.from(text, 'base64'))
  return openStamping({
    store,
    gatewayId,
    token: (bytes) => fetchToken(url, bytes, roots),
    state: life.state,
    change: life.change,
    clock,
    log,
    signals,
    signal: ending.signal,
    ...(stampMs !== undefined && { everyMs: stampMs }),
    ...(lateMs !== undefined && { lateMs }),
  })
}

function keepChains(life: Life, store: Store, log: Log): void {
  const chains = openChains(store)
  const keep = (): void => {
    chains.keep(life.standing.current().directory.configuration).catch((error: Error) => {
      log.warn({ reason: error.message }, 'certificates of peers were not kept')
    })
  }
  keep()
  life.standing.onChange(keep)
}

/** What the exchange asks of the center while a request waits. */
function askOf(center: CenterClient, life: Life): Asking {
  const caller = () => callerOf(life.state().keys)
  return {
    async consent(question) {
      const path = '/gateway/consents/check'
      return (await center.post<{ given: boolean }>(caller(), path, question)).given
    },
    async contract(service) {
      try {
        return (await center.get<{ text: string }>(caller(), `/gateway/contracts/${service}`)).text
      } catch (error) {
        if (error instanceof CenterRefused && error.status === 404) return undefined
        throw error
      }
    },
  }
}

function configurationOf({ standing }: Life): Status['configuration'] {
  const { version, issuedAt, expiresAt } = standing.current().directory.configuration
  return { version, issuedAt, expiresAt }
}

type Rate = { look(): void; perSecond(): number }

/** Exchanges per second over about the last minute. */
function openRate(signals: Signals, clock: Clock): Rate {
  const seen: { atMs: number; count: number }[] = []
  return {
    look() {
      seen.push({ atMs: clock.elapsedMs(), count: signals.total().count })
      if (seen.length > 60) seen.shift()
    },
    perSecond() {
      const [first, last] = [seen[0], seen.at(-1)]
      if (!first || !last || first === last) return 0
      return Math.round(((last.count - first.count) * 10_000) / (last.atMs - first.atMs)) / 10
    },
  }
}

/** Raises the alarm while the log cannot be written. */
async function watch(
  store: Store,
  signals: Signals,
  { clock, ending: { signal } }: Beginning,
  rate: Rate,
): Promise<void> {
  while (!signal.aborted) {
    rate.look()
    const fault = store.fault()
    if (fault === undefined) signals.clear('store-full')
    else signals.raise('store-full', fault, clock.now().getTime())
    await wait(1_000, signal).catch(() => undefined)
  }
}

function portTaken(error: unknown, { peers, clients }: Listen): unknown {
  if (codeOf(error) !== 'EADDRINUSE') return error
  const { port } = error as { port?: number }
  const option = port === clients.port && port !== peers.port ? '--client-port' : '--port'
  return new Refusal(
    `Port ${port ?? ''} is taken by another program. End that one, or choose another with ` +
      `${option}.`,
  )
}

export type { Listen } from '../hot-path/options.ts'
export type { ArchiveSettings } from './archiving.ts'
export type { JoinNews } from './joining.ts'
