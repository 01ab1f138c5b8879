/**
 * A second door: what anyone can check with nothing but a root in hand, without a center and
 * without a network. Gateways and the command line come in by it.
 */
import { randomBytes } from 'node:crypto'
import { type Certificate, readCertificate } from './domain/certificate-reader.ts'
import { integer, sequence, truth } from './domain/der.ts'
import { inside, Malformed, smallOf, within } from './domain/der-reader.ts'
import { cms, usages } from './domain/oids.ts'
import { readSignedData } from './domain/signed-data-reader.ts'
import { imprintOf } from './domain/time-stamp.ts'
import { readTimeStampBody } from './domain/time-stamp-reader.ts'
import { buildChain, readCertificates } from './validation/chain.ts'
import { digestOf, isWeakDigest } from './validation/cryptography.ts'
import { checkSigner } from './validation/signer.ts'

/** What a certificate says, as far as those who check outside of a center ask. */
export type CertificateSeen = {
  readonly serial: string
  readonly name: string
  readonly organisation: string | undefined
  readonly organisationIdentifier: string | undefined
  readonly notBefore: Date
  readonly notAfter: Date
  readonly extendedKeyUsage: ReadonlySet<string>
}

function seen({ serial, subject, notBefore, notAfter, extendedKeyUsage }: Certificate) {
  return {
    serial,
    name: subject.commonName ?? '',
    organisation: subject.organisation,
    organisationIdentifier: subject.organisationIdentifier,
    notBefore,
    notAfter,
    extendedKeyUsage: extendedKeyUsage ?? new Set<string>(),
  }
}

export type ChainSeen =
  | { readonly state: 'trusted'; readonly leaf: CertificateSeen }
  | { readonly state: 'malformed' | 'unknown-issuer' | 'unfit' | 'not-in-force' }

/** Does a certificate lead to one of the roots (all DER), each link in force at the instant? */
export function checkChain(
  leaf: Buffer,
  others: readonly Buffer[],
  roots: readonly Buffer[],
  at: Date,
): ChainSeen {
  const [first] = readCertificates([leaf])
  if (!first) return { state: 'malformed' }
  const chain = buildChain(first, readCertificates(others), readCertificates(roots))
  if (chain.state !== 'trusted') return { state: chain.state }
  const inForce = chain.certificates.every((it) => it.notBefore <= at && at <= it.notAfter)
  return inForce ? { state: 'trusted', leaf: seen(first) } : { state: 'not-in-force' }
}

/** A TimeStampReq (RFC 3161, 2.4.1) over a SHA-256 digest, which asks for certificates too. */
export function timeStampQuery(sha256: Buffer): Buffer {
  const nonce = randomBytes(16)
  return sequence(integer(1), imprintOf(sha256), integer(nonce), truth(true))
}

/** The token inside a TimeStampResp; undefined when it was not granted or is none. */
export function tokenOfReply(reply: Buffer): Buffer | undefined {
  return orNot(() => {
    const parts = inside(reply)
    const status = smallOf(within(parts.next(0x30)).next(0x02))
    const token = status <= 1 && !parts.done ? parts.next(0x30).bytes : undefined
    parts.end()
    return token
  })
}

export type TokenSeen =
  | { readonly state: 'trusted'; readonly at: Date; readonly authority: string }
  | { readonly state: 'broken' | 'untrusted' }

/** What a time-stamp token proves of these bytes: whoever gave it must lead to one of the roots. */
export function checkToken(token: Buffer, content: Buffer, roots: readonly Buffer[]): TokenSeen {
  return orNot(() => readToken(token, content, roots)) ?? { state: 'broken' }
}

function readToken(token: Buffer, content: Buffer, roots: readonly Buffer[]): TokenSeen {
  const data = readSignedData(token)
  if (data.contentType !== cms.timeStampInfo || !data.content) return { state: 'broken' }
  const signed = data.content
  const body = readTimeStampBody(signed)
  if (!digestOf(body.digest, content).equals(body.hash)) return { state: 'broken' }
  const certificates = data.certificates.map(readCertificate)
  const signer = checkSigner(data, certificates, (digest) => digestOf(digest, signed))
  const { certificate, digestMatches, verifies, binding, weak } = signer
  if (!certificate || !digestMatches || !verifies) return { state: 'broken' }
  const usage = certificate.extendedKeyUsage
  const isStamper = usage?.size === 1 && usage.has(usages.timeStamping)
  const strong = weak === undefined && !isWeakDigest(body.digest) && binding === 'bound'
  const chain = checkChain(certificate.bytes, data.certificates, roots, body.at)
  if (!isStamper || !strong || chain.state !== 'trusted') return { state: 'untrusted' }
  return { state: 'trusted', at: body.at, authority: chain.leaf.name }
}

function orNot<Read>(read: () => Read): Read | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

export { ecdsaSignature } from './domain/der.ts'
export { usages } from './domain/oids.ts'
