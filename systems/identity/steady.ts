import { type Clock, wait } from '#kernel/clock'

const leastMs = 150

/**
 * Answers no sooner than a fixed time after the request came, right or wrong: how long it took says
 * nothing about whether a number has an account.
 */
export async function steady<Result>(
  clock: Clock,
  startedMs: number,
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work
  } finally {
    const left = leastMs - (clock.elapsedMs() - startedMs)
    if (left > 0) await wait(left)
  }
}
