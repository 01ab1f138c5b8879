/**
 * Working days of the administration: Monday to Friday without public holidays (Labour Code
 * 45/2019, art. 112), with the yearly exchanges that the Prime Minister announces. What arrives
 * after 17:00 or on a day off counts as received when the office opens next.
 */
import { addDays, type CivilDate, civilDateOf, startOf, weekdayOf } from '#kernel/civil-date'

type Year = {
  /** Days off on what would be a working day. */
  readonly off: readonly string[]
  /** Saturdays that are worked in exchange. */
  readonly worked: readonly string[]
}

/** Months and days off by year. Lunar holidays (Tết, 10 of the third month) fall anew each year. */
const years: Record<string, Year> = {
  '2024': {
    off: [
      '01-01',
      '02-08',
      '02-09',
      '02-12',
      '02-13',
      '02-14',
      '04-18',
      '04-29',
      '04-30',
      '05-01',
      '09-02',
      '09-03',
    ],
    worked: ['05-04'],
  },
  '2025': {
    off: [
      '01-01',
      '01-27',
      '01-28',
      '01-29',
      '01-30',
      '01-31',
      '04-07',
      '04-30',
      '05-01',
      '05-02',
      '09-01',
      '09-02',
    ],
    worked: ['04-26'],
  },
  '2026': {
    off: [
      '01-01',
      '01-02',
      '02-16',
      '02-17',
      '02-18',
      '02-19',
      '02-20',
      '04-27',
      '04-30',
      '05-01',
      '08-31',
      '09-01',
      '09-02',
    ],
    worked: ['01-10', '08-22'],
  },
  // Only the holidays that the law fixes: the exchanges of this year are not announced yet.
  '2027': {
    off: [
      '01-01',
      '02-05',
      '02-08',
      '02-09',
      '02-10',
      '02-11',
      '04-16',
      '04-30',
      '05-03',
      '09-02',
      '09-03',
    ],
    worked: [],
  },
}

const closesAtMs = 17 * 3_600_000

export function isWorkingDay(date: CivilDate): boolean {
  const year = years[date.slice(0, 4)]
  const day = date.slice(5)
  if (year?.worked.includes(day)) return true
  return weekdayOf(date) < 5 && !year?.off.includes(day)
}

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

function nextWorkingDay(date: CivilDate): CivilDate {
  let day = addDays(date, 1)
  while (!isWorkingDay(day)) day = addDays(day, 1)
  return day
}
