import { createPublicKey, verify } from 'node:crypto'
import { sha256 } from '#kernel/digest'
import {
  parseProof,
  type Trusted,
  type Verified,
  verifyRecordProof,
} from './domain/record-proof.ts'

/** Ed25519 as the system has it: a tenth of what a library in JavaScript takes. */
export function verifyEd25519(
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const x = Buffer.from(key).toString('base64url')
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, message, publicKey, signature)
  } catch {
    return false // not a point of the curve
  }
}

/** Checks a proof file against a content, offline, with what a file says is trusted. */
export function verifyProofFile(
  proof: string,
  content: Uint8Array | undefined,
  trusted: Trusted,
): Verified {
  const digest = content && sha256(content)
  return verifyRecordProof(parseProof(proof), digest, trusted, verifyEd25519)
}

export { anchorAddress, slotsOf } from './domain/anchor-contract.ts'
export { type TrustedValidators, verifySignedBlock } from './domain/light-block.ts'
export { commitmentOf, logKey } from './domain/log.ts'
export {
  grow,
  inclusionRanges,
  leafHash,
  rangeHash,
  rootOf,
  type TileId,
} from './domain/merkle-tree.ts'
export {
  hexOf,
  proofMediaType,
  type RecordProof,
  readTrusted,
  type Trusted,
  type Verified,
} from './domain/record-proof.ts'
