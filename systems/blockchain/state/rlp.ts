/** The few forms of RLP that nodes of a trie are made of (Yellow Paper, appendix B). */

/** A string with its head. */
export function rlpString(data: Uint8Array): Uint8Array {
  if (data.length === 1 && (data[0] ?? 0) < 0x80) return data
  return withHead(0x80, [data], data.length)
}

/** A list of items that are encoded already. */
export function listOf(items: readonly Uint8Array[]): Uint8Array {
  let size = 0
  for (const it of items) size += it.length
  return withHead(0xc0, items, size)
}

/** How many bytes the head of `size` bytes takes. */
export function headSize(size: number): number {
  if (size < 56) return 1
  return size < 256 ? 2 : size < 65_536 ? 3 : 4
}

/** Writes the head of `size` bytes (below 2²⁴) and says where the bytes begin. */
export function writeHead(into: Buffer, at: number, kind: 0x80 | 0xc0, size: number): number {
  if (size < 56) {
    into[at] = kind + size
    return at + 1
  }
  const bytes = headSize(size) - 1
  into[at] = kind + 55 + bytes
  into.writeUIntBE(size, at + 1, bytes)
  return at + 1 + bytes
}

function withHead(kind: 0x80 | 0xc0, parts: readonly Uint8Array[], size: number): Buffer {
  const bytes = Buffer.allocUnsafe(headSize(size) + size)
  let at = writeHead(bytes, 0, kind, size)
  for (const it of parts) {
    bytes.set(it, at)
    at += it.length
  }
  return bytes
}
