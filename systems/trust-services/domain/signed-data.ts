/** CMS SignedData (RFC 5652) with the attributes that AdES and time-stamps demand. */

import {
  ecdsaSignature,
  element,
  inOrder,
  integer,
  octets,
  oid,
  sequence,
  setOf,
  tagged,
} from './der.ts'
import { algorithms, cms, digests } from './oids.ts'

/** What stays the same in everything that one certificate signs; made once. */
export type SignerBlock = {
  readonly identifier: Buffer
  readonly signingCertificate: Buffer
  /** Of the certificate and those above it, without the root. */
  readonly certificates: Buffer
}

const sha256 = sequence(oid(digests.sha256))
const ecdsa = sequence(oid(algorithms.ecdsaSha256))

const attribute = (type: string, value: Buffer): Buffer => sequence(oid(type), setOf(value))

/**
 * @param issuer The issuer's Name, and `serial` the INTEGER, both as the certificate writes them.
 * @param digest SHA-256 of the certificate.
 */
export function signerBlock(
  issuer: Buffer,
  serial: Buffer,
  digest: Buffer,
  chain: readonly Buffer[],
): SignerBlock {
  return {
    identifier: sequence(issuer, serial),
    // ESSCertIDv2 (RFC 5035); SHA-256 is its default and so left out.
    signingCertificate: attribute(
      cms.signingCertificateV2,
      sequence(sequence(sequence(octets(digest)))),
    ),
    certificates: tagged(0, ...inOrder(chain)),
  }
}

/** The signed attributes as a SET: this is what the key signs (RFC 5652, 5.4). */
export function signedAttributes(
  contentType: string,
  messageDigest: Buffer,
  { signingCertificate }: SignerBlock,
): Buffer {
  return setOf(
    attribute(cms.contentType, oid(contentType)),
    attribute(cms.messageDigest, octets(messageDigest)),
    signingCertificate,
  )
}

export type SignedDataParts = {
  readonly signer: SignerBlock
  readonly attributes: Buffer
  /** r ‖ s over the attributes. */
  readonly signature: Buffer
  /** The content that is carried along, with its type; none where it lies elsewhere. */
  readonly content?: { readonly type: string; readonly bytes: Buffer }
  readonly withCertificates: boolean
  readonly timeStamp?: Buffer
}

/** The ContentInfo around a SignedData of one signer. */
export function signedData(it: SignedDataParts): Buffer {
  const attributes = Buffer.from(it.attributes)
  attributes[0] = 0xa0
  const { content } = it
  const signer = sequence(
    integer(1),
    it.signer.identifier,
    sha256,
    attributes,
    ecdsa,
    octets(ecdsaSignature(it.signature)),
    ...(it.timeStamp ? [tagged(1, attribute(cms.signatureTimeStamp, it.timeStamp))] : []),
  )
  return sequence(
    oid(cms.signedData),
    tagged(
      0,
      sequence(
        // Version 3 where the content is not plain data (RFC 5652, 5.1).
        integer(content ? 3 : 1),
        element(0x31, sha256),
        content
          ? sequence(oid(content.type), tagged(0, octets(content.bytes)))
          : sequence(oid(cms.data)),
        ...(it.withCertificates ? [it.signer.certificates] : []),
        element(0x31, signer),
      ),
    ),
  )
}
