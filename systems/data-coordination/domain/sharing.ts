/** The report of who does not share: why people are asked, and a table for spreadsheets. */
import type { Words } from '#kernel/words'

/** What people had to give to a public service though a data service of an agency tells it. */
export type AskedAnyway = {
  /** The subsystem that gives the public service, and as which it may ask others. */
  readonly client: string
  /** The service that tells it, and the purpose for which it would be asked. */
  readonly service: string
  readonly purpose: string
  readonly publicService: Words
  readonly what: Words
  readonly times: number
  readonly lastAt: Date
  /** Was the data service asked as well, and did not answer? */
  readonly wasAsked: boolean
}

export const askedReasons = ['not-asked', 'no-grant', 'agency-away'] as const
export type AskedReason = (typeof askedReasons)[number]

/** Why people were asked; `hadGrant` says whether a grant was in force when they last were. */
export function whyAsked(wasAsked: boolean, hadGrant: boolean): AskedReason {
  if (!hadGrant) return 'no-grant'
  return wasAsked ? 'agency-away' : 'not-asked'
}

/** A line of text values (RFC 4180) that no spreadsheet takes for a formula. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map(cell).join(',')}\r\n`
}

function cell(value: string | number): string {
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
