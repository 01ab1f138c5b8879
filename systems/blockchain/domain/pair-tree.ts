/**
 * Merkle trees over sorted pairs with keccak256, as OpenZeppelin's contracts verify them and
 * `@openzeppelin/merkle-tree` lays them out for leaves of one bytes32: an issuer's credentials,
 * whose root stands in CredentialRoots.sol. Pure; it also runs in browsers.
 */
import { keccak_256 as keccak } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'

export type PairTree = {
  readonly root: Uint8Array
  /** The siblings from the leaf up; undefined where the commitment is not in the tree. */
  proof(commitment: Uint8Array): Uint8Array[] | undefined
}

/** A tree of more has a proof that a contract would not walk. */
const mostLeaves = 2 ** 24

/** Hashed twice, so that no inner node (a hash of 64 bytes) can pass for a leaf. */
export function pairLeaf(commitment: Uint8Array): Uint8Array {
  if (commitment.length !== 32) throw new RangeError('A commitment has 32 bytes.')
  return keccak(keccak(commitment))
}

/** The parent of two nodes, whichever stands left. */
export function pairHash(one: Uint8Array, other: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64)
  const [low, high] = compare(one, other) <= 0 ? [one, other] : [other, one]
  pair.set(low)
  pair.set(high, 32)
  return keccak(pair)
}

/**
 * The tree of an issuer's commitments, 32 bytes each, at least one, in any order. The leaves stand
 * sorted at the end of an array in which node i has the children 2i + 1 and 2i + 2.
 */
export function pairTree(commitments: readonly Uint8Array[]): PairTree {
  const count = commitments.length
  if (count === 0 || count > mostLeaves) {
    throw new RangeError(`A tree has 1 to ${mostLeaves} commitments.`)
  }
  const leaves = commitments.map(pairLeaf).toSorted(compare)
  const nodes: Uint8Array[] = Array.from({ length: 2 * count - 1 })
  const places = new Map<string, number>()
  leaves.forEach((leaf, at) => {
    nodes[nodes.length - 1 - at] = leaf
    places.set(bytesToHex(leaf), nodes.length - 1 - at)
  })
  for (let at = count - 2; at >= 0; at -= 1) {
    nodes[at] = pairHash(nodes[2 * at + 1] as Uint8Array, nodes[2 * at + 2] as Uint8Array)
  }
  return {
    root: nodes[0] as Uint8Array,
    proof(commitment) {
      let at = places.get(bytesToHex(pairLeaf(commitment)))
      if (at === undefined) return undefined
      const siblings: Uint8Array[] = []
      for (; at > 0; at = (at - 1) >> 1) {
        siblings.push(nodes[at % 2 === 0 ? at - 1 : at + 1] as Uint8Array)
      }
      return siblings
    },
  }
}

/** Is the commitment in the tree with this root? */
export function verifyPairProof(
  root: Uint8Array,
  commitment: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (proof.length > 64 || proof.some((it) => it.length !== 32)) return false
  return compare(proof.reduce(pairHash, pairLeaf(commitment)), root) === 0
}

function compare(one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < 32; at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return one.length - other.length
}
