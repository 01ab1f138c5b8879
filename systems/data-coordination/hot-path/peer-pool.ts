/** Kept-alive connections to other gateways: TLS 1.3, both sides known by their certificates. */
import { Agent } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { GatewayEntry } from '../domain/configuration.ts'
import { keyIdOf } from '../signature.ts'
import { faultOf } from './directory.ts'
import type { Limits } from './limits.ts'
import type { Standing } from './standing.ts'

export type PeerPool = {
  /** Where and over what to ask this gateway. */
  to(gateway: GatewayEntry, standing: Standing): Peer
  close(): void
}

export type Peer = { readonly agent: Agent; readonly host: string; readonly port: number }

/** All connections of one agent go to the same place, so they need no name of their own. */
class PeerAgent extends Agent {
  override getName(): string {
    return 'peer'
  }
}

type Held = Peer & { readonly made: string; standing: Standing }

export function openPeerPool(limits: Limits, nowMs: () => number): PeerPool {
  const held = new Map<string, Held>()
  return {
    to(gateway, standing) {
      const known = held.get(gateway.id)
      if (known?.standing === standing) return known
      const made = madeOf(gateway, standing)
      if (known?.made === made) {
        known.standing = standing
        return known
      }
      // Connections that are in use end by themselves once they are answered.
      known?.agent.destroy()
      const { hostname, port } = new URL(gateway.address)
      const host = hostname.replace(/^\[|\]$/g, '')
      const agent = agentTo(gateway, standing, limits, nowMs)
      const it = { agent, host, port: Number(port || 443), made, standing }
      held.set(gateway.id, it)
      return it
    },
    close() {
      for (const { agent } of held.values()) agent.destroy()
      held.clear()
    },
  }
}

/** What a connection is made of: when it changes, connections are made anew. */
function madeOf({ address, tlsCertificates }: GatewayEntry, { directory, tls }: Standing): string {
  const { authorities, revoked } = directory.configuration
  return [address, ...tlsCertificates, '', ...authorities, '', ...revoked, '', tls.chain].join()
}

function agentTo(
  gateway: GatewayEntry,
  { directory, tls }: Standing,
  limits: Limits,
  nowMs: () => number,
): Agent {
  const secureContext = createSecureContext({
    key: tls.key,
    cert: tls.chain,
    ca: [...directory.authorities],
    minVersion: 'TLSv1.3',
  })
  return new PeerAgent({
    keepAlive: true,
    keepAliveMsecs: 15_000,
    maxSockets: limits.peerConnections,
    maxFreeSockets: limits.peerConnections,
    scheduling: 'lifo',
    secureContext,
    // A gateway is known by its certificate, not by the name of a machine.
    checkServerIdentity: (_host, { raw }) => {
      const peer = directory.tlsPeer(keyIdOf(raw))
      if (peer?.gateway.id !== gateway.id) return new Error('It is not the gateway expected here.')
      const fault = faultOf(peer, nowMs())
      return fault && new Error(`The certificate of the gateway is ${fault}.`)
    },
  })
}
