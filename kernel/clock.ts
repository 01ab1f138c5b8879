import { setTimeout as sleep } from 'node:timers/promises'

/** The only place that reads the time. Tests hand in their own. */
export type Clock = {
  /** The wall clock. May jump; never use it to measure. */
  now(): Date
  /** Milliseconds on a clock that only goes forward. */
  elapsedMs(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
}

/** Waits; rejects with the signal's reason when it is aborted. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal && { signal })
}
