/**
 * A snapshot in chunks: the accounts, slots and codes of one height, and the last headers. Its root
 * is the one that consensus signed; the headers are linked to it by their hashes.
 */
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { sha256 } from '#kernel/digest'

export const format = 1
export const chunkBytes = 4_000_000
/** Of one thing in it: a code may have 24 KiB, all else is less. */
const mostBytes = 65_536
const mostChunks = 1_000_000

export type EntryKind = 'account' | 'slot' | 'code' | 'header'
const kinds: readonly EntryKind[] = ['account', 'slot', 'code', 'header']

export type Entry = {
  readonly kind: EntryKind
  readonly key: Uint8Array
  readonly value: Uint8Array
}

export type Manifest = {
  readonly height: number
  /** Hexadecimal. */
  readonly root: string
  /** SHA-256 of each chunk as it travels. */
  readonly chunks: readonly string[]
}

export function encodeEntry({ kind, key, value }: Entry): Buffer {
  const head = Buffer.alloc(6)
  head[0] = kinds.indexOf(kind)
  head[1] = key.length
  head.writeUInt32BE(value.length, 2)
  return Buffer.concat([head, key, value])
}

/** The entries of a chunk that may come from anyone. Throws an Error when it is malformed. */
export function entriesIn(chunk: Buffer): Entry[] {
  const entries: Entry[] = []
  let at = 0
  while (at < chunk.length) {
    const kind = kinds[chunk[at] ?? kinds.length]
    const keySize = chunk[at + 1] ?? 0
    const size = at + 6 <= chunk.length ? chunk.readUInt32BE(at + 2) : mostBytes + 1
    const end = at + 6 + keySize + size
    if (!kind || keySize === 0 || size > mostBytes || end > chunk.length) {
      throw new Error('The chunk is malformed.')
    }
    const key = chunk.subarray(at + 6, at + 6 + keySize)
    entries.push({ kind, key, value: chunk.subarray(at + 6 + keySize, end) })
    at = end
  }
  return entries
}

export function compressed(chunk: Buffer): Promise<Buffer> {
  return promisify(zstdCompress)(chunk)
}

export async function expanded(chunk: Uint8Array): Promise<Buffer> {
  return promisify(zstdDecompress)(chunk, { maxOutputLength: chunkBytes + 2 * mostBytes })
}

export function encodeManifest({ height, root, chunks }: Manifest): Buffer {
  return Buffer.from(JSON.stringify({ height, root, chunks }))
}

/** Undefined when it is none. */
export function manifestIn(bytes: Uint8Array, hash: Uint8Array): Manifest | undefined {
  if (sha256(bytes).compare(hash) !== 0) return undefined
  try {
    const it = JSON.parse(Buffer.from(bytes).toString()) as Partial<Manifest>
    const isDigest = (text: unknown) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text)
    const { height, root, chunks } = it
    if (typeof height !== 'number' || !Number.isSafeInteger(height) || height < 0) return undefined
    if (typeof root !== 'string' || !isDigest(root) || !Array.isArray(chunks)) return undefined
    if (chunks.length === 0 || chunks.length > mostChunks || !chunks.every(isDigest)) {
      return undefined
    }
    return { height, root, chunks }
  } catch {
    return undefined
  }
}
