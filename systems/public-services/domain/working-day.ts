/**
 * Hours of the administration: what arrives after 17:00 or on a day off counts as received when the
 * office opens next.
 */
import {
  addDays,
  type CivilDate,
  civilDateOf,
  isWorkingDay,
  nextWorkingDay,
  startOf,
} from '#kernel/civil-date'

const closesAtMs = 17 * 3_600_000

/** The day on which something sent at this instant counts as received. */
export function receivedOn(sentAt: Date): CivilDate {
  const today = civilDateOf(sentAt)
  const sinceMidnightMs = sentAt.getTime() - startOf(today).getTime()
  return isWorkingDay(today) && sinceMidnightMs < closesAtMs ? today : nextWorkingDay(today)
}

/**
 * The end of the office day by which a promise of `days` working days must be kept; the day of
 * receipt does not count (Civil Code 91/2015, art. 147). Zero days means the day of receipt.
 */
export function dueAt(sentAt: Date, days: number): Date {
  let date = receivedOn(sentAt)
  for (let left = days; left > 0; left--) date = nextWorkingDay(date)
  return new Date(startOf(date).getTime() + closesAtMs)
}

/** Whole working days between now and a deadline; negative when it has passed. */
export function workingDaysLeft(now: Date, due: Date): number {
  const [from, to] = [civilDateOf(now), civilDateOf(due)]
  if (now > due) return -Math.max(1, workingDaysBetween(to, from))
  return workingDaysBetween(from, to)
}

function workingDaysBetween(from: CivilDate, to: CivilDate): number {
  let days = 0
  for (let date = addDays(from, 1); date <= to; date = addDays(date, 1)) {
    if (isWorkingDay(date)) days++
  }
  return days
}
