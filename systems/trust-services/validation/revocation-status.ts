import type { Certificate } from '../domain/certificate-reader.ts'
import { Malformed } from '../domain/der-reader.ts'
import { usages } from '../domain/oids.ts'
import { keyUsage } from '../domain/profile.ts'
import { type Revocation, reasonCodes } from '../domain/revocation.ts'
import {
  type AnswerSeen,
  type Ended,
  type ListSeen,
  readOcspResponse,
  readRevocationList,
} from '../domain/revocation-reader.ts'
import { isSignedBy, readCertificates } from './chain.ts'
import { digestOf, verifySignature } from './cryptography.ts'

/** What is said about revocation, from whatever source it came. */
export type Evidence = {
  readonly answers: readonly AnswerSeen[]
  readonly lists: readonly ListSeen[]
}

/** What this center knows by itself about a certificate: undefined where it is not its own. */
export type Known = (it: Certificate) => { readonly revocation: Revocation | null } | undefined

export type RevocationStatus = {
  readonly state: 'good' | 'revoked' | 'unknown'
  /** Since when it is revoked, be it after the instant in question. */
  readonly at?: Date
  /** CRLReason; undefined where none is said. */
  readonly reason?: number | undefined
  /** The word came with the document, so that it can be checked by anyone at any time. */
  readonly carried: boolean
}

/** Reads answers and lists; what cannot be read is left out. */
export function readEvidence(answers: readonly Buffer[], lists: readonly Buffer[]): Evidence {
  return {
    answers: answers.flatMap((it) => readable(() => readOcspResponse(it))),
    lists: lists.flatMap((it) => readable(() => readRevocationList(it))),
  }
}

function readable<Result>(read: () => Result): Result[] {
  try {
    return [read()]
  } catch (error) {
    if (error instanceof Malformed) return []
    throw error
  }
}

/**
 * Was the certificate revoked at an instant? A word counts when its issuer stands behind it and
 * it was spoken at or after the instant, or was to last beyond it.
 */
export function revocationAt(
  it: Certificate,
  issuer: Certificate,
  instant: Date,
  evidence: Evidence,
  known: Known,
): RevocationStatus {
  const words = [...fromAnswers(it, issuer, evidence), ...fromLists(it, issuer, evidence)].filter(
    ({ thisUpdate, nextUpdate }) =>
      thisUpdate >= instant || (nextUpdate !== undefined && nextUpdate >= instant),
  )
  const own = known(it)
  const ends = words.flatMap(({ ended }) => ended ?? [])
  if (own?.revocation) {
    ends.push({ at: own.revocation.at, reason: reasonCodes[own.revocation.reason] })
  }
  const [first] = ends.toSorted((left, right) => left.at.getTime() - right.at.getTime())
  const carried = words.length > 0
  if (first && first.at <= instant) return { state: 'revoked', ...first, carried }
  if (carried || own) return { state: 'good', ...first, carried }
  return { state: 'unknown', carried }
}

type Word = {
  readonly thisUpdate: Date
  readonly nextUpdate: Date | undefined
  readonly ended: Ended | undefined
}

function fromAnswers(it: Certificate, issuer: Certificate, { answers }: Evidence): Word[] {
  return answers.flatMap((answer) => {
    const about = answer.answers.filter(
      ({ about: { digest, issuerNameHash, issuerKeyHash, serial } }) =>
        serial === it.serial &&
        digestOf(digest, issuer.subjectName).equals(issuerNameHash) &&
        digestOf(digest, issuer.publicKeyBits).equals(issuerKeyHash),
    )
    if (about.length === 0 || !standsBehind(answer, issuer)) return []
    return about.flatMap(({ ended, ...when }) => (ended === 'unknown' ? [] : { ...when, ended }))
  })
}

/** The issuer answered itself, or a responder that it certified for this (RFC 6960, 4.2.2.2). */
function standsBehind(answer: AnswerSeen, issuer: Certificate): boolean {
  const responders = [issuer, ...readCertificates(answer.certificates).filter(isResponder)]
  return responders.some(
    (responder) =>
      signs(responder, answer) &&
      (responder.bytes.equals(issuer.bytes) ||
        (isSignedBy(responder, issuer) &&
          responder.notBefore <= answer.producedAt &&
          answer.producedAt <= responder.notAfter)),
  )

  function isResponder({ extendedKeyUsage, noRevocationCheck }: Certificate): boolean {
    return noRevocationCheck && extendedKeyUsage?.has(usages.ocspSigning) === true
  }
}

function fromLists(it: Certificate, issuer: Certificate, { lists }: Evidence): Word[] {
  if (issuer.keyUsage && !issuer.keyUsage.has(keyUsage.crlSign)) return []
  return lists
    .filter((list) => list.issuerName.equals(issuer.subjectName) && signs(issuer, list))
    .map((list) => ({
      thisUpdate: list.thisUpdate,
      nextUpdate: list.nextUpdate,
      ended: list.find(it.serial),
    }))
}

/** By the word and the key of who spoke it: what was verified once is not verified again. */
const verified = new WeakMap<AnswerSeen | ListSeen, Map<string, boolean>>()

function signs(by: Certificate, word: AnswerSeen | ListSeen): boolean {
  const known = verified.get(word) ?? new Map<string, boolean>()
  verified.set(word, known)
  const key = by.publicKey.toString('latin1')
  const found = known.get(key) ?? verify(by, word)
  known.set(key, found)
  return found
}

function verify(by: Certificate, { algorithm, body, signature }: AnswerSeen | ListSeen): boolean {
  const { verifies, weak } = verifySignature(by.publicKey, algorithm, undefined, body, signature)
  return verifies && !weak
}
