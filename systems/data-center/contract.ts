import { type Static, Type } from 'typebox'
import { Exact, Instant, Nullable, Text } from '#kernel/contract'

export const OperationsView = Type.Object({
  now: Instant,
  startedAt: Instant,
  mode: Type.Enum(['demonstration', 'production']),
  publicUrl: Text(300),
  version: Text(40),
  node: Text(40),
  memoryBytes: Type.Integer(),
  database: Type.Object({
    version: Text(100),
    bytes: Type.Number(),
    connections: Type.Integer(),
    maxConnections: Type.Integer(),
  }),
  jobs: Type.Object({
    waiting: Type.Array(
      Type.Object({ name: Text(100), count: Type.Integer(), oldestSeconds: Type.Number() }),
      { maxItems: 200 },
    ),
    failed: Type.Array(
      Type.Object({
        id: Text(20),
        name: Text(100),
        attempts: Type.Integer(),
        lastError: Text(2_000),
        createdAt: Instant,
      }),
      { maxItems: 100 },
    ),
  }),
  rooms: Type.Array(Type.Object({ name: Text(40), vi: Text(100), en: Text(100) }), {
    maxItems: 40,
  }),
})
export type OperationsView = Static<typeof OperationsView>

export const JobsRetry = Exact({
  ids: Type.Array(Type.String({ pattern: '^\\d{1,19}$', maxLength: 19 }), {
    minItems: 1,
    maxItems: 100,
  }),
})

const RecordNumber = Type.String({ pattern: '^\\d{1,19}$', maxLength: 19 })
export const AuditSealsQuery = Exact({ before: Type.Optional(RecordNumber) })
export const AuditSealsView = Type.Object({
  items: Type.Array(
    Type.Object({
      /** The last record under it; the first is the one after the seal before. */
      lastId: RecordNumber,
      records: Type.Integer(),
      /** Are they as they were sealed? */
      fits: Type.Boolean(),
    }),
    { maxItems: 100 },
  ),
  more: Type.Boolean(),
})

/** An agency of the demonstration: its registry, its service and its gateway. */
export const AgencyView = Type.Object({
  code: Text(64),
  title: Type.Object({ vi: Text(200), en: Text(200) }),
  owner: Type.Object({ vi: Text(200), en: Text(200) }),
  state: Type.Enum(['starting', 'on', 'off', 'failed']),
  detail: Nullable(Text(2_000)),
  /** How many records it keeps. */
  records: Type.Integer(),
})
export type AgencyView = Static<typeof AgencyView>
export const AgencyList = Type.Object({
  /** Has this demonstration agencies at all? */
  kept: Type.Boolean(),
  /** Empty until they have started. */
  items: Type.Array(AgencyView, { maxItems: 100 }),
})
export type AgencyList = Static<typeof AgencyList>
export const AgencyParams = Type.Object({
  code: Type.String({ pattern: '^[a-z][a-z-]{0,63}$', maxLength: 64 }),
})

export const StatusView = Type.Object({
  name: Type.Literal('NDC'),
  version: Text(40),
  mode: Type.Enum(['demonstration', 'production']),
  now: Instant,
  database: Type.Enum(['ok', 'away']),
})
export type StatusView = Static<typeof StatusView>
