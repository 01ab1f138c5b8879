import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { Refusal } from '#kernel/problem'
import { syncFolder } from '#kernel/secrets'
import type { Commit, Header } from './signed-block.ts'

/** A block that was decided, with what its execution must give again. Hashes are hex. */
export type LoggedBlock = {
  readonly header: Header
  readonly commit: Commit
  readonly appHash: string
  readonly resultsHash: string
  readonly txs: readonly Uint8Array[]
}

/**
 * Blocks one after the other in one file that only grows. A block is a record: the length and the
 * CRC-32 of what follows, the length of its JSON, the JSON, then each transaction after its length.
 * Beside it stands where each begins (8 bytes a block), which can be lost and is found again.
 */
export type BlockLog = {
  readonly height: number
  read(height: number): LoggedBlock | undefined
  /** Returns when the block is durable. */
  append(block: LoggedBlock): void
  close(): void
}

const headLength = 8
const maxRecord = 256 * 1024 * 1024

export function openBlockLog(folder: string): BlockLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const [file, index] = ['blocks.log', 'blocks.index'].map((name) => open(join(folder, name)))
  if (file === undefined || index === undefined) throw new Error('Two files were not opened.')
  syncFolder(folder)
  const path = join(folder, 'blocks.log')
  let { height, end } = recover(file, index, path)

  function read(at: number): LoggedBlock | undefined {
    if (!Number.isInteger(at) || at < 1 || at > height) return undefined
    const found = recordAt(file as number, startOf(index as number, at), end)
    if (found.kind !== 'whole') throw damaged(path, at)
    const block = decode(found.bytes)
    if (block.header.height !== String(at)) throw damaged(path, at)
    return block
  }

  return {
    get height() {
      return height
    },
    read,
    append(block) {
      const record = encode(block)
      writeAll(file, record, end)
      fdatasyncSync(file)
      const start = Buffer.alloc(8)
      start.writeBigUInt64LE(BigInt(end))
      writeAll(index, start, height * 8)
      end += record.length
      height++
    },
    close() {
      closeSync(file)
      closeSync(index)
    },
  }
}

function open(path: string): number {
  return openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600)
}

/** Finds the last whole block from what the index knows; takes a torn record away. */
function recover(file: number, index: number, path: string): { height: number; end: number } {
  const size = fstatSync(file).size
  let height = Math.floor(fstatSync(index).size / 8)
  let end = 0
  // What the index says of the end may not have reached the disk, or be of a longer life.
  for (; height > 0; height--) {
    const start = startOf(index, height)
    const found = recordAt(file, start, size)
    if (found.kind === 'whole' && heightOf(found.bytes) === height) {
      end = start + headLength + found.bytes.length
      break
    }
  }
  for (;;) {
    const found = recordAt(file, end, size)
    if (found.kind === 'none') break
    if (found.kind === 'damaged') throw damaged(path, height + 1)
    if (found.kind === 'torn') {
      ftruncateSync(file, end)
      fdatasyncSync(file)
      break
    }
    if (heightOf(found.bytes) !== height + 1) throw damaged(path, height + 1)
    const start = Buffer.alloc(8)
    start.writeBigUInt64LE(BigInt(end))
    writeAll(index, start, height * 8)
    height++
    end += headLength + found.bytes.length
  }
  ftruncateSync(index, height * 8)
  return { height, end }
}

function startOf(index: number, height: number): number {
  const bytes = Buffer.alloc(8)
  readSync(index, bytes, 0, 8, (height - 1) * 8)
  return Number(bytes.readBigUInt64LE())
}

type Found =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'none' }
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged' }

/** What begins at `at`: torn is what a crash leaves at the end, damaged what it cannot leave. */
function recordAt(file: number, at: number, size: number): Found {
  if (at >= size) return { kind: 'none' }
  const head = Buffer.alloc(headLength)
  if (size - at < headLength) return { kind: 'torn' }
  readSync(file, head, 0, headLength, at)
  const length = head.readUInt32LE(0)
  const reaches = at + headLength + length
  if (reaches > size || length > maxRecord) return { kind: 'torn' }
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, at + headLength)
  if (length > 0 && crc32(bytes) === head.readUInt32LE(4)) return { kind: 'whole', bytes }
  return { kind: reaches === size || isZero(file, at, size) ? 'torn' : 'damaged' }
}

/** Some file systems leave zeros where the data of a last write did not arrive. */
function isZero(file: number, from: number, size: number): boolean {
  const bytes = Buffer.alloc(65_536)
  for (let at = from; at < size; ) {
    const read = readSync(file, bytes, 0, Math.min(bytes.length, size - at), at)
    if (read === 0 || bytes.subarray(0, read).some((it) => it !== 0)) return false
    at += read
  }
  return true
}

function encode({ txs, ...rest }: LoggedBlock): Buffer {
  const json = Buffer.from(JSON.stringify(rest))
  const parts = [json, ...txs].flatMap((it) => [lengthOf(it), it])
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(headLength)
  head.writeUInt32LE(body.length, 0)
  head.writeUInt32LE(crc32(body), 4)
  return Buffer.concat([head, body])
}

function decode(bytes: Buffer): LoggedBlock {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at)
    parts.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  const [json, ...txs] = parts
  return { ...(JSON.parse(String(json)) as Omit<LoggedBlock, 'txs'>), txs }
}

function heightOf(bytes: Buffer): number {
  return Number(decode(bytes).header.height)
}

function lengthOf(part: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(part.length)
  return length
}

function writeAll(file: number, bytes: Uint8Array, at: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written, at + written)
  }
}

function damaged(path: string, height: number): Refusal {
  return new Refusal(
    `The log of blocks ${path} is damaged at block ${height}. Restore the chain's folder from a ` +
      'backup; nothing was changed.',
  )
}
