/**
 * What travels between a gateway and the center, below /api/data-coordination/v1:
 *
 * - `GET /configuration` (anyone; ETag, 304): compact JWS, typ `ndc-configuration+jwt`, x5c up to
 *   below the root; its leaf has the extended key usage `configurationUsage`.
 * - `POST /gateway/join` GatewayJoin → GatewayStanding; may be repeated with the same keys.
 * - `GET /gateway/standing` → GatewayStanding, until it is `approved`.
 * - `GET /gateway/assignment` (ETag, 304): compact JWS, typ `ndc-assignment+jwt`, same signer.
 * - `POST /gateway/renewal` GatewayRenewal → GatewayStanding with the new chains (202 and
 *   `waiting` while they are being made: ask `standing`).
 * - `POST /gateway/reports` GatewayReport → 204.
 * - `POST /gateway/consents/check` ConsentQuestion → ConsentAnswer.
 * - `GET /gateway/contracts/VN/GOV/…/…` → GatewayContract; 404 where there is no such service.
 *
 * All of `/gateway/*` is signed (`signCenterCall` in signature.ts; label `ndc`, tag `ndc-center`):
 * keyid is SHA-256 of the signing certificate, or of the SPKI (DER) while there is none.
 * Refusals are 401 with the center's `date`; a clock may be wrong by 300 s.
 */
import { type Static, Type } from 'typebox'
import { Exact } from '#kernel/contract'

const Key = Type.String({
  pattern: '^[A-Za-z0-9_-]{100,400}$',
  maxLength: 400,
  description: 'SPKI, base64url',
})
const Instant = Type.String({ format: 'date-time', maxLength: 40 })
const ServiceText = Type.String({ minLength: 9, maxLength: 330 })
const SubsystemText = Type.String({ minLength: 7, maxLength: 264 })

/** A new gateway with its one-time code. Signed with the signing key that it names. */
export const GatewayJoin = Exact({
  code: Type.String({ minLength: 16, maxLength: 64 }),
  address: Type.String({ pattern: '^https://[^/]+$', maxLength: 200 }),
  tlsKey: Key,
  signingKey: Key,
})
export type GatewayJoin = Static<typeof GatewayJoin>

/** `waiting` for an operator, `approved` with certificates, or `refused`. */
export const GatewayStanding = Exact({
  gatewayId: Type.String({ maxLength: 60 }),
  state: Type.Enum(['waiting', 'approved', 'refused']),
  /** Chains, leaf first (base64 of DER). */
  tlsChain: Type.Array(Type.String({ maxLength: 8_000 }), { maxItems: 5 }),
  signingChain: Type.Array(Type.String({ maxLength: 8_000 }), { maxItems: 5 }),
})
export type GatewayStanding = Static<typeof GatewayStanding>

/** New keys before the old certificates end. */
export const GatewayRenewal = Exact({ tlsKey: Key, signingKey: Key })
export type GatewayRenewal = Static<typeof GatewayRenewal>

/** One use of one person's data, told by the provider's gateway. */
export const GatewayUse = Exact({
  requestId: Type.String({ minLength: 8, maxLength: 64 }),
  at: Instant,
  client: SubsystemText,
  service: ServiceText,
  grant: Type.String({ maxLength: 60 }),
  purpose: Type.String({ maxLength: 80 }),
  /** The personal number as it stood in the request. */
  subject: Type.String({ minLength: 1, maxLength: 40 }),
  outcome: Type.Enum(['answered', 'not-found', 'failed', 'refused']),
})
export type GatewayUse = Static<typeof GatewayUse>

const mostInMinute = 100_000_000

/** A minute of one service as one side saw it. */
export const GatewayMeasure = Exact({
  minute: Instant,
  side: Type.Enum(['consumer', 'provider']),
  client: SubsystemText,
  service: ServiceText,
  count: Type.Integer({ minimum: 0, maximum: mostInMinute }),
  failed: Type.Integer({ minimum: 0, maximum: mostInMinute }),
  /** Counts of durations up to each of `measureBoundsMs`, and over the last. */
  durations: Type.Array(Type.Integer({ minimum: 0, maximum: mostInMinute }), { maxItems: 16 }),
})
export type GatewayMeasure = Static<typeof GatewayMeasure>

export const measureBoundsMs = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const

export const alarmKinds = [
  'center-away',
  'configuration-ending',
  'configuration-refused',
  'certificate-ending',
  'clock-skewed',
  'time-stamps-late',
  'reports-late',
  'store-full',
  'log-tampered',
  'peer-refused',
] as const

export const GatewayAlarm = Exact({
  kind: Type.Enum([...alarmKinds]),
  since: Instant,
  detail: Type.String({ maxLength: 500 }),
})
export type GatewayAlarm = Static<typeof GatewayAlarm>

/** What a gateway tells every few seconds; repeated until the center has acknowledged it. */
export const GatewayReport = Exact({
  version: Type.String({ maxLength: 40, description: 'Of the program' }),
  configuration: Type.Integer({ minimum: 0, description: 'The version held' }),
  certificatesEndAt: Instant,
  clockOffsetMs: Type.Integer(),
  unstamped: Type.Integer({ minimum: 0, description: 'Records that wait for a time-stamp' }),
  lastBatch: Type.Optional(
    Exact({
      number: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      digest: Type.String({
        pattern: '^[0-9a-f]{64}$',
        maxLength: 64,
        description: 'Of the head of the newest batch of evidence, which names the one before',
      }),
    }),
  ),
  alarms: Type.Array(GatewayAlarm, { maxItems: 20 }),
  uses: Type.Array(GatewayUse, { maxItems: 500 }),
  measures: Type.Array(GatewayMeasure, { maxItems: 500 }),
})
export type GatewayReport = Static<typeof GatewayReport>

/** Is there a consent of this person in force? Asked by the provider's gateway. */
export const ConsentQuestion = Exact({
  client: SubsystemText,
  service: ServiceText,
  purpose: Type.String({ maxLength: 80 }),
  subject: Type.String({ minLength: 1, maxLength: 40 }),
})
export type ConsentQuestion = Static<typeof ConsentQuestion>

export const ConsentAnswer = Exact({ given: Type.Boolean() })
export type ConsentAnswer = Static<typeof ConsentAnswer>

/** The contract of a service as its owner published it: YAML or JSON. */
export const GatewayContract = Exact({
  version: Type.String({ maxLength: 5 }),
  text: Type.String({ maxLength: 512 * 1024 }),
})
export type GatewayContract = Static<typeof GatewayContract>
