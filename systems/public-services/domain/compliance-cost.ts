/**
 * What it costs people to comply with a procedure, by the Standard Cost Model as Circular
 * 03/2022/TT-VPCP uses it (as reported): for each step, hours × income per hour + consultant +
 * fees + other; summed, times how often, times how many.
 */
import type { Words } from '#kernel/words'

export type CostStep = {
  readonly words: Words
  readonly hours: number
  /** In đồng. */
  readonly consultant?: number
  readonly fees?: number
  readonly other?: number
}

export type ComplianceCost = {
  /** On paper, at the counter. */
  readonly paper: readonly CostStep[]
  /** Here. */
  readonly digital: readonly CostStep[]
  /** How many people use it in a year, all over the country, and how often each. */
  readonly subjects: number
  readonly timesPerYear: number
  /** Where the figures come from, for people to judge. */
  readonly basis: Words
}

/**
 * Income per working hour in đồng: the gross domestic product per person of 2024 (114 million đồng,
 * General Statistics Office, as reported) over 12 months of 22 days of 8 hours.
 */
export const incomePerHour = Math.round(114_000_000 / (12 * 22 * 8))

export type Summed = { readonly hours: number; readonly once: bigint; readonly perYear: bigint }

/** The cost of one use and of a year, in đồng. */
export function sumOf(steps: readonly CostStep[], cost: ComplianceCost): Summed {
  const hours = steps.reduce((sum, it) => sum + it.hours, 0)
  const once = steps.reduce((sum, it) => {
    const money = (it.consultant ?? 0) + (it.fees ?? 0) + (it.other ?? 0)
    return sum + BigInt(Math.round(it.hours * incomePerHour) + money)
  }, 0n)
  return {
    hours: Math.round(hours * 100) / 100,
    once,
    perYear: once * BigInt(cost.subjects) * BigInt(cost.timesPerYear),
  }
}

/** Paper against digital: what is saved in a year, and the share that remains. */
export function compare(cost: ComplianceCost) {
  const paper = sumOf(cost.paper, cost)
  const digital = sumOf(cost.digital, cost)
  return {
    paper,
    digital,
    savedPerYear: paper.perYear - digital.perYear,
    savedShare: 1 - Number(digital.once) / Number(paper.once),
  }
}
