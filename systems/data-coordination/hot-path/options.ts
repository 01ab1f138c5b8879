/** What a gateway's hot path is opened with (`openGateway` in `gateway.ts`), and what one then has. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '#kernel/clock'
import type { Log } from '#kernel/log'
import type { ConsentQuestion } from '../contract-gateway.ts'
import type { CorrectedClock } from './corrected-clock.ts'
import type { Limits } from './limits.ts'
import type { Signals } from './signals.ts'
import type { StandingSource } from './standing.ts'
import type { Store } from './store.ts'

export type GatewayOptions = {
  readonly standing: StandingSource
  /** Opened with `openStore`; closed by the one who opened it, after the gateway. */
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly listen: Listen
  readonly limits?: Partial<Limits>
  readonly signals: Signals
  readonly ask: Asking
}

export type Listen = {
  /** For other gateways; port 0: any. */
  readonly peers: { readonly host: string; readonly port: number }
  /** For information systems: HTTPS, and plain HTTP from this machine. */
  readonly clients: { readonly host: string; readonly port: number }
}

/** What the exchange asks of others while a request waits. */
export type Asking = {
  /** Is a consent in force? Rejects when nobody can say. */
  consent(question: ConsentQuestion, signal: AbortSignal): Promise<boolean>
  /** The OpenAPI document of a service; undefined: there is none. */
  contract(service: string, signal: AbortSignal): Promise<string | undefined>
  /** Answers what is not an exchange on the client port (as `/status`); false: not known there. */
  page?(request: IncomingMessage, response: ServerResponse): boolean
}

export type Gateway = {
  readonly ports: { readonly peers: number; readonly clients: number }
  /** The time that it signs with. */
  readonly clock: CorrectedClock
  /** Takes no more requests, answers those that it has (at most so long), and ends. */
  close(withinMs?: number): Promise<void>
}
