/** Merkle trees as RFC 9162 hashes them: one root stands for all leaves, a short path for one. */
import { sha256 } from '#kernel/digest'

const nodeMark = Buffer.from([1])

function nodeOf(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Buffer.concat([nodeMark, left, right]))
}

/** RFC 9162, 2.1.1: the largest power of two below the size. */
function splitOf(size: number): number {
  return 2 ** (31 - Math.clz32(size - 1))
}

/** The root over the hashes of leaves (32 bytes each), at least one. */
export function rootOf(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves
  if (!first) throw new RangeError('A tree without leaves has no root here.')
  if (leaves.length === 1) return Buffer.from(first)
  const at = splitOf(leaves.length)
  return nodeOf(rootOf(leaves.slice(0, at)), rootOf(leaves.slice(at)))
}

/** RFC 9162, 2.1.3.1: the hashes that lead from leaf `index` to the root, nearest first. */
export function pathOf(leaves: readonly Uint8Array[], index: number): Buffer[] {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError('There is no such leaf.')
  if (leaves.length === 1) return []
  const at = splitOf(leaves.length)
  return index < at
    ? [...pathOf(leaves.slice(0, at), index), rootOf(leaves.slice(at))]
    : [...pathOf(leaves.slice(at), index - at), rootOf(leaves.slice(0, at))]
}

/** RFC 9162, 2.1.3.2: the root that a path leads to; undefined when it has not the right length. */
export function rootAbove(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Buffer | undefined {
  if (!(index >= 0 && index < size)) return undefined
  let [node, last] = [index, size - 1]
  let found: Buffer = Buffer.from(leaf)
  for (const it of path) {
    if (last === 0) return undefined
    if (node % 2 === 1 || node === last) {
      found = nodeOf(it, found)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else found = nodeOf(found, it)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 ? found : undefined
}

function half(it: number): number {
  return Math.floor(it / 2)
}
