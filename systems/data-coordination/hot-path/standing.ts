/**
 * Who this gateway is and what it knows: its keys, the newest configuration and its assignment.
 * Life fetches and verifies them; the exchange only reads. A standing never changes: a new one
 * takes its place as a whole.
 */
import type { KeyObject } from 'node:crypto'
import { Refusal } from '#kernel/problem'
import type { Assignment, Configuration } from '../domain/configuration.ts'
import { type Directory, directoryOf } from './directory.ts'

export type Standing = {
  readonly gatewayId: string
  readonly directory: Directory
  readonly assignment: Assignment
  readonly tls: TlsIdentity
  readonly signing: SigningIdentity
}

export type TlsIdentity = {
  /** PKCS#8, PEM. */
  readonly key: string
  /** Leaf first, PEM. */
  readonly chain: string
}

export type SigningIdentity = {
  /** P-256. */
  readonly key: KeyObject
  /** DER, as it stands in the configuration. */
  readonly certificate: Buffer
}

export type StandingSource = {
  current(): Standing
  /** Called after each change; returns how to stop being called. */
  onChange(listener: (it: Standing) => void): () => void
  /** A peer works with this newer configuration: worth asking the center at once. */
  sawNewer(version: number): void
}

export type StandingFacts = Omit<Standing, 'directory'> & { readonly configuration: Configuration }

/** A standing that is handed in. Throws a Refusal at a configuration older than the one held. */
export function fixedStanding(
  facts: StandingFacts,
  sawNewer: (version: number) => void = () => undefined,
): StandingSource & { change(next: Partial<StandingFacts>): void } {
  let held = facts
  let current = standingOf(facts)
  const listeners = new Set<(it: Standing) => void>()
  return {
    current: () => current,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    sawNewer,
    change(next) {
      if (next.configuration && next.configuration.version < held.configuration.version) {
        throw new Refusal(
          `Configuration ${next.configuration.version} is older than the one held, ` +
            `${held.configuration.version}.`,
        )
      }
      held = { ...held, ...next }
      current = standingOf(held, current.directory)
      for (const listener of listeners) listener(current)
    },
  }
}

/** Indexes the configuration, taking over from the one before what need not be checked again. */
export function standingOf(facts: StandingFacts, before?: Directory): Standing {
  const { configuration, ...rest } = facts
  return { ...rest, directory: directoryOf(configuration, before) }
}
