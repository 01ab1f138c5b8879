/** What PDF objects are made of (ISO 32000-2, 7.3). */

export class Name {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export class Ref {
  readonly number: number
  readonly generation: number
  constructor(number: number, generation = 0) {
    this.number = number
    this.generation = generation
  }
}

/** A string, with the place in the file where it stands, delimiters included. */
export class Text {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  constructor(bytes: Buffer, start = 0, end = 0) {
    this.bytes = bytes
    this.start = start
    this.end = end
  }
}

export class Stream {
  readonly dict: Dict
  /** As it stands in the file, filters not undone. */
  readonly raw: Buffer
  constructor(dict: Dict, raw: Buffer) {
    this.dict = dict
    this.raw = raw
  }
}

export type Dict = Map<string, Value>
export type Value = null | boolean | number | Name | Ref | Text | Value[] | Dict | Stream

export function isDict(value: Value | undefined): value is Dict {
  return value instanceof Map
}

export function nameOf(value: Value | undefined): string | undefined {
  return value instanceof Name ? value.text : undefined
}

/** Do two values say the same? References are equal when they name the same object. */
export function same(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true
  if (left instanceof Name) return right instanceof Name && left.text === right.text
  if (left instanceof Ref) return right instanceof Ref && sameRef(left, right)
  if (left instanceof Text) return right instanceof Text && left.bytes.equals(right.bytes)
  if (left instanceof Stream) {
    return right instanceof Stream && same(left.dict, right.dict) && left.raw.equals(right.raw)
  }
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((it, at) => same(it, right[at]))
    )
  }
  if (isDict(left)) return isDict(right) && sameBut(left, right, [])
  return false
}

/** Are two dictionaries the same, whatever they say under `keys`? */
export function sameBut(left: Dict, right: Dict, keys: readonly string[]): boolean {
  const all = new Set([...left.keys(), ...right.keys()])
  return [...all].every((key) => keys.includes(key) || same(left.get(key), right.get(key)))
}

function sameRef(left: Ref, right: Ref): boolean {
  return left.number === right.number && left.generation === right.generation
}

/** The value as a PDF file writes it. */
export function write(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value)
  if (value instanceof Name) return writeName(value.text)
  if (value instanceof Ref) return `${value.number} ${value.generation} R`
  if (value instanceof Text) return `<${value.bytes.toString('hex')}>`
  if (Array.isArray(value)) return `[${value.map(write).join(' ')}]`
  if (value instanceof Stream) throw new TypeError('A stream is no direct object.')
  return `<<${[...value].map(([key, it]) => `${writeName(key)} ${write(it)}`).join(' ')}>>`
}

function writeNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, '')
}

/** Other than letters, digits and a few marks are written as #xx. */
function writeName(text: string): string {
  const escaped = text.replace(
    /[^A-Za-z0-9_.+*:@-]/g,
    (it) => `#${it.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return `/${escaped}`
}

/** A text string (ISO 32000-2, 7.9.2.2): ASCII as it is, all else in UTF-16 with a mark. */
export function textString(text: string): Text {
  if (/^[\x20-\x7e]*$/.test(text)) return new Text(Buffer.from(text, 'latin1'))
  return new Text(Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(text, 'utf16le').swap16()]))
}

/** What a text string says. */
export function readText(value: Value | undefined): string | undefined {
  if (!(value instanceof Text)) return undefined
  const { bytes } = value
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2))
    return Buffer.from(even).swap16().toString('utf16le')
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return bytes.subarray(3).toString('utf8')
  }
  return bytes.toString('latin1')
}
