/**
 * A gateway's hot path, put together: a port for other gateways, a port for the information systems
 * of its members, and between them what is checked, signed, kept and passed on.
 */
import { openConsumer } from './consumer.ts'
import { correctedClock } from './corrected-clock.ts'
import { beginForgetting } from './forgetting.ts'
import { standardLimits } from './limits.ts'
import { listClients } from './metaservices.ts'
import type { Gateway, GatewayOptions } from './options.ts'
import type { Parts } from './parts.ts'
import { openPeerPool } from './peer-pool.ts'
import { openClientPort, openPeerPort } from './ports.ts'
import { openProvider } from './provider.ts'

const drainMs = 10_000

export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { standing, store, signals, ask, log, listen } = options
  const limits = { ...standardLimits, ...options.limits }
  const clock = correctedClock(options.clock)
  const elapsedMs = () => options.clock.elapsedMs()
  const parts: Parts = { standing, store, clock, elapsedMs, signals, limits, ask, log }
  const pool = openPeerPool(limits, clock.nowMs)
  const consumer = openConsumer(parts, pool)
  const provider = openProvider(parts)
  const peers = await openPeerPort(listen.peers, standing, limits, provider.handle)
  const clients = await openClientPort(listen.clients, standing, limits, (request, response) => {
    if (request.url?.startsWith('/r1/')) consumer.handle(request, response)
    else if (request.method === 'GET' && request.url === '/listClients') {
      listClients(parts, response)
    } else if (!ask.page?.(request, response)) consumer.handle(request, response)
  }).catch(async (error: unknown) => {
    await peers.close(0)
    throw error
  })
  const stopForgetting = beginForgetting(store, clock.nowMs, log)
  return {
    ports: { peers: peers.port, clients: clients.port },
    clock,
    async close(withinMs = drainMs) {
      stopForgetting()
      await Promise.all([clients.close(withinMs), peers.close(withinMs)])
      pool.close()
      provider.close()
    },
  }
}

export type { Configuration } from '../domain/configuration.ts'
export type { Gateway, GatewayOptions } from './options.ts'
export { openSignals } from './signals.ts'
export { fixedStanding, type StandingFacts } from './standing.ts'
export { openStore, type Store } from './store.ts'
