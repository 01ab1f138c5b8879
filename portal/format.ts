import type { Language } from '#kernel/words'

const zone = 'Asia/Ho_Chi_Minh'
const locales: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' }

/** dd/mm/yyyy, in both languages: it is how Viet Nam writes dates. */
export function day(date: string | null | undefined): string {
  return date ? `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}` : ''
}

/** 09:41 18/11/2026, in Vietnamese time. */
export function moment(instant: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).formatToParts(new Date(instant))
  const at = (type: string) => parts.find((it) => it.type === type)?.value ?? ''
  return `${at('hour')}:${at('minute')} ${at('day')}/${at('month')}/${at('year')}`
}

/** "3 minutes ago", "in 2 days". */
export function relative(instant: string, now: Date, language: Language): string {
  const seconds = (Date.parse(instant) - now.getTime()) / 1000
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ]
  const format = new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' })
  const step = steps.find(([, size]) => Math.abs(seconds) >= size)
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(0, 'minute')
}

export function count(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language]).format(value)
}

/** 12.000 ₫; the amount is a decimal string, since a sum may exceed 2^53. */
export function money(amount: string, language: Language): string {
  return new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency: 'VND',
    maximumFractionDigits: 0,
  }).format(BigInt(amount))
}

/** Reads dd/mm/yyyy (also with dots, dashes or spaces); null when there is no such day. */
export function readDay(text: string): string | null {
  const [, d = '', m = '', y = ''] =
    /^\s*(\d{1,2})[\s./-](\d{1,2})[\s./-](\d{4})\s*$/.exec(text) ?? []
  if (!y) return null
  const iso = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  const at = Date.parse(`${iso}T00:00:00Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== iso ? null : iso
}
