/**
 * Civil dates: days on the calendar of Viet Nam (Asia/Ho_Chi_Minh, UTC+7 without daylight saving
 * since 1975), written YYYY-MM-DD (ISO 8601). A birth has a civil date; a signature has an instant.
 */
export type CivilDate = string & { readonly __civilDate: true }

const offsetMs = 7 * 3_600_000
const dayMs = 86_400_000

/** The civil date on which an instant falls. */
export function civilDateOf(instant: Date): CivilDate {
  return new Date(instant.getTime() + offsetMs).toISOString().slice(0, 10) as CivilDate
}

/** The first instant of a civil date. */
export function startOf(date: CivilDate): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) - offsetMs)
}

/** The date that a text YYYY-MM-DD names, or undefined when there is no such day. */
export function parseCivilDate(text: string): CivilDate | undefined {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const at = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) return undefined
  return text as CivilDate
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs)
    .toISOString()
    .slice(0, 10) as CivilDate
}

/** The same day `years` later; 29 February becomes 28 February where it must. */
export function addYears(date: CivilDate, years: number): CivilDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0')
  return parseCivilDate(year + date.slice(4)) ?? (`${year}-02-28` as CivilDate)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

/** Full years lived on the date `on` by someone born on `born`. */
export function ageOn(born: CivilDate, on: CivilDate): number {
  const years = Number(on.slice(0, 4)) - Number(born.slice(0, 4))
  return on.slice(5) < born.slice(5) ? years - 1 : years
}

/** 0 is Monday … 6 is Sunday (ISO 8601 order). */
export function weekdayOf(date: CivilDate): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
}

/** dd/mm/yyyy, as Viet Nam writes it. */
export function writtenDate(date: CivilDate): string {
  return `${date.slice(8)}/${date.slice(5, 7)}/${date.slice(0, 4)}`
}

/**
 * Days off on what would be a working day (Labour Code 45/2019, art. 112), and Saturdays that are
 * worked in exchange as the Prime Minister announces, by year. Lunar holidays fall anew each year.
 */
const years: Readonly<Record<string, { readonly off: string; readonly worked: string }>> = {
  '2024': {
    off: '01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03',
    worked: '05-04',
  },
  '2025': {
    off: '01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02',
    worked: '04-26',
  },
  '2026': {
    off: '01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02',
    worked: '01-10 08-22',
  },
  // Only the holidays that the law fixes: the exchanges of this year are not announced yet.
  '2027': {
    off: '01-01 02-05 02-08 02-09 02-10 02-11 04-16 04-30 05-03 09-02 09-03',
    worked: '',
  },
}

/** Does the administration work on this day? Monday to Friday, but for public holidays. */
export function isWorkingDay(date: CivilDate): boolean {
  const [year, day] = [years[date.slice(0, 4)], date.slice(5)]
  if (year?.worked.includes(day)) return true
  return weekdayOf(date) < 5 && !year?.off.includes(day)
}

/** The first working day after a date. */
export function nextWorkingDay(date: CivilDate): CivilDate {
  let day = addDays(date, 1)
  while (!isWorkingDay(day)) day = addDays(day, 1)
  return day
}
