/**
 * Proofs of what stood in an account of an Ethereum state (EIP-1186): the nodes of the Merkle
 * Patricia trie from the state's root to the account, and from its storage's root to a slot
 * (Yellow Paper, appendices B, C and D). Pure; it also runs in browsers.
 */

import { keccak_256 as keccak } from '@noble/hashes/sha3.js'
import { sameBytes } from './bytes.ts'

export type Account = {
  readonly nonce: bigint
  readonly balance: bigint
  readonly storageRoot: Uint8Array
  readonly codeHash: Uint8Array
}

/** Thrown where nodes do not hang together, or are not written as a trie writes them. */
export class ProofBroken extends Error {
  override name = 'ProofBroken'
}

/** What the state holds for an address; undefined where the nodes prove that it holds nothing. */
export function provenAccount(
  stateRoot: Uint8Array,
  address: Uint8Array,
  nodes: readonly Uint8Array[],
): Account | undefined {
  const value = provenValue(stateRoot, keccak(address), nodes)
  if (!value) return undefined
  const fields = decode(value)
  const [nonce, balance, storageRoot, codeHash, ...more] = Array.isArray(fields) ? fields : []
  if (
    !(nonce instanceof Uint8Array) ||
    !(balance instanceof Uint8Array) ||
    !isHash(storageRoot) ||
    !isHash(codeHash) ||
    more.length > 0
  ) {
    throw new ProofBroken('This is no account.')
  }
  return { nonce: numberOf(nonce), balance: numberOf(balance), storageRoot, codeHash }
}

/** The word (32 bytes) in a slot; zeros where the nodes prove that nothing was ever put there. */
export function provenSlot(
  storageRoot: Uint8Array,
  slot: Uint8Array,
  nodes: readonly Uint8Array[],
): Uint8Array {
  const word = new Uint8Array(32)
  const value = provenValue(storageRoot, keccak(slot), nodes)
  if (!value) return word
  const bytes = decode(value)
  if (!(bytes instanceof Uint8Array) || bytes.length > 32 || bytes[0] === 0 || bytes.length === 0) {
    throw new ProofBroken('This is no word of storage.')
  }
  word.set(bytes, 32 - bytes.length)
  return word
}

const emptyTrie = keccak(Uint8Array.of(0x80))
// A path has 64 steps and a node may take one; a leaf may follow.
const mostNodes = 65
const mostBytes = 600

/** Follows a key of 32 bytes; each node must be the one that the node before names. */
function provenValue(
  root: Uint8Array,
  key: Uint8Array,
  nodes: readonly Uint8Array[],
): Uint8Array | undefined {
  if (nodes.length === 0 && sameBytes(root, emptyTrie)) return undefined
  if (nodes.length > mostNodes) throw new ProofBroken('The proof has too many nodes.')
  const path = nibblesOf(key)
  let at = 0
  let next: Item = root
  const given = nodes[Symbol.iterator]()
  const take = (): Item[] => {
    // What is shorter than a hash stands in the node above itself.
    if (Array.isArray(next)) return next
    const { value: bytes } = given.next()
    if (!bytes || bytes.length > mostBytes || !isHash(next) || !sameBytes(keccak(bytes), next)) {
      throw new ProofBroken('A node is missing, or is not the one that the node before names.')
    }
    const node = decode(bytes)
    if (!Array.isArray(node)) throw new ProofBroken('A node is no list.')
    return node
  }
  const end = (value: Uint8Array | undefined): Uint8Array | undefined => {
    if (!given.next().done) throw new ProofBroken('The proof has nodes beyond its end.')
    return value
  }
  for (;;) {
    const node = take()
    if (node.length === 17) {
      const step = path[at++]
      // Keys are all of one length: nothing ends in a branch.
      if (step === undefined) throw new ProofBroken('The path ends in a branch.')
      next = node[step] as Item
    } else if (node.length === 2) {
      const [part, value] = node as [Item, Item]
      const { isLeaf, nibbles } = partOf(part)
      const fits = nibbles.every((it, nth) => it === path[at + nth])
      at += nibbles.length
      if (!fits) return end(undefined)
      if (isLeaf) {
        if (at !== path.length || !(value instanceof Uint8Array)) {
          throw new ProofBroken('A leaf does not stand at the end of its path.')
        }
        return end(value)
      }
      next = value
    } else throw new ProofBroken('A node has neither two members nor seventeen.')
    if (next instanceof Uint8Array && next.length === 0) return end(undefined)
  }
}

/** Hex-prefix encoding (appendix C). */
function partOf(part: Item): { isLeaf: boolean; nibbles: number[] } {
  const first = part instanceof Uint8Array ? part[0] : undefined
  if (!(part instanceof Uint8Array) || first === undefined || first >= 0x40) {
    throw new ProofBroken('A part of a path is not well written.')
  }
  const nibbles = nibblesOf(part)
  return { isLeaf: first >= 0x20, nibbles: nibbles.slice((first & 0x10) !== 0 ? 1 : 2) }
}

function nibblesOf(bytes: Uint8Array): number[] {
  return Array.from(bytes).flatMap((it) => [it >> 4, it & 15])
}

type Item = Uint8Array | Item[]

const deepest = 4

/** Decodes RLP (appendix B), all of it, and only in its shortest form. */
function decode(bytes: Uint8Array): Item {
  const [item, end] = itemAt(bytes, 0, bytes.length, 0)
  if (end !== bytes.length) throw new ProofBroken('Bytes follow after the end.')
  return item
}

function itemAt(bytes: Uint8Array, at: number, limit: number, depth: number): [Item, number] {
  const head = bytes[at]
  if (head === undefined || at >= limit || depth > deepest)
    throw new ProofBroken('Bytes end early.')
  if (head < 0x80) return [bytes.subarray(at, at + 1), at + 1]
  const isList = head >= 0xc0
  const short = head - (isList ? 0xc0 : 0x80)
  const [start, length] = short <= 55 ? [at + 1, short] : longLength(bytes, at + 1, short - 55)
  const end = start + length
  if (end > limit) throw new ProofBroken('Bytes end early.')
  if (!isList) {
    const text = bytes.subarray(start, end)
    if (length === 1 && (text[0] as number) < 0x80) throw new ProofBroken('RLP is not shortest.')
    return [text, end]
  }
  const items: Item[] = []
  for (let next = start; next < end; ) {
    const [item, after] = itemAt(bytes, next, end, depth + 1)
    items.push(item)
    next = after
  }
  return [items, end]
}

function longLength(bytes: Uint8Array, at: number, count: number): [number, number] {
  let length = 0
  for (let nth = 0; nth < count; nth++) length = length * 256 + (bytes[at + nth] ?? Number.NaN)
  if (!(length > 55) || bytes[at] === 0) throw new ProofBroken('RLP is not shortest.')
  return [at + count, length]
}

function numberOf(bytes: Uint8Array): bigint {
  if (bytes[0] === 0 || bytes.length > 32) throw new ProofBroken('A number is not well written.')
  return bytes.reduce((sum, it) => sum * 256n + BigInt(it), 0n)
}

function isHash(it: Item | undefined): it is Uint8Array {
  return it instanceof Uint8Array && it.length === 32
}
