import type { Words } from '#kernel/words'
import { day } from '#portal/format.ts'
import type { Say } from '#portal/say.tsx'
import type { PersonView } from '../contract.ts'
import { ethnicityName } from '../domain/ethnicity.ts'
import { maritalWords, relationWords, religionWords, sexWords } from './words.ts'

const nothing: Words = { vi: 'không có', en: 'none' }
const otherHousehold: Words = { vi: 'hộ gia đình khác', en: 'another household' }
const ownHousehold = (file: string | null): Words => ({
  vi: `hộ có số hồ sơ ${file ?? ''}`,
  en: `the household of file ${file ?? ''}`,
})

/** A value of an item as the history keeps it, in words. */
export function valueText(item: string, value: unknown, person: PersonView, say: Say): string {
  if (value === null || value === undefined || value === '') return say(nothing)
  if (item === 'householdId') {
    return say(value === person.householdId ? ownHousehold(person.residenceFile) : otherHousehold)
  }
  if (typeof value === 'string') return said(item, value, say)
  if (Array.isArray(value)) return String(value.length)
  const { text, surname, middle, given, place } = value as Record<string, string | undefined>
  return text ?? place ?? [surname, middle, given].filter(Boolean).join(' ')
}

function said(item: string, value: string, say: Say): string {
  if (item === 'maritalStatus') return say(maritalWords[value as PersonView['maritalStatus']])
  if (item === 'sex') return say(sexWords[value as PersonView['sex']])
  if (item === 'relationToHead') return say(relationWords(value))
  if (item === 'religion') return say(religionWords(value))
  if (item === 'ethnicity') return ethnicityName(value) ?? value
  return item.endsWith('On') ? day(value) : value
}
