import type { Certificate } from '../domain/certificate-reader.ts'
import { Malformed } from '../domain/der-reader.ts'
import { cms, usages } from '../domain/oids.ts'
import { reasonCodes } from '../domain/revocation.ts'
import { readSignedData, type SignedData } from '../domain/signed-data-reader.ts'
import { readTimeStampBody, type TimeStampSeen } from '../domain/time-stamp-reader.ts'
import { buildChain, type Chain } from './chain.ts'
import { digestOf, isWeakDigest } from './cryptography.ts'
import {
  type Evidence,
  type Known,
  type RevocationStatus,
  revocationAt,
} from './revocation-status.ts'
import { checkSigner } from './signer.ts'

/** What the checks of one document share. */
export type Grounds = {
  readonly roots: readonly Certificate[]
  /** All that lie in the document, its signatures and their time-stamps, and this center's own. */
  readonly certificates: readonly Certificate[]
  readonly evidence: Evidence
  readonly known: Known
}

export type TimeStampChecked = {
  /**
   * `trusted`: it proves its time; `broken`: it is not about what it should be, or was changed;
   * `untrusted`: whoever gave it is not trusted here, or was not at the time.
   */
  readonly state: 'trusted' | 'untrusted' | 'broken'
  readonly at?: Date
  readonly chain?: Chain
  readonly certificate?: Certificate
  /** All that shows the authority's good standing came with the document. */
  readonly carried: boolean
}

const broken: TimeStampChecked = { state: 'broken', carried: false }

/**
 * Checks a token against the bytes that it should be about.
 *
 * @param controlAt The instant at which the token is known to have existed already.
 */
export function checkTimeStamp(
  token: Buffer,
  hash: (digest: TimeStampSeen['digest']) => Buffer,
  controlAt: Date,
  grounds: Grounds,
): TimeStampChecked {
  const read = readToken(token)
  if (!read) return broken
  const { data, body } = read
  const content = data.content as Buffer
  if (!hash(body.digest).equals(body.hash)) return broken
  const signer = checkSigner(data, grounds.certificates, (digest) => digestOf(digest, content))
  if (!signer.digestMatches || !signer.verifies || !signer.certificate) return broken
  const { certificate } = signer
  const chain = buildChain(certificate, grounds.certificates, grounds.roots)
  const standing = chainStanding(chain, body.at, controlAt, grounds)
  const trusted =
    signer.binding === 'bound' &&
    !signer.weak &&
    !isWeakDigest(body.digest) &&
    isStamper(certificate) &&
    chain.state === 'trusted' &&
    standing.state === 'good' &&
    !isCompromised(standing, controlAt) &&
    certificate.notBefore <= body.at &&
    controlAt <= certificate.notAfter
  return {
    state: trusted ? 'trusted' : 'untrusted',
    at: body.at,
    chain,
    certificate,
    carried: standing.carried,
  }
}

function readToken(token: Buffer): { data: SignedData; body: TimeStampSeen } | undefined {
  try {
    const data = readSignedData(token)
    if (data.contentType !== cms.timeStampInfo || !data.content) return undefined
    return { data, body: readTimeStampBody(data.content) }
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** RFC 3161, 2.3: this one usage. */
function isStamper({ extendedKeyUsage }: Certificate): boolean {
  return extendedKeyUsage?.size === 1 && extendedKeyUsage.has(usages.timeStamping)
}

/**
 * With the key in other hands, any time could have been stamped: then nothing counts that is not
 * known from before. A unit that merely stopped leaves its tokens valid (RFC 3161, 4).
 */
function isCompromised({ at, reason }: RevocationStatus, controlAt: Date): boolean {
  const harmless: (number | undefined)[] = [
    reasonCodes['affiliation-changed'],
    reasonCodes.superseded,
    reasonCodes['cessation-of-operation'],
  ]
  return at !== undefined && at <= controlAt && !harmless.includes(reason)
}

/**
 * Was nobody in the chain revoked at `instant`? An authority that was revoked at any time before
 * `controlAt` takes all below it along: what bears its name may have been made by others.
 */
export function chainStanding(
  { certificates }: Chain,
  instant: Date,
  controlAt: Date,
  { evidence, known }: Grounds,
): RevocationStatus & { readonly of: 'signer' | 'authority' } {
  let carried = true
  let end: Pick<RevocationStatus, 'at' | 'reason'> = {}
  for (const [nth, it] of certificates.entries()) {
    const issuer = certificates[nth + 1]
    if (!issuer) break
    const of = nth === 0 ? 'signer' : 'authority'
    const status = revocationAt(it, issuer, instant, evidence, known)
    if (!status.carried) carried = false
    if (status.state !== 'good') return { ...status, of, carried }
    if (nth === 0) end = status
    else if (status.at && status.at <= controlAt)
      return { ...status, state: 'revoked', of, carried }
  }
  return { ...end, state: 'good', carried, of: 'signer' }
}
