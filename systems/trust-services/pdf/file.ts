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

const limits = { sections: 200, objects: 300_000, inflated: 256 * 1024 * 1024, hops: 20 }

/** Reads a PDF file by its cross-reference sections; nothing is guessed or repaired. */
export function openPdf(bytes: Buffer): PdfFile {
  if (bytes.toString('latin1', 0, 5) !== '%PDF-') throw new MalformedPdf('this is not a PDF file')
  const budget = { left: limits.inflated }
  const sections = readSections(bytes, lastSection(bytes), budget)
  const entries = new Map<number, Entry>()
  for (const section of sections) {
    for (const [number, entry] of section.entries) {
      if (!entries.has(number)) entries.set(number, entry)
    }
    if (entries.size > limits.objects) throw new MalformedPdf('too many objects')
  }
  const trailer = (sections[0] as Section).trailer
  if (trailer.has('Encrypt')) throw new MalformedPdf('the file is encrypted')
  const objects = new Map<number, Value>()
  const streams = new Map<number, readonly { number: number; value: Value }[]>()
  const reading = new Set<number>()

  function read(number: number, entry: Entry | undefined): Value {
    if (!entry || entry.kind === 'free') return null
    if (reading.has(number)) throw new MalformedPdf('an object is inside itself')
    reading.add(number)
    try {
      if (entry.kind === 'in') {
        const inside = streams.get(entry.stream) ?? openStream(entry.stream)
        const found = inside[entry.index]
        if (found?.number !== number)
          throw new MalformedPdf(`object ${number} is not in its stream`)
        return found.value
      }
      const parser = new Parser(bytes, entry.offset)
      const { ref, value } = parser.object((it) => file.resolve(it))
      if (ref.number !== number || ref.generation !== entry.generation) {
        throw new MalformedPdf(`object ${number} is not where the table says`)
      }
      return value
    } finally {
      reading.delete(number)
    }
  }

  function openStream(number: number) {
    const stream = file.get(number)
    if (!(stream instanceof Stream) || nameOf(stream.dict.get('Type')) !== 'ObjStm') {
      throw new MalformedPdf(`object ${number} is no object stream`)
    }
    const found = readObjectStream(stream, inflate(stream, budget))
    streams.set(number, found)
    return found
  }

  const file: PdfFile = {
    bytes,
    sections,
    trailer,
    entries,
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
    content: (stream) => inflate(stream, budget),
    get catalog() {
      const root = file.resolve(trailer.get('Root'))
      if (isDict(root) && nameOf(root.get('Type')) === 'Catalog') return root
      throw new MalformedPdf('there is no catalog')
    },
  }
  return file
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

type Budget = { left: number }

function readSections(bytes: Buffer, last: number, budget: Budget): Section[] {
  const sections: Section[] = []
  const seen = new Set<number>()
  let next: Value | undefined = last
  while (next !== undefined) {
    if (typeof next !== 'number' || !Number.isInteger(next) || next < 0 || next >= bytes.length) {
      throw new MalformedPdf('a cross-reference section is not in the file')
    }
    if (seen.has(next)) throw new MalformedPdf('cross-reference sections go in a circle')
    if (sections.length >= limits.sections) throw new MalformedPdf('too many revisions')
    seen.add(next)
    const section = readSection(bytes, next, budget)
    sections.push(section)
    // A hybrid file tells the objects of its object streams in a stream beside the table.
    const beside = section.trailer.get('XRefStm')
    if (!section.stream && typeof beside === 'number') {
      if (seen.has(beside)) throw new MalformedPdf('cross-reference sections go in a circle')
      seen.add(beside)
      sections.push(readSection(bytes, beside, budget))
    }
    next = section.trailer.get('Prev')
  }
  return sections
}

function readSection(bytes: Buffer, offset: number, budget: Budget): Section {
  const parser = new Parser(bytes, offset)
  if (bytes[offset] !== 0x78) return readStreamSection(parser, offset, budget)
  parser.expect('xref')
  return { offset, ...readTable(parser), stream: false }
}

/** What follows the word "xref": the table, and the trailer. */
export function readTable(parser: Parser): Pick<Section, 'entries' | 'trailer'> {
  const entries = new Map<number, Entry>()
  while (!parser.takes('trailer')) {
    const first = parser.count()
    const count = parser.count()
    if (count > limits.objects) throw new MalformedPdf('too many objects')
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

function readStreamSection(parser: Parser, offset: number, budget: Budget): Section {
  const { value } = parser.object(() => {
    throw new MalformedPdf('the length of a cross-reference stream must be direct')
  })
  if (!(value instanceof Stream) || nameOf(value.dict.get('Type')) !== 'XRef') {
    throw new MalformedPdf('there is no cross-reference section where one was promised')
  }
  const { dict } = value
  const widths = numbers(dict.get('W'), 3)
  const index = dict.has('Index') ? numbers(dict.get('Index')) : [0, size(dict)]
  const data = inflate(value, budget)
  const [kindWidth = 0, secondWidth = 0, thirdWidth = 0] = widths
  if (Math.max(...widths) > 6) throw new MalformedPdf('cross-reference fields are too wide')
  const entries = new Map<number, Entry>()
  let at = 0
  const take = (width: number): number => {
    if (at + width > data.length) throw new MalformedPdf('a cross-reference stream is cut off')
    at += width
    return width === 0 ? 0 : data.readUIntBE(at - width, width)
  }
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] as number
    for (let nth = 0; nth < (index[pair + 1] as number); nth++) {
      const kind = kindWidth === 0 ? 1 : take(kindWidth)
      const [second, third] = [take(secondWidth), take(thirdWidth)]
      if (kind === 1) entries.set(first + nth, { kind: 'at', offset: second, generation: third })
      else if (kind === 2) entries.set(first + nth, { kind: 'in', stream: second, index: third })
      else entries.set(first + nth, { kind: 'free' })
      if (entries.size > limits.objects) throw new MalformedPdf('too many objects')
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

function readObjectStream(stream: Stream, data: Buffer) {
  const [count, first] = [stream.dict.get('N'), stream.dict.get('First')]
  if (typeof count !== 'number' || typeof first !== 'number' || count > limits.objects) {
    throw new MalformedPdf('an object stream with wrong numbers')
  }
  const head = new Parser(data)
  const places = Array.from({ length: count }, () => ({
    number: head.count(),
    offset: head.count(),
  }))
  return places.map(({ number, offset }) => ({
    number,
    value: new Parser(data, first + offset).value(),
  }))
}

/** The content of a stream that is plain or deflated, with or without a PNG predictor. */
function inflate({ dict, raw }: Stream, budget: Budget): Buffer {
  const filter = dict.get('Filter')
  const only = Array.isArray(filter) && filter.length === 1 ? filter[0] : filter
  if (only === undefined || only === null) return raw
  if (nameOf(only) !== 'FlateDecode') throw new MalformedPdf('an unexpected filter')
  const data = deflated(raw, budget)
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

function deflated(raw: Buffer, budget: Budget): Buffer {
  try {
    const data = inflateSync(raw, { maxOutputLength: Math.max(1, budget.left) })
    budget.left -= data.length
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
