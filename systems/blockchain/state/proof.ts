/** Proofs of what an account or a slot held after a block (EIP-1186). */
import { accountRlp, decodeAccount } from './account.ts'
import { keccak } from './keccak.ts'
import { nibble } from './keys.ts'
import { encodeNode, type Leaf, type TrieNode } from './node.ts'
import { encodeRlp } from './rlp.ts'
import type { AccountProof } from './state.ts'
import type { Owner, View } from './view.ts'

export function proofOf(
  view: View,
  address: Uint8Array,
  slots: readonly Uint8Array[],
): AccountProof {
  const owner = keccak(address)
  const found = view.account(owner)
  return {
    account: found && decodeAccount(found),
    accountProof: pathTo(view, undefined, owner),
    storageProof: slots.map((slot) => {
      const key = keccak(slot)
      return {
        slot,
        value: view.slot(owner, key) ?? new Uint8Array(),
        proof: pathTo(view, owner, key),
      }
    }),
  }
}

/** The nodes from the root towards a key, as far as they go. */
function pathTo(view: View, owner: Owner, key: Uint8Array): readonly Uint8Array[] {
  const nodes: Uint8Array[] = []
  let node: TrieNode | undefined = view.branch(owner, key, 0) ?? leafOn(view, owner, key, 0)
  let depth = 0
  // A node of less than 32 bytes stands inside its parent and is not listed again.
  let isListed = true
  while (node) {
    const encoded = encodeNode(node, depth)
    if (node.kind === 'leaf') return isListed ? [...nodes, ...encoded] : nodes
    if (!follows(key, depth, node.prefix)) {
      return isListed ? [...nodes, ...encoded.slice(0, 1)] : nodes
    }
    if (isListed) nodes.push(...encoded)
    depth += node.prefix.length
    const digit = nibble(key, depth++)
    const size: number = node.sizes[digit] ?? 0
    if (size === 0) return nodes
    isListed = size === 32
    node =
      node.leaves & (1 << digit) ? leafOn(view, owner, key, depth) : view.branch(owner, key, depth)
  }
  return nodes
}

function follows(key: Uint8Array, depth: number, prefix: Uint8Array): boolean {
  return prefix.every((digit, nth) => nibble(key, depth + nth) === digit)
}

/** The leaf at a path: that of the key itself, or another that stands in its place. */
function leafOn(view: View, owner: Owner, key: Uint8Array, depth: number): Leaf | undefined {
  const own = owner ? view.slot(owner, key) : view.account(key)
  const found = own ? { key, value: own } : view.firstBelow(owner, key, depth)
  if (!found) return undefined
  const value = owner ? encodeRlp(found.value) : accountRlp(decodeAccount(found.value))
  return { kind: 'leaf', key: found.key, value }
}
