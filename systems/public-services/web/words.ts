import type { Words } from '#kernel/words'
import type { CaseStateName } from '../contract.ts'

/** The color of a state's badge: red asks for action, green is done, gold is under way. */
export const stateColors: Record<CaseStateName, string> = {
  draft: 'gray',
  'awaiting-consent': 'gold',
  submitted: 'gold',
  'in-review': 'gold',
  returned: 'lacquer',
  granted: 'jade',
  completed: 'jade',
  refused: 'lacquer',
  withdrawn: 'gray',
}

export function daysLeftWords(days: number): Words {
  if (days < 0) return { vi: `Quá hạn ${-days} ngày làm việc`, en: `${-days} working days overdue` }
  if (days === 0) return { vi: 'Hạn hôm nay', en: 'Due today' }
  return { vi: `Còn ${days} ngày làm việc`, en: `${days} working days left` }
}

/** A phrase that is the same in every language, or one of each. */
export function phrase(value: string | Words): Words {
  return typeof value === 'string' ? { vi: value, en: value } : value
}

const hours: Record<'vi' | 'en', (value: string) => string> = {
  vi: (value) => `${value} giờ`,
  en: (value) => `${value} hours`,
}

/** "7,5 giờ", "3 phút". */
export function duration(inHours: number, language: 'vi' | 'en'): string {
  const minutes = Math.round(inHours * 60)
  if (minutes < 60) return language === 'vi' ? `${minutes} phút` : `${minutes} minutes`
  const value = (Math.round(inHours * 10) / 10).toString()
  return hours[language](language === 'vi' ? value.replace('.', ',') : value)
}
