import { type Static, Type } from 'typebox'
import { BilingualText, Day, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'

const Number12 = Type.String({ pattern: '^\\d{12}$', maxLength: 12 })
const Base64Url = (maxLength: number) =>
  Type.String({ pattern: '^[A-Za-z0-9_-]+={0,2}$', maxLength })
const Level = Type.Union([Type.Literal(1), Type.Literal(2)])
const Method = Type.Enum(['passkey', 'app', 'totp'])
const UnitCode = Type.String({ pattern: '^(\\d{2}|\\d{5})$', maxLength: 5 })
const Role = Type.String({ pattern: '^[a-z][a-z-]{1,59}$', maxLength: 60 })
const Reason = Text(500, 3)

// --- WebAuthn (Level 3, section 5.1: the JSON forms) ---

/** What `navigator.credentials.create` is given, as JSON. */
export const CreationOptions = Type.Unsafe<PublicKeyCreation>({
  type: 'object',
  additionalProperties: true,
})
export type PublicKeyCreation = {
  challenge: string
  rp: { id?: string; name: string }
  user: { id: string; name: string; displayName: string }
  pubKeyCredParams: { type: 'public-key'; alg: number }[]
  excludeCredentials?: { id: string; type: 'public-key' }[]
  timeout?: number
}
/** What `navigator.credentials.get` is given, as JSON. */
export const RequestOptions = Type.Unsafe<PublicKeyRequest>({
  type: 'object',
  additionalProperties: true,
})
export type PublicKeyRequest = {
  challenge: string
  rpId?: string
  allowCredentials?: { id: string; type: 'public-key' }[]
  userVerification?: 'required' | 'preferred' | 'discouraged'
  timeout?: number
}

export const PasskeyAttestation = Type.Object({
  id: Base64Url(1_400),
  rawId: Base64Url(1_400),
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: Base64Url(4_000),
    attestationObject: Base64Url(20_000),
    transports: Type.Optional(Type.Array(Text(30), { maxItems: 10 })),
  }),
  clientExtensionResults: Type.Optional(Type.Object({})),
})
export type PasskeyAttestation = Static<typeof PasskeyAttestation>

export const PasskeyAssertion = Type.Object({
  id: Base64Url(1_400),
  rawId: Base64Url(1_400),
  type: Type.Literal('public-key'),
  response: Type.Object({
    clientDataJSON: Base64Url(4_000),
    authenticatorData: Base64Url(4_000),
    signature: Base64Url(2_000),
    userHandle: Type.Optional(Nullable(Base64Url(100))),
  }),
  clientExtensionResults: Type.Optional(Type.Object({})),
})
export type PasskeyAssertion = Static<typeof PasskeyAssertion>

const Ceremony = IdOf('challenge')
export const PasskeyCreation = Type.Object({ id: Ceremony, options: CreationOptions })
export const PasskeyRequest = Type.Object({ id: Ceremony, options: RequestOptions })
export const PasskeyCreated = Exact({
  id: Ceremony,
  response: PasskeyAttestation,
  name: Type.Optional(Text(60, 1)),
})
export const PasskeyAnswer = Exact({ id: Ceremony, response: PasskeyAssertion })
export type PasskeyAnswer = Static<typeof PasskeyAnswer>

// --- enrolment, proofing, recovery ---

/** Facts as they stand on the identity card; all must match the register. */
export const EnrolmentAsk = Exact({
  number: Number12,
  fullName: Text(200, 2),
  birthOn: Day,
  cardIssuedOn: Type.Optional(Day),
  /** For those to whom no card was issued: the commune of the permanent residence. */
  permanentCommune: Type.Optional(Type.String({ pattern: '^\\d{5}$', maxLength: 5 })),
})

export type EnrolmentAsk = Static<typeof EnrolmentAsk>

export const OneTimeCodeView = Type.Object({ code: Text(20), expiresAt: Instant })
export type OneTimeCodeView = Static<typeof OneTimeCodeView>

/** What the official saw of the person; the person's number and the code from their screen. */
export const ProofingEvidence = Exact({
  document: Type.Enum(['identity-card', 'passport', 'birth-certificate']),
  faceCompared: Type.Literal(true),
  note: Type.Optional(Text(500)),
})
export const ProofingAsk = Exact({
  number: Number12,
  code: Text(20, 4),
  evidence: ProofingEvidence,
})
export const RecoveryOpen = Exact({ number: Number12, evidence: ProofingEvidence })
export const RecoveryAsk = Exact({ number: Number12, code: Text(20, 4) })

// --- log-in ---

const Office = Type.Object({
  role: Role,
  organisationId: IdOf('organisation'),
  organisationName: Text(300),
  unitCode: Nullable(UnitCode),
})

/** Who is logged in. */
export const SessionView = Type.Object({
  id: Text(80),
  name: Text(300),
  accountId: IdOf('account'),
  /** The level that this log-in proves; the account's own may be higher. */
  level: Level,
  accountLevel: Level,
  method: Method,
  authenticatedAt: Instant,
  endsAt: Instant,
  offices: Type.Array(Office, { maxItems: 50 }),
})
export type SessionView = Static<typeof SessionView>

export const CurrentSession = Type.Object({ session: Nullable(SessionView) })
export type CurrentSession = Static<typeof CurrentSession>

export const TotpLogIn = Exact({
  number: Number12,
  code: Type.String({ pattern: '^\\d{6}$', maxLength: 6 }),
})
export const AppLogInAsk = Exact({ number: Number12 })
export const AppLogInShown = Type.Object({
  id: IdOf('approval'),
  /** Shown here; the person types it on the main device. */
  number: Type.Integer({ minimum: 10, maximum: 99 }),
  expiresAt: Instant,
})
export type AppLogInShown = Static<typeof AppLogInShown>
export const AppLogInPoll = Exact({ id: IdOf('approval') })
export const AppLogInState = Type.Object({
  state: Type.Enum(['waiting', 'approved', 'refused', 'expired']),
  session: Nullable(SessionView),
})
export type AppLogInState = Static<typeof AppLogInState>

export const SessionItem = Type.Object({
  id: IdOf('session'),
  current: Type.Boolean(),
  method: Method,
  browser: Text(100),
  ip: Text(45),
  createdAt: Instant,
  lastUsedAt: Instant,
  endsAt: Instant,
})
export type SessionItem = Static<typeof SessionItem>
export const SessionList = List(SessionItem)
export const SessionParams = Type.Object({ id: IdOf('session') })

export const LogInView = Type.Object({
  id: IdOf('log-in'),
  at: Instant,
  method: Text(20),
  outcome: Type.Enum(['succeeded', 'failed', 'refused', 'reported', 'locked']),
  browser: Text(100),
  ip: Text(45),
})
export type LogInView = Static<typeof LogInView>
export const LogInList = List(LogInView)
export const LogInQuery = Type.Object({ before: Type.Optional(IdOf('log-in')) })

// --- the account and its authenticators ---

const Passkey = Type.Object({
  id: IdOf('passkey'),
  name: Text(60),
  backedUp: Type.Boolean(),
  createdAt: Instant,
  lastUsedAt: Nullable(Instant),
})
const Device = Type.Object({
  id: IdOf('device'),
  name: Text(60),
  registeredAt: Instant,
  lastUsedAt: Nullable(Instant),
})
export const AccountView = Type.Object({
  id: IdOf('account'),
  name: Text(300),
  level: Level,
  state: Type.Enum(['active', 'locked', 'closed']),
  openedAt: Instant,
  passkeys: Type.Array(Passkey, { maxItems: 20 }),
  device: Nullable(Device),
  totp: Type.Boolean(),
})
export type AccountView = Static<typeof AccountView>
export const PasskeyParams = Type.Object({ id: IdOf('passkey') })

/** The public half of a P-256 key that the device made and cannot export (RFC 7517). */
export const DevicePut = Exact({
  name: Text(60, 1),
  publicKey: Exact({
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    x: Base64Url(43),
    y: Base64Url(43),
  }),
})
export const ApprovalView = Type.Object({
  id: IdOf('approval'),
  screen: Text(100),
  ip: Text(45),
  requestedAt: Instant,
  expiresAt: Instant,
})
export type ApprovalView = Static<typeof ApprovalView>
export const ApprovalList = List(ApprovalView, 10)
export const ApprovalParams = Type.Object({ id: IdOf('approval') })

/** `signature`: ES256 by the device key over canonical JSON (RFC 8785) of the other members and the id. */
export const ApprovalDecision = Exact({
  decision: Type.Enum(['approve', 'refuse', 'report']),
  number: Nullable(Type.Integer({ minimum: 10, maximum: 99 })),
  signature: Base64Url(100),
})

export type ApprovalDecision = Static<typeof ApprovalDecision>

export const TotpSecret = Type.Object({ uri: Text(500), secret: Text(64) })
export type TotpSecret = Static<typeof TotpSecret>
export const TotpConfirm = Exact({ code: Type.String({ pattern: '^\\d{6}$', maxLength: 6 }) })

// --- officials ---

export const AccountFind = Exact({ number: Number12 })
export const AccountParams = Type.Object({ id: IdOf('account') })
export const AccountState = Type.Object({
  id: IdOf('account'),
  name: Text(300),
  level: Level,
  state: Type.Enum(['active', 'locked', 'closed']),
  lockedBy: Nullable(Type.Enum(['self', 'official'])),
  lockReason: Nullable(Text(500)),
  openedAt: Instant,
})
export type AccountState = Static<typeof AccountState>
export const LockAsk = Exact({ reason: Reason })

// --- organisations and offices ---

export const OrganisationView = Type.Object({
  id: IdOf('organisation'),
  kind: Text(60),
  name: BilingualText,
  unitCode: Nullable(UnitCode),
  taxCode: Nullable(Text(10)),
  parentId: Nullable(IdOf('organisation')),
})
export type OrganisationView = Static<typeof OrganisationView>
export const OrganisationQuery = Type.Object({
  name: Type.Optional(Text(100, 1)),
  kind: Type.Optional(Text(60, 1)),
  unitCode: Type.Optional(UnitCode),
  after: Type.Optional(IdOf('organisation')),
})
export const OrganisationList = List(OrganisationView)
export const OrganisationParams = Type.Object({ id: IdOf('organisation') })
export const OfficeGrant = Exact({
  number: Number12,
  organisationId: IdOf('organisation'),
  role: Role,
  title: Exact({ vi: Text(200, 1), en: Text(200, 1) }),
  unitCode: Nullable(UnitCode),
  since: Day,
  until: Nullable(Day),
})
export type OfficeGrant = Static<typeof OfficeGrant>
export const OfficeView = Type.Object({
  id: IdOf('office'),
  holder: Text(300),
  role: Role,
  title: BilingualText,
  unitCode: Nullable(UnitCode),
  since: Day,
  until: Nullable(Day),
})
export type OfficeView = Static<typeof OfficeView>
export const OfficeList = List(OfficeView, 500)
export const OfficeParams = Type.Object({ id: IdOf('office') })
export const OfficeEnd = Exact({ until: Day })

// --- relying parties and programs ---

const Uri = Type.String({ pattern: '^https?://[^\\s#]+$', maxLength: 500 })
const ClientId = Type.String({ pattern: '^[a-z0-9-]{3,60}$', maxLength: 60 })
export const ClientAdd = Exact({
  id: ClientId,
  name: Exact({ vi: Text(200, 1), en: Text(200, 1) }),
  kind: Type.Enum(['web', 'native', 'program']),
  redirectUris: Type.Array(Uri, { maxItems: 20 }),
  logoutUris: Type.Optional(Type.Array(Uri, { maxItems: 20 })),
  backchannelUri: Type.Optional(Uri),
  scopes: Type.Array(Text(60, 1), { maxItems: 30 }),
  /** The host under which clients share one pseudonym for a person; the redirect host if unsaid. */
  sector: Type.Optional(Text(200, 1)),
  requirePar: Type.Optional(Type.Boolean()),
  dpop: Type.Optional(Type.Boolean()),
  idTokenAlgorithm: Type.Optional(Type.Enum(['ES256', 'RS256'])),
})
export type ClientAdd = Static<typeof ClientAdd>
export const ClientView = Type.Object({
  id: ClientId,
  name: BilingualText,
  kind: Type.Enum(['web', 'native', 'program']),
  redirectUris: Type.Array(Text(500), { maxItems: 20 }),
  scopes: Type.Array(Text(60), { maxItems: 30 }),
  createdAt: Instant,
  disabledAt: Nullable(Instant),
})
export type ClientView = Static<typeof ClientView>
/** The secret is told here and never again. */
export const ClientAdded = Type.Object({ client: ClientView, secret: Nullable(Text(100)) })
export type ClientAdded = Static<typeof ClientAdded>
export const ClientList = List(ClientView, 1_000)
export const ClientParams = Type.Object({ id: ClientId })

const ScopeView = Type.Object({
  scope: Text(60),
  words: BilingualText,
  claims: Type.Array(Text(60), { maxItems: 20 }),
})
const Token = Text(100, 10)
export const InteractionParams = Type.Object({ uid: Token })
/** What a relying party asks of the person in front of this browser. */
export const InteractionView = Type.Object({
  uid: Token,
  /** log-in: authenticate (again, or more surely); consent: choose what to tell. */
  prompt: Type.Enum(['log-in', 'consent']),
  client: Type.Object({ id: ClientId, name: BilingualText }),
  /** The least level that the relying party accepts. */
  level: Nullable(Level),
  /** The log-in must not be older than this. */
  maxAgeSeconds: Nullable(Type.Integer()),
  scopes: Type.Array(ScopeView, { maxItems: 30 }),
  session: Nullable(SessionView),
})
export type InteractionView = Static<typeof InteractionView>
export const ConsentGive = Exact({ scopes: Type.Array(Text(60), { maxItems: 30 }) })
export const ContinueTo = Type.Object({ continueTo: Text(1_000) })
export type ContinueTo = Static<typeof ContinueTo>

export const ConsentView = Type.Object({
  id: IdOf('consent'),
  client: Type.Object({ id: ClientId, name: BilingualText }),
  scopes: Type.Array(ScopeView, { maxItems: 30 }),
  givenAt: Instant,
  withdrawnAt: Nullable(Instant),
})
export type ConsentView = Static<typeof ConsentView>
export const ConsentList = List(ConsentView)
export const ConsentParams = Type.Object({ id: IdOf('consent') })

const UserCode = Type.String({ pattern: '^[A-Za-z0-9-]{8,12}$', maxLength: 12 })
export const DeviceRequestFind = Exact({ userCode: UserCode })
export const DeviceRequestView = Type.Object({
  client: Type.Object({ id: ClientId, name: BilingualText }),
  scopes: Type.Array(ScopeView, { maxItems: 30 }),
  /** Where the request came from. */
  ip: Text(45),
})
export type DeviceRequestView = Static<typeof DeviceRequestView>
export const DeviceRequestDecide = Exact({ userCode: UserCode, approve: Type.Boolean() })

export const PersonaView = Type.Object({
  key: Text(60),
  name: Text(300),
  words: BilingualText,
  role: Nullable(Text(60)),
  passkey: Type.Object({
    credentialId: Base64Url(100),
    userHandle: Base64Url(100),
    rpId: Text(200),
    privateKey: Type.Record(Text(20), Text(100)),
  }),
})
export type PersonaView = Static<typeof PersonaView>
export const PersonaList = List(PersonaView, 50)
