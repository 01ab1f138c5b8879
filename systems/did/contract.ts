import { type Static, Type } from 'typebox'
import {
  BilingualText,
  Exact,
  IdOf,
  Instant,
  List,
  Nullable,
  pageSize,
  Text,
} from '#kernel/contract'

export type { DocumentView, TypeView } from '#documents/contract'

const Code = Type.String({ pattern: '^[a-z][a-z-]{1,59}$', maxLength: 60 })
const ClaimName = Type.String({ pattern: '^[a-z_]{1,60}$', maxLength: 60 })
const Line = Type.Object({ name: ClaimName, words: BilingualText, value: BilingualText })

// --- presentations ---

export const PresentationParams = Type.Object({ id: IdOf('presentation') })
export const PresentationAsk = Exact({
  type: Code,
  claims: Type.Array(ClaimName, { minItems: 1, maxItems: 30, uniqueItems: true }),
  purpose: Text(300, 3),
})
export const PresentationAsked = Type.Object({
  id: IdOf('presentation'),
  /** For this center's own wallet page; drawn as a QR code or opened. */
  page: Text(1_000),
  /** For any wallet that speaks OpenID4VP. */
  wallet: Text(1_000),
  expiresAt: Instant,
})
export type PresentationAsked = Static<typeof PresentationAsked>

const FindingView = Type.Object({
  about: Type.Enum([
    'issuer',
    'integrity',
    'holder',
    'freshness',
    'type',
    'time',
    'status',
    'claims',
  ]),
  outcome: Type.Enum(['passed', 'failed', 'caution']),
  words: BilingualText,
})

export const PresentationView = Type.Object({
  id: IdOf('presentation'),
  state: Type.Enum(['waiting', 'answered', 'refused', 'expired']),
  title: BilingualText,
  purpose: Text(300),
  createdAt: Instant,
  expiresAt: Instant,
  result: Nullable(
    Type.Object({
      verdict: Type.Enum(['proven', 'not-proven']),
      issuer: Nullable(Text(500)),
      findings: Type.Array(FindingView, { maxItems: 20 }),
      shown: Type.Array(Line, { maxItems: 60 }),
    }),
  ),
})
export type PresentationView = Static<typeof PresentationView>
export const PresentationList = List(PresentationView, pageSize.max)

/** A wallet's answer, as OpenID4VP's direct_post.jwt sends it. */
export const PresentationAnswer = Exact({ response: Text(100_000, 20) })
export const PresentationDone = Type.Object({})
