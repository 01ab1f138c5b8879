/** Bytes, hexadecimal and numbers, as the chain writes them. */

const { hexSlice } = Buffer.prototype as unknown as {
  hexSlice(this: Uint8Array, from: number, to: number): string
}

/** Lower-case hexadecimal without 0x. */
export function hexOf(bytes: Uint8Array): string {
  return hexSlice.call(bytes, 0, bytes.length)
}

/** The bytes of hexadecimal, with or without 0x. */
export function bytesOfHex(hex: string): Uint8Array {
  const digits = hex.startsWith('0x') ? hex.slice(2) : hex
  const bytes = Buffer.from(digits, 'hex')
  if (bytes.length * 2 !== digits.length) throw new RangeError(`${hex} is not hexadecimal`)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

export function bigintOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n
  if (bytes.length <= 6) {
    let number = 0
    for (const byte of bytes) number = number * 256 + byte
    return BigInt(number)
  }
  return BigInt(`0x${hexOf(bytes)}`)
}

/** The shortest big-endian bytes; none for zero, as RLP writes numbers. */
export function shortBytes(number: bigint | number): Uint8Array {
  if (number < 0x1_0000_0000) {
    let rest = Number(number)
    let size = 0
    for (let it = rest; it > 0; it = Math.floor(it / 256)) size += 1
    const bytes = new Uint8Array(size)
    while (size > 0) {
      bytes[--size] = rest & 0xff
      rest = Math.floor(rest / 256)
    }
    return bytes
  }
  const hex = number.toString(16)
  return bytesOfHex(hex.length % 2 === 0 ? hex : `0${hex}`)
}

/** A 256-bit word, big-endian. */
export function wordBytes(number: bigint): Uint8Array {
  const word = new Uint8Array(32)
  if (number < 0x1_0000_0000n) {
    let rest = Number(number)
    for (let at = 31; rest > 0; at -= 1) {
      word[at] = rest & 0xff
      rest = Math.floor(rest / 256)
    }
    return word
  }
  const hex = number.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  word.set(bytes, 32 - bytes.length)
  return word
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false
  return true
}

export function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length && bytes[start] === 0) start++
  return start === 0 ? bytes : bytes.subarray(start)
}
