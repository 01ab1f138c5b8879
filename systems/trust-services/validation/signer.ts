import type { Certificate } from '../domain/certificate-reader.ts'
import type { SignedData } from '../domain/signed-data-reader.ts'
import { digestOf, isWeakDigest, verifySignature, type Weakness } from './cryptography.ts'

export type SignerSeen = {
  /** The certificate that the signature names. */
  readonly certificate: Certificate | undefined
  /**
   * `bound`: the signature itself says by which certificate it is to be read; `unbound`: it does
   * not; `mismatch`: it says another; `absent`: the certificate is not there.
   */
  readonly binding: 'bound' | 'unbound' | 'mismatch' | 'absent'
  readonly digestMatches: boolean
  readonly verifies: boolean
  readonly weak: Weakness | undefined
}

/**
 * Finds who signed and verifies the signature over what was signed.
 *
 * @param certificates All among which the signer's may be.
 * @param hash Gives the hash of the signed content.
 */
export function checkSigner(
  data: SignedData,
  certificates: readonly Certificate[],
  hash: (digest: SignedData['digest']) => Buffer,
): SignerSeen {
  const named = certificates.filter((it) => isNamed(it, data))
  const { boundTo } = data
  const fitting = boundTo
    ? named.filter((it) => digestOf(boundTo.digest, it.bytes).equals(boundTo.hash))
    : named
  const certificate = fitting[0] ?? named[0]
  const content = hash(data.digest)
  const digestMatches =
    data.messageDigest?.equals(content) === true && data.attributeType === data.contentType
  const binding = bindingOf(named.length, fitting.length, boundTo !== undefined)
  if (!certificate) {
    return { certificate, binding, digestMatches, verifies: false, weak: undefined }
  }
  const { verifies, weak } = verifySignature(
    certificate.publicKey,
    data.algorithm,
    data.digest,
    data.attributes,
    data.signature,
  )
  const weakDigest = isWeakDigest(data.digest) || (boundTo && isWeakDigest(boundTo.digest))
  return {
    certificate,
    binding,
    digestMatches,
    verifies,
    weak: weak ?? (weakDigest ? 'digest' : undefined),
  }
}

function isNamed(it: Certificate, { signer }: SignedData): boolean {
  if ('keyIdentifier' in signer) {
    return it.subjectKeyIdentifier?.equals(signer.keyIdentifier) === true
  }
  return it.serial === signer.serial && it.issuerName.equals(signer.issuer)
}

function bindingOf(named: number, fitting: number, bound: boolean): SignerSeen['binding'] {
  if (named === 0) return 'absent'
  if (!bound) return 'unbound'
  return fitting > 0 ? 'bound' : 'mismatch'
}
