import type { Id } from '#kernel/id'
import type {
  CaseFormView,
  CaseView,
  EnquiryView,
  EvidenceView,
  FieldView,
  GroupView,
} from './contract.ts'
import { isPending, type Move, stateWords } from './domain/case.ts'
import { enquiries } from './domain/enquiry.ts'
import type { Field, Group } from './domain/form.ts'
import type { ProcedureEntry } from './domain/procedure.ts'
import { reasonWords } from './domain/reason.ts'
import { workingDaysLeft } from './domain/working-day.ts'
import type { EnquiryReady } from './services.ts'
import type { Case, Step } from './storage/cases.ts'
import type { Evidence } from './storage/evidence.ts'

export type CaseExtras = {
  readonly now: Date
  readonly authority: string | null
  readonly consent: CaseView['consent']
  readonly documentIds: readonly Id<'document'>[]
}

export function caseView(it: Case, entry: ProcedureEntry, extras: CaseExtras): CaseView {
  return {
    id: it.id,
    procedure: it.procedure,
    title: entry.title,
    state: it.state,
    stateWords: stateWords[it.state],
    dossierNumber: it.dossierNumber,
    fee: it.fee.toString(),
    createdAt: it.createdAt.toISOString(),
    changedAt: it.changedAt.toISOString(),
    submittedAt: it.submittedAt?.toISOString() ?? null,
    dueAt: it.dueAt?.toISOString() ?? null,
    workingDaysLeft: it.dueAt && isPending(it.state) ? workingDaysLeft(extras.now, it.dueAt) : null,
    decidedAt: it.decidedAt?.toISOString() ?? null,
    authority: extras.authority,
    reasons: it.reasons.map((reason) => ({ ...reason, words: reasonWords(reason.code) })),
    consent: extras.consent,
    documentIds: [...extras.documentIds],
  }
}

export function groupView({ known, fields, ...group }: Group): GroupView {
  return { ...group, known: [...known], fields: fields.map(fieldView) }
}

function fieldView({ options, initial: _, ...field }: Field): FieldView {
  return { ...field, ...(options && { options: options.map((it) => ({ ...it })) }) }
}

export function evidenceView({ caseId: _, ...it }: Evidence): EvidenceView {
  return it
}

export function enquiryView(it: EnquiryReady): EnquiryView {
  const { title, owner, law, without } = enquiries[it.kind]
  return {
    id: it.id,
    kind: it.kind,
    title,
    owner,
    law,
    without,
    state: it.state,
    reason: it.reason,
    tries: it.tries,
    askedAt: it.askedAt.toISOString(),
    lastTryAt: it.lastTryAt?.toISOString() ?? null,
    nextTryAt: it.nextTryAt?.toISOString() ?? null,
    receivedAt: it.receivedAt?.toISOString() ?? null,
    xRoadId: it.xRoadId,
    lines: it.lines.slice(0, 100),
  }
}

const moveWords: Record<Move, { vi: string; en: string }> = {
  'ask-consent': { vi: 'Gửi xin xác nhận', en: 'Sent for consent' },
  'decline-consent': { vi: 'Từ chối xác nhận', en: 'Consent declined' },
  submit: { vi: 'Nộp hồ sơ', en: 'Submitted' },
  take: { vi: 'Nhận giải quyết', en: 'Taken up' },
  release: { vi: 'Trả lại hàng chờ', en: 'Put back in the queue' },
  return: { vi: 'Yêu cầu bổ sung', en: 'Returned for completion' },
  grant: { vi: 'Duyệt và ký', en: 'Granted and signed' },
  refuse: { vi: 'Từ chối', en: 'Refused' },
  complete: { vi: 'Trả kết quả', en: 'Document delivered' },
  withdraw: { vi: 'Rút hồ sơ', en: 'Withdrawn' },
}

export function stepView({ move, at, by, note }: Step): CaseFormView['steps'][number] {
  return { move, words: moveWords[move], at: at.toISOString(), by, note }
}
