/** Reads CMS SignedData (RFC 5652, 5.1) of one signer, strictly. */
import { type Algorithm, readAlgorithm } from './certificate-reader.ts'
import {
  type Element,
  inside,
  integerOf,
  Malformed,
  oidOf,
  smallOf,
  timeOf,
  within,
} from './der-reader.ts'
import { serialText } from './ocsp.ts'
import { cms, type DigestName, digestNamed } from './oids.ts'

/** How a signature names its certificate: by issuer and number, or by the key. */
export type SignerName =
  | { readonly issuer: Buffer; readonly serial: string }
  | { readonly keyIdentifier: Buffer }

/** The hash of the certificate that the signer bound itself to (RFC 5035). */
export type BoundTo = { readonly digest: DigestName; readonly hash: Buffer }

export type SignedData = {
  readonly contentType: string
  /** What is signed, where it is carried along. */
  readonly content: Buffer | undefined
  readonly certificates: readonly Buffer[]
  readonly lists: readonly Buffer[]
  readonly signer: SignerName
  readonly digest: DigestName
  /** The signed attributes as the SET that was signed. */
  readonly attributes: Buffer
  readonly attributeType: string | undefined
  readonly messageDigest: Buffer | undefined
  readonly boundTo: BoundTo | undefined
  readonly signingTime: Date | undefined
  readonly algorithm: Algorithm
  readonly signature: Buffer
  readonly timeStamps: readonly Buffer[]
  /** OCSP responses and lists inside a signed attribute, as Adobe writes them. */
  readonly carried: { readonly answers: readonly Buffer[]; readonly lists: readonly Buffer[] }
}

const max = { certificates: 50, lists: 20, attributes: 50, stamps: 3 }

export function readSignedData(bytes: Buffer): SignedData {
  const outer = inside(bytes)
  if (oidOf(outer.next()) !== cms.signedData) throw new Malformed('this is no signed data')
  const parts = within(within(outer.next(0xa0)).next(0x30))
  outer.end()
  smallOf(parts.next(0x02))
  parts.next(0x31)
  const carried = within(parts.next(0x30))
  const contentType = oidOf(carried.next())
  const holder = carried.maybe(0xa0)
  carried.end()
  const certificates = parts.maybe(0xa0)
  const lists = parts.maybe(0xa1)
  const signers = within(parts.next(0x31)).rest(1, 0x30)
  parts.end()
  const [signer] = signers
  if (!signer) throw new Malformed('nobody signed')
  return {
    contentType,
    content: holder && within(holder).next(0x04).content,
    certificates: plain(certificates, max.certificates),
    lists: plain(lists, max.lists),
    ...readSigner(signer),
  }
}

/** The members of a set that are plain structures; other choices are passed over. */
function plain(set: Element | undefined, count: number): Buffer[] {
  if (!set) return []
  return within(set)
    .rest(count)
    .flatMap((it) => (it.tag === 0x30 ? [it.bytes] : []))
}

function readSigner(signer: Element) {
  const parts = within(signer)
  smallOf(parts.next(0x02))
  const name = readName(parts.next())
  const digest = digestNamed(readAlgorithm(parts.next(0x30)).oid)
  if (!digest) throw new Malformed('an unknown digest')
  // Without them the signature would not even say what kind of thing was signed.
  const signed = parts.next(0xa0)
  const algorithm = readAlgorithm(parts.next(0x30))
  const signature = parts.next(0x04).content
  const unsigned = parts.maybe(0xa1)
  parts.end()
  const attributes = readAttributes(signed)
  const one = (oid: string): Element | undefined => {
    const values = attributes.get(oid)
    if (values && values.length !== 1) throw new Malformed('an attribute of several values')
    return values?.[0]
  }
  const type = one(cms.contentType)
  const messageDigest = one(cms.messageDigest)
  const time = one(cms.signingTime)
  const revocation = one(cms.adobeRevocation)
  return {
    signer: name,
    digest,
    attributes: asSet(signed.bytes),
    attributeType: type && oidOf(type),
    messageDigest: messageDigest && octetsOf(messageDigest),
    boundTo: readBinding(one(cms.signingCertificateV2), one(cms.signingCertificate)),
    signingTime: time && timeOf(time),
    algorithm,
    signature,
    timeStamps: (readAttributes(unsigned).get(cms.signatureTimeStamp) ?? [])
      .slice(0, max.stamps)
      .map((it) => it.bytes),
    carried: readRevocation(revocation),
  }
}

function readName(it: Element): SignerName {
  if (it.tag === 0x80) return { keyIdentifier: it.content }
  if (it.tag !== 0x30) throw new Malformed('a signer without a name')
  const parts = within(it)
  const issuer = parts.next(0x30).bytes
  const serial = serialText(integerOf(parts.next(0x02)))
  parts.end()
  return { issuer, serial }
}

function readAttributes(set: Element | undefined): Map<string, Element[]> {
  const found = new Map<string, Element[]>()
  for (const it of set ? within(set).rest(max.attributes, 0x30) : []) {
    const parts = within(it)
    const oid = oidOf(parts.next())
    const values = within(parts.next(0x31)).rest(max.attributes)
    parts.end()
    if (found.has(oid)) throw new Malformed('an attribute stands twice')
    found.set(oid, values)
  }
  return found
}

/** Signed attributes are signed as a SET, and carried as [0] (RFC 5652, 5.4). */
function asSet(bytes: Buffer): Buffer {
  const set = Buffer.from(bytes)
  set[0] = 0x31
  return set
}

function octetsOf({ tag, content }: Element): Buffer {
  if (tag !== 0x04) throw new Malformed('no octet string')
  return content
}

/** The first certificate of signing-certificate-v2, or of its elder in SHA-1. */
function readBinding(v2: Element | undefined, v1: Element | undefined): BoundTo | undefined {
  const attribute = v2 ?? v1
  if (!attribute) return undefined
  const [first] = within(within(attribute).next(0x30)).rest(10, 0x30)
  if (!first) throw new Malformed('an empty signing-certificate attribute')
  const parts = within(first)
  const next = parts.next()
  if (next.tag === 0x04) return { digest: v2 ? 'sha256' : 'sha1', hash: next.content }
  const digest = digestNamed(readAlgorithm(next).oid)
  if (!digest) throw new Malformed('an unknown digest')
  return { digest, hash: octetsOf(parts.next()) }
}

function readRevocation(it: Element | undefined) {
  const answers: Buffer[] = []
  const lists: Buffer[] = []
  for (const part of it ? within(it).rest(3) : []) {
    const items = within(within(part).next(0x30)).rest(20, 0x30)
    if (part.tag === 0xa0) lists.push(...items.map((item) => item.bytes))
    if (part.tag === 0xa1) answers.push(...items.map((item) => item.bytes))
  }
  return { answers, lists }
}
