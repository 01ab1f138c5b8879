/**
 * Reads DER (ITU-T X.690) strictly: definite lengths in their shortest form, low tag numbers,
 * nothing left over. What comes from strangers is read by this and by nothing more lenient.
 */

/** What is not the DER, or not the structure, that was expected. */
export class Malformed extends Error {
  override name = 'Malformed'
}

export type Element = {
  readonly tag: number
  /** Tag, length and content. */
  readonly bytes: Buffer
  readonly content: Buffer
}

/** The element that begins at `at`; what lies behind it is left alone. */
export function elementAt(bytes: Buffer, at: number): Element {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) throw new Malformed('an element is cut off')
  if ((tag & 0x1f) === 0x1f) throw new Malformed('a long tag number')
  let from = at + 2
  let length = first
  if (first >= 0x80) {
    const size = first & 0x7f
    if (size === 0 || size > 4) throw new Malformed('an indefinite or overlong length')
    if (from + size > bytes.length) throw new Malformed('a length is cut off')
    length = bytes.readUIntBE(from, size)
    if (length < 0x80 || (size > 1 && length < 2 ** (8 * (size - 1)))) {
      throw new Malformed('a length is not in its shortest form')
    }
    from += size
  }
  if (length > bytes.length - from) throw new Malformed('an element is cut off')
  return {
    tag,
    bytes: bytes.subarray(at, from + length),
    content: bytes.subarray(from, from + length),
  }
}

/** The one element that the bytes are. */
export function onlyElement(bytes: Buffer, tag?: number): Element {
  const found = elementAt(bytes, 0)
  if (found.bytes.length !== bytes.length) throw new Malformed('bytes are left over')
  if (tag !== undefined && found.tag !== tag) throw wrongTag(tag, found.tag)
  return found
}

/** Walks through the elements inside a constructed one. */
export class Elements {
  readonly #bytes: Buffer
  #at = 0

  constructor(content: Buffer) {
    this.#bytes = content
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The next element; refuses another tag than the one asked for. */
  next(tag?: number): Element {
    const found = elementAt(this.#bytes, this.#at)
    if (tag !== undefined && found.tag !== tag) throw wrongTag(tag, found.tag)
    this.#at += found.bytes.length
    return found
  }

  /** The next element when it has this tag. */
  maybe(tag: number): Element | undefined {
    return this.#bytes[this.#at] === tag ? this.next(tag) : undefined
  }

  /** All that are left; at most `max`. */
  rest(max: number, tag?: number): Element[] {
    const found: Element[] = []
    while (!this.done) {
      if (found.length === max) throw new Malformed(`more than ${max} elements`)
      found.push(this.next(tag))
    }
    return found
  }

  /** Refuses anything more. */
  end(): void {
    if (!this.done) throw new Malformed('elements are left over')
  }
}

/** What is inside an element of this tag: a SEQUENCE unless told. */
export function inside(bytes: Buffer, tag = 0x30): Elements {
  return new Elements(onlyElement(bytes, tag).content)
}

export const within = (it: Element): Elements => new Elements(it.content)

/** The dotted form of an OBJECT IDENTIFIER. */
export function oidOf({ tag, content }: Element): string {
  if (tag !== 0x06 || content.length === 0 || content.length > 64) {
    throw new Malformed('not an object identifier')
  }
  const arcs: number[] = []
  let arc = 0
  for (const [at, byte] of content.entries()) {
    if (arc === 0 && byte === 0x80) throw new Malformed('an arc begins with zero')
    arc = arc * 128 + (byte & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw new Malformed('an arc is too large')
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    } else if (at === content.length - 1) throw new Malformed('an arc is cut off')
  }
  const [joined = 0, ...rest] = arcs
  const first = Math.min(2, Math.floor(joined / 40))
  return [first, joined - 40 * first, ...rest].join('.')
}

/** The content of an INTEGER of at most `maxBytes`, as it stands. */
export function integerOf({ tag, content }: Element, maxBytes = 64): Buffer {
  const [first = 0, second = 0] = content
  if (tag !== 0x02 || content.length === 0 || content.length > maxBytes) {
    throw new Malformed('not an integer of the expected size')
  }
  if (content.length > 1 && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80)) {
    throw new Malformed('an integer is not in its shortest form')
  }
  return content
}

/** A small INTEGER, 0 … 2^31 − 1. */
export function smallOf(it: Element): number {
  const content = integerOf(it, 4)
  const value = content.readIntBE(0, content.length)
  if (value < 0) throw new Malformed('a negative number')
  return value
}

export function truthOf({ tag, content }: Element): boolean {
  if (tag !== 0x01 || content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw new Malformed('not a truth value')
  }
  return content[0] === 0xff
}

/** The content of a BIT STRING of whole bytes. */
export function bitsOf({ tag, content }: Element): Buffer {
  if (tag !== 0x03 || content[0] !== 0) throw new Malformed('not a bit string of whole bytes')
  return content.subarray(1)
}

/** The numbers of the bits that are set in a BIT STRING of named bits. */
export function namedBitsOf({ tag, content }: Element): Set<number> {
  const unused = content[0] ?? 8
  if (tag !== 0x03 || unused > 7 || content.length > 5) throw new Malformed('not named bits')
  const set = new Set<number>()
  for (let bit = 0; bit < (content.length - 1) * 8 - unused; bit++) {
    if ((content[1 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) set.add(bit)
  }
  return set
}

/** UTCTime or GeneralizedTime in UTC, with or without a fraction of a second. */
export function timeOf({ tag, content }: Element): Date {
  const text = content.toString('latin1')
  const found =
    tag === 0x17
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/.exec(text)
      : tag === 0x18
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text)
        : undefined
  if (!found) throw new Malformed('not a time')
  const [, years = '', month, day, hour, minute, second, fraction] = found
  const year = tag === 0x18 ? years : `${Number(years) < 50 ? '20' : '19'}${years}`
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${(fraction ?? '').slice(0, 4)}Z`,
  )
  if (Number.isNaN(at)) throw new Malformed('there is no such time')
  return new Date(at)
}

/** The text of a UTF8String, PrintableString, IA5String, T61String or BMPString. */
export function textOf({ tag, content }: Element): string {
  if (tag === 0x0c) return content.toString('utf8')
  if (tag === 0x13 || tag === 0x16 || tag === 0x14 || tag === 0x12)
    return content.toString('latin1')
  if (tag === 0x1e && content.length % 2 === 0) {
    return Buffer.from(content).swap16().toString('utf16le')
  }
  throw new Malformed('not a text')
}

function wrongTag(expected: number, found: number): Malformed {
  return new Malformed(`tag ${found.toString(16)} where ${expected.toString(16)} was expected`)
}
