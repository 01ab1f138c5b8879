/** The registry: members, subsystems, gateways, and who changed what. */
import { type Static, Type } from 'typebox'
import { BilingualText, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'

/** A part of an X-Road id: nothing that a path or a header would have to escape. */
export const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', maxLength: 64 })
export const Title = Exact({ vi: Text(300, 1), en: Text(300, 1) })

export const MemberParams = Type.Object({ id: IdOf('member') })
export const SubsystemParams = Type.Object({ id: IdOf('subsystem') })
export const GatewayParams = Type.Object({ id: IdOf('gateway') })
export const SystemCertificateParams = Type.Object({
  id: IdOf('subsystem'),
  fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
})

export const SubsystemView = Type.Object({
  id: IdOf('subsystem'),
  /** VN/GOV/MOJ/civil-status */
  code: Text(264),
  name: BilingualText,
  /** It may speak from its gateway's own machine without a certificate. */
  plain: Type.Boolean(),
  certificates: Type.Array(
    Type.Object({ fingerprint: Text(64), subject: Text(300), notAfter: Instant }),
    { maxItems: 1_000 },
  ),
  gatewayIds: Type.Array(IdOf('gateway'), { maxItems: 1_000 }),
})
export type SubsystemView = Static<typeof SubsystemView>

export const MemberView = Type.Object({
  id: IdOf('member'),
  /** VN/GOV/MOJ */
  code: Text(200),
  name: BilingualText,
  organisationId: Nullable(Text(36)),
  since: Instant,
  /** May the one who asks act for it? */
  mine: Type.Boolean(),
  subsystems: Type.Array(SubsystemView, { maxItems: 1_000 }),
})
export type MemberView = Static<typeof MemberView>
export const MemberList = List(MemberView, 10_000)
export const Made = Type.Object({ id: Type.String({ format: 'uuid', maxLength: 36 }) })

export const MemberAdmit = Exact({
  memberClass: Type.Enum(['GOV', 'COM', 'ORG']),
  code: Code,
  name: Title,
  organisationId: Nullable(IdOf('organisation')),
})
export const SubsystemAdd = Exact({ code: Code, name: Title, plain: Type.Optional(Type.Boolean()) })
export const SubsystemChange = Exact({ plain: Type.Boolean() })
export const SystemCertificateAdd = Exact({ pem: Text(20_000, 100) })

const SubsystemIds = Type.Array(IdOf('subsystem'), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
})
export const GatewayInvite = Exact({
  memberId: IdOf('member'),
  name: Text(100, 1),
  subsystemIds: SubsystemIds,
})
export const GatewayInvited = Type.Object({
  id: IdOf('gateway'),
  /** One line that joins the gateway; it is told this once and is good for 24 hours. */
  token: Text(3_000),
})
export const GatewayServes = Exact({ subsystemIds: SubsystemIds })
export const GatewayAddress = Exact({
  address: Type.String({ pattern: '^https://[^/]+$', maxLength: 200 }),
})

export const GatewayView = Type.Object({
  id: IdOf('gateway'),
  name: Text(100),
  state: Type.Enum(['invited', 'waiting', 'approved', 'active', 'refused', 'removed']),
  member: Type.Object({ id: IdOf('member'), code: Text(200), name: BilingualText }),
  mine: Type.Boolean(),
  subsystems: Type.Array(Text(264), { maxItems: 1_000 }),
  address: Nullable(Text(200)),
  registeredAt: Instant,
  joinedAt: Nullable(Instant),
  decidedAt: Nullable(Instant),
  decidedBy: Nullable(Text(500)),
  codeEndsAt: Nullable(Instant),
  /** SHA-256 of the signing key (base64url): what the agency's console shows, too. */
  fingerprint: Nullable(Text(43)),
  certificates: Type.Array(
    Type.Object({
      serial: Text(32),
      usage: Type.Enum(['tls', 'signing']),
      notAfter: Instant,
      untilAt: Nullable(Instant),
      revokedAt: Nullable(Instant),
    }),
    { maxItems: 200 },
  ),
  seen: Nullable(
    Type.Object({
      at: Instant,
      version: Text(40),
      configuration: Type.Integer(),
      /** Versions of the configuration that it lacks, issued more than a minute ago. */
      configurationsBehind: Type.Integer(),
      certificatesEndAt: Instant,
      clockOffsetMs: Type.Integer(),
      unstamped: Type.Integer(),
    }),
  ),
  /** It was heard of in the last minute. */
  online: Type.Boolean(),
  alarms: Type.Array(
    Type.Object({ kind: Text(40), since: Instant, words: BilingualText, detail: Text(500) }),
    { maxItems: 20 },
  ),
})
export type GatewayView = Static<typeof GatewayView>
export const GatewayList = List(GatewayView, 10_000)

export const ChangeView = Type.Object({
  id: IdOf('change'),
  /** Of the configuration. */
  version: Type.Integer(),
  at: Instant,
  by: Text(500),
  kind: Text(60),
  subject: Text(400),
  words: BilingualText,
})
export type ChangeView = Static<typeof ChangeView>
export const ChangeList = List(ChangeView)
export const ChangeQuery = Type.Object({
  subject: Type.Optional(Text(400, 1)),
  before: Type.Optional(IdOf('change')),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})
