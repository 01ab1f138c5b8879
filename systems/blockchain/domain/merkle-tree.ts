/**
 * Append-only Merkle trees as RFC 9162 (2.1) hashes them, kept in tiles: tile `index` of `level`
 * holds up to 256 hashes of complete subtrees, each over 256^level leaves. What a tile holds never
 * changes, it only grows; so proofs for every former size can be made at any time.
 *
 * Sizes and indexes are whole numbers below 2^53. Pure; it also runs in browsers.
 */

import { sha256 } from '@noble/hashes/sha2.js'
import { sameBytes } from './bytes.ts'

/** SHA-256; programs that make many hashes hand in a faster one than is at hand everywhere. */
export type Hash = (data: Uint8Array) => Uint8Array

/** The leaves from `from` on, before `to`; `from` is a multiple of a power of two ≥ their number. */
export type Range = { readonly from: number; readonly to: number }

export type TileId = { readonly level: number; readonly index: number }

/** The hashes of a tile, 32 bytes each, at least as many as are asked for. */
export type ReadTile = (tile: TileId) => Uint8Array | undefined

export const hashBytes = 32
/** Hashes in a full tile: eight levels of the tree. */
export const tileWidth = 256

export function leafHash(data: Uint8Array, hash: Hash = sha256): Uint8Array {
  const marked = new Uint8Array(data.length + 1)
  marked.set(data, 1)
  return hash(marked)
}

export function nodeHash(left: Uint8Array, right: Uint8Array, hash: Hash = sha256): Uint8Array {
  const marked = new Uint8Array(1 + 2 * hashBytes)
  marked[0] = 1
  marked.set(left, 1)
  marked.set(right, 1 + hashBytes)
  return hash(marked)
}

/** The root of a tree without leaves. */
export function emptyRoot(hash: Hash = sha256): Uint8Array {
  return hash(new Uint8Array(0))
}

/** 2.1.3.1: the parts of the tree whose hashes lead from leaf `index` to the root, nearest first. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(index >= 0 && index < size)) throw new RangeError('There is no such leaf.')
  const ranges: Range[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (index < middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
    }
  }
  return ranges.toReversed()
}

/** 2.1.4.1: the parts whose hashes show that the tree of `size` begins with that of `former`. */
export function consistencyRanges(former: number, size: number): Range[] {
  if (!(former > 0 && former <= size)) throw new RangeError('There was no such tree.')
  const ranges: Range[] = []
  let [from, to] = [0, size]
  let isWhole = true
  while (former !== to) {
    const middle = from + splitOf(to - from)
    if (former <= middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
      isWhole = false
    }
  }
  if (!isWhole) ranges.push({ from, to })
  return ranges.toReversed()
}

/** The tiles that the hashes of these parts are read from. */
export function tilesOf(ranges: readonly Range[]): TileId[] {
  const tiles = new Map<string, TileId>()
  for (const range of ranges) {
    for (const { height, index } of subtreesOf(range)) {
      const tile = placeOf(height, index)
      tiles.set(`${tile.level}/${tile.index}`, tile)
    }
  }
  return [...tiles.values()]
}

/** The hash of a part of the tree. */
export function rangeHash(range: Range, read: ReadTile, hash?: Hash): Uint8Array {
  return subtreesOf(range)
    .map((it) => subtreeHash(it, read, hash))
    .reduceRight((right, left) => nodeHash(left, right, hash))
}

/** The root of the tree's first `size` leaves. */
export function rootOf(size: number, read: ReadTile, hash?: Hash): Uint8Array {
  return size === 0 ? emptyRoot(hash) : rangeHash({ from: 0, to: size }, read, hash)
}

/** 2.1.3.2: does the path lead from this leaf, at this place, to this root? */
export function provesInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
  hash?: Hash,
): boolean {
  if (!isPlace(index) || !isPlace(size) || index >= size || !path.every(isHash)) return false
  let [node, last, found] = [index, size - 1, leaf]
  for (const it of path) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      found = nodeHash(it, found, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else found = nodeHash(found, it, hash)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && sameBytes(found, root)
}

/** 2.1.4.2: does the tree with `root` begin with the tree of `former` leaves and `formerRoot`? */
export function provesConsistency(
  former: number,
  formerRoot: Uint8Array,
  size: number,
  root: Uint8Array,
  path: readonly Uint8Array[],
  hash?: Hash,
): boolean {
  if (!isPlace(former) || !isPlace(size) || former === 0 || former > size) return false
  if (!path.every(isHash)) return false
  if (former === size) return path.length === 0 && sameBytes(formerRoot, root)
  // A former tree that is complete stands in the new one as it was, so the path leaves it out.
  const [first, ...rest] = isPowerOfTwo(former) ? [formerRoot, ...path] : path
  if (!first || path.length === 0) return false
  let [node, last] = [former - 1, size - 1]
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let [formerFound, found] = [first, first]
  for (const it of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      formerFound = nodeHash(it, formerFound, hash)
      found = nodeHash(it, found, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else found = nodeHash(found, it, hash)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && sameBytes(formerFound, formerRoot) && sameBytes(found, root)
}

/** A tile with what it holds from now on. */
export type Tile = TileId & { readonly hashes: Uint8Array }

/**
 * The tiles that change when leaves are appended. The open tile of each level, where there is one,
 * is read; full tiles are new.
 *
 * @param leaves Hashes of the new leaves, one behind the other.
 */
export function grow(size: number, leaves: Uint8Array, read: ReadTile, hash?: Hash): Tile[] {
  const tiles: Tile[] = []
  let [held, added] = [size, leaves]
  for (let level = 0; added.length > 0; level++) {
    const index = Math.floor(held / tileWidth)
    const open = held % tileWidth
    const before = open === 0 ? new Uint8Array(0) : hashesOf(read({ level, index }), 0, open)
    const all = joined(before, added)
    const above: Uint8Array[] = []
    const tileBytes = tileWidth * hashBytes
    for (let at = 0; at < all.length; at += tileBytes) {
      const hashes = all.subarray(at, at + tileBytes)
      tiles.push({ level, index: index + at / tileBytes, hashes })
      if (hashes.length === tileBytes) above.push(fold(hashes, hash))
    }
    held = index
    added = joined(...above)
  }
  return tiles
}

/** The open tiles that `grow` reads. */
export function openTiles(size: number): TileId[] {
  const tiles: TileId[] = []
  for (let [level, held] = [0, size]; held > 0; level++, held = Math.floor(held / tileWidth)) {
    if (held % tileWidth > 0) tiles.push({ level, index: Math.floor(held / tileWidth) })
  }
  return tiles
}

type Subtree = { readonly height: number; readonly index: number }

/** The complete subtrees that a part is made of, the largest first. */
function subtreesOf({ from, to }: Range): Subtree[] {
  const found: Subtree[] = []
  for (let at = from; at < to; ) {
    const leaves = powerWithin(to - at)
    found.push({ height: Math.log2(leaves), index: at / leaves })
    at += leaves
  }
  return found
}

function placeOf(height: number, index: number): TileId & { first: number; count: number } {
  const level = Math.floor(height / 8)
  const count = 2 ** (height % 8)
  const first = index * count
  const tile = Math.floor(first / tileWidth)
  return { level, index: tile, first: first % tileWidth, count }
}

function subtreeHash({ height, index }: Subtree, read: ReadTile, hash?: Hash): Uint8Array {
  const place = placeOf(height, index)
  return fold(hashesOf(read(place), place.first, place.count), hash)
}

function hashesOf(tile: Uint8Array | undefined, first: number, count: number): Uint8Array {
  const found = tile?.subarray(first * hashBytes, (first + count) * hashBytes)
  if (found?.length !== count * hashBytes) throw new RangeError('A tile of the tree is missing.')
  return found
}

/** The hash over a power of two of hashes. */
function fold(hashes: Uint8Array, hash: Hash = sha256): Uint8Array {
  if (hashes.length === hashBytes) return hashes.slice()
  const pair = new Uint8Array(1 + 2 * hashBytes)
  pair[0] = 1
  const row = hashes.slice()
  for (let count = row.length / hashBytes; count > 1; count /= 2) {
    for (let at = 0; at < count; at += 2) {
      pair.set(row.subarray(at * hashBytes, (at + 2) * hashBytes), 1)
      row.set(hash(pair), (at / 2) * hashBytes)
    }
  }
  return row.slice(0, hashBytes)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, it) => sum + it.length, 0))
  let at = 0
  for (const it of parts) {
    all.set(it, at)
    at += it.length
  }
  return all
}

/** The largest power of two below a size of at least two. */
function splitOf(size: number): number {
  const power = powerWithin(size)
  return power === size ? power / 2 : power
}

/** The largest power of two that is at most this; logarithms of large numbers are rounded. */
function powerWithin(size: number): number {
  let power = 1
  while (power * 2 <= size) power *= 2
  return power
}

function half(it: number): number {
  return Math.floor(it / 2)
}

function isPlace(it: number): boolean {
  return Number.isSafeInteger(it) && it >= 0
}

function isPowerOfTwo(it: number): boolean {
  return powerWithin(it) === it
}

function isHash(it: Uint8Array): boolean {
  return it.length === hashBytes
}
