import { sha256 } from '@noble/hashes/sha2.js'

/**
 * The few pieces of protobuf's wire format and the Merkle tree that CometBFT hashes with. What is
 * zero or empty is not written, as proto3 says, but for `nested`, which is always there.
 */
export type Bytes = Uint8Array<ArrayBuffer>

export function join(...parts: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((sum, it) => sum + it.length, 0))
  let at = 0
  for (const it of parts) {
    bytes.set(it, at)
    at += it.length
  }
  return bytes
}

export function varint(value: bigint): Bytes {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}

export function whole(field: number, value: bigint): Bytes {
  return value === 0n ? none : join(Uint8Array.of(field << 3), varint(value))
}

/** A 64-bit number in eight bytes. */
export function fixed(field: number, value: bigint): Bytes {
  if (value === 0n) return none
  const bytes = new Uint8Array(9)
  bytes[0] = (field << 3) | 1
  new DataView(bytes.buffer).setBigInt64(1, value, true)
  return bytes
}

export function bytes(field: number, value: Uint8Array): Bytes {
  return value.length === 0 ? none : nested(field, value)
}

export function text(field: number, value: string): Bytes {
  return bytes(field, new TextEncoder().encode(value))
}

export function nested(field: number, message: Uint8Array): Bytes {
  return join(Uint8Array.of((field << 3) | 2), delimited(message))
}

/** With its length before it. */
export function delimited(message: Uint8Array): Bytes {
  return join(varint(BigInt(message.length)), message)
}

/** The root of RFC 6962, section 2.1, over SHA-256. */
export function merkleRoot(leaves: readonly Uint8Array[]): Bytes {
  if (leaves.length === 0) return digest(none)
  if (leaves.length === 1) return digest(leafMark, leaves[0] as Uint8Array)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return digest(nodeMark, merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)))
}

export function digest(...parts: readonly Uint8Array[]): Bytes {
  return sha256(parts.length === 1 ? (parts[0] as Uint8Array) : join(...parts))
}

const none: Bytes = new Uint8Array(0)
const leafMark = Uint8Array.of(0)
const nodeMark = Uint8Array.of(1)
