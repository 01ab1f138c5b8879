/** Keys of the store: block numbers in the order of their heights, and nibbles of paths. */

/** A block number as a key: six bytes, so that keys sort by height. */
export const heightSize = 6

export function heightKey(height: number): Buffer {
  const key = Buffer.allocUnsafe(heightSize)
  key.writeUIntBE(height, 0, heightSize)
  return key
}

export function heightIn(bytes: Uint8Array, at = 0): number {
  let value = 0
  for (let nth = at; nth < at + heightSize; nth++) value = value * 256 + (bytes[nth] ?? 0)
  return value
}

/** The nth hexadecimal digit. */
export function nibble(key: Uint8Array, nth: number): number {
  const byte = key[nth >> 1] ?? 0
  return nth % 2 === 0 ? byte >> 4 : byte & 15
}

/** A copy of a key with another digit at one place. */
export function withNibble(key: Uint8Array, nth: number, digit: number): Uint8Array {
  const copy = Buffer.from(key)
  const byte = copy[nth >> 1] ?? 0
  copy[nth >> 1] = nth % 2 === 0 ? (digit << 4) | (byte & 15) : (byte & 0xf0) | digit
  return copy
}
