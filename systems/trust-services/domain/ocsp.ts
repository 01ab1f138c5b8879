/** Questions about certificates and their answers (RFC 6960, nonces as in RFC 9654). */
import { signatureAlgorithm } from './certificate.ts'
import {
  bits,
  ecdsaSignature,
  element,
  enumerated,
  generalTime,
  octets,
  oid,
  sequence,
  tagged,
  taggedValue,
} from './der.ts'
import {
  type Element,
  inside,
  integerOf,
  Malformed,
  oidOf,
  onlyElement,
  smallOf,
  within,
} from './der-reader.ts'
import { type DigestName, digestNamed, ocsp as known, digests as oidOfDigest } from './oids.ts'
import { type Revocation, reasonCodes } from './revocation.ts'

export type Question = {
  /** The CertID as it was asked: the answer repeats it. */
  readonly bytes: Buffer
  readonly digest: DigestName
  readonly issuerNameHash: Buffer
  readonly issuerKeyHash: Buffer
  /** Hexadecimal, without leading zeros of the encoding. */
  readonly serial: string
}

export type OcspRequest = { readonly questions: readonly Question[]; readonly nonce?: Buffer }

const maxQuestions = 20

/** Reads an OCSPRequest. Its optional signature is not looked at: anyone may ask. */
export function readOcspRequest(bytes: Buffer): OcspRequest {
  const request = inside(bytes)
  const body = within(request.next(0x30))
  request.maybe(0xa0)
  request.end()
  const version = body.maybe(0xa0)
  if (version && smallOf(within(version).next()) !== 0) throw new Malformed('another version')
  body.maybe(0xa1)
  const questions = within(body.next(0x30)).rest(maxQuestions, 0x30).map(readQuestion)
  if (questions.length === 0) throw new Malformed('nothing is asked')
  const more = body.maybe(0xa2)
  body.end()
  const nonce = more && readNonce(more)
  return { questions, ...(nonce && { nonce }) }
}

function readQuestion(request: Element): Question {
  return readCertId(within(request).next(0x30))
}

/** A CertID (RFC 6960, 4.1.1). */
export function readCertId(it: Element): Question {
  const parts = within(it)
  const digest = digestNamed(oidOf(within(parts.next(0x30)).next()))
  const [name, key] = [parts.next(0x04), parts.next(0x04)]
  const serial = integerOf(parts.next(0x02))
  parts.end()
  if (!digest || name.content.length > 64 || key.content.length > 64) {
    throw new Malformed('a certificate is named in an unknown way')
  }
  return {
    bytes: it.bytes,
    digest,
    issuerNameHash: name.content,
    issuerKeyHash: key.content,
    serial: serialText(serial),
  }
}

/** A serial number as this center writes it: lower-case hexadecimal of its magnitude. */
export function serialText(content: Buffer): string {
  return content[0] === 0 && content.length > 1
    ? content.subarray(1).toString('hex')
    : content.toString('hex')
}

function readNonce(more: Element): Buffer | undefined {
  for (const it of within(within(more).next(0x30)).rest(10, 0x30)) {
    const parts = within(it)
    const name = oidOf(parts.next())
    const critical = parts.maybe(0x01)
    const value = parts.next(0x04).content
    if (name === known.nonce) {
      const { content } = onlyElement(value, 0x04)
      if (content.length === 0 || content.length > 128) throw new Malformed('a nonce of wrong size')
      return content
    }
    if (critical) throw new Malformed('an unknown critical extension')
  }
  return undefined
}

/** The CertID of a certificate; `nameHash` and `keyHash` are of its issuer, in SHA-1. */
export function certId(nameHash: Buffer, keyHash: Buffer, serial: Element['bytes']): Buffer {
  // SHA-1 is no protection here, only the name under which every client looks for its answer.
  return sequence(
    sequence(oid(oidOfDigest.sha1), element(0x05)),
    octets(nameHash),
    octets(keyHash),
    serial,
  )
}

export type Status = 'good' | 'unknown' | Revocation

export type OcspAnswer = {
  readonly responderKeyHash: Buffer
  readonly producedAt: Date
  readonly nextUpdate: Date
  readonly answers: readonly { readonly certId: Buffer; readonly status: Status }[]
  readonly nonce?: Buffer | undefined
}

/** The ResponseData that the responder signs. */
export function ocspBody(answer: OcspAnswer): Buffer {
  const thisUpdate = generalTime(answer.producedAt)
  const nextUpdate = tagged(0, generalTime(answer.nextUpdate))
  return sequence(
    tagged(2, octets(answer.responderKeyHash)),
    thisUpdate,
    sequence(
      ...answer.answers.map((it) =>
        sequence(it.certId, statusOf(it.status), thisUpdate, nextUpdate),
      ),
    ),
    ...(answer.nonce
      ? [tagged(1, sequence(sequence(oid(known.nonce), octets(octets(answer.nonce)))))]
      : []),
  )
}

function statusOf(status: Status): Buffer {
  if (status === 'good') return taggedValue(0, Buffer.alloc(0))
  if (status === 'unknown') return taggedValue(2, Buffer.alloc(0))
  return tagged(1, generalTime(status.at), tagged(0, enumerated(reasonCodes[status.reason])))
}

/** A successful OCSPResponse around a signed body. */
export function ocspResponse(body: Buffer, signature: Buffer, responder: Buffer): Buffer {
  const basic = sequence(
    body,
    signatureAlgorithm('P-256'),
    bits(ecdsaSignature(signature)),
    tagged(0, sequence(responder)),
  )
  return sequence(enumerated(0), tagged(0, sequence(oid(known.basicResponse), octets(basic))))
}

const failures = { malformed: 1, internal: 2, tryLater: 3, unauthorised: 6 } as const

/** An OCSPResponse that says no more than why there is no answer. */
export function ocspFailure(why: keyof typeof failures): Buffer {
  return sequence(enumerated(failures[why]))
}
