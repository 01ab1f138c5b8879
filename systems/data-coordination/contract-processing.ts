import { type Static, Type } from 'typebox'
import { BilingualText, Day, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'
import { Count, DatasetCode, ListCode, PipelineAsk, TwoWords } from './contract-pipeline.ts'
import { placeKinds } from './domain/lineage.ts'
import { stepNames } from './domain/run.ts'
import { termTypes } from './domain/term.ts'

/** What travels about runs, what they found, the dictionary, lineage and published records. */

export const RunAsk = Exact({
  kind: Type.Enum(['full', 'incremental', 'back-fill']),
  /** Of a back-fill: the range of the watermark, `from` within, `to` without. */
  from: Type.Optional(Text(60, 1)),
  to: Type.Optional(Text(60, 1)),
  until: Type.Optional(Type.Enum([...stepNames])),
})

const StepView = Type.Object({
  step: Text(20),
  title: BilingualText,
  state: Type.Enum(['running', 'done', 'failed']),
  startedAt: Instant,
  endedAt: Nullable(Instant),
  rows: Nullable(Count),
  ms: Nullable(Count),
  /** What the step tells of itself, without the profile. */
  detail: Type.Record(Text(60), Type.Unknown()),
})

export const RunView = Type.Object({
  id: IdOf('run'),
  dataset: Text(61),
  pipelineVersion: Count,
  kind: Text(20),
  until: Text(20),
  state: Text(20),
  words: BilingualText,
  askedBy: Text(300),
  purpose: Text(100),
  basis: Text(300),
  tries: Count,
  error: Nullable(Type.Object({ code: Text(100), detail: BilingualText, step: Text(20) })),
  watermark: Nullable(Text(200)),
  askedAt: Instant,
  startedAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  steps: Type.Array(StepView, { maxItems: 10 }),
})
export type RunView = Static<typeof RunView>
export const RunList = List(RunView)
export const RunsQuery = Type.Object({ before: Type.Optional(Instant) })

const Counted = Type.Object({ value: Text(200), count: Count })
export const ProfileView = Type.Object({
  columns: Type.Array(
    Type.Object({
      name: Text(120),
      rows: Count,
      nulls: Count,
      empties: Count,
      distinct: Count,
      least: Nullable(Text(100)),
      greatest: Nullable(Text(100)),
      type: Type.Enum([...termTypes]),
      top: Type.Array(Counted, { maxItems: 10 }),
      shapes: Type.Array(Counted, { maxItems: 10 }),
      lengths: Type.Array(Type.Object({ length: Count, count: Count }), { maxItems: 70 }),
      guess: Nullable(Text(110)),
    }),
    { maxItems: 500 },
  ),
})
export type ProfileView = Static<typeof ProfileView>

export const PreviewAsk = Exact({ pipeline: Type.Pick(PipelineAsk, ['mapping', 'key']) })
const Row = Type.Record(Text(120), Nullable(Type.Union([Text(4_000), Type.Number()])))
export const PreviewView = Type.Object({
  rows: Type.Array(
    Type.Object({
      number: Count,
      before: Row,
      after: Row,
      bad: Type.Array(Type.Object({ field: Text(60), value: Text(500), reason: Text(200) }), {
        maxItems: 300,
      }),
    }),
    { maxItems: 50 },
  ),
})

export const PageQuery = Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0 })) })
export const RejectList = List(
  Type.Object({
    number: Count,
    key: Text(1_000),
    field: Text(60),
    value: Text(500),
    reason: Text(200),
    keepsOut: Type.Boolean(),
  }),
)

const ResultView = Type.Object({
  runId: IdOf('run'),
  at: Instant,
  ruleId: Text(200),
  severity: Text(20),
  rows: Count,
  failed: Count,
  passed: Type.Boolean(),
  measured: Nullable(Type.Number()),
  samples: Type.Array(Text(1_000), { maxItems: 10 }),
})
export const ResultList = List(ResultView, 2_500)
export const QualityQuery = Type.Object({ rule: Type.Optional(Text(200, 1)) })
export const QualityView = Type.Object({
  runs: Type.Array(
    Type.Object({
      runId: IdOf('run'),
      at: Instant,
      rules: Count,
      passed: Count,
      blocking: Count,
      /** The greatest share of rows that one rule found fault with. */
      worst: Type.Number(),
    }),
    { maxItems: 100 },
  ),
  rule: Type.Array(ResultView, { maxItems: 100 }),
})

export const TermView = Exact({
  code: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}\\.[a-z][a-z0-9-]{0,60}$', maxLength: 103 }),
  title: TwoWords,
  type: Type.Enum([...termTypes]),
  codeList: Nullable(ListCode),
  pattern: Nullable(Text(300, 1)),
  personal: Type.Boolean(),
  aliases: Type.Array(Text(100), { maxItems: 30 }),
})
export const TermList = List(TermView, 2_000)

const CodeView = Exact({
  code: Text(60, 1),
  words: TwoWords,
  aliases: Type.Array(Text(100, 1), { maxItems: 30 }),
})
export const CodeListAsk = Exact({ code: ListCode, title: TwoWords })
export const CodeListVersionAsk = Exact({
  validFrom: Day,
  note: Text(500, 1),
  codes: Type.Array(CodeView, { minItems: 1, maxItems: 5_000 }),
})
export const CodeLists = List(
  Type.Object({ code: Text(61), title: BilingualText, version: Count }),
  1_000,
)
export const CodeListQuery = Type.Object({ on: Type.Optional(Day) })
export const CodeListView = Type.Object({
  code: Text(61),
  title: BilingualText,
  version: Count,
  validFrom: Nullable(Day),
  codes: Type.Array(CodeView, { maxItems: 5_000 }),
  versions: Type.Array(
    Type.Object({
      version: Count,
      validFrom: Day,
      note: Text(500),
      publishedBy: Text(300),
      publishedAt: Instant,
      added: Count,
      removed: Count,
      renamed: Count,
    }),
    { maxItems: 50 },
  ),
})

export const LineageQuery = Type.Object({
  dataset: DatasetCode,
  layer: Type.Optional(Type.Enum(['landed', 'mapped', 'published'])),
  direction: Type.Optional(Type.Enum(['up', 'down'])),
  depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
})
export const LineageView = Type.Object({
  at: Text(500),
  /** What the places on the way are called. */
  places: Type.Array(
    Type.Object({
      place: Text(500),
      title: BilingualText,
      kind: Type.Enum([...placeKinds]),
    }),
    { maxItems: 1_001 },
  ),
  edges: Type.Array(
    Type.Object({
      from: Text(500),
      to: Text(500),
      job: Text(200),
      runId: IdOf('lineage-run'),
      at: Instant,
      columns: Type.Array(
        Type.Object({
          to: Text(120),
          from: Type.Array(Text(120), { maxItems: 20 }),
          by: Text(300),
        }),
        { maxItems: 300 },
      ),
    }),
    { maxItems: 500 },
  ),
})
export type LineageView = Static<typeof LineageView>

export const RecordsQuery = Type.Object({
  personalNumber: Type.Optional(Type.String({ pattern: '^[0-9]{12}$', maxLength: 12 })),
  key: Type.Optional(Text(300, 1)),
  after: Type.Optional(Text(300, 1)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
})
export const RecordList = Type.Object({
  dataset: Text(61),
  version: Count,
  items: Type.Array(Type.Record(Text(120), Type.Unknown()), { maxItems: 1_000 }),
  next: Nullable(Text(300)),
})
export const ChangesQuery = Type.Object({
  /** The version that the reader has; the changes after it come, oldest first. */
  since: Type.Integer({ minimum: 0 }),
  after: Type.Optional(Count),
})
export const ChangeList = Type.Object({
  version: Count,
  items: Type.Array(Type.Record(Text(60), Type.Unknown()), { maxItems: 1_000 }),
  next: Nullable(Type.Object({ since: Count, after: Count })),
})
