/** Requests to use a service, and grants. */
import { type Static, Type } from 'typebox'
import { BilingualText, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'
import { Title } from './contract.ts'
import { Endpoints } from './contract-catalogue.ts'

export const RequestParams = Type.Object({ id: IdOf('request') })
export const GrantParams = Type.Object({ id: IdOf('grant') })

export const PurposeCode = Type.String({ pattern: '^[a-z][a-z0-9.-]*$', maxLength: 80 })
export const Purpose = Exact({
  code: PurposeCode,
  words: Title,
  basis: Text(500, 1),
  byConsent: Type.Boolean(),
})

const FieldNames = Type.Array(Text(100, 1), { minItems: 1, maxItems: 300, uniqueItems: true })
const AskedEndpoints = Type.Array(Endpoints.items, { minItems: 1, maxItems: 300 })
const PerMinute = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const PerDay = Type.Integer({ minimum: 1, maximum: 100_000_000 })

export const RequestFile = Exact({
  clientId: IdOf('subsystem'),
  serviceId: IdOf('service'),
  purposes: Type.Array(Purpose, { minItems: 1, maxItems: 20 }),
  /** Null: all that the service has. */
  endpoints: Nullable(AskedEndpoints),
  fields: Nullable(FieldNames),
  requestsPerMinute: PerMinute,
  requestsPerDay: PerDay,
  until: Instant,
})

/** Where something is left out, it is given as it was asked. */
export const RequestApprove = Exact({
  purposes: Type.Optional(Type.Array(PurposeCode, { minItems: 1, maxItems: 20 })),
  endpoints: Type.Optional(AskedEndpoints),
  fields: Type.Optional(FieldNames),
  requestsPerMinute: Type.Optional(PerMinute),
  requestsPerDay: Type.Optional(PerDay),
  until: Type.Optional(Instant),
})

export const RefusalReason = Type.Enum([
  'no-basis',
  'not-necessary',
  'other-service',
  'safeguards-missing',
  'other',
])
export const RequestRefuse = Exact({ reason: RefusalReason, note: Text(1_000, 10) })
export const RequestSay = Exact({ text: Text(1_000, 5) })
export const GrantRevoke = Exact({ why: Text(500, 5) })

const Subsystem = Type.Object({ id: IdOf('subsystem'), code: Text(264), name: BilingualText })
const ServiceNamed = Type.Object({ id: IdOf('service'), code: Text(330), title: BilingualText })
const terms = {
  client: Subsystem,
  service: ServiceNamed,
  purposes: Type.Array(Purpose, { maxItems: 20 }),
  endpoints: Nullable(Endpoints),
  fields: Nullable(Type.Array(Text(100), { maxItems: 300 })),
  requestsPerMinute: Type.Integer(),
  requestsPerDay: Type.Integer(),
  /** Does the one who asks act for the client, for the owner of the service? */
  asClient: Type.Boolean(),
  asOwner: Type.Boolean(),
}

export const RequestView = Type.Object({
  id: IdOf('request'),
  state: Type.Enum(['open', 'asked-back', 'approved', 'refused', 'withdrawn']),
  ...terms,
  until: Instant,
  askedAt: Instant,
  askedBy: Text(500),
  dueAt: Instant,
  /** It was not answered in time. */
  late: Type.Boolean(),
  decidedAt: Nullable(Instant),
  decidedBy: Nullable(Text(500)),
  reason: Nullable(Type.Object({ code: RefusalReason, words: BilingualText, note: Text(1_000) })),
  question: Nullable(Text(1_000)),
  answer: Nullable(Text(1_000)),
})
export type RequestView = Static<typeof RequestView>
export const RequestList = List(RequestView)

export const GrantView = Type.Object({
  id: IdOf('grant'),
  requestId: IdOf('request'),
  state: Type.Enum(['active', 'expired', 'revoked']),
  ...terms,
  validFrom: Instant,
  expiresAt: Instant,
  revokedAt: Nullable(Instant),
  revokedWhy: Nullable(Text(500)),
})
export type GrantView = Static<typeof GrantView>
export const GrantList = List(GrantView)

const Page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  serviceId: Type.Optional(IdOf('service')),
  clientId: Type.Optional(IdOf('subsystem')),
}
export const RequestQuery = Type.Object({
  state: Type.Optional(Type.Enum(['open', 'asked-back', 'approved', 'refused', 'withdrawn'])),
  before: Type.Optional(IdOf('request')),
  ...Page,
})
export const GrantQuery = Type.Object({ before: Type.Optional(IdOf('grant')), ...Page })
