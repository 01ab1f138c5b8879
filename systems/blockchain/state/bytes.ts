/** A whole number without leading zeros, big-endian; zero is no bytes at all. */
export function bytesOf(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array()
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

export function bigintOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n
  return BigInt(`0x${hexOf(bytes)}`)
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}

export function fromHex(hex: string): Buffer {
  return Buffer.from(hex, 'hex')
}

/** Whether two byte strings are the same. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && Buffer.compare(left, right) === 0
}

export function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length && bytes[start] === 0) start++
  return start === 0 ? bytes : bytes.subarray(start)
}

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
