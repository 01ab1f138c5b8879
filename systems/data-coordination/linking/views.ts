import { fullName as nameOf, type Person, type Population } from '#population'
import type { LinkView, ReviewView, SideView, StepView } from '../contract-linking.ts'
import type { Code } from '../domain/code-list.ts'
import {
  explain,
  type Field,
  fields,
  fieldWords,
  levels,
  levelWords,
  type Model,
  type Step,
} from '../domain/linkage.ts'
import type { LinkReview } from '../storage/link-reviews.ts'
import type { Link } from '../storage/links.ts'
import type { comparedColumns } from './rows.ts'

type Gazetteer = Awaited<ReturnType<Population['gazetteer']>>

/** A row as it was sealed. */
export type SealedRow = Readonly<Record<(typeof comparedColumns)[number], string | null>>

export function linkView(it: Link): LinkView {
  const { id, dataset, state, decidedBy, personId, confidence, weight, vector } = it
  return {
    id,
    dataset,
    state,
    decidedBy,
    personId,
    confidence,
    weight,
    vector,
    changedAt: it.changedAt.toISOString(),
  }
}

/** The waterfall of a weight, in words; none when the model is not known. */
export function stepViews(
  model: Model | null | undefined,
  vector: string | null,
  rarity: number | null,
): StepView[] {
  if (!model || vector === null) return []
  return explain(model, vectorOf(vector), rarity ?? 0).map(stepView)
}

function stepView({ field, level, weight }: Step): StepView {
  const among = field === 'start' || field === 'rarity' ? undefined : field
  const at = among ? (levels[among] as readonly string[]).indexOf(level ?? '') : -1
  return {
    field,
    fieldWords: fieldWords[field],
    level,
    levelWords: among ? (levelWords[among][at] ?? notKnown) : null,
    weight,
  }
}

const notKnown = { vi: 'không có dữ liệu để so sánh', en: 'nothing to compare' }

const vectorOf = (text: string): number[] => text.split('.').map(Number)

/** Fields that are known on both sides and are not the same. */
export function differencesOf(vector: string): Field[] {
  const all = vectorOf(vector)
  return fields.filter((_, at) => (all[at] ?? 0) > 1)
}

/** What codes are called that stand in rows and in the register. */
export type Named = {
  readonly commune: Gazetteer['commune']
  readonly sexes: readonly Code[]
}

const sexWords = (sex: string | null, { sexes }: Named) =>
  sexes.find((it) => it.code === sex)?.words ?? null

export function rowSide(row: SealedRow, named: Named): SideView {
  const { commune } = named
  const digits = (row.personal_number ?? '').replaceAll(/\D/g, '')
  return {
    number: digits.length === 9 ? null : row.personal_number,
    oldNumber: digits.length === 9 ? row.personal_number : null,
    fullName: row.full_name,
    birthOn: row.birth_on,
    sex: row.sex,
    sexWords: sexWords(row.sex, named),
    communeCode: row.commune_code,
    commune: row.commune_code === null ? null : (commune(row.commune_code) ?? null),
    address: row.address,
  }
}

export function personSide(it: Person, named: Named): SideView {
  const { commune } = named
  const place = it.currentResidence
  return {
    number: it.number,
    oldNumber: it.oldNumber,
    fullName: nameOf(it.name),
    birthOn: it.birthOn,
    sex: it.sex,
    sexWords: sexWords(it.sex, named),
    communeCode: place?.communeCode ?? null,
    commune: place ? (commune(place.communeCode) ?? null) : null,
    address: place?.detail ?? null,
  }
}

/** What is known of a person who is in the register no more. */
export const nobody: SideView = {
  number: null,
  oldNumber: null,
  fullName: null,
  birthOn: null,
  sex: null,
  sexWords: null,
  communeCode: null,
  commune: null,
  address: null,
}

export const candidateView = (
  it: LinkReview['candidates'][number],
  person: Person | undefined,
  model: Model | null | undefined,
  named: Named,
): ReviewView['candidates'][number] => ({
  personId: it.personId,
  confidence: it.confidence,
  weight: it.weight,
  person: person ? personSide(person, named) : nobody,
  deceased: (person?.diedOn ?? null) !== null,
  steps: stepViews(model, it.vector, it.rarity),
  differences: differencesOf(it.vector),
})
