import { constants, createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Algorithm } from '../domain/certificate-reader.ts'
import { inside, oidOf, smallOf, within } from '../domain/der-reader.ts'
import { algorithms, type DigestName, digestNamed } from '../domain/oids.ts'

/** What is too weak to rest a signature on (ETSI TS 119 312), or cannot be judged. */
export type Weakness = 'digest' | 'key' | 'unknown'

export type Verdict = { readonly verifies: boolean; readonly weak: Weakness | undefined }

type Method = {
  readonly digest: DigestName | null
  readonly padding?: number
  readonly saltLength?: number
}

const direct: Record<string, Method> = {
  [algorithms.ecdsaSha1]: { digest: 'sha1' },
  [algorithms.ecdsaSha256]: { digest: 'sha256' },
  [algorithms.ecdsaSha384]: { digest: 'sha384' },
  [algorithms.ecdsaSha512]: { digest: 'sha512' },
  [algorithms.rsaMd5]: { digest: 'md5' },
  [algorithms.rsaSha1]: { digest: 'sha1' },
  [algorithms.rsaSha256]: { digest: 'sha256' },
  [algorithms.rsaSha384]: { digest: 'sha384' },
  [algorithms.rsaSha512]: { digest: 'sha512' },
  [algorithms.ed25519]: { digest: null },
}

const curves: ReadonlySet<string | undefined> = new Set([
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
])

/**
 * Verifies a signature with the key of a certificate.
 *
 * @param named The digest that stands beside the algorithm, for algorithms that name none.
 */
export function verifySignature(
  publicKey: Buffer,
  algorithm: Algorithm,
  named: DigestName | undefined,
  data: Buffer,
  signature: Buffer,
): Verdict {
  try {
    const method = methodOf(algorithm, named)
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
    if (!method || !fits(key, algorithm.oid)) return { verifies: false, weak: 'unknown' }
    const { digest, ...how } = method
    return {
      verifies: verify(digest, data, { key, ...how }, signature),
      weak: weakness(key, digest),
    }
  } catch {
    // A key or parameters that OpenSSL does not take cannot have made a signature that counts.
    return { verifies: false, weak: 'unknown' }
  }
}

export function digestOf(name: DigestName, data: Uint8Array): Buffer {
  return createHash(name).update(data).digest()
}

export function isWeakDigest(name: DigestName): boolean {
  return name === 'md5' || name === 'sha1'
}

function methodOf({ oid, parameters }: Algorithm, named: DigestName | undefined) {
  if (oid === algorithms.rsaPss) return pssMethod(parameters)
  if ((oid === algorithms.rsa || oid === algorithms.ecPublicKey) && named) return { digest: named }
  return direct[oid]
}

/** RSASSA-PSS-params (RFC 4055, 3.1). */
function pssMethod(parameters: Buffer | undefined): Method | undefined {
  let digest: DigestName | undefined = 'sha1'
  let saltLength = 20
  for (const it of parameters ? inside(parameters).rest(4) : []) {
    if (it.tag === 0xa0) digest = digestNamed(oidOf(within(within(it).next(0x30)).next()))
    if (it.tag === 0xa2) saltLength = smallOf(within(it).next())
  }
  return digest && { digest, saltLength, padding: constants.RSA_PKCS1_PSS_PADDING }
}

function fits(key: KeyObject, oid: string): boolean {
  if (oid === algorithms.ed25519) return key.asymmetricKeyType === 'ed25519'
  const elliptic = oid.startsWith('1.2.840.10045')
  return key.asymmetricKeyType?.startsWith(elliptic ? 'ec' : 'rsa') === true
}

function weakness(key: KeyObject, digest: DigestName | null): Weakness | undefined {
  if (digest && isWeakDigest(digest)) return 'digest'
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined) return modulusLength < 2048 ? 'key' : undefined
  if (key.asymmetricKeyType === 'ec') return curves.has(namedCurve) ? undefined : 'key'
  return undefined
}
