import { type Static, Type } from 'typebox'
import { PasskeyAnswer, PasskeyRequest } from '#identity/contract'
import {
  BilingualText,
  Day,
  Exact,
  IdOf,
  Instant,
  List,
  Nullable,
  pageSize,
  Text,
} from '#kernel/contract'
import { caseStates } from './domain/case.ts'
import { enquiryStates } from './domain/enquiry.ts'
import { enquiryKinds } from './domain/procedure.ts'

const Code = Type.String({ pattern: '^[a-z][a-z-]{1,59}$', maxLength: 60 })
const Money = Type.String({ pattern: '^-?\\d{1,18}$', maxLength: 20 })
const Phrase = Type.Union([Text(1_000), BilingualText])
const State = Type.Enum([...caseStates])
export type CaseStateName = Static<typeof State>

// --- catalogue ---

const CostView = Type.Object({
  steps: Type.Array(Type.Object({ words: BilingualText, hours: Type.Number(), money: Money }), {
    maxItems: 30,
  }),
  hours: Type.Number(),
  once: Money,
  perYear: Money,
})

export const ProcedureView = Type.Object({
  code: Code,
  title: BilingualText,
  summary: BilingualText,
  audience: BilingualText,
  steps: Type.Array(BilingualText, { maxItems: 20 }),
  notAsked: Type.Array(BilingualText, { maxItems: 20 }),
  outcome: BilingualText,
  validity: BilingualText,
  authority: BilingualText,
  workingDays: Type.Integer(),
  fee: BilingualText,
  law: Type.Array(Text(300), { maxItems: 20 }),
  cost: Type.Object({
    paper: CostView,
    digital: CostView,
    savedPerYear: Money,
    savedShare: Type.Number(),
    incomePerHour: Type.Integer(),
    subjects: Type.Integer(),
    basis: BilingualText,
  }),
  /** What has been measured here, from the first answer to the document. */
  measured: Type.Object({
    completed: Type.Integer(),
    medianMinutesToFill: Nullable(Type.Number()),
    medianHoursToDecide: Nullable(Type.Number()),
    onTimeShare: Nullable(Type.Number()),
  }),
})
export type ProcedureView = Static<typeof ProcedureView>
export const ProcedureParams = Type.Object({ code: Code })
export const ProcedureList = List(ProcedureView)

// --- forms ---

const Answer = Type.Union([
  Text(2_000),
  Type.Boolean(),
  Type.Array(Text(300), { maxItems: 20 }),
  Type.Null(),
])
export const AnswersView = Type.Record(
  Type.String({ pattern: '^[a-zA-Z]{1,40}$', maxLength: 40 }),
  Answer,
  { maxProperties: 60 },
)

const OptionView = Type.Object({
  value: Text(300),
  words: BilingualText,
  note: Type.Optional(BilingualText),
})

export const FieldView = Type.Object({
  name: Text(40),
  kind: Type.Enum([
    'text',
    'long-text',
    'choice',
    'choices',
    'yes-no',
    'day',
    'time',
    'personal-number',
    'phone',
    'email',
    'files',
  ]),
  words: BilingualText,
  help: Type.Optional(BilingualText),
  required: Type.Boolean(),
  maxLength: Type.Optional(Type.Integer()),
  options: Type.Optional(Type.Array(OptionView, { maxItems: 100 })),
})
export type FieldView = Static<typeof FieldView>

export const GroupView = Type.Object({
  id: Code,
  title: BilingualText,
  lead: Type.Optional(BilingualText),
  known: Type.Array(Type.Object({ words: BilingualText, value: Phrase, source: BilingualText }), {
    maxItems: 40,
  }),
  fields: Type.Array(FieldView, { maxItems: 30 }),
})
export type GroupView = Static<typeof GroupView>

const FieldProblemView = Type.Object({ pointer: Text(200), detail: BilingualText })

// --- cases ---

export const CaseParams = Type.Object({ id: IdOf('case') })

export const EvidenceView = Type.Object({
  id: IdOf('evidence'),
  field: Text(40),
  name: Text(200),
  mediaType: Nullable(Text(60)),
  size: Type.Integer(),
  received: Type.Integer(),
})
export type EvidenceView = Static<typeof EvidenceView>

const ReasonView = Type.Object({ code: Code, words: BilingualText, note: Text(1_000) })

export const CaseView = Type.Object({
  id: IdOf('case'),
  procedure: Code,
  title: BilingualText,
  state: State,
  stateWords: BilingualText,
  dossierNumber: Nullable(Text(60)),
  fee: Money,
  createdAt: Instant,
  changedAt: Instant,
  submittedAt: Nullable(Instant),
  dueAt: Nullable(Instant),
  workingDaysLeft: Nullable(Type.Integer()),
  decidedAt: Nullable(Instant),
  authority: Nullable(Text(300)),
  reasons: Type.Array(ReasonView, { maxItems: 20 }),
  consent: Nullable(
    Type.Object({
      name: Text(300),
      role: Type.Enum(['father', 'mother']),
      state: Type.Enum(['asked', 'given', 'declined']),
    }),
  ),
  documentIds: Type.Array(IdOf('document'), { maxItems: 10 }),
})
export type CaseView = Static<typeof CaseView>

export const CaseList = List(CaseView)

const Line = Type.Object({ words: BilingualText, value: Phrase })

/** What another agency was asked for this case, and how that stands. */
export const EnquiryView = Type.Object({
  id: IdOf('enquiry'),
  kind: Type.Enum([...enquiryKinds]),
  title: BilingualText,
  owner: BilingualText,
  law: Text(300),
  /** What the official may do while there is no answer. */
  without: Type.Enum(['wait', 'decide-with-reason']),
  state: Type.Enum([...enquiryStates]),
  /** Why there is no answer yet. */
  reason: Nullable(BilingualText),
  tries: Type.Integer(),
  askedAt: Instant,
  lastTryAt: Nullable(Instant),
  nextTryAt: Nullable(Instant),
  receivedAt: Nullable(Instant),
  /** The exchange that brought the answer, as both gateways keep it. */
  xRoadId: Nullable(Text(200)),
  lines: Type.Array(Line, { maxItems: 100 }),
})
export type EnquiryView = Static<typeof EnquiryView>

/** A case with its form: what is known, what is asked, what was answered. */
export const CaseFormView = Type.Object({
  case: CaseView,
  groups: Type.Array(GroupView, { maxItems: 20 }),
  answers: AnswersView,
  /** What keeps it from being submitted as it stands. */
  problems: Type.Array(FieldProblemView, { maxItems: 100 }),
  evidence: Type.Array(EvidenceView, { maxItems: 50 }),
  enquiries: Type.Array(EnquiryView, { maxItems: 20 }),
  steps: Type.Array(
    Type.Object({
      move: Text(30),
      words: BilingualText,
      at: Instant,
      by: Text(300),
      note: Nullable(Text(1_000)),
    }),
    { maxItems: 100 },
  ),
})
export type CaseFormView = Static<typeof CaseFormView>

export const CaseOpen = Exact({ procedure: Code })
export const CaseAnswers = Exact({ answers: AnswersView })

// --- consent ---

export const ConsentView = Type.Object({
  caseId: IdOf('case'),
  title: BilingualText,
  role: Type.Enum(['father', 'mother']),
  applicant: Text(300),
  askedAt: Instant,
  lines: Type.Array(Type.Object({ words: BilingualText, value: Phrase }), { maxItems: 60 }),
})
export type ConsentView = Static<typeof ConsentView>
export const ConsentList = List(ConsentView)

/** Something to be confirmed with a passkey: its digest is the challenge. */
export const Shown = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
})
export const SigningOptions = Type.Object({ shown: Shown, confirmation: PasskeyRequest })
export type SigningOptions = Static<typeof SigningOptions>
const Signed = { signed: PasskeyAnswer }
export const ConsentAnswer = Type.Union([
  Exact({ answer: Type.Literal('give'), ...Signed }),
  Exact({ answer: Type.Literal('decline') }),
])
export type ConsentAnswer = Static<typeof ConsentAnswer>

// --- the officials' side ---

export const QueueQuery = Type.Object({
  state: Type.Optional(Type.Enum(['submitted', 'in-review', 'decided'])),
  procedure: Type.Optional(Code),
  after: Type.Optional(IdOf('case')),
})
export const QueueItem = Type.Object({
  id: IdOf('case'),
  dossierNumber: Text(60),
  procedure: Code,
  title: BilingualText,
  applicant: Text(300),
  state: State,
  stateWords: BilingualText,
  submittedAt: Instant,
  dueAt: Instant,
  workingDaysLeft: Type.Integer(),
  takenBy: Nullable(Type.Enum(['me', 'another'])),
})
export type QueueItem = Static<typeof QueueItem>
export const Queue = Type.Object({
  items: Type.Array(QueueItem, { maxItems: pageSize.max }),
  counts: Type.Object({
    waiting: Type.Integer(),
    overdue: Type.Integer(),
    dueToday: Type.Integer(),
    decidedThisMonth: Type.Integer(),
    onTimeThisMonth: Type.Integer(),
  }),
})
export type Queue = Static<typeof Queue>

export const ReviewView = Type.Object({
  case: CaseView,
  takenByMe: Type.Boolean(),
  applicant: Type.Object({ fullName: Text(300), birthOn: Day, maskedNumber: Text(12) }),
  lines: Type.Array(Line, { maxItems: 60 }),
  checks: Type.Array(
    Type.Object({
      words: BilingualText,
      verdict: Type.Enum(['passed', 'failed', 'look']),
      note: Type.Optional(BilingualText),
    }),
    { maxItems: 30 },
  ),
  evidence: Type.Array(EvidenceView, { maxItems: 50 }),
  enquiries: Type.Array(EnquiryView, { maxItems: 20 }),
  steps: CaseFormView.properties.steps,
  documentIds: Type.Array(IdOf('document'), { maxItems: 10 }),
  returnReasons: Type.Array(OptionView, { maxItems: 30 }),
  refuseReasons: Type.Array(OptionView, { maxItems: 30 }),
})
export type ReviewView = Static<typeof ReviewView>

const ReasonGiven = Exact({ code: Code, note: Text(1_000) })
const Outcome = {
  outcome: Type.Enum(['grant', 'refuse']),
  reasons: Type.Array(ReasonGiven, { maxItems: 10 }),
}
/** What the official is about to decide; answered with what to sign. */
export const DecisionDraft = Exact(Outcome)
export const Decision = Exact({ ...Outcome, ...Signed })
export const CaseReturn = Exact({ reasons: Type.Array(ReasonGiven, { minItems: 1, maxItems: 10 }) })

// --- notices and birth notices ---

export const NoticeView = Type.Object({
  id: IdOf('notice'),
  kind: Code,
  caseId: IdOf('case'),
  words: BilingualText,
  at: Instant,
  read: Type.Boolean(),
})
export type NoticeView = Static<typeof NoticeView>
export const NoticeList = Type.Object({
  items: Type.Array(NoticeView, { maxItems: pageSize.max }),
  unread: Type.Integer(),
})

/** What a hospital sends when a child is born. */
export const BirthNoticeSend = Exact({
  number: Text(40, 1),
  motherNumber: Type.String({ pattern: '^\\d{12}$', maxLength: 12 }),
  bornOn: Day,
  bornAt: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', maxLength: 5 }),
  sex: Type.Enum(['male', 'female']),
  weightGrams: Type.Integer({ minimum: 200, maximum: 9_000 }),
  facility: Text(200, 2),
  place: Text(200, 2),
})
export const BirthNoticeDone = Type.Object({ id: IdOf('birth-notice') })

// --- figures ---

export const FiguresView = Type.Object({
  submitted: Type.Integer(),
  completed: Type.Integer(),
  medianHoursToDecide: Nullable(Type.Number()),
  onTimeShare: Nullable(Type.Number()),
  /** Saved against paper by the cases completed here, in đồng. */
  saved: Money,
})
export type FiguresView = Static<typeof FiguresView>
