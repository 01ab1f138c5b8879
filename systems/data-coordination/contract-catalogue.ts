/** The catalogue of data services. */
import { type Static, Type } from 'typebox'
import { BilingualText, Day, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'
import { Code, Title } from './contract.ts'
import { serviceKinds } from './domain/configuration.ts'

export const ServiceParams = Type.Object({ id: IdOf('service') })

export const Layer = Type.Enum(['national', 'ministry', 'province'])
export const DataClass = Type.Enum([
  'open',
  'shared-default',
  'shared-specific',
  'personal',
  'sensitive',
])

export const EndpointView = Exact({
  method: Type.String({ pattern: '^([A-Z]{3,7}|\\*)$', maxLength: 7 }),
  path: Type.String({ pattern: '^/', maxLength: 300 }),
})
export const Endpoints = Type.Array(EndpointView, { maxItems: 300 })

const Subject = Type.Union([
  Exact({ in: Type.Literal('path'), segment: Type.Integer({ minimum: 0, maximum: 50 }) }),
  Exact({ in: Type.Literal('query'), name: Text(100, 1) }),
  Exact({
    in: Type.Literal('body'),
    pointer: Type.String({ pattern: '^(/[^/]+)+$', maxLength: 300 }),
  }),
])

const Field = Exact({
  name: Type.String({ pattern: '^[A-Za-z_][\\w.-]*$', maxLength: 100 }),
  /** Of the common dictionary. */
  term: Nullable(Type.String({ pattern: '^[a-z][a-z0-9.-]*$', maxLength: 100 })),
  title: Title,
})

const said = {
  title: Title,
  description: Exact({ vi: Text(2_000, 1), en: Text(2_000, 1) }),
  version: Type.String({ pattern: '^v[1-9][0-9]{0,3}$', maxLength: 5 }),
  layer: Layer,
  dataClass: DataClass,
  basis: Text(500, 1),
  fields: Type.Array(Field, { maxItems: 300 }),
  subject: Nullable(Subject),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 120_000 }),
  /** It does a request with the same X-Road-Id only once. */
  acceptsId: Type.Boolean(),
  /** Bodies are kept, encrypted, in the message log. */
  keepsBodies: Type.Boolean(),
  availability: Type.Number({ minimum: 0, maximum: 100 }),
  p95Ms: Type.Integer({ minimum: 1, maximum: 120_000 }),
  targetUrl: Text(500, 8),
}

/** YAML or JSON: OpenAPI 3.x, or a JSON Schema for events and files. */
const Contract = Text(512 * 1024, 2)

const Kind = Type.Enum([...serviceKinds])
export const ServicePublish = Exact({
  subsystemId: IdOf('subsystem'),
  code: Code,
  kind: Kind,
  contract: Contract,
  ...said,
})
export const ServiceVersionPublish = Exact({ contract: Contract, ...said })
export const ServiceDeprecate = Exact({ sunsetOn: Day })

export const ServiceView = Type.Object({
  id: IdOf('service'),
  /** VN/GOV/MOJ/civil-status/marriages */
  code: Text(330),
  kind: Kind,
  state: Type.Enum(['active', 'deprecated', 'withdrawn']),
  sunsetOn: Nullable(Day),
  owner: Type.Object({ id: IdOf('member'), code: Text(200), name: BilingualText }),
  subsystem: Type.Object({ id: IdOf('subsystem'), code: Text(264), name: BilingualText }),
  /** May the one who asks act for the owner? */
  mine: Type.Boolean(),
  endpoints: Endpoints,
  publishedAt: Instant,
  changedAt: Instant,
  ...said,
  /** Only its owner sees where it is. */
  targetUrl: Nullable(Text(500)),
})
export type ServiceView = Static<typeof ServiceView>
export const ServiceList = List(ServiceView)

export const ServiceQuery = Type.Object({
  /** With or without diacritics. */
  text: Type.Optional(Text(100, 1)),
  layer: Type.Optional(Layer),
  dataClass: Type.Optional(DataClass),
  kind: Type.Optional(Kind),
  memberId: Type.Optional(IdOf('member')),
  after: Type.Optional(Text(330, 1)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})

/** What everyone may know: that there is such a service, and whose it is. */
export const CatalogueView = Type.Object({
  code: Text(330),
  title: BilingualText,
  owner: BilingualText,
  layer: Layer,
  dataClass: DataClass,
  state: Type.Enum(['active', 'deprecated']),
})
export type CatalogueView = Static<typeof CatalogueView>
export const CatalogueList = List(CatalogueView)
export const CatalogueQuery = Type.Object({
  text: Type.Optional(Text(100, 1)),
  after: Type.Optional(Text(330, 1)),
})

export const ServiceVersionParams = Type.Object({
  id: IdOf('service'),
  version: Type.String({ pattern: '^v[1-9][0-9]{0,3}$', maxLength: 5 }),
})
export const ServiceVersionView = Type.Object({
  version: Text(5),
  sha256: Text(64),
  publishedAt: Instant,
  publishedBy: Text(500),
})
export const ServiceVersionList = List(ServiceVersionView, 1_000)

/** A call that tries a service. The personal number of somebody may stand in it. */
export const ServiceTry = Exact({
  method: Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  target: Type.String({ pattern: '^(/|$|\\?)', maxLength: 2_000 }),
  body: Type.Optional(Exact({ type: Text(100, 3), text: Text(64_000) })),
})
export const ServiceTried = Type.Object({
  status: Type.Integer(),
  headers: Type.Array(Type.Object({ name: Text(100), value: Text(2_000) }), { maxItems: 50 }),
  body: Type.Object({
    text: Text(140_000),
    encoding: Type.Enum(['text', 'base64']),
    /** False: only its beginning is here. */
    whole: Type.Boolean(),
  }),
  durationMs: Type.Number(),
  /** Under which the evidence of the exchange is found. */
  xRoadId: Text(36),
  /** The code of X-Road where the exchange failed. */
  error: Nullable(Text(200)),
})
export type ServiceTried = Static<typeof ServiceTried>
