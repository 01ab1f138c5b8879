import { addDays, addYears, type CivilDate, daysBetween } from '#kernel/civil-date'

/** A day as a number, so that lives can be reckoned with: days since 1900-01-01. */
export type Day = number

const first = '1900-01-01' as CivilDate
// A nation lives on some forty thousand days: each is written and read once, then remembered.
const texts: CivilDate[] = []
const days = new Map<CivilDate, Day>()

export function dayOf(date: CivilDate): Day {
  let day = days.get(date)
  if (day === undefined) {
    day = daysBetween(first, date)
    days.set(date, day)
  }
  return day
}

export function dateOf(day: Day): CivilDate {
  return (texts[day] ??= addDays(first, day))
}

/** The birthday on which someone turns `age`. */
export function birthday(birthOn: CivilDate, age: number): CivilDate {
  const ending = birthOn.slice(4)
  if (ending === '-02-29') return addYears(birthOn, age)
  return `${Number(birthOn.slice(0, 4)) + age}${ending}` as CivilDate
}

export function yearOf(day: Day): number {
  return Number(dateOf(day).slice(0, 4))
}

/** Years in days, near enough where a day more or less decides nothing. */
export function years(count: number): number {
  return Math.floor((count * 1461) / 4)
}

/** Full years between two days, near enough for the same reason. */
export function fullYears(from: Day, to: Day): number {
  return Math.floor(((to - from) * 4) / 1461)
}
