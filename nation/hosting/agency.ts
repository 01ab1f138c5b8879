import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type JoinNews, type RunningGateway, startGateway } from '#data-coordination/gateway'
import type { Clock } from '#kernel/clock'
import type { Log } from '#kernel/log'
import { openService, type Service } from '../services/service.ts'
import { openStore, type Store } from '../services/store.ts'
import type { AgencyStanding } from './control.ts'
import type { Ports } from './ports.ts'
import type { Agency } from './roster.ts'

/** One agency as it runs here: its registry, the service before it, its gateway. */
export type Running = {
  readonly agency: Agency
  readonly ports: Ports
  standing(): AgencyStanding
  start(): Promise<void>
  stop(): Promise<void>
}

/** How the gateway of an agency comes into the exchange, the first time. */
export type Admission = {
  token(): Promise<string>
  /** The gateway waits and shows this fingerprint. */
  approve(fingerprint: string): Promise<void>
}

export type AgencyOptions = {
  readonly agency: Agency
  readonly folder: string
  readonly ports: Ports
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  readonly admission: Admission
}

/** The registry of an agency, in its folder. */
export function registryFile(folder: string): string {
  return join(folder, 'registry.db')
}

/** An agency that does not run yet. */
export function openAgency(options: AgencyOptions): Running {
  const { agency, folder, ports, clock } = options
  let state: AgencyStanding['state'] = 'off'
  let detail: string | null = null
  let records = 0
  let store: Store | undefined
  let service: Service | undefined
  let gateway: RunningGateway | undefined
  let turning = Promise.resolve()

  async function open(): Promise<void> {
    const { registry } = agency
    if (registry && !service) {
      store = openStore(registryFile(folder), registry)
      records = registry.collections.reduce((sum, it) => sum + (store?.count(it) ?? 0), 0)
      service = await openService(registry, store, clock, ports.service)
    }
    gateway ??= await openGate(options)
  }

  async function close(): Promise<void> {
    await gateway?.close()
    await service?.close()
    store?.close()
    gateway = undefined
    service = undefined
    store = undefined
  }

  /** One turn after the other, whoever asks. */
  async function takeTurn(
    before: Promise<void>,
    goal: 'on' | 'off',
    act: () => Promise<void>,
  ): Promise<void> {
    await before
    try {
      if (goal === 'on') state = 'starting'
      await act()
      state = goal
      detail = null
    } catch (error) {
      state = 'failed'
      detail = (error as Error).message
      await close()
    }
  }

  function turn(goal: 'on' | 'off', act: () => Promise<void>): Promise<void> {
    turning = takeTurn(turning, goal, act)
    return turning
  }

  return {
    agency,
    ports,
    standing: () => ({
      code: agency.code,
      title: agency.title,
      owner: agency.memberName,
      state,
      detail,
      records,
      clientPort: ports.clients,
    }),
    start: () => turn('on', open),
    stop: () => turn('off', close),
  }
}

/** The gateway from its folder; where it has not joined, it does so and is approved. */
async function openGate(options: AgencyOptions): Promise<RunningGateway> {
  const { folder, ports, clock, log, version, admission } = options
  const home = join(folder, 'gateway')
  const host = '127.0.0.1'
  const refused = new AbortController()
  const tell = (news: JoinNews): void => {
    if (news.kind !== 'waiting') return
    admission.approve(news.fingerprint).catch((error: unknown) => refused.abort(error))
  }
  const { signal } = refused
  const common = { folder: home, version, clock, log, tell, signal }
  try {
    if (existsSync(join(home, 'gateway.state'))) return await startGateway(common)
    return await startGateway({
      ...common,
      join: {
        token: await admission.token(),
        address: `https://${host}:${ports.peers}`,
        listen: { peers: { host, port: ports.peers }, clients: { host, port: ports.clients } },
      },
    })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}
