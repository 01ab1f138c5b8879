/** What both sides of an exchange work with. */
import type { Log } from '#kernel/log'
import type { CorrectedClock } from './corrected-clock.ts'
import type { Limits } from './limits.ts'
import { type Signer, signerOf } from './message-signature.ts'
import type { Asking } from './options.ts'
import type { Signals } from './signals.ts'
import type { SigningIdentity, Standing, StandingSource } from './standing.ts'
import type { Store } from './store.ts'

export type Parts = {
  readonly standing: StandingSource
  readonly store: Store
  readonly clock: CorrectedClock
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsedMs: () => number
  readonly signals: Signals
  readonly limits: Limits
  readonly ask: Asking
  readonly log: Log
}

const signers = new WeakMap<SigningIdentity, Signer>()

/** Signs as this gateway does now. */
export function signerNow({ signing }: Standing): Signer {
  let it = signers.get(signing)
  if (!it) {
    it = signerOf(signing)
    signers.set(signing, it)
  }
  return it
}

/** How many exchanges are under way on one side, and how many of them stream. */
export type Slots = {
  /** Takes a place; undefined: there is none. Call what it returns once, at the end. */
  take(streamed: boolean): (() => void) | undefined
  taken(): number
}

export function openSlots({ exchanges, streams }: Limits): Slots {
  let [all, streaming] = [0, 0]
  return {
    take(streamed) {
      if (all >= exchanges || (streamed && streaming >= streams)) return undefined
      all++
      if (streamed) streaming++
      return () => {
        all--
        if (streamed) streaming--
      }
    },
    taken: () => all,
  }
}
