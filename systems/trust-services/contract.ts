import { type Static, Type } from 'typebox'
import { BilingualText, Exact, Instant, List, Nullable, Text } from '#kernel/contract'

const Serial = Type.String({ pattern: '^[0-9a-f]{32}$', maxLength: 32 })
const KeyFile = (ending: string) =>
  Type.Object({ file: Type.String({ pattern: `^[0-9a-f]{40}\\.${ending}$`, maxLength: 44 }) })

export const AuthorityFileParams = KeyFile('cer')
export const ListFileParams = KeyFile('crl')

const Profile = Type.Enum([
  'root',
  'issuing',
  'ocsp',
  'time-stamp',
  'person',
  'seal',
  'issuer',
  'verifier',
  'system',
  'tls-server',
  'gateway',
  'configuration',
])
export const Reason = Type.Enum([
  'key-compromise',
  'affiliation-changed',
  'superseded',
  'cessation-of-operation',
  'privilege-withdrawn',
])

export const CertificateParams = Type.Object({ serial: Serial })
export const CertificateView = Type.Object({
  serial: Serial,
  profile: Profile,
  /** One line: CN=…, O=…, C=… */
  subject: Text(1_000),
  issuer: Text(1_000),
  notBefore: Instant,
  notAfter: Instant,
  status: Type.Enum(['valid', 'expired', 'revoked']),
  revokedAt: Nullable(Instant),
  reason: Nullable(BilingualText),
})
export type CertificateView = Static<typeof CertificateView>

export const CertificateQuery = Type.Object({
  profile: Type.Optional(Profile),
  state: Type.Optional(Type.Enum(['serving', 'superseded', 'revoked'])),
  /** A part of the common name, with or without accents. */
  name: Type.Optional(Text(100, 1)),
  after: Type.Optional(Serial),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})
export const CertificateList = List(CertificateView)
export const CertificateRevoke = Exact({ reason: Reason })

/** What the authority's own certificates and lists still have before them. */
export const AuthorityView = Type.Object({
  /** The root key is on this machine; it need not be, save for a root act. */
  rootPresent: Type.Boolean(),
  rootListUntil: Instant,
  rootListDue: Type.Boolean(),
  issuingUntil: Instant,
  issuingDue: Type.Boolean(),
})
export type AuthorityView = Static<typeof AuthorityView>
export const RootAct = Exact({ act: Type.Enum(['publish-list', 'renew-issuing']) })

const Indication = Type.Enum(['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED'])
const SubIndication = Type.Enum([
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'SIG_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'CHAIN_CONSTRAINTS_FAILURE',
  'NOT_YET_VALID',
  'OUT_OF_BOUNDS_NO_POE',
  'REVOKED',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'TRY_LATER',
])

/** One thing that was looked at, and what was found. */
export const CheckView = Type.Object({
  about: Type.Enum([
    'format',
    'integrity',
    'changes',
    'signer',
    'algorithms',
    'chain',
    'time',
    'revocation',
  ]),
  outcome: Type.Enum(['passed', 'failed', 'unknown', 'caution']),
  words: BilingualText,
})
export type CheckView = Static<typeof CheckView>

const CertificateSeen = Type.Object({
  serial: Text(64),
  commonName: Text(500),
  organisation: Nullable(Text(500)),
  country: Nullable(Text(500)),
  subject: Text(2_000),
  issuer: Text(2_000),
  notBefore: Instant,
  notAfter: Instant,
})

/** What was found about one signature (EN 319 102-1 in its words). */
export const SignatureReport = Type.Object({
  /** The name of the field in the document. */
  field: Text(500),
  kind: Type.Enum(['signature', 'time-stamp']),
  /** As the document calls it, such as ETSI.CAdES.detached. */
  format: Text(100),
  level: Nullable(Type.Enum(['B-B', 'B-T', 'B-LT', 'B-LTA'])),
  indication: Indication,
  subIndication: Nullable(SubIndication),
  /** The verdict in one sentence. */
  words: BilingualText,
  checks: Type.Array(CheckView, { maxItems: 20 }),
  signer: Nullable(CertificateSeen),
  /** From the signer up to the root, as far as it could be followed. */
  chain: Type.Array(CertificateSeen, { maxItems: 10 }),
  /** The time that the signer states. */
  claimedAt: Nullable(Instant),
  /** The time before which the signature was made, proven by a time-stamp. */
  provenAt: Nullable(Instant),
  reason: Nullable(Text(1_000)),
  location: Nullable(Text(1_000)),
  /** It covers the file as it is, or an earlier revision of it. */
  covers: Type.Enum(['file', 'revision', 'unclear']),
  changesAfter: Type.Enum(['none', 'validation-data', 'signatures', 'other']),
})
export type SignatureReport = Static<typeof SignatureReport>

export const ValidationReport = Type.Object({
  validatedAt: Instant,
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
  bytes: Type.Integer(),
  /** The worst of the signatures' verdicts; `unsigned` where there is none. */
  verdict: Type.Enum(['passed', 'indeterminate', 'failed', 'unsigned', 'unreadable']),
  words: BilingualText,
  signatures: Type.Array(SignatureReport, { maxItems: 20 }),
})
export type ValidationReport = Static<typeof ValidationReport>
export const ValidationAnswer = Type.Object({ report: ValidationReport })
