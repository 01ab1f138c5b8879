/** What the page of anchored files does in the browser: digests, and proofs checked right here. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { hexOf, type Trusted, type Verified, verifyRecordProof } from '../domain/record-proof.ts'

const stepBytes = 4 * 1_048_576

/** SHA-256 of a file of any size, in flat memory; tells the share that is done. */
export async function digestOfFile(file: File, done: (share: number) => void): Promise<string> {
  const hash = sha256.create()
  for (let at = 0; at < file.size; at += stepBytes) {
    hash.update(new Uint8Array(await file.slice(at, at + stepBytes).arrayBuffer()))
    done(Math.min(1, (at + stepBytes) / file.size))
  }
  return hexOf(hash.digest())
}

/** Checks a proof here, with nothing but what is trusted. `digest`: of the content, 0x…. */
export function checkProof(
  proof: unknown,
  digest: Uint8Array | undefined,
  trusted: Trusted,
): Verified {
  return verifyRecordProof(proof, digest, trusted, (key, message, signature) => {
    try {
      return ed25519.verify(signature, message, key)
    } catch {
      return false // not a key or a signature at all
    }
  })
}
