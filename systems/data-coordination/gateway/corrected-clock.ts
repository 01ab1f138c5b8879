/**
 * The time that a gateway signs with. It follows the machine's clock, corrected by what peers have
 * proved with a signature: never by more than 15 minutes.
 */
import type { Clock } from '#kernel/clock'

/** A signed message may be this much older or younger than the receiver's clock. */
export const freshnessMs = 60_000

const mostCorrectionMs = 15 * 60_000

export type CorrectedClock = {
  /** Milliseconds since 1970, corrected. */
  nowMs(): number
  offsetMs(): number
  /** Takes over a peer's signed time. False when it is too far away to be believed. */
  learn(peerMs: number): boolean
}

export function correctedClock(clock: Clock): CorrectedClock {
  let offset = 0
  return {
    nowMs: () => clock.now().getTime() + offset,
    offsetMs: () => offset,
    learn(peerMs) {
      const wanted = peerMs - clock.now().getTime()
      if (Math.abs(wanted) > mostCorrectionMs) return false
      offset = wanted
      return true
    },
  }
}
