import { type Dict, isDict, Name, Ref, Stream, Text, type Value } from './value.ts'

/** What is not PDF as ISO 32000 writes it. Files are read strictly: two readings make two files. */
export class MalformedPdf extends Error {
  override name = 'MalformedPdf'
}

const maxDepth = 60
const maxItems = 200_000

const [space, delimiter] = [1, 2]
/** What each byte is: 1 white space, 2 delimiter, 0 regular. */
const kinds = new Uint8Array(256)
for (const it of [0, 9, 10, 12, 13, 32]) kinds[it] = space
for (const it of '()<>[]{}/%') kinds[it.charCodeAt(0)] = delimiter

export const isSpace = (byte: number | undefined): boolean =>
  byte !== undefined && kinds[byte] === space

/** Reads values from `at` on, and not beyond the end of `bytes`. */
export class Parser {
  readonly bytes: Buffer
  at: number

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  /** Passes over white space and comments. */
  skip(): void {
    const { bytes } = this
    for (;;) {
      const byte = bytes[this.at]
      if (byte === 0x25) {
        while (this.at < bytes.length && bytes[this.at] !== 10 && bytes[this.at] !== 13) this.at++
      } else if (byte !== undefined && kinds[byte] === space) this.at++
      else return
    }
  }

  /** Is this word next? Takes it when it is. */
  takes(word: string): boolean {
    this.skip()
    const end = this.at + word.length
    if (this.bytes.toString('latin1', this.at, Math.min(end, this.bytes.length)) !== word)
      return false
    const next = this.bytes[end]
    if (next !== undefined && kinds[next] === 0) return false
    this.at = end
    return true
  }

  expect(word: string): void {
    if (!this.takes(word)) throw new MalformedPdf(`"${word}" is missing at ${this.at}`)
  }

  /** An unsigned integer. */
  count(): number {
    this.skip()
    const word = this.#word()
    if (!/^\d{1,10}$/.test(word)) throw new MalformedPdf(`no number at ${this.at}`)
    return Number(word)
  }

  value(depth = 0): Value {
    if (depth > maxDepth) throw new MalformedPdf('values are nested too deeply')
    this.skip()
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new MalformedPdf('the file ends in the middle')
    if (byte === 0x2f) return this.#name()
    if (byte === 0x28) return this.#literal()
    if (byte === 0x5b) return this.#array(depth)
    if (byte === 0x3c) return this.bytes[this.at + 1] === 0x3c ? this.dict(depth) : this.#hex()
    return this.#plain()
  }

  dict(depth = 0): Dict {
    const found: Dict = new Map()
    this.at += 2
    for (;;) {
      this.skip()
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) {
        this.at += 2
        return found
      }
      if (this.bytes[this.at] !== 0x2f) throw new MalformedPdf(`no name at ${this.at}`)
      const key = this.#name().text
      // Readers differ in which of two they believe: neither is.
      if (found.has(key)) throw new MalformedPdf(`/${key} stands twice`)
      found.set(key, this.value(depth + 1))
      if (found.size > maxItems) throw new MalformedPdf('a dictionary is too large')
    }
  }

  /**
   * An indirect object, from "12 0 obj" to "endobj".
   *
   * @param lengthOf Resolves the length of a stream where it is a reference.
   */
  object(lengthOf: (ref: Ref) => Value): { ref: Ref; value: Value } {
    const ref = new Ref(this.count(), this.count())
    this.expect('obj')
    let value = this.value()
    if (isDict(value) && this.takes('stream')) value = this.#stream(value, lengthOf)
    this.expect('endobj')
    return { ref, value }
  }

  #stream(dict: Dict, lengthOf: (ref: Ref) => Value): Stream {
    if (this.bytes[this.at] === 13) this.at++
    if (this.bytes[this.at] !== 10) throw new MalformedPdf('no line end after "stream"')
    this.at++
    const said = dict.get('Length')
    const length = said instanceof Ref ? lengthOf(said) : said
    if (typeof length !== 'number' || length < 0 || this.at + length > this.bytes.length) {
      throw new MalformedPdf('a stream without a proper length')
    }
    const raw = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    if (this.bytes[this.at] === 13) this.at++
    if (this.bytes[this.at] === 10) this.at++
    this.expect('endstream')
    return new Stream(dict, raw)
  }

  #word(): string {
    const { bytes } = this
    const from = this.at
    while (this.at < bytes.length && kinds[bytes[this.at] as number] === 0) this.at++
    return bytes.toString('latin1', from, this.at)
  }

  #plain(): Value {
    const word = this.#word()
    if (/^\d{1,10}$/.test(word)) return this.#numberOrRef(Number(word))
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word) && word.length <= 30) return Number(word)
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    throw new MalformedPdf(`"${word.slice(0, 20)}" is no value, at ${this.at}`)
  }

  #numberOrRef(number: number): Value {
    const after = this.at
    this.skip()
    const generation = this.#word()
    if (/^\d{1,5}$/.test(generation) && this.takes('R')) return new Ref(number, Number(generation))
    this.at = after
    return number
  }

  #name(): Name {
    this.at++
    const word = this.#word()
    if (word.length > 500) throw new MalformedPdf('a name is too long')
    if (!word.includes('#')) return new Name(word)
    return new Name(
      word.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    )
  }

  #array(depth: number): Value[] {
    const found: Value[] = []
    this.at++
    for (;;) {
      this.skip()
      if (this.bytes[this.at] === 0x5d) {
        this.at++
        return found
      }
      found.push(this.value(depth + 1))
      if (found.length > maxItems) throw new MalformedPdf('an array is too large')
    }
  }

  #hex(): Text {
    const start = this.at
    const end = this.bytes.indexOf(0x3e, start)
    if (end < 0) throw new MalformedPdf('a string does not end')
    let digits = this.bytes.toString('latin1', start + 1, end)
    if (/[^0-9a-fA-F]/.test(digits)) digits = digits.replace(/[\0\t\n\f\r ]/g, '')
    if (/[^0-9a-fA-F]/.test(digits)) throw new MalformedPdf('a string with a wrong digit')
    this.at = end + 1
    return new Text(Buffer.from(digits.length % 2 ? `${digits}0` : digits, 'hex'), start, this.at)
  }

  #literal(): Text {
    const { bytes } = this
    const start = this.at
    const out: number[] = []
    let open = 0
    for (;;) {
      const byte = bytes[this.at++]
      if (byte === undefined) throw new MalformedPdf('a string does not end')
      if (byte === 0x5c) this.#escape(out)
      else if (byte === 0x28 && ++open === 1) continue
      else if (byte === 0x29 && --open === 0) return new Text(Buffer.from(out), start, this.at)
      else if (byte === 13) {
        if (bytes[this.at] === 10) this.at++
        out.push(10)
      } else out.push(byte)
    }
  }

  #escape(out: number[]): void {
    const { bytes } = this
    const byte = bytes[this.at++] ?? 0
    const plain = 'nrtbf'.indexOf(String.fromCharCode(byte))
    if (plain >= 0) out.push([10, 13, 9, 8, 12][plain] as number)
    else if (byte === 13) {
      if (bytes[this.at] === 10) this.at++
    } else if (byte >= 0x30 && byte <= 0x37) {
      let octal = byte - 0x30
      for (let more = 0; more < 2; more++) {
        const digit = (bytes[this.at] ?? 0) - 0x30
        if (digit < 0 || digit > 7) break
        octal = octal * 8 + digit
        this.at++
      }
      out.push(octal & 0xff)
    } else if (byte !== 10) out.push(byte)
  }
}
