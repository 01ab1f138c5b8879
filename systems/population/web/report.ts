import { parseCivilDate } from '#kernel/civil-date'
import type { ProblemDetails } from '#kernel/problem'
import type { Words } from '#kernel/words'
import type { LifeEventReport, PersonView } from '../contract.ts'
import { ethnicityCode } from '../domain/ethnicity.ts'

export type ReportKind = LifeEventReport['kind']

/** What a correction may mend, as it stands in the form. */
export const correctable = [
  'fullName',
  'otherName',
  'birthOn',
  'sex',
  'birthplace',
  'origin',
  'ethnicity',
  'bloodGroup',
  'phone',
  'email',
] as const
export type Correctable = (typeof correctable)[number]

/** A report as it is being written; what the kind does not need is left alone. */
export type Draft = {
  readonly effectiveOn: string
  readonly source: string
  readonly residence: 'permanent' | 'temporary'
  readonly province: string
  readonly communeCode: string
  /** The commune with its province, as people say it. */
  readonly commune: string
  readonly detail: string
  /** Whose household a mover joins. */
  readonly host: PersonView | null
  /** Whom the person marries. */
  readonly other: PersonView | null
  readonly place: string
  readonly set: Readonly<Record<Correctable, string>>
}
export type DraftField = keyof Draft | Correctable

export function beginDraft(person: PersonView, today: string, place: string): Draft {
  return {
    effectiveOn: today,
    source: '',
    residence: 'permanent',
    province: '',
    communeCode: '',
    commune: '',
    detail: '',
    host: null,
    other: null,
    place,
    set: correctionOf(person),
  }
}

/** The items as the register knows them. */
function correctionOf(it: PersonView): Record<Correctable, string> {
  return {
    fullName: it.fullName,
    otherName: it.otherName ?? '',
    birthOn: it.birthOn,
    sex: it.sex,
    birthplace: it.birthplace,
    origin: it.origin,
    ethnicity: ethnicityCode(it.ethnicity),
    bloodGroup: it.bloodGroup ?? '',
    phone: it.phone ?? '',
    email: it.email ?? '',
  }
}

/** The kinds that can still happen to someone. */
export function kindsFor(person: PersonView): ReportKind[] {
  if (person.diedOn) return ['correction']
  const union = person.maritalStatus === 'married' ? 'divorce' : 'marriage'
  return ['move', union, 'death', 'correction']
}

const mayBeEmpty: ReadonlySet<Correctable> = new Set(['otherName', 'bloodGroup', 'phone', 'email'])
const isDay = (text: string) => parseCivilDate(text) !== undefined
const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** The items that a correction changes. */
export function mended(person: PersonView, { set }: Draft): Correctable[] {
  const before = correctionOf(person)
  return correctable.filter((it) => set[it].trim() !== before[it])
}

/** The fields that still have to be filled in, or be filled in well. */
export function missingOf(kind: ReportKind, person: PersonView, it: Draft): DraftField[] {
  const missing: DraftField[] = []
  const need = (field: DraftField, given: boolean) => given || missing.push(field)
  need('effectiveOn', isDay(it.effectiveOn))
  need('source', it.source.trim().length >= 3)
  if (kind === 'move' && !it.host) {
    need('communeCode', it.communeCode !== '')
    need('detail', it.detail.trim() !== '')
  }
  if (kind === 'move' && it.host) need('host', it.host.householdId !== null)
  if (kind === 'marriage') {
    need('other', it.other !== null)
    need('place', it.place.trim() !== '')
  }
  if (kind === 'correction') {
    for (const item of mended(person, it)) {
      need(item, isWell(item, it.set[item].trim()))
    }
  }
  return missing
}

function isWell(item: Correctable, value: string): boolean {
  if (value === '') return mayBeEmpty.has(item)
  if (item === 'birthOn') return isDay(value)
  return item !== 'email' || isEmail(value)
}

/** What is sent; only of a draft in which nothing is missing. */
export function reportOf(kind: ReportKind, person: PersonView, it: Draft): LifeEventReport {
  const source = it.source.trim()
  const { id: personId } = person
  const { effectiveOn } = it
  switch (kind) {
    case 'death':
      return { kind, personId, diedOn: effectiveOn, source } as LifeEventReport
    case 'divorce':
      return { kind, personId, endedOn: effectiveOn, source } as LifeEventReport
    case 'marriage': {
      const place = it.place.trim()
      const pair = { firstId: personId, secondId: it.other?.id }
      return { kind, ...pair, marriedOn: effectiveOn, place, source } as LifeEventReport
    }
    case 'move': {
      const { residence } = it
      const householdId = it.host?.householdId
      const to = addressOf(it)
      const joined = residence === 'permanent' && householdId ? { householdId } : {}
      return { kind, personId, residence, to, ...joined, effectiveOn, source } as LifeEventReport
    }
  }
  const set = Object.fromEntries(
    mended(person, it).map((item) => [item, it.set[item].trim() || null]),
  )
  return { kind, personId, effectiveOn, set, source } as LifeEventReport
}

function addressOf({ host, communeCode, detail }: Draft) {
  const home = host?.permanentResidence
  return home
    ? { communeCode: home.communeCode, detail: home.detail }
    : { communeCode, detail: detail.trim() }
}

/** The new address as people say it. */
export function newAddress({ host, detail, commune }: Draft): string {
  return host?.permanentResidence?.text ?? [detail.trim(), commune].filter(Boolean).join(', ')
}

const byCode: Record<string, DraftField> = {
  'population.event-in-future': 'effectiveOn',
  'population.event-before-birth': 'effectiveOn',
  'population.event-after-death': 'effectiveOn',
  'population.marriage-ends-before-it-began': 'effectiveOn',
  'population.marriage-too-young': 'effectiveOn',
  'population.marriage-dead': 'other',
  'population.marriage-already': 'other',
  'population.marriage-not-recognised': 'other',
  'population.marriage-close-kin': 'other',
  'population.birth-in-future': 'birthOn',
  'population.unit-unknown': 'communeCode',
  'population.household-unknown': 'host',
}

const byPointer: Record<string, DraftField> = {
  diedOn: 'effectiveOn',
  endedOn: 'effectiveOn',
  marriedOn: 'effectiveOn',
  secondId: 'other',
  householdId: 'host',
}

const sentAsNamed = ['source', 'effectiveOn', 'communeCode', 'detail', 'place'] as const

export type FieldErrors = { readonly [Field in DraftField]?: string }

/** What the server refused, at the fields that it is about; empty when it is about none. */
export function fieldErrors(problem: ProblemDetails): FieldErrors {
  const field = byCode[problem.code]
  if (field) return { [field]: problem.detail }
  const known = new Set<string>([...correctable, ...sentAsNamed])
  const found = (problem.errors ?? []).flatMap(({ pointer, detail }) => {
    const name = pointer.split('/').at(-1) ?? ''
    const at = byPointer[name] ?? (known.has(name) ? name : undefined)
    return at ? [[at, detail] as const] : []
  })
  return Object.fromEntries(found)
}

/** What the source of a kind of event usually is, and the law by which it is recorded. */
export const kindWords: Record<ReportKind, { title: Words; on: Words; source: Words }> = {
  death: {
    title: { vi: 'Khai tử', en: 'Death' },
    on: { vi: 'Ngày mất', en: 'Date of death' },
    source: {
      vi: 'Số, ngày và nơi cấp giấy báo tử, trích lục khai tử hoặc bản án. Căn cứ: Luật Hộ tịch 60/2014/QH13, điều 34.',
      en: 'Number, date and issuer of the notice of death, extract or judgment. Basis: Law 60/2014/QH13, art. 34.',
    },
  },
  move: {
    title: { vi: 'Thay đổi nơi cư trú', en: 'Move' },
    on: { vi: 'Có hiệu lực từ ngày', en: 'Effective from' },
    source: {
      vi: 'Số, ngày của tờ khai hoặc quyết định về cư trú. Căn cứ: Luật Cư trú 68/2020/QH14, điều 22 và 28.',
      en: 'Number and date of the declaration or decision. Basis: Law 68/2020/QH14, art. 22 and 28.',
    },
  },
  marriage: {
    title: { vi: 'Kết hôn', en: 'Marriage' },
    on: { vi: 'Ngày đăng ký kết hôn', en: 'Date of marriage' },
    source: {
      vi: 'Số, ngày của giấy chứng nhận kết hôn. Căn cứ: Luật Hộ tịch 60/2014/QH13, điều 18.',
      en: 'Number and date of the marriage certificate. Basis: Law 60/2014/QH13, art. 18.',
    },
  },
  divorce: {
    title: { vi: 'Ly hôn', en: 'Divorce' },
    on: { vi: 'Ngày bản án, quyết định có hiệu lực', en: 'Date from which the judgment holds' },
    source: {
      vi: 'Số, ngày và tòa án ra bản án hoặc quyết định. Căn cứ: Luật Hôn nhân và gia đình 52/2014/QH13, điều 57.',
      en: 'Number, date and court of the judgment. Basis: Law 52/2014/QH13, art. 57.',
    },
  },
  correction: {
    title: { vi: 'Cải chính', en: 'Correction' },
    on: { vi: 'Có hiệu lực từ ngày', en: 'Effective from' },
    source: {
      vi: 'Số, ngày của quyết định cải chính và giấy tờ chứng minh. Căn cứ: Luật Hộ tịch 60/2014/QH13, điều 28.',
      en: 'Number and date of the decision and its evidence. Basis: Law 60/2014/QH13, art. 28.',
    },
  },
}
