import { type Static, Type } from 'typebox'
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
import { DatasetCode, MemberCode } from './contract-pipeline.ts'
import { rules } from './domain/survivorship.ts'

/** What travels about links between registers and people, doubts about them, and corrections. */

const Reason = Text(1_000, 3)
const Limit = Type.Integer({ minimum: 1, maximum: pageSize.max, default: pageSize.default })
const Outcome = Type.Enum(['match', 'grey', 'none'])

/** One step of a weight: bits that a field adds or takes. */
export const StepView = Type.Object({
  field: Type.Enum(['start', 'number', 'name', 'rarity', 'birth', 'sex', 'residence']),
  fieldWords: BilingualText,
  level: Nullable(Text(20)),
  levelWords: Nullable(BilingualText),
  weight: Type.Number(),
})
export type StepView = Static<typeof StepView>
const Steps = Type.Array(StepView, { maxItems: 10 })

export const LinkView = Type.Object({
  id: IdOf('link'),
  dataset: Text(61),
  state: Outcome,
  decidedBy: Type.Enum(['linkage', 'steward']),
  personId: Nullable(IdOf('person')),
  confidence: Nullable(Type.Number()),
  weight: Nullable(Type.Number()),
  vector: Nullable(Text(20)),
  changedAt: Instant,
})
export type LinkView = Static<typeof LinkView>
export const LinkQuery = Type.Object({
  dataset: DatasetCode,
  state: Type.Optional(Outcome),
  after: Type.Optional(IdOf('link')),
  limit: Type.Optional(Limit),
})
export const LinkList = List(LinkView)
export const OwnLinks = List(
  Type.Object({
    dataset: Text(61),
    decidedBy: Type.Enum(['linkage', 'steward']),
    linkedAt: Instant,
  }),
)
export const LinkParams = Type.Object({ id: IdOf('link') })

const BeliefView = Type.Object({
  state: Outcome,
  personId: Nullable(IdOf('person')),
  decidedBy: Type.Enum(['linkage', 'steward']),
})
export const LinkHistory = Type.Object({
  link: LinkView,
  steps: Steps,
  /** Newest first; the first of them can be undone. */
  changes: Type.Array(
    Type.Object({
      id: IdOf('link-change'),
      at: Instant,
      kind: Type.Enum(['compared', 'reviewed', 'unlinked', 'undone']),
      byName: Text(300),
      reason: Nullable(Text(1_000)),
      before: BeliefView,
      after: BeliefView,
    }),
    { maxItems: pageSize.max },
  ),
})
export type LinkHistory = Static<typeof LinkHistory>
export const LinkUnlink = Exact({ reason: Reason })
export const LinkUndo = Exact({ changeId: IdOf('link-change'), reason: Reason })

/** A row or a person, side by side. */
export const SideView = Type.Object({
  number: Nullable(Text(60)),
  oldNumber: Nullable(Text(60)),
  fullName: Nullable(Text(300)),
  birthOn: Nullable(Text(60)),
  sex: Nullable(Text(60)),
  /** As the code list says it, where it is a code. */
  sexWords: Nullable(BilingualText),
  communeCode: Nullable(Text(60)),
  commune: Nullable(Text(300)),
  address: Nullable(Text(600)),
})
export type SideView = Static<typeof SideView>

export const ReviewItem = Type.Object({
  id: IdOf('link-review'),
  dataset: Text(61),
  confidence: Type.Number(),
  candidates: Type.Integer(),
  openedAt: Instant,
  /** Have I decided it, so that it waits for another pair of eyes? */
  spoken: Type.Boolean(),
})
export const ReviewQuery = Type.Object({
  dataset: Type.Optional(DatasetCode),
  limit: Type.Optional(Limit),
})
export const ReviewList = Type.Object({
  open: Type.Integer(),
  items: Type.Array(ReviewItem, { maxItems: pageSize.max }),
})
export const ReviewParams = Type.Object({ id: IdOf('link-review') })
export const ReviewView = Type.Object({
  id: IdOf('link-review'),
  dataset: Text(61),
  datasetTitle: BilingualText,
  linkId: IdOf('link'),
  state: Type.Enum(['open', 'decided', 'superseded']),
  openedAt: Instant,
  /** How many stewards must agree. */
  eyes: Type.Integer(),
  row: SideView,
  candidates: Type.Array(
    Type.Object({
      personId: IdOf('person'),
      confidence: Type.Number(),
      weight: Type.Number(),
      person: SideView,
      deceased: Type.Boolean(),
      steps: Steps,
      /** Fields in which the two sides differ. */
      differences: Type.Array(Type.Enum(['number', 'name', 'birth', 'sex', 'residence']), {
        maxItems: 5,
      }),
    }),
    { maxItems: 10 },
  ),
  decisions: Type.Array(
    Type.Object({
      at: Instant,
      byName: Text(300),
      mine: Type.Boolean(),
      decision: Type.Enum(['match', 'none', 'unsure']),
      personId: Nullable(IdOf('person')),
      reason: Text(1_000),
      /** Does it count, or was the case opened anew since? */
      counts: Type.Boolean(),
    }),
    { maxItems: 100 },
  ),
})
export type ReviewView = Static<typeof ReviewView>
/** The next case, or none. */
export const ReviewNext = Type.Object({ review: Nullable(ReviewView), open: Type.Integer() })
export const ReviewDecide = Type.Union([
  Exact({ decision: Type.Literal('match'), personId: IdOf('person'), reason: Reason }),
  Exact({ decision: Type.Enum(['none', 'unsure']), reason: Reason }),
])
export const ReviewDecided = Type.Object({
  state: Type.Enum(['open', 'decided', 'superseded']),
  open: Type.Integer(),
})

const Cells = Type.Record(Text(60), Nullable(Text(1_000)))
export const MergeView = Type.Object({
  id: IdOf('record-merge'),
  dataset: Text(61),
  personId: Nullable(IdOf('person')),
  rows: Type.Integer(),
  state: Type.Enum(['merged', 'undone', 'superseded']),
  mergedAt: Instant,
})
export type MergeView = Static<typeof MergeView>
export const MergeQuery = Type.Object({
  dataset: DatasetCode,
  state: Type.Optional(Type.Enum(['merged', 'undone', 'superseded'])),
  after: Type.Optional(IdOf('record-merge')),
  limit: Type.Optional(Limit),
})
export const MergeList = List(MergeView)
export const MergeParams = Type.Object({ id: IdOf('record-merge') })
export const MergeDetail = Type.Object({
  merge: MergeView,
  rows: Type.Array(Type.Object({ key: Text(1_000), columns: Cells }), { maxItems: 100 }),
  golden: Cells,
  /** Column by column, the key of the row that it came from. */
  provenance: Type.Record(Text(60), Nullable(Text(1_000))),
  changes: Type.Array(
    Type.Object({
      at: Instant,
      kind: Type.Enum(['undone', 'restored']),
      byName: Text(300),
      reason: Text(1_000),
    }),
    { maxItems: 100 },
  ),
})
export const MergeChange = Exact({ state: Type.Enum(['merged', 'undone']), reason: Reason })

export const SettingParams = Type.Object({ dataset: DatasetCode })
export const LinkageSetting = Exact({
  /** From which confidence on a link is made. */
  matchFrom: Type.Number({ minimum: 0.9, maximum: 1 }),
  /** Under which confidence nobody is asked. */
  noneUnder: Type.Number({ minimum: 0, maximum: 0.5 }),
  /** How many stewards must agree on a row in doubt. */
  eyes: Type.Integer({ minimum: 1, maximum: 2 }),
  /** By column, which row is believed; `*` for the columns not named. */
  survivorship: Type.Record(
    Type.String({ pattern: '^(\\*|[a-z][a-z0-9_]{0,59})$', maxLength: 60 }),
    Type.Array(Type.Enum([...rules]), { minItems: 1, maxItems: rules.length }),
    { maxProperties: 100 },
  ),
})
export const LinkageRunView = Type.Object({
  id: IdOf('linkage-run'),
  startedAt: Instant,
  endedAt: Nullable(Instant),
  rows: Type.Integer(),
  unchanged: Type.Integer(),
  pairs: Type.Integer(),
  matched: Type.Integer(),
  grey: Type.Integer(),
  merged: Type.Integer(),
})
export const LinkageRunQuery = Type.Object({ dataset: DatasetCode, limit: Type.Optional(Limit) })
export const LinkageRunList = List(LinkageRunView)

const CorrectionStateName = Type.Enum(['filed', 'seen', 'accepted', 'refused', 'applied'])
const Claim = {
  /** What the agency holds, as the person sees it. */
  holds: Text(1_000),
  /** What it should hold. */
  should: Text(1_000, 1),
  /** How that is known. */
  grounds: Text(1_000, 3),
}
export const CorrectionFile = Exact({
  member: MemberCode,
  dataset: DatasetCode,
  field: Type.String({ pattern: '^[a-z][a-zA-Z0-9_.-]{0,99}$', maxLength: 100 }),
  ...Claim,
  /** The owner's own id of the record, where it is known. */
  recordId: Type.Optional(Text(200, 1)),
  /** Whose data it is; officials name the person, a person files for themselves. */
  personId: Type.Optional(IdOf('person')),
})
export const CorrectionView = Type.Object({
  id: IdOf('correction'),
  member: Text(80),
  dataset: Text(61),
  field: Text(100),
  ...Claim,
  state: CorrectionStateName,
  stateWords: BilingualText,
  filedBy: Type.Enum(['person', 'official']),
  filedByName: Text(300),
  filedAt: Instant,
  dueOn: Day,
  ageDays: Type.Integer(),
  late: Type.Boolean(),
  recordId: Nullable(Text(200)),
  /** When the owner's own system made it, asked through its gateway. */
  deliveredAt: Nullable(Instant),
  /** Oldest first. */
  moves: Type.Array(
    Type.Object({
      at: Instant,
      move: Type.Enum(['file', 'see', 'accept', 'refuse', 'apply']),
      byName: Text(300),
      reason: Nullable(Text(1_000)),
    }),
    { maxItems: 10 },
  ),
})
export type CorrectionView = Static<typeof CorrectionView>
export const CorrectionList = List(CorrectionView)
export const CorrectionParams = Type.Object({ id: IdOf('correction') })
export const CorrectionQueueQuery = Type.Object({
  member: Type.Optional(MemberCode),
  limit: Type.Optional(Limit),
})
export const CorrectionMove = Exact({
  move: Type.Enum(['see', 'accept', 'refuse', 'apply']),
  reason: Type.Optional(Text(1_000)),
})
