import { type Static, Type } from 'typebox'
import { BilingualText, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'
import type { Expression } from './domain/expression.ts'
import { dateForms } from './domain/mapping.ts'
import { encodings, fileFormats } from './domain/source.ts'

/** What travels about sources, datasets and how these are made. */

export const TwoWords = Exact({ vi: Text(2_000, 1), en: Text(2_000, 1) })
export const Count = Type.Integer({ minimum: 0 })
export const DatasetCode = Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$', maxLength: 61 })
/** VN/GOV/VSS */
export const MemberCode = Type.String({
  pattern: '^[A-Z]{2}/(GOV|COM|ORG)/[A-Za-z0-9._-]{1,64}$',
  maxLength: 80,
})
export const ListCode = Type.String({ pattern: '^[a-z][a-z0-9-]{0,60}$', maxLength: 61 })
const Column = Text(120, 1)
const Pointer = Type.String({ pattern: '^(/.*)?$', maxLength: 200 })

export const SourceParams = Type.Object({ id: IdOf('source') })
export const UploadParams = Type.Object({ id: IdOf('source-upload') })
export const DatasetParams = Type.Object({ code: DatasetCode })
export const RunParams = Type.Object({ id: IdOf('run') })
export const ListParams = Type.Object({ code: ListCode })

const OfFile = {
  format: Type.Enum([...fileFormats]),
  encoding: Type.Optional(Type.Enum([...encodings])),
  delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
}

const RestPaging = Type.Union([
  Exact({ by: Type.Literal('none') }),
  Exact({
    by: Type.Literal('page'),
    parameter: Text(60, 1),
    first: Type.Integer({ minimum: 0, maximum: 1 }),
    sizeParameter: Nullable(Text(60, 1)),
    size: Type.Integer({ minimum: 1, maximum: 10_000 }),
  }),
  Exact({ by: Type.Literal('cursor'), parameter: Text(60, 1), next: Pointer }),
])

/** Where data comes from, as it is declared; passwords and keys go in here and never come out. */
export const SourceSettingsAsk = Type.Union([
  Exact({
    kind: Type.Literal('postgresql'),
    /** postgresql://user:password@host:port/database */
    url: Text(500, 1),
    schema: Text(63, 1),
    table: Text(63, 1),
  }),
  Exact({ kind: Type.Literal('file'), uploadId: IdOf('source-upload'), ...OfFile }),
  Exact({
    kind: Type.Literal('rest'),
    url: Type.String({ pattern: '^https?://', maxLength: 1_000 }),
    rows: Pointer,
    paging: RestPaging,
    sinceParameter: Type.Optional(Text(60, 1)),
    secretHeader: Type.Optional(
      Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,60}$', maxLength: 61 }),
    ),
    secret: Type.Optional(Text(2_000, 1)),
  }),
  Exact({
    kind: Type.Literal('s3'),
    endpoint: Type.String({ pattern: '^https?://', maxLength: 500 }),
    region: Text(60, 1),
    bucket: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,62}$', maxLength: 63 }),
    key: Text(900, 1),
    accessKey: Text(200, 1),
    secret: Text(500, 1),
    ...OfFile,
  }),
])
export type SourceSettingsAsk = Static<typeof SourceSettingsAsk>

export const SourceAsk = Exact({
  title: Text(200, 1),
  owner: MemberCode,
  settings: SourceSettingsAsk,
})
export type SourceAsk = Static<typeof SourceAsk>

export const SourceView = Type.Object({
  id: IdOf('source'),
  title: Text(200),
  owner: Text(70),
  kind: Text(20),
  /** Where it lies, in one line, without secrets. */
  place: Text(1_500),
  hasSecret: Type.Boolean(),
  createdAt: Instant,
})
export type SourceView = Static<typeof SourceView>
export const SourceList = List(SourceView)

/** What a source answers to a first knock: the tables that may be read. */
export const SourceAnswer = Type.Object({
  ms: Count,
  tables: Type.Array(
    Type.Object({
      schema: Text(63),
      table: Text(63),
      columns: Type.Array(Text(63), { maxItems: 1_600 }),
    }),
    { maxItems: 500 },
  ),
})

const Step = Type.Union([
  Exact({ do: Type.Enum(['upper', 'lower', 'title', 'fold', 'digits']) }),
  Exact({
    do: Type.Literal('date'),
    forms: Type.Array(Type.Enum(Object.keys(dateForms) as (keyof typeof dateForms)[]), {
      minItems: 1,
      maxItems: 10,
    }),
  }),
  Exact({ do: Type.Literal('number'), decimal: Type.Enum([',', '.']) }),
  Exact({ do: Type.Literal('name-part'), part: Type.Enum(['surname', 'middle', 'given']) }),
  Exact({ do: Type.Literal('translate'), list: ListCode }),
  Exact({
    do: Type.Literal('replace'),
    pairs: Type.Array(Exact({ from: Text(200, 1), to: Text(200) }), { minItems: 1, maxItems: 100 }),
  }),
  Exact({ do: Type.Literal('default'), value: Text(500, 1) }),
])

const FieldMapping = Exact({
  to: Text(60, 1),
  term: Nullable(Text(110, 1)),
  from: Type.Array(Column, { maxItems: 10 }),
  steps: Type.Array(Step, { maxItems: 20 }),
  onBad: Type.Enum(['cell', 'row']),
})

const Bound = Type.Union([Type.Number(), Text(40, 1)])
const Check = Type.Union([
  Exact({ kind: Type.Literal('filled'), column: Column }),
  Exact({
    kind: Type.Literal('unique'),
    columns: Type.Array(Column, { minItems: 1, maxItems: 10 }),
  }),
  Exact({ kind: Type.Literal('pattern'), column: Column, pattern: Text(300, 1) }),
  Exact({ kind: Type.Literal('length'), column: Column, min: Count, max: Count }),
  Exact({
    kind: Type.Literal('range'),
    column: Column,
    min: Type.Optional(Bound),
    max: Type.Optional(Bound),
  }),
  Exact({ kind: Type.Literal('in-list'), column: Column, list: ListCode }),
  Exact({ kind: Type.Literal('reference'), column: Column, dataset: DatasetCode, to: Column }),
  Exact({ kind: Type.Literal('order'), first: Column, second: Column }),
  Exact({ kind: Type.Literal('holds'), expression: Type.Unsafe<Expression>({}) }),
  Exact({ kind: Type.Literal('fresh'), column: Column, days: Count }),
  Exact({
    kind: Type.Literal('complete'),
    columns: Type.Array(Column, { minItems: 1, maxItems: 100 }),
    share: Type.Number({ minimum: 0, maximum: 1 }),
  }),
  Exact({
    kind: Type.Literal('rows'),
    min: Type.Optional(Count),
    max: Type.Optional(Count),
    drift: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000 })),
  }),
])

const Rule = Exact({
  id: Type.String({ pattern: '^(?!term:)[a-z][a-z0-9.:_-]{0,80}$', maxLength: 81 }),
  title: TwoWords,
  severity: Type.Enum(['note', 'warning', 'blocking']),
  tolerance: Type.Number({ minimum: 0, maximum: 1 }),
  check: Check,
})

/** How a dataset comes about. */
export const PipelineAsk = Exact({
  sourceId: IdOf('source'),
  load: Type.Union([
    Exact({ mode: Type.Literal('full') }),
    Exact({ mode: Type.Literal('incremental'), watermark: Column }),
  ]),
  key: Type.Array(Column, { maxItems: 10 }),
  mapping: Type.Array(FieldMapping, { maxItems: 300 }),
  rules: Type.Array(Rule, { maxItems: 2_000 }),
  link: Type.Boolean(),
  schedule: Nullable(Text(60, 1)),
  tries: Type.Integer({ minimum: 1, maximum: 20 }),
})
export type PipelineAsk = Static<typeof PipelineAsk>

export const PipelineView = Type.Object({
  version: Count,
  definition: PipelineAsk,
  createdBy: Text(300),
  createdAt: Instant,
})
export type PipelineView = Static<typeof PipelineView>

export const DatasetAsk = Exact({
  code: DatasetCode,
  title: TwoWords,
  description: TwoWords,
  owner: MemberCode,
  pipeline: PipelineAsk,
})

export const VersionView = Type.Object({
  version: Count,
  runId: IdOf('run'),
  rows: Count,
  added: Count,
  changed: Count,
  removed: Count,
  bytes: Count,
  sha256: Text(64),
  columns: Type.Array(Type.Object({ name: Text(60), type: Text(40) }), { maxItems: 300 }),
  publishedAt: Instant,
})
export type VersionView = Static<typeof VersionView>

export const DatasetView = Type.Object({
  code: Text(61),
  title: BilingualText,
  description: BilingualText,
  owner: Text(70),
  createdAt: Instant,
  pipeline: Nullable(PipelineView),
  versions: Type.Array(VersionView, { maxItems: 20 }),
})
export type DatasetView = Static<typeof DatasetView>

export const DatasetList = List(
  Type.Object({
    code: Text(61),
    title: BilingualText,
    owner: Text(70),
    published: Nullable(Type.Object({ version: Count, rows: Count, publishedAt: Instant })),
    lastRun: Nullable(Type.Object({ id: IdOf('run'), state: Text(20), words: BilingualText })),
  }),
)
export const PipelineList = List(PipelineView)
