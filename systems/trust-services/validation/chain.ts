import { type Certificate, readCertificate } from '../domain/certificate-reader.ts'
import { Malformed } from '../domain/der-reader.ts'
import { keyUsage } from '../domain/profile.ts'
import { verifySignature } from './cryptography.ts'

export type Chain = {
  /** From the certificate in question upwards, as far as it could be followed. */
  readonly certificates: readonly Certificate[]
  /** `trusted`: it ends in a root that this center trusts, and each link may stand where it does. */
  readonly state: 'trusted' | 'unknown-issuer' | 'unfit'
}

const limits = { depth: 8, verifications: 40 }

/** Reads certificates; what is not one is left out. */
export function readCertificates(all: readonly Buffer[]): Certificate[] {
  return all.flatMap((bytes) => {
    try {
      return [readCertificate(bytes)]
    } catch (error) {
      if (error instanceof Malformed) return []
      throw error
    }
  })
}

/** Looks for a path (RFC 5280, 6.1) from a certificate to one of the roots. */
export function buildChain(
  leaf: Certificate,
  candidates: readonly Certificate[],
  roots: readonly Certificate[],
): Chain {
  let left = limits.verifications
  let best: Certificate[] = [leaf]
  let unfit = false

  const climb = (path: readonly Certificate[]): Certificate[] | undefined => {
    const last = path.at(-1) as Certificate
    if (path.length > best.length) best = [...path]
    if (roots.some((it) => it.bytes.equals(last.bytes))) return [...path]
    if (path.length >= limits.depth) return undefined
    for (const issuer of [...roots, ...candidates]) {
      if (!names(issuer, last) || path.some((it) => it.bytes.equals(issuer.bytes))) continue
      if (left-- <= 0 || !isSignedBy(last, issuer)) continue
      if (!mayIssue(issuer, path.length - 1)) {
        unfit = true
        continue
      }
      const found = climb([...path, issuer])
      if (found) return found
    }
    return undefined
  }

  const found = climb([leaf])
  if (!found) return { certificates: best, state: unfit ? 'unfit' : 'unknown-issuer' }
  const fits = found.every((it) => !it.unknownCritical)
  return { certificates: found, state: fits ? 'trusted' : 'unfit' }
}

function names(issuer: Certificate, subject: Certificate): boolean {
  if (!issuer.subjectName.equals(subject.issuerName)) return false
  const [wanted, has] = [subject.authorityKeyIdentifier, issuer.subjectKeyIdentifier]
  return !wanted || !has || wanted.equals(has)
}

/** What was verified in one document is not verified again: a file may name an issuer often. */
const verified = new WeakMap<Certificate, WeakMap<Certificate, boolean>>()

/** Is the signature on the certificate of this issuer, and strong enough? */
export function isSignedBy(it: Certificate, issuer: Certificate): boolean {
  const known = verified.get(it) ?? new WeakMap<Certificate, boolean>()
  verified.set(it, known)
  const found = known.get(issuer) ?? verify(it, issuer)
  known.set(issuer, found)
  return found
}

function verify(it: Certificate, issuer: Certificate): boolean {
  const { verifies, weak } = verifySignature(
    issuer.publicKey,
    it.algorithm,
    undefined,
    it.body,
    it.signature,
  )
  return verifies && !weak
}

/** @param below How many authorities stand between this one and the end of the chain. */
function mayIssue(issuer: Certificate, below: number): boolean {
  if (!issuer.authority) return false
  if (issuer.keyUsage && !issuer.keyUsage.has(keyUsage.keyCertSign)) return false
  return issuer.pathLength === undefined || below <= issuer.pathLength
}
