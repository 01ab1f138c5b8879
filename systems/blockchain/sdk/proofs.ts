/** Proofs that a content was anchored: fetched from a center, checked without it. */
import { createHash } from 'node:crypto'
import { type Trusted, type Verified, verifyProofFile } from '../verification.ts'

/** One record of the content: `proof` is null while its root is not on the chain yet. */
export type Found = {
  readonly state: 'waiting' | 'in-tree' | 'proven'
  readonly log: string
  readonly handedAt: string
  readonly anchoredAt: string | null
  readonly proof: unknown
}

/**
 * Asks a center whether it has anchored this content. Only the SHA-256 leaves this machine. A file
 * may have been anchored several times.
 */
export async function findProofs(center: string, content: Uint8Array): Promise<Found[]> {
  const digest = `0x${createHash('sha256').update(content).digest('hex')}`
  const answer = await fetch(`${center}/api/blockchain/v1/proofs/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ digest }),
    signal: AbortSignal.timeout(20_000),
  })
  if (!answer.ok) throw new Error(`The center answered ${answer.status}: ${await answer.text()}`)
  const { items } = (await answer.json()) as { items: Found[] }
  return items
}

/**
 * Checks a proof offline: from the content over the log and the chain's state to a header that
 * enough of the trusted validators have signed. Nothing is asked of anyone.
 */
export function checkProof(proof: unknown, content: Uint8Array, trusted: Trusted): Verified {
  return verifyProofFile(JSON.stringify(proof), content, trusted)
}
