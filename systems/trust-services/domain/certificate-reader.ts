/** Reads certificates of anyone (RFC 5280, 4.1), strictly. */
import {
  bitsOf,
  type Element,
  inside,
  integerOf,
  Malformed,
  namedBitsOf,
  oidOf,
  onlyElement,
  smallOf,
  timeOf,
  truthOf,
  within,
} from './der-reader.ts'
import { serialText } from './ocsp.ts'
import { extensions as known, ocsp } from './oids.ts'
import { readSubject, type Subject } from './subject.ts'

export type Certificate = {
  /** The whole certificate in DER. */
  readonly bytes: Buffer
  /** What its issuer signed. */
  readonly body: Buffer
  readonly algorithm: Algorithm
  readonly signature: Buffer
  /** Lower-case hexadecimal. */
  readonly serial: string
  /** The INTEGER in DER. */
  readonly serialBytes: Buffer
  readonly issuerName: Buffer
  readonly subjectName: Buffer
  readonly issuer: Subject
  readonly subject: Subject
  readonly notBefore: Date
  readonly notAfter: Date
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer
  /** The key alone: what responders and key identifiers take the hash of. */
  readonly publicKeyBits: Buffer
  readonly subjectKeyIdentifier: Buffer | undefined
  readonly authorityKeyIdentifier: Buffer | undefined
  readonly keyUsage: ReadonlySet<number> | undefined
  readonly extendedKeyUsage: ReadonlySet<string> | undefined
  readonly authority: boolean
  readonly pathLength: number | undefined
  readonly noRevocationCheck: boolean
  /** A critical extension that this center does not know, so that nothing may rest on it. */
  readonly unknownCritical: boolean
}

export type Algorithm = { readonly oid: string; readonly parameters: Buffer | undefined }

export function readAlgorithm(it: Element): Algorithm {
  const parts = within(it)
  const oid = oidOf(parts.next(0x06))
  const parameters = parts.done ? undefined : parts.next().bytes
  parts.end()
  return { oid, parameters }
}

const maxCertificateBytes = 65_536

export function readCertificate(bytes: Buffer): Certificate {
  if (bytes.length > maxCertificateBytes) throw new Malformed('a certificate is too large')
  const outer = inside(bytes)
  const body = outer.next(0x30)
  const algorithm = outer.next(0x30)
  const signature = bitsOf(outer.next(0x03))
  outer.end()
  const parts = within(body)
  const version = parts.maybe(0xa0)
  const serial = parts.next(0x02)
  const innerAlgorithm = parts.next(0x30)
  if (!innerAlgorithm.bytes.equals(algorithm.bytes)) {
    throw new Malformed('a certificate names two algorithms')
  }
  const issuer = parts.next(0x30)
  const validity = within(parts.next(0x30))
  const [notBefore, notAfter] = [timeOf(validity.next()), timeOf(validity.next())]
  validity.end()
  const subject = parts.next(0x30)
  const publicKey = parts.next(0x30)
  parts.maybe(0x81)
  parts.maybe(0x82)
  const more = parts.maybe(0xa3)
  parts.end()
  if (more && (!version || smallOf(within(version).next()) !== 2)) {
    throw new Malformed('extensions in an old version')
  }
  return {
    bytes,
    body: body.bytes,
    algorithm: readAlgorithm(algorithm),
    signature,
    serial: serialText(integerOf(serial, 21)),
    serialBytes: serial.bytes,
    issuerName: issuer.bytes,
    subjectName: subject.bytes,
    issuer: readSubject(issuer),
    subject: readSubject(subject),
    notBefore,
    notAfter,
    publicKey: publicKey.bytes,
    publicKeyBits: keyBits(publicKey),
    ...readExtensions(more),
  }
}

function keyBits(publicKey: Element): Buffer {
  const parts = within(publicKey)
  parts.next(0x30)
  const found = bitsOf(parts.next(0x03))
  parts.end()
  return found
}

type Extensions = Pick<
  Certificate,
  | 'subjectKeyIdentifier'
  | 'authorityKeyIdentifier'
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'authority'
  | 'pathLength'
  | 'noRevocationCheck'
  | 'unknownCritical'
>

/** Known but of no weight here: policies, names and addresses are not followed. */
const passedOver: ReadonlySet<string> = new Set([
  known.certificatePolicies,
  known.subjectAltName,
  known.crlDistributionPoints,
  known.authorityAccess,
  known.privateKeyUsagePeriod,
])

function readExtensions(more: Element | undefined): Extensions {
  const values = new Map<string, Buffer>()
  let unknownCritical = false
  for (const it of more ? within(within(more).next(0x30)).rest(60, 0x30) : []) {
    const { oid, critical, value } = readExtension(it)
    if (values.has(oid)) throw new Malformed('an extension stands twice')
    values.set(oid, value)
    if (critical && !understood.has(oid) && !passedOver.has(oid)) unknownCritical = true
  }
  const usage = values.get(known.extendedKeyUsage)
  const keyUsage = values.get(known.keyUsage)
  const basic = values.get(known.basicConstraints)
  const ski = values.get(known.subjectKeyIdentifier)
  const aki = values.get(known.authorityKeyIdentifier)
  const constraints = basic ? readConstraints(basic) : { authority: false, pathLength: undefined }
  return {
    subjectKeyIdentifier: ski && onlyElement(ski, 0x04).content,
    authorityKeyIdentifier: aki && inside(aki).maybe(0x80)?.content,
    keyUsage: keyUsage && namedBitsOf(onlyElement(keyUsage)),
    extendedKeyUsage: usage && new Set(inside(usage).rest(30, 0x06).map(oidOf)),
    ...constraints,
    noRevocationCheck: values.has(ocsp.noCheck),
    unknownCritical,
  }
}

const understood: ReadonlySet<string> = new Set([
  known.basicConstraints,
  known.keyUsage,
  known.extendedKeyUsage,
  known.subjectKeyIdentifier,
  known.authorityKeyIdentifier,
])

export function readExtension(it: Element): { oid: string; critical: boolean; value: Buffer } {
  const parts = within(it)
  const oid = oidOf(parts.next(0x06))
  const critical = parts.maybe(0x01)
  const value = parts.next(0x04).content
  parts.end()
  return { oid, critical: critical !== undefined && truthOf(critical), value }
}

function readConstraints(value: Buffer): { authority: boolean; pathLength: number | undefined } {
  const parts = inside(value)
  const authority = parts.maybe(0x01)
  const pathLength = parts.maybe(0x02)
  parts.end()
  return {
    authority: authority !== undefined && truthOf(authority),
    pathLength: pathLength && smallOf(pathLength),
  }
}
