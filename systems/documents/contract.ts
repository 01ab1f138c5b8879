import { type Static, Type } from 'typebox'
import { BilingualText, Day, Exact, IdOf, Instant, List, Nullable, Text } from '#kernel/contract'
import { ValidationReport } from '#trust-services/contract'

const Code = Type.String({ pattern: '^[a-z][a-z-]{1,59}$', maxLength: 60 })
const ClaimName = Type.String({ pattern: '^[a-z_]{1,60}$', maxLength: 60 })

export const DocumentParams = Type.Object({ id: IdOf('document') })

const Line = Type.Object({ name: ClaimName, words: BilingualText, value: BilingualText })

export const TypeView = Type.Object({
  code: Code,
  title: BilingualText,
  vct: Text(200),
  claims: Type.Array(Type.Object({ name: ClaimName, words: BilingualText }), { maxItems: 60 }),
})
export type TypeView = Static<typeof TypeView>
export const TypeList = List(TypeView)

export const DocumentView = Type.Object({
  id: IdOf('document'),
  type: Code,
  vct: Text(200),
  title: BilingualText,
  number: Text(100),
  agency: Text(300),
  signer: Text(300),
  /** Whose it is; others, such as parents, keep it for them. */
  holder: Text(300),
  mine: Type.Boolean(),
  state: Type.Enum(['valid', 'expired', 'revoked']),
  issuedAt: Instant,
  validUntil: Nullable(Day),
  revokedAt: Nullable(Instant),
  revocation: Nullable(BilingualText),
  /** The page behind the QR code of the document. */
  checkUrl: Text(300),
  lines: Type.Array(Line, { maxItems: 60 }),
})
export type DocumentView = Static<typeof DocumentView>
export const DocumentList = List(DocumentView)

/** How a document stands, for the agency that issued it. */
export const StandingView = Type.Object({
  ...Type.Pick(DocumentView, [
    'id',
    'title',
    'number',
    'holder',
    'signer',
    'state',
    'issuedAt',
    'validUntil',
    'revokedAt',
    'revocation',
  ]).properties,
})
export type StandingView = Static<typeof StandingView>

export const NonceView = Type.Object({ nonce: Text(60), audience: Text(300) })
export const CredentialAsk = Exact({ proof: Text(4_000, 20) })
export const CredentialView = Type.Object({ credential: Text(40_000) })

export const RevocationAsk = Exact({ reason: Text(300, 5) })

// --- checking ---

export const CheckParams = Type.Object({
  code: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$', maxLength: 22 }),
})

/** What a check tells: enough to see that code and paper belong together, and no more. */
export const CheckView = Type.Object({
  title: BilingualText,
  number: Text(100),
  agency: Text(300),
  signer: Text(300),
  state: Type.Enum(['valid', 'expired', 'revoked']),
  issuedAt: Instant,
  validUntil: Nullable(Day),
  revokedAt: Nullable(Instant),
  revocation: Nullable(BilingualText),
  masked: Type.Array(Line, { maxItems: 10 }),
})
export type CheckView = Static<typeof CheckView>

export const FileCheckView = Type.Object({
  /** What the file itself proves. */
  report: ValidationReport,
  /** The document of this center that the file is, exactly; null for any other file. */
  document: Nullable(CheckView),
  /** All of it in one word. */
  verdict: Type.Enum([
    'genuine',
    'revoked',
    'expired',
    'changed',
    'signed-by-others',
    'unsigned',
    'unreadable',
  ]),
})
export type FileCheckView = Static<typeof FileCheckView>

export const StatusListParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 100_000 }) })

export const FiguresView = Type.Object({ issued: Type.Integer(), revoked: Type.Integer() })
