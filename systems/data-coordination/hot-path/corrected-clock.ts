/**
 * The time that a gateway signs with. It follows the machine's clock, corrected for each peer by
 * what that peer has proved with a signature, and never by more than 15 minutes: one peer whose
 * clock is wrong changes nothing for the others.
 */
import type { Clock } from '#kernel/clock'

/** A signed message may be this much older or younger than the receiver's clock. */
export const freshnessMs = 60_000

const mostCorrectionMs = 15 * 60_000

export type CorrectedClock = {
  /** The machine's time, in milliseconds since 1970. */
  nowMs(): number
  /** The time to sign with for this peer. */
  nowMsFor(peer: string): number
  /** How far this machine seems to be off: the median of what peers have proved. */
  offsetMs(): number
  /** Takes over a peer's signed time. False when it is too far away to be believed. */
  learn(peer: string, theirMs: number): boolean
}

export function correctedClock(clock: Clock): CorrectedClock {
  const offsets = new Map<string, number>()
  const nowMs = (): number => clock.now().getTime()
  return {
    nowMs,
    nowMsFor: (peer) => nowMs() + (offsets.get(peer) ?? 0),
    offsetMs() {
      const sorted = [...offsets.values()].toSorted((one, other) => one - other)
      return sorted[Math.floor(sorted.length / 2)] ?? 0
    },
    learn(peer, theirMs) {
      const offset = theirMs - nowMs()
      if (Math.abs(offset) > mostCorrectionMs) return false
      offsets.set(peer, offset)
      return true
    },
  }
}
