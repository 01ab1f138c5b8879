/** Receipts of a block as one value that is read receipt by receipt. */

import type { Log, StoredReceipt } from './blocks.ts'
import { bigintOf, shortBytes } from './bytes.ts'

/** Offsets of the parts, then the parts. */
export function pack(parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.allocUnsafe(4 + 4 * parts.length)
  head.writeUInt32BE(parts.length)
  let end = head.length
  for (const [nth, part] of parts.entries()) {
    end += part.length
    head.writeUInt32BE(end, 4 + 4 * nth)
  }
  return Buffer.concat([head, ...parts])
}

export function partsIn(packed: Uint8Array): number {
  return view(packed).readUInt32BE()
}

export function partOf(packed: Uint8Array, nth: number): Uint8Array | undefined {
  const bytes = view(packed)
  const count = bytes.readUInt32BE()
  if (!Number.isInteger(nth) || nth < 0 || nth >= count) return undefined
  const start = nth === 0 ? 4 + 4 * count : bytes.readUInt32BE(4 * nth)
  return bytes.subarray(start, bytes.readUInt32BE(4 + 4 * nth))
}

export function unpack(packed: Uint8Array): Uint8Array[] {
  return Array.from(
    { length: partsIn(packed) },
    (_, nth) => partOf(packed, nth) ?? new Uint8Array(),
  )
}

export function encodeReceipt(it: StoredReceipt): Buffer {
  return pack([
    it.hash,
    Uint8Array.of(it.type, it.status),
    shortBytes(it.gasUsed),
    shortBytes(it.cumulativeGasUsed),
    shortBytes(it.effectiveGasPrice),
    it.from,
    it.to ?? new Uint8Array(),
    it.contractAddress ?? new Uint8Array(),
    ...it.logs.flatMap(({ address, topics, data }) => [Buffer.concat([address, ...topics]), data]),
  ])
}

export function decodeReceipt(bytes: Uint8Array): StoredReceipt {
  const parts = unpack(bytes)
  const at = (nth: number) => parts[nth] ?? new Uint8Array()
  const optional = (nth: number) => (at(nth).length > 0 ? at(nth) : undefined)
  return {
    hash: at(0),
    type: at(1)[0] ?? 0,
    status: at(1)[1] === 1 ? 1 : 0,
    gasUsed: bigintOf(at(2)),
    cumulativeGasUsed: bigintOf(at(3)),
    effectiveGasPrice: bigintOf(at(4)),
    from: at(5),
    to: optional(6),
    contractAddress: optional(7),
    logs: logsIn(parts.slice(8)),
  }
}

function logsIn(parts: readonly Uint8Array[]): Log[] {
  return Array.from({ length: parts.length / 2 }, (_, nth) => {
    const [says = new Uint8Array(), data = new Uint8Array()] = parts.slice(2 * nth)
    const topics = Array.from({ length: (says.length - 20) / 32 }, (_, topic) =>
      says.subarray(20 + 32 * topic, 52 + 32 * topic),
    )
    return { address: says.subarray(0, 20), topics, data }
  })
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
