import { inflateSync } from 'node:zlib'
import { isSpace, MalformedPdf, Parser } from './parser.ts'
import { type Dict, isDict, nameOf, Ref, Stream, type Value } from './value.ts'

/** Where an object stands: in the file, or inside an object stream. */
export type Entry =
  | { readonly kind: 'at'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'in'; readonly stream: number; readonly index: number }
  | { readonly kind: 'free' }

/** One cross-reference section: what a revision added. */
export type Section = {
  readonly offset: number
  readonly entries: ReadonlyMap<number, Entry>
  readonly trailer: Dict
  /** The section is a stream (ISO 32000-2, 7.5.8), not a table. */
  readonly stream: boolean
}

export type PdfFile = {
  readonly bytes: Buffer
  /** Newest first. */
  readonly sections: readonly Section[]
  readonly trailer: Dict
  readonly entries: ReadonlyMap<number, Entry>
  /** For the revisions that this file holds. */
  readonly reading: Reading
  /** The object of this number; null where there is none. */
  get(number: number): Value
  /** The value behind references. */
  resolve(value: Value | undefined): Value
  /** What a stream holds, its filter undone. */
  content(stream: Stream): Buffer
  /** A dictionary under a key, references followed. */
  dict(within: Dict, key: string): Dict | undefined
  readonly catalog: Dict
}

const mib = 1024 * 1024
// What is parsed, streams aside, takes a few seconds at most.
const limits = { inflated: 128 * mib, parsed: 24 * mib, hops: 20, depth: 50 }
const most = { sections: 200, objects: 100_000, entries: 200_000 }

/**
 * What was read of some bytes. The revisions of a file share it, since most of what they hold is
 * the same; each part remembers where it ends, and counts for a revision that reaches as far.
 */
export type Reading = {
  readonly sections: Map<number, { section: Section; end: number }>
  readonly objects: Map<number, { ref: Ref; value: Value; end: number }>
  readonly packed: WeakMap<Stream, readonly Packed[]>
  /** Bytes that may still be unpacked, and parsed: objects that overlap could cost any time. */
  inflatable: number
  parsable: number
}

/** Counts work on a file; throws when it is more than an honest file needs. */
export function spend(reading: Reading, bytes: number): void {
  reading.parsable -= bytes
  if (reading.parsable < 0) throw new MalformedPdf('too much is to be read')
}

/** What it cost to parse an object: the content of a stream is only passed over. */
export function costOf(value: Value, bytes: number): number {
  return bytes - (value instanceof Stream ? value.raw.length : 0)
}

/** An object inside an object stream. */
type Packed = { readonly number: number; readonly value: Value }

function newReading(bytes: Buffer): Reading {
  return {
    sections: new Map(),
    objects: new Map(),
    packed: new WeakMap(),
    inflatable: limits.inflated,
    parsable: Math.min(8 * bytes.length, limits.parsed) + 65_536,
  }
}

/**
 * Reads a PDF file by its cross-reference sections; nothing is guessed or repaired.
 *
 * @param reading Of a longer file that begins with the same bytes.
 */
export function openPdf(bytes: Buffer, reading = newReading(bytes)): PdfFile {
  if (bytes.toString('latin1', 0, 5) !== '%PDF-') throw new MalformedPdf('this is not a PDF file')
  const sections = readSections(bytes, lastSection(bytes), reading)
  const entries = overlay(sections)
  const trailer = (sections[0] as Section).trailer
  if (trailer.has('Encrypt')) throw new MalformedPdf('the file is encrypted')
  const objects = new Map<number, Value>()
  const open = new Set<number>()

  function read(number: number, entry: Entry | undefined): Value {
    if (!entry || entry.kind === 'free') return null
    if (open.has(number)) throw new MalformedPdf('an object is inside itself')
    if (open.size >= limits.depth) throw new MalformedPdf('objects lead too deep')
    open.add(number)
    try {
      if (entry.kind === 'in') {
        const found = packedIn(file.get(entry.stream), reading)[entry.index]
        if (found?.number === number) return found.value
        throw new MalformedPdf(`object ${number} is not in its stream`)
      }
      const { ref, value } = readObject(entry.offset)
      if (ref.number === number && ref.generation === entry.generation) return value
      throw new MalformedPdf(`object ${number} is not where the table says`)
    } finally {
      open.delete(number)
    }
  }

  function readObject(offset: number): { ref: Ref; value: Value } {
    const known = reading.objects.get(offset)
    if (known && known.end <= bytes.length) return known
    const parser = new Parser(bytes, offset)
    const found = parser.object((it) => file.resolve(it))
    const { value } = found
    spend(reading, costOf(value, parser.at - offset))
    // The length of a stream may be another object, which each revision has as it has it.
    if (!(value instanceof Stream) || typeof value.dict.get('Length') === 'number') {
      reading.objects.set(offset, { ...found, end: parser.at })
    }
    return found
  }

  const file: PdfFile = {
    bytes,
    sections,
    trailer,
    entries,
    reading,
    get(number) {
      const known = objects.get(number)
      if (known !== undefined) return known
      const value = read(number, entries.get(number))
      objects.set(number, value)
      return value
    },
    resolve(value) {
      let at = value ?? null
      for (let hops = 0; at instanceof Ref; hops++) {
        if (hops > limits.hops) throw new MalformedPdf('references lead in a circle')
        const entry = entries.get(at.number)
        const generation = entry?.kind === 'at' ? entry.generation : 0
        at = generation === at.generation ? file.get(at.number) : null
      }
      return at
    },
    dict(within, key) {
      const found = file.resolve(within.get(key))
      return isDict(found) ? found : undefined
    },
    content: (stream) => inflate(stream, reading),
    get catalog() {
      const root = file.resolve(trailer.get('Root'))
      if (isDict(root) && nameOf(root.get('Type')) === 'Catalog') return root
      throw new MalformedPdf('there is no catalog')
    },
  }
  return file
}

/** The newest entry of each object. */
function overlay(sections: readonly Section[]): Map<number, Entry> {
  const told = sections.reduce((sum, it) => sum + it.entries.size, 0)
  if (told > most.entries) throw new MalformedPdf('too many objects')
  const entries = new Map(sections.at(-1)?.entries)
  for (const section of sections.slice(0, -1).toReversed()) {
    for (const [number, entry] of section.entries) entries.set(number, entry)
  }
  if (entries.size > most.objects) throw new MalformedPdf('too many objects')
  return entries
}

function packedIn(stream: Value, reading: Reading): readonly Packed[] {
  if (!(stream instanceof Stream) || nameOf(stream.dict.get('Type')) !== 'ObjStm') {
    throw new MalformedPdf('there is no object stream where one was promised')
  }
  const known = reading.packed.get(stream)
  if (known) return known
  const data = inflate(stream, reading)
  spend(reading, data.length)
  const found = readObjectStream(stream, data)
  reading.packed.set(stream, found)
  return found
}

/** What stands behind the last "startxref": nothing but white space may follow its "%%EOF". */
function lastSection(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && isSpace(bytes[end - 1])) end--
  const tail = bytes.toString('latin1', Math.max(0, end - 64), end)
  const found = /startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF$/.exec(tail)
  if (!found) throw new MalformedPdf('the file does not end as it should')
  return Number(found[1])
}

function readSections(bytes: Buffer, last: number, reading: Reading): Section[] {
  const sections: Section[] = []
  const seen = new Set<number>()
  let next: Value | undefined = last
  while (next !== undefined) {
    if (typeof next !== 'number' || !Number.isInteger(next) || next < 0 || next >= bytes.length) {
      throw new MalformedPdf('a cross-reference section is not in the file')
    }
    if (seen.has(next)) throw new MalformedPdf('cross-reference sections go in a circle')
    if (sections.length >= most.sections) throw new MalformedPdf('too many revisions')
    seen.add(next)
    const section = readSection(bytes, next, reading)
    sections.push(section)
    // A hybrid file tells the objects of its object streams in a stream beside the table.
    const beside = section.trailer.get('XRefStm')
    if (!section.stream && typeof beside === 'number') {
      if (seen.has(beside)) throw new MalformedPdf('cross-reference sections go in a circle')
      seen.add(beside)
      sections.push(readSection(bytes, beside, reading))
    }
    next = section.trailer.get('Prev')
  }
  return sections
}

function readSection(bytes: Buffer, offset: number, reading: Reading): Section {
  const known = reading.sections.get(offset)
  if (known && known.end <= bytes.length) return known.section
  const parser = new Parser(bytes, offset)
  const section = parseSection(parser, offset, reading)
  spend(reading, parser.at - offset)
  reading.sections.set(offset, { section, end: parser.at })
  return section
}

function parseSection(parser: Parser, offset: number, reading: Reading): Section {
  const { bytes } = parser
  if (bytes[offset] !== 0x78) return readStreamSection(parser, offset, reading)
  parser.expect('xref')
  return { offset, ...readTable(parser), stream: false }
}

/** What follows the word "xref": the table, and the trailer. */
export function readTable(parser: Parser): Pick<Section, 'entries' | 'trailer'> {
  const entries = new Map<number, Entry>()
  let told = 0
  while (!parser.takes('trailer')) {
    const first = parser.count()
    const count = parser.count()
    told += count
    if (told > most.objects) throw new MalformedPdf('too many objects')
    for (let at = 0; at < count; at++) {
      const place = parser.count()
      const generation = parser.count()
      if (parser.takes('n')) entries.set(first + at, { kind: 'at', offset: place, generation })
      else {
        parser.expect('f')
        entries.set(first + at, { kind: 'free' })
      }
    }
  }
  parser.skip()
  const trailer = parser.value()
  if (!isDict(trailer)) throw new MalformedPdf('a trailer is no dictionary')
  return { entries, trailer }
}

function readStreamSection(parser: Parser, offset: number, reading: Reading): Section {
  const { value } = parser.object(() => {
    throw new MalformedPdf('the length of a cross-reference stream must be direct')
  })
  if (!(value instanceof Stream) || nameOf(value.dict.get('Type')) !== 'XRef') {
    throw new MalformedPdf('there is no cross-reference section where one was promised')
  }
  const { dict } = value
  const widths = numbers(dict.get('W'), 3)
  const index = dict.has('Index') ? numbers(dict.get('Index')) : [0, size(dict)]
  const data = inflate(value, reading)
  const [kindWidth = 0, secondWidth = 0, thirdWidth = 0] = widths
  if (Math.max(...widths) > 6) throw new MalformedPdf('cross-reference fields are too wide')
  const entries = new Map<number, Entry>()
  let at = 0
  const take = (width: number): number => {
    if (at + width > data.length) throw new MalformedPdf('a cross-reference stream is cut off')
    at += width
    return width === 0 ? 0 : data.readUIntBE(at - width, width)
  }
  let told = 0
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const [first, count] = [index[pair] as number, index[pair + 1] as number]
    // Fields may have no width and numbers may come again, so the data ends nothing.
    told += count
    if (told > most.objects) throw new MalformedPdf('too many objects')
    for (let nth = 0; nth < count; nth++) {
      const kind = kindWidth === 0 ? 1 : take(kindWidth)
      const [second, third] = [take(secondWidth), take(thirdWidth)]
      if (kind === 1) entries.set(first + nth, { kind: 'at', offset: second, generation: third })
      else if (kind === 2) entries.set(first + nth, { kind: 'in', stream: second, index: third })
      else entries.set(first + nth, { kind: 'free' })
    }
  }
  return { offset, entries, trailer: dict, stream: true }
}

function numbers(value: Value | undefined, exactly?: number): number[] {
  const valid =
    Array.isArray(value) &&
    value.every((it) => typeof it === 'number' && Number.isInteger(it) && it >= 0) &&
    (exactly === undefined || value.length === exactly)
  if (!valid) throw new MalformedPdf('a cross-reference stream with wrong numbers')
  return value as number[]
}

function size(dict: Dict): number {
  const found = dict.get('Size')
  if (typeof found !== 'number') throw new MalformedPdf('a section without a size')
  return found
}

/** Each object ends before the next begins (ISO 32000-2, 7.5.7), or it would be read twice. */
function readObjectStream(stream: Stream, data: Buffer): Packed[] {
  const [count, first] = [stream.dict.get('N'), stream.dict.get('First')]
  if (typeof count !== 'number' || typeof first !== 'number' || count > most.objects) {
    throw new MalformedPdf('an object stream with wrong numbers')
  }
  const head = new Parser(data)
  const places = Array.from({ length: count }, () => ({
    number: head.count(),
    from: first + head.count(),
  }))
  return places.map(({ number, from }, nth) => {
    const to = places[nth + 1]?.from ?? data.length
    if (to < from) throw new MalformedPdf('an object stream out of order')
    return { number, value: new Parser(data.subarray(0, to), from).value() }
  })
}

/** The content of a stream that is plain or deflated, with or without a PNG predictor. */
function inflate({ dict, raw }: Stream, reading: Reading): Buffer {
  const filter = dict.get('Filter')
  const only = Array.isArray(filter) && filter.length === 1 ? filter[0] : filter
  if (only === undefined || only === null) return raw
  if (nameOf(only) !== 'FlateDecode') throw new MalformedPdf('an unexpected filter')
  const data = deflated(raw, reading)
  const said = dict.get('DecodeParms')
  const parameters = Array.isArray(said) ? said[0] : said
  if (!isDict(parameters)) return data
  const predictor = parameters.get('Predictor')
  if (predictor === undefined || predictor === 1) return data
  const columns = parameters.get('Columns') ?? 1
  if (typeof predictor !== 'number' || predictor < 10 || typeof columns !== 'number') {
    throw new MalformedPdf('an unexpected predictor')
  }
  return unpredict(data, columns)
}

function deflated(raw: Buffer, reading: Reading): Buffer {
  try {
    const data = inflateSync(raw, { maxOutputLength: Math.max(1, reading.inflatable) })
    reading.inflatable -= data.length
    return data
  } catch {
    throw new MalformedPdf('a stream cannot be unpacked')
  }
}

/** Undoes the PNG filters (RFC 2083, 6) on rows of one byte a sample. */
function unpredict(data: Buffer, columns: number): Buffer {
  if (!Number.isInteger(columns) || columns < 1 || columns > 64) {
    throw new MalformedPdf('an unexpected predictor')
  }
  const rows = Math.floor(data.length / (columns + 1))
  const out = Buffer.alloc(rows * columns)
  for (let row = 0; row < rows; row++) {
    const kind = data[row * (columns + 1)] as number
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column
      const left = column > 0 ? (out[at - 1] as number) : 0
      const up = row > 0 ? (out[at - columns] as number) : 0
      const corner = column > 0 && row > 0 ? (out[at - columns - 1] as number) : 0
      const value = data[row * (columns + 1) + 1 + column] as number
      out[at] = value + predicted(kind, left, up, corner)
    }
  }
  return out
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 0) return 0
  if (kind === 1) return left
  if (kind === 2) return up
  if (kind === 3) return (left + up) >> 1
  if (kind !== 4) throw new MalformedPdf('an unexpected predictor')
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}
