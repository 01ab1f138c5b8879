/** Time-stamps (RFC 3161, profiled by EN 319 422). */
import { element, generalTimeMs, integer, namedBits, octets, oid, sequence, utf8 } from './der.ts'
import { inside, integerOf, Malformed, oidOf, smallOf, truthOf, within } from './der-reader.ts'
import { type DigestName, digestNamed, digests, policies } from './oids.ts'

export type TimeStampRequest = {
  /** The MessageImprint as it was asked: the token repeats it. */
  readonly imprint: Buffer
  readonly nonce?: Buffer
  readonly wantsCertificates: boolean
}

/** PKIFailureInfo (RFC 3161, 2.4.2): the numbers are its bits. */
const failureBits = {
  badAlgorithm: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  systemFailure: 25,
} as const

export type TimeStampFailure = keyof typeof failureBits

const said: Record<TimeStampFailure, string> = {
  badAlgorithm: 'Use SHA-256, SHA-384 or SHA-512.',
  badRequest: 'This is not a TimeStampReq of version 1.',
  badDataFormat: 'The digest does not have the length of its algorithm.',
  timeNotAvailable: 'The time source is not trusted at the moment.',
  unacceptedPolicy: `The policy of this authority is ${policies.timeStamp}.`,
  unacceptedExtension: 'No extension is supported.',
  systemFailure: 'The authority cannot sign at the moment.',
}

const digestBytes: Partial<Record<DigestName, number>> = { sha256: 32, sha384: 48, sha512: 64 }

/** Reads a TimeStampReq; gives the failure to answer with when it cannot be served. */
export function readTimeStampRequest(bytes: Buffer): TimeStampRequest | TimeStampFailure {
  try {
    return readRequest(bytes)
  } catch (error) {
    if (error instanceof Malformed) return 'badRequest'
    throw error
  }
}

function readRequest(bytes: Buffer): TimeStampRequest | TimeStampFailure {
  const parts = inside(bytes)
  if (smallOf(parts.next(0x02)) !== 1) return 'badRequest'
  const imprint = parts.next(0x30)
  const policy = parts.maybe(0x06)
  const nonce = parts.maybe(0x02)
  const certReq = parts.maybe(0x01)
  const more = parts.maybe(0xa0)
  parts.end()
  if (nonce) integerOf(nonce)
  const flaw = flawOf(imprint.bytes)
  if (flaw) return flaw
  if (policy && oidOf(policy) !== policies.timeStamp) return 'unacceptedPolicy'
  if (more) return 'unacceptedExtension'
  return {
    imprint: imprint.bytes,
    ...(nonce && { nonce: nonce.bytes }),
    wantsCertificates: certReq !== undefined && truthOf(certReq),
  }
}

function flawOf(imprint: Buffer): TimeStampFailure | undefined {
  const parts = inside(imprint)
  const algorithm = within(parts.next(0x30))
  const digest = digestNamed(oidOf(algorithm.next()))
  const parameters = algorithm.done ? undefined : algorithm.next()
  algorithm.end()
  const { content } = parts.next(0x04)
  parts.end()
  const size = digest && digestBytes[digest]
  if (size === undefined) return 'badAlgorithm'
  if (parameters && (parameters.tag !== 0x05 || parameters.content.length > 0)) {
    return 'badAlgorithm'
  }
  return content.length === size ? undefined : 'badDataFormat'
}

/** The MessageImprint of a SHA-256 digest. */
export function imprintOf(sha256: Buffer): Buffer {
  return sequence(sequence(oid(digests.sha256)), octets(sha256))
}

/** Half a second either way is what an ordinary NTP client promises with ease; we say one. */
const accuracy = sequence(integer(1))

/** The TSTInfo that the authority signs. */
export function timeStampBody(
  { imprint, nonce }: Pick<TimeStampRequest, 'imprint' | 'nonce'>,
  serial: Buffer,
  at: Date,
): Buffer {
  return sequence(
    integer(1),
    oid(policies.timeStamp),
    imprint,
    integer(serial),
    generalTimeMs(at),
    accuracy,
    ...(nonce ? [nonce] : []),
  )
}

/** A TimeStampResp that grants a token. */
export function timeStampGranted(token: Buffer): Buffer {
  return sequence(sequence(integer(0)), token)
}

/** A TimeStampResp that refuses, and says why. */
export function timeStampRejected(why: TimeStampFailure): Buffer {
  return sequence(
    sequence(integer(2), element(0x30, utf8(said[why])), namedBits([failureBits[why]])),
  )
}
