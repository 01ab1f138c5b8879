/**
 * How good a service was, out of histograms: what was promised stands beside what was measured.
 * Facts in, facts out.
 */

/** A histogram: counts up to each bound, and over the last. */
export type Histogram = readonly number[]

export type Measured = {
  readonly count: number
  readonly failed: number
  readonly durations: Histogram
}

export type Level = {
  readonly count: number
  readonly failed: number
  /** Answered of all asked, in percent; null where nothing was asked. */
  readonly availability: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

export function levelOf(it: Measured, bounds: readonly number[]): Level {
  const { count, failed, durations } = it
  const availability = count === 0 ? null : round(((count - failed) / count) * 100, 3)
  return {
    count,
    failed,
    availability,
    p50Ms: quantile(durations, bounds, 0.5),
    p95Ms: quantile(durations, bounds, 0.95),
    p99Ms: quantile(durations, bounds, 0.99),
  }
}

/**
 * A quantile out of a histogram, drawn straight within its bucket; what lies over the last bound
 * counts as the last bound.
 */
export function quantile(
  histogram: Histogram,
  bounds: readonly number[],
  part: number,
): number | null {
  const all = histogram.reduce((sum, it) => sum + it, 0)
  if (all === 0) return null
  const wanted = all * part
  let before = 0
  for (const [at, here] of histogram.entries()) {
    if (here > 0 && before + here >= wanted) {
      const upper = bounds[at]
      if (upper === undefined) return bounds.at(-1) ?? null
      const lower = at === 0 ? 0 : (bounds[at - 1] as number)
      return round(lower + ((upper - lower) * (wanted - before)) / here, 1)
    }
    before += here
  }
  return bounds.at(-1) ?? null
}

/** Adds histograms of the same bounds. */
export function sum(all: readonly Measured[]): Measured {
  const total = { count: 0, failed: 0, durations: [] as number[] }
  for (const { count, failed, durations } of all) {
    total.count += count
    total.failed += failed
    for (const [at, it] of durations.entries()) {
      total.durations[at] = (total.durations[at] ?? 0) + it
    }
  }
  return total
}

/**
 * What is left of the failures that the promise allows, in percent of them; below zero when the
 * promise is broken, null where nothing was asked.
 */
export function budgetLeft({ count, failed }: Measured, promised: number): number | null {
  if (count === 0) return null
  const allowed = count * (1 - promised / 100)
  if (allowed === 0) return failed === 0 ? 100 : -100
  return round((1 - failed / allowed) * 100, 1)
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
