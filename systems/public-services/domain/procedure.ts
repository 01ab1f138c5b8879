/** What a procedure is made of; the two that exist are in files of their own. */
import type { CivilDate } from '#kernel/civil-date'
import type { FieldProblem } from '#kernel/problem'
import type { Words } from '#kernel/words'
import type { ComplianceCost } from './compliance-cost.ts'
import type { Answers, Group } from './form.ts'

/** What everyone may read about a procedure in the catalogue. */
export type ProcedureEntry = {
  readonly code: string
  /** Its place in the catalogue, part of the dossier number. */
  readonly position: number
  readonly title: Words
  readonly summary: Words
  readonly audience: Words
  /** What the person must do themselves. */
  readonly steps: readonly Words[]
  /** What is no longer asked for, because the state has it. */
  readonly notAsked: readonly Words[]
  readonly outcome: Words
  readonly validity: Words
  readonly authority: Words
  /** The role that decides. */
  readonly role: 'commune-police' | 'civil-registrar'
  readonly workingDays: number
  readonly feeWords: Words
  readonly law: readonly string[]
  readonly cost: ComplianceCost
}

/** A person as far as procedures need them. */
export type Party = {
  readonly personId: string
  readonly number: string
  readonly fullName: string
  readonly birthOn: CivilDate
  readonly sex: 'male' | 'female'
  readonly ethnicity: string
  readonly nationality: string
  readonly origin: string
  readonly maritalStatus: string
  readonly diedOn: CivilDate | null
  readonly phone: string | null
  readonly email: string | null
  readonly permanentResidence: Place | null
  readonly temporaryResidence: Place | null
  readonly currentResidence: Place | null
  readonly residenceFile: string | null
  readonly relationToHead: string | null
  readonly householdId: string | null
  readonly household: readonly Member[]
}

export type Place = { readonly communeCode: string; readonly text: string }

export type Member = {
  readonly personId: string
  readonly fullName: string
  readonly birthOn: CivilDate
  readonly relationToHead: string
}

/** Someone whose consent a submission needs before it reaches the officials. */
export type ConsentNeeded = { readonly personId: string; readonly role: 'father' | 'mother' }

export const enquiryKinds = ['marriage', 'health-insurance', 'dwelling'] as const
export type EnquiryKind = (typeof enquiryKinds)[number]

/** A question that a procedure puts to another agency, about one of its people. */
export type EnquiryNeeded = {
  readonly kind: EnquiryKind
  readonly subject: Party
  /** The spouse whom a marriage is looked for with. */
  readonly other?: Party
}

/** One document that a grant orders. */
export type DocumentOrder = {
  readonly type: string
  readonly holder: 'applicant' | 'child'
  readonly claims: Readonly<Record<string, unknown>>
  readonly validUntil: CivilDate | null
}

/** A line that the official sees and signs. */
export type ShownLine = { readonly words: Words; readonly value: string | Words }

/** Something checked by machine against the registers, for the official to see. */
export type CheckLine = {
  readonly words: Words
  readonly verdict: 'passed' | 'failed' | 'look'
  readonly note?: Words
}

export type Procedure<Facts> = {
  readonly entry: ProcedureEntry
  /** May this person use it now? Throws a Problem that says why not. */
  admit(facts: Facts): void
  form(facts: Facts, answers: Answers, today: CivilDate): readonly Group[]
  /** Problems between answers, or between an answer and a fact. */
  check(facts: Facts, answers: Answers, today: CivilDate): readonly FieldProblem[]
  /** The commune whose officials decide. */
  communeOf(facts: Facts, answers: Answers): string
  /** In đồng, once everything is answered. */
  feeOf(facts: Facts, answers: Answers, today: CivilDate): bigint
  consentNeeded(facts: Facts, answers: Answers): ConsentNeeded | undefined
  /** What other agencies are asked once the case is submitted. */
  enquiries(facts: Facts, answers: Answers): readonly EnquiryNeeded[]
  /** What was answered and known, in words, for the official. */
  shown(facts: Facts, answers: Answers, today: CivilDate): readonly ShownLine[]
  checks(facts: Facts, answers: Answers, today: CivilDate): readonly CheckLine[]
}

/** The source that stands beside what the population register knows. */
export const fromRegister: Words = {
  vi: 'Cơ sở dữ liệu quốc gia về dân cư',
  en: 'National population database',
}
