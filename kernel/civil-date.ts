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
