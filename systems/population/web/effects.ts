import type { Words } from '#kernel/words'
import { day } from '#portal/format.ts'
import type { Say } from '#portal/say.tsx'
import type { PersonView } from '../contract.ts'
import { valueText } from './item-values.ts'
import { type Draft, mended, newAddress, type ReportKind } from './report.ts'
import { itemWords, maritalWords, relationWords } from './words.ts'

/** One item as it is and as it will be; `late` where only the history takes it in. */
export type Effect = { item: string; from: string; to: string; late?: boolean }

const none: Words = { vi: 'không có', en: 'none' }
const toBeMade: Words = { vi: 'hộ mới, hệ thống cấp số hồ sơ', en: 'a new one with a new file' }
const newNumber: Words = { vi: 'số mới, hệ thống cấp', en: 'a new one, given by the register' }

/** What a report will change about the person. Whoever reports it sees this before it is sent. */
export function effectsOf(kind: ReportKind, person: PersonView, it: Draft, say: Say): Effect[] {
  const item = (code: string, from: string | null, to: string): Effect => {
    const since = person.provenance[code]?.since
    const late = since !== null && since !== undefined && since > it.effectiveOn
    return {
      item: say(itemWords[code] ?? { vi: code, en: code }),
      from: from ?? say(none),
      to,
      late,
    }
  }
  const marital = (to: PersonView['maritalStatus']) =>
    item('maritalStatus', say(maritalWords[person.maritalStatus]), say(maritalWords[to]))
  switch (kind) {
    case 'death':
      return [
        item('diedOn', null, day(it.effectiveOn)),
        ...(person.residenceFile ? [item('household', person.residenceFile, say(none))] : []),
      ]
    case 'marriage':
      return [marital('married')]
    case 'divorce':
      return [marital('divorced')]
    case 'move':
      return moveEffects(person, it, say, item)
  }
  return correctionEffects(person, it, say, item)
}

type Line = (code: string, from: string | null, to: string) => Effect

function moveEffects(person: PersonView, it: Draft, say: Say, item: Line): Effect[] {
  const { permanentResidence, temporaryResidence, currentResidence, relationToHead } = person
  const to = newAddress(it)
  const current = item('currentResidence', currentResidence?.text ?? null, to)
  if (it.residence === 'temporary') {
    return [item('temporaryResidence', temporaryResidence?.text ?? null, to), current]
  }
  const relation = relationToHead && say(relationWords(relationToHead))
  const toHead = it.host ? { vi: 'theo quan hệ với chủ hộ', en: 'as to that head' } : null
  return [
    item('permanentResidence', permanentResidence?.text ?? null, to),
    current,
    ...(temporaryResidence ? [item('temporaryResidence', temporaryResidence.text, say(none))] : []),
    item('household', person.residenceFile, it.host?.residenceFile ?? say(toBeMade)),
    item('relationToHead', relation, say(toHead ?? relationWords('head'))),
  ]
}

function correctionEffects(person: PersonView, it: Draft, say: Say, item: Line): Effect[] {
  const items = mended(person, it)
  const year = it.set.birthOn.slice(0, 4) !== person.birthOn.slice(0, 4)
  return [
    ...items.map((code) =>
      item(
        code,
        valueText(code, person[code], person, say),
        valueText(code, it.set[code].trim(), person, say),
      ),
    ),
    ...(items.includes('sex') || year ? [item('number', person.number, say(newNumber))] : []),
  ]
}

/** What follows for others, and for what else rests on the register. */
export function consequencesOf(kind: ReportKind, person: PersonView, it: Draft): Words[] {
  const spouse = person.relatives.find(({ role }) => role === 'spouse')?.fullName
  const others = (person.household?.members ?? []).length > 1
  const succeeded = person.relationToHead === 'head' && others ? [newHead] : []
  switch (kind) {
    case 'death':
      return [...(spouse ? [widowed(spouse)] : []), ...succeeded, accountCloses]
    case 'marriage':
      return it.other ? [becomes(it.other.fullName, 'married')] : []
    case 'divorce':
      return spouse ? [becomes(spouse, 'divorced')] : []
    case 'move':
      return it.residence === 'permanent' ? succeeded : []
  }
  return []
}

const newHead: Words = {
  vi: 'Hộ gia đình hiện nay có chủ hộ mới: vợ hoặc chồng, nếu không thì người lớn tuổi nhất đã thành niên.',
  en: 'The present household gets a new head: the spouse, or else the eldest adult.',
}
const accountCloses: Words = {
  vi: 'Tài khoản định danh của người mất, nếu có, sẽ đóng.',
  en: 'The identity account of the deceased, if any, is closed.',
}

function widowed(spouse: string): Words {
  return {
    vi: `Hôn nhân chấm dứt; tình trạng hôn nhân của ${spouse} chuyển thành “Góa”.`,
    en: `The marriage ends; ${spouse} becomes widowed.`,
  }
}

function becomes(name: string, status: 'married' | 'divorced'): Words {
  const { vi, en } = maritalWords[status]
  return {
    vi: `Tình trạng hôn nhân của ${name} chuyển thành “${vi}”.`,
    en: `The marital status of ${name} becomes “${en}”.`,
  }
}
