import type { Words } from '#kernel/words'
import { authorityKeyExtension, extension, signatureAlgorithm } from './certificate.ts'
import { enumerated, integer, sequence, tagged, time } from './der.ts'
import { extensions } from './oids.ts'
import type { Curve } from './profile.ts'

/** Why a certificate ends before its time; the numbers are CRLReason's (RFC 5280, 5.3.1). */
export const reasonCodes = {
  'key-compromise': 1,
  'affiliation-changed': 3,
  superseded: 4,
  'cessation-of-operation': 5,
  'privilege-withdrawn': 9,
} as const

export type Reason = keyof typeof reasonCodes

export const reasonWords: Record<Reason, Words> = {
  'key-compromise': { vi: 'Khoá có thể đã bị lộ', en: 'The key may be known to others' },
  'affiliation-changed': { vi: 'Người giữ đã chuyển công tác', en: 'The holder changed office' },
  superseded: { vi: 'Đã có chứng thư thay thế', en: 'Replaced by another certificate' },
  'cessation-of-operation': { vi: 'Không còn sử dụng', en: 'No longer in use' },
  'privilege-withdrawn': { vi: 'Bị thu hồi thẩm quyền ký', en: 'The right to sign was withdrawn' },
}

/** After these the holder gets no other certificate until an operator reinstates them. */
export const barring: ReadonlySet<Reason> = new Set([
  'affiliation-changed',
  'cessation-of-operation',
  'privilege-withdrawn',
])

export type Revocation = { readonly at: Date; readonly reason: Reason }

export type Revoked = Revocation & { readonly serial: Buffer }

export type ListDraft = {
  readonly issuer: Buffer
  readonly issuerKeyIdentifier: Buffer
  readonly issuerCurve: Curve
  readonly number: number
  readonly thisUpdate: Date
  readonly nextUpdate: Date
  readonly revoked: readonly Revoked[]
}

/** The TBSCertList (RFC 5280, 5.1) that the issuer signs. */
export function listBody(draft: ListDraft): Buffer {
  const entries = draft.revoked.map(({ serial, at, reason }) =>
    sequence(
      integer(serial),
      time(at),
      sequence(extension(extensions.crlReason, enumerated(reasonCodes[reason]))),
    ),
  )
  return sequence(
    integer(1),
    signatureAlgorithm(draft.issuerCurve),
    draft.issuer,
    time(draft.thisUpdate),
    time(draft.nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    tagged(
      0,
      sequence(
        authorityKeyExtension(draft.issuerKeyIdentifier),
        extension(extensions.crlNumber, integer(draft.number)),
      ),
    ),
  )
}
