/**
 * Nodes of a Merkle Patricia trie as they are kept. A branch stands at the path where its parent
 * points to it, together with the extension before it (`prefix`), so there are only two kinds:
 * branches, which are kept, and leaves, which are the flat state itself.
 */

import { keccak } from './keccak.ts'
import { nibble } from './keys.ts'
import { encodeRlp, headSize, writeHead } from './rlp.ts'

export type Leaf = {
  readonly kind: 'leaf'
  /** The hashed key, 32 bytes. */
  readonly key: Uint8Array
  /** RLP of the account, or of the storage value. */
  readonly value: Uint8Array
}

export type Branch = {
  readonly kind: 'branch'
  /** The digits of the extension before it, one a byte. */
  readonly prefix: Uint8Array
  /** Sixteen places of 32 bytes: the hash of a child, or a child of less than 32 bytes itself. */
  readonly refs: Buffer
  /** Bytes of each reference; 0 where there is no child. */
  readonly sizes: Uint8Array
  /** Bit n: child n is a leaf. */
  readonly leaves: number
}

export type TrieNode = Leaf | Branch

/** A branch that nobody else holds yet. */
export type Draft = { -readonly [K in keyof Branch]: Branch[K] }

const scratch = Buffer.alloc(1024)
const embeddedFlag = 0x80
export const noPrefix = new Uint8Array()

/** What the parent holds of a node at this depth: its hash, or the node when that is shorter. */
export function refOf(node: TrieNode, depth: number): Uint8Array {
  const size = node.kind === 'leaf' ? writeLeaf(node, depth) : writeBranch(node)
  const encoded = scratch.subarray(0, size)
  if (node.kind === 'branch' && node.prefix.length > 0) {
    return shortened(extension(node.prefix, shortened(encoded)))
  }
  return shortened(encoded)
}

/** The nodes as RLP, as a proof lists them: a branch comes with the extension before it. */
export function encodeNode(node: TrieNode, depth: number): readonly Uint8Array[] {
  if (node.kind === 'leaf') return [Buffer.from(scratch.subarray(0, writeLeaf(node, depth)))]
  const branch = Buffer.from(scratch.subarray(0, writeBranch(node)))
  if (node.prefix.length === 0) return [branch]
  const ref = shortened(branch)
  const before = Buffer.from(extension(node.prefix, ref))
  return ref.length < 32 ? [before] : [before, branch]
}

/** The hash of the topmost node. */
export function rootOf(node: TrieNode): Uint8Array {
  return keccak(Buffer.from(encodeNode(node, 0)[0] ?? noPrefix))
}

function shortened(encoded: Uint8Array): Uint8Array {
  return encoded.length < 32 ? Buffer.from(encoded) : keccak(encoded)
}

function writeLeaf({ key, value }: Leaf, depth: number): number {
  const pathSize = 33 - ((depth + 1) >> 1)
  const pathRlp = pathSize === 1 ? 1 : 1 + pathSize
  const valueRlp =
    value.length === 1 && (value[0] ?? 0) < 0x80 ? 1 : headSize(value.length) + value.length
  let at = writeHead(scratch, 0, 0xc0, pathRlp + valueRlp)
  if (pathSize > 1) scratch[at++] = 0x80 + pathSize
  scratch[at] = depth % 2 === 0 ? 0x20 : 0x30 | nibble(key, depth)
  scratch.set(key.subarray((depth + 1) >> 1), at + 1)
  at += pathSize
  if (valueRlp > 1) at = writeHead(scratch, at, 0x80, value.length)
  scratch.set(value, at)
  return at + value.length
}

function writeBranch({ refs, sizes }: Branch): number {
  let payload = 1
  for (let nth = 0; nth < 16; nth++) {
    const size = sizes[nth] ?? 0
    payload += size === 32 ? 33 : size === 0 ? 1 : size
  }
  let at = writeHead(scratch, 0, 0xc0, payload)
  for (let nth = 0; nth < 16; nth++) {
    const size = sizes[nth] ?? 0
    if (size === 0) scratch[at++] = 0x80
    else {
      if (size === 32) scratch[at++] = 0xa0
      refs.copy(scratch, at, nth * 32, nth * 32 + size)
      at += size
    }
  }
  scratch[at] = 0x80
  return at + 1
}

function extension(prefix: Uint8Array, ref: Uint8Array): Uint8Array {
  const odd = prefix.length % 2
  const path = Buffer.alloc(1 + (prefix.length >> 1))
  path[0] = odd ? 0x10 | (prefix[0] ?? 0) : 0
  for (let nth = odd; nth < prefix.length; nth += 2) {
    path[1 + (nth >> 1)] = ((prefix[nth] ?? 0) << 4) | (prefix[nth + 1] ?? 0)
  }
  const [first, second] = [encodeRlp(path), ref.length === 32 ? encodeRlp(ref) : ref]
  const size = first.length + second.length
  const bytes = Buffer.alloc(headSize(size) + size)
  const at = writeHead(bytes, 0, 0xc0, size)
  bytes.set(first, at)
  bytes.set(second, at + first.length)
  return bytes
}

/**
 * As a record: prefix, leaves, which children (of those asked for), their sizes, their references.
 */
export function encodeBranch({ prefix, refs, sizes, leaves }: Branch, only = 0xffff): Buffer {
  let [mask, size, embedded] = [0, 5 + prefix.length, false]
  for (let nth = 0; nth < 16; nth++) {
    const length = sizes[nth] ?? 0
    if (length === 0 || !(only & (1 << nth))) continue
    mask |= 1 << nth
    size += length
    if (length !== 32) embedded = true
  }
  const record = Buffer.allocUnsafe(size + (embedded ? 16 : 0))
  record[0] = prefix.length | (embedded ? embeddedFlag : 0)
  record.set(prefix, 1)
  let at = record.writeUInt16BE(leaves & only, 1 + prefix.length)
  at = record.writeUInt16BE(mask, at)
  if (embedded) {
    record.set(sizes, at)
    at += 16
  }
  for (let nth = 0; nth < 16; nth++) {
    if (mask & (1 << nth)) at += refs.copy(record, at, nth * 32, nth * 32 + (sizes[nth] ?? 0))
  }
  return record
}

export function decodeBranch(record: Uint8Array): Branch {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length)
  const prefixSize = (bytes[0] ?? 0) & 0x7f
  const embedded = ((bytes[0] ?? 0) & embeddedFlag) !== 0
  const leaves = bytes.readUInt16BE(1 + prefixSize)
  const mask = bytes.readUInt16BE(3 + prefixSize)
  let at = 5 + prefixSize
  const given = embedded ? bytes.subarray(at, at + 16) : undefined
  if (embedded) at += 16
  const sizes = new Uint8Array(16)
  const refs = Buffer.alloc(512)
  for (let nth = 0; nth < 16; nth++) {
    if (!(mask & (1 << nth))) continue
    const size = given?.[nth] ?? 32
    sizes[nth] = size
    at += bytes.copy(refs, nth * 32, at, at + size)
  }
  return {
    kind: 'branch',
    prefix: Buffer.from(bytes.subarray(1, 1 + prefixSize)),
    refs,
    sizes,
    leaves,
  }
}

export function draftOf(prefix: Uint8Array, like?: Branch): Draft {
  return {
    kind: 'branch',
    prefix,
    refs: like ? Buffer.from(like.refs) : Buffer.alloc(512),
    sizes: like ? Uint8Array.from(like.sizes) : new Uint8Array(16),
    leaves: like?.leaves ?? 0,
  }
}

export function setChild(branch: Draft, digit: number, ref: Uint8Array, isLeaf: boolean): void {
  branch.refs.set(ref, digit * 32)
  branch.sizes[digit] = ref.length
  branch.leaves = isLeaf ? branch.leaves | (1 << digit) : branch.leaves & ~(1 << digit)
}
