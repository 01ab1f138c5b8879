/** Makes signatures that are not as they should be, and authorities that nobody trusts. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { agency } from '#testing/authority'
import type { TestHouse } from '#testing/house'
import { samplePdf } from '#testing/pdf'
import { keyIdentifierOf, type Order, openAuthority } from '../authority.ts'
import { certificateBody, signed } from '../domain/certificate.ts'
import { type Certificate, readCertificate } from '../domain/certificate-reader.ts'
import { element, integer, octets, oid, sequence, setOf, tagged } from '../domain/der.ts'
import { algorithms, cms, digests } from '../domain/oids.ts'
import { type Profile, profileOf } from '../domain/profile.ts'
import { agencySubject, writeSubject } from '../domain/subject.ts'
import { openKeys } from '../keys/keys.ts'
import { openRootFolder } from '../keys/root-folder.ts'
import { openSealedKeys } from '../keys/sealed.ts'
import { openPdf } from '../pdf/file.ts'
import { prepareSignature, type SignatureEntries } from '../pdf/signature-field.ts'
import type { Schema } from '../storage/schema.ts'

export type Keyed = { readonly certificate: Certificate; readonly privateKey: KeyObject }

const dayMs = 86_400_000

/** The authority of a house, opened from inside: it certifies what tests need. */
export function authorityOf(house: TestHouse) {
  const { kernel } = house
  const db = kernel.database.room<Schema>('trust-services')
  const keys = openKeys(db, kernel.clock, { sealed: openSealedKeys(kernel.secrets) })
  const root = openRootFolder(kernel.dataDir, kernel.secrets)
  return openAuthority(kernel, db, keys, root, kernel.publicUrl)
}

/** A certificate of the house's own authority for a key that the test holds. */
export async function certified(
  house: TestHouse,
  profile: Order['profile'] = 'seal',
): Promise<Keyed> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issued = await authorityOf(house).certify({
    profile,
    holder: `test:${randomBytes(6).toString('hex')}`,
    subject: agencySubject(agency),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
  })
  return { certificate: readCertificate(issued.der), privateKey }
}

/** A root that nobody trusts, on P-384. */
export function strangeRoot(at: Date): Keyed {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  return certify(undefined, { publicKey, privateKey }, at, profileOf('root'), 'Strange Root')
}

/** A leaf of an authority, for a key of any kind. */
export function strangeLeaf(
  by: Keyed,
  at: Date,
  pair: Pair = generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  profile: Profile = profileOf('seal'),
): Keyed {
  return certify(by, pair, at, profile, 'Strange Leaf')
}

type Pair = { publicKey: KeyObject; privateKey: KeyObject }

export const rsaPair = (modulusLength = 2048): Pair => generateKeyPairSync('rsa', { modulusLength })

function certify(
  by: Keyed | undefined,
  { publicKey, privateKey }: Pair,
  at: Date,
  profile: Profile,
  commonName: string,
): Keyed {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const subject = { country: 'VN', organisation: 'Strange', commonName }
  const keyIdentifier = keyIdentifierOf(spki)
  const body = certificateBody({
    profile,
    serial: Buffer.concat([Buffer.of(0x41), randomBytes(15)]),
    life: {
      notBefore: new Date(at.getTime() - dayMs),
      notAfter: new Date(at.getTime() + 365 * dayMs),
      servesUntil: new Date(at.getTime() + 365 * dayMs),
    },
    subject,
    publicKey: spki,
    keyIdentifier,
    issuer: by ? by.certificate.subjectName : writeSubject(subject),
    issuerKeyIdentifier: by?.certificate.subjectKeyIdentifier ?? keyIdentifier,
    issuerCurve: 'P-384',
  })
  const signature = sign('sha384', body, {
    key: by?.privateKey ?? privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return { certificate: readCertificate(signed(body, 'P-384', signature)), privateKey }
}

export type Twist = {
  /** Certificates sent along beside the signer's. */
  readonly above?: readonly Certificate[]
  readonly digest?: 'sha1' | 'sha256' | 'sha512'
  /** How the signature names its certificate: not at all, or another than it is. */
  readonly binding?: 'none' | 'other'
  /** Leaves the signer's certificate out. */
  readonly bare?: boolean
  /** Gives the time-stamp over the signature. */
  readonly stamp?: (signature: Buffer) => Promise<Buffer>
  /** Changes the CMS in the end. */
  readonly bend?: (contents: Buffer) => Buffer
  readonly entries?: Partial<SignatureEntries>
}

const ecdsa = {
  sha1: algorithms.ecdsaSha1,
  sha256: algorithms.ecdsaSha256,
  sha512: algorithms.ecdsaSha512,
} as const

/** Signs as a PAdES signature is signed, but for what is twisted. */
export async function forge(keyed: Keyed, twist: Twist = {}, pdf = samplePdf()): Promise<Buffer> {
  const { digest = 'sha256', binding, bend = (it: Buffer) => it } = twist
  const { certificate, privateKey } = keyed
  const prepared = prepareSignature(openPdf(pdf), {
    subFilter: 'ETSI.CAdES.detached',
    room: 12_000,
    ...twist.entries,
  })
  const empty = prepared.seal(Buffer.alloc(0))
  const from = empty.lastIndexOf('/Contents <') + '/Contents '.length
  const hash = createHash(digest)
    .update(empty.subarray(0, from))
    .update(empty.subarray(empty.indexOf('>', from) + 1))
  return prepared.seal(bend(await contentsOf(hash.digest())))

  async function contentsOf(contentDigest: Buffer): Promise<Buffer> {
    const bound = createHash('sha256').update(certificate.bytes)
    if (binding === 'other') bound.update('another')
    const attributes = setOf(
      attribute(cms.contentType, oid(cms.data)),
      attribute(cms.messageDigest, octets(contentDigest)),
      ...(binding === 'none'
        ? []
        : [
            attribute(
              cms.signingCertificateV2,
              sequence(sequence(sequence(octets(bound.digest())))),
            ),
          ]),
    )
    const signature = sign(digest, attributes, privateKey)
    const isRsa = privateKey.asymmetricKeyType === 'rsa'
    const algorithm = sequence(oid(isRsa ? algorithms.rsa : ecdsa[digest]))
    const inner = Buffer.from(attributes)
    inner[0] = 0xa0
    const stamp = await twist.stamp?.(signature)
    const certificates = [...(twist.bare ? [] : [certificate]), ...(twist.above ?? [])]
    const signer = sequence(
      integer(1),
      sequence(certificate.issuerName, certificate.serialBytes),
      sequence(oid(digests[digest])),
      inner,
      algorithm,
      octets(signature),
      ...(stamp ? [tagged(1, attribute(cms.signatureTimeStamp, stamp))] : []),
    )
    const body = sequence(
      integer(1),
      element(0x31, sequence(oid(digests[digest]))),
      sequence(oid(cms.data)),
      tagged(0, ...certificates.map((it) => it.bytes)),
      element(0x31, signer),
    )
    return sequence(oid(cms.signedData), tagged(0, body))
  }
}

const attribute = (type: string, value: Buffer): Buffer => sequence(oid(type), setOf(value))
