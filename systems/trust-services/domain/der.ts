/**
 * Writes DER (ITU-T X.690): each function gives the bytes of one whole element. What a trust
 * center says thousands of times a second is written by hand, straight into bytes.
 */

/** An element of any tag around its parts. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const it of parts) length += it.length
  const lengthBytes = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 4
  const out = Buffer.allocUnsafe(2 + lengthBytes + length)
  out[0] = tag
  if (lengthBytes === 0) out[1] = length
  else {
    out[1] = 0x80 | lengthBytes
    out.writeUIntBE(length, 2, lengthBytes)
  }
  let at = 2 + lengthBytes
  for (const it of parts) {
    out.set(it, at)
    at += it.length
  }
  return out
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts)

/** SET OF: DER wants the elements in the order of their bytes. */
export const setOf = (...parts: readonly Uint8Array[]): Buffer => element(0x31, ...inOrder(parts))

export function inOrder(parts: readonly Uint8Array[]): Uint8Array[] {
  return parts.toSorted((left, right) => Buffer.compare(left, right))
}

/** [n] around whole elements (explicit), or around the content of one (implicit, constructed). */
export const tagged = (n: number, ...parts: readonly Uint8Array[]): Buffer =>
  element(0xa0 | n, ...parts)

/** [n] in place of a primitive element's own tag (implicit). */
export const taggedValue = (n: number, content: Uint8Array): Buffer => element(0x80 | n, content)

export const truth = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 0xff : 0]))
export const nothing = (): Buffer => element(0x05)
export const octets = (content: Uint8Array): Buffer => element(0x04, content)
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text))
export const printable = (text: string): Buffer => element(0x13, Buffer.from(text, 'latin1'))
export const enumerated = (value: number): Buffer => element(0x0a, Buffer.from([value]))

/** An INTEGER: a number of at most 2^31, or an unsigned magnitude in bytes, highest first. */
export function integer(value: number | Uint8Array): Buffer {
  return element(0x02, typeof value === 'number' ? minimal(value) : unsigned(value))
}

function minimal(value: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt32BE(value, 1)
  return unsigned(bytes)
}

/** Without needless zeros before it, and with one where the highest bit would mean "negative". */
function unsigned(bytes: Uint8Array): Buffer {
  let from = 0
  while (from < bytes.length - 1 && bytes[from] === 0) from++
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.length - from)
  return (rest[0] as number) & 0x80 ? Buffer.concat([Buffer.of(0), rest]) : rest
}

/** A BIT STRING of whole bytes. */
export const bits = (content: Uint8Array): Buffer => element(0x03, Buffer.of(0), content)

/** A BIT STRING of named bits, 0 the highest: trailing zeros are left out, as DER wants. */
export function namedBits(set: readonly number[]): Buffer {
  const last = Math.max(...set)
  const bytes = Buffer.alloc(1 + Math.floor(last / 8))
  for (const bit of set) bytes[bit >> 3] = (bytes[bit >> 3] as number) | (0x80 >> (bit & 7))
  return element(0x03, Buffer.of(7 - (last & 7)), bytes)
}

const written = new Map<string, Buffer>()

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Buffer {
  const known = written.get(dotted)
  if (known) return known
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap(base128)
  const made = element(0x06, Buffer.from(bytes))
  written.set(dotted, made)
  return made
}

function base128(arc: number): number[] {
  const digits = [arc % 128]
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift(0x80 | (left % 128))
  }
  return digits
}

/** A Time as certificates write it (RFC 5280, 4.1.2.5): UTCTime up to 2049, whole seconds. */
export function time(at: Date): Buffer {
  const text = digitsOf(at)
  return at.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(`${text.slice(2, 14)}Z`))
    : element(0x18, Buffer.from(`${text.slice(0, 14)}Z`))
}

/** A GeneralizedTime of whole seconds. */
export const generalTime = (at: Date): Buffer =>
  element(0x18, Buffer.from(`${digitsOf(at).slice(0, 14)}Z`))

/** A GeneralizedTime with milliseconds, without trailing zeros (RFC 3161, 2.4.2). */
export function generalTimeMs(at: Date): Buffer {
  const digits = digitsOf(at)
  const fraction = digits.slice(14, 17).replace(/0+$/, '')
  return element(0x18, Buffer.from(`${digits.slice(0, 14)}${fraction && `.${fraction}`}Z`))
}

/** yyyymmddhhmmssmmm */
function digitsOf(at: Date): string {
  return at.toISOString().replace(/\D/g, '')
}

/** The ECDSA-Sig-Value (RFC 3279, 2.2.3) of a signature written as r ‖ s. */
export function ecdsaSignature(raw: Uint8Array): Buffer {
  const half = raw.length / 2
  return sequence(integer(raw.subarray(0, half)), integer(raw.subarray(half)))
}
