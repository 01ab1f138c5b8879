import type { PdfFile, Section } from './file.ts'
import { type Dict, Ref, type Value, write } from './value.ts'

/** The bytes of an object between "obj" and "endobj". */
export type Body = string | Uint8Array

/** A stream object, its filters already applied. */
export function streamBody(entries: string, data: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from(`<<${entries}/Length ${data.length}>>\nstream\n`, 'latin1'),
    data,
    Buffer.from('\nendstream', 'latin1'),
  ])
}

/**
 * A whole file of one revision with a cross-reference table.
 *
 * @param objects The bodies of the objects 1, 2, 3 …
 * @param root The number of the catalog.
 * @param id The file's identifier, 16 bytes.
 * @param more Further trailer entries, such as `/Info 5 0 R`.
 */
export function composePdf(
  objects: readonly Body[],
  root: number,
  id: Uint8Array,
  more = '',
): Buffer {
  const parts = new Parts(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'))
  objects.forEach((body, at) => parts.object(at + 1, 0, body))
  const from = parts.length
  const lines = parts.places.map(({ offset }) => `${digits(offset, 10)} 00000 n \n`)
  const hex = Buffer.from(id).toString('hex')
  parts.push(
    `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines.join('')}` +
      `trailer\n<</Size ${objects.length + 1}/Root ${root} 0 R/ID[<${hex}><${hex}>]${more}>>\n` +
      `startxref\n${from}\n%%EOF\n`,
  )
  return parts.bytes()
}

/** Objects to be added to a file, or to take the place of earlier ones. */
export class Update {
  readonly file: PdfFile
  readonly #objects = new Map<number, { generation: number; body: Body }>()
  #next: number

  constructor(file: PdfFile) {
    this.file = file
    const size = file.trailer.get('Size')
    this.#next = typeof size === 'number' ? size : 1
    for (const number of file.entries.keys()) if (number >= this.#next) this.#next = number + 1
  }

  /** Adds a new object. */
  add(body: Body): Ref {
    const ref = this.reserve()
    this.set(ref, body)
    return ref
  }

  /** The number of an object that is added later. */
  reserve(): Ref {
    return new Ref(this.#next++)
  }

  set(ref: Ref, body: Body): void {
    this.#objects.set(ref.number, { generation: ref.generation, body })
  }

  replace(ref: Ref, value: Value): void {
    this.set(ref, write(value))
  }

  /** The file with this revision behind it, and where each object of it begins. */
  append(): { bytes: Buffer; places: ReadonlyMap<number, number> } {
    const { file } = this
    const parts = new Parts(file.bytes)
    if (file.bytes.at(-1) !== 10) parts.push('\n')
    const sorted = [...this.#objects].toSorted(([left], [right]) => left - right)
    for (const [number, { generation, body }] of sorted) parts.object(number, generation, body)
    const newest = file.sections[0] as Section
    const trailer: Dict = new Map()
    for (const key of ['Root', 'Info', 'ID']) {
      const value = file.trailer.get(key)
      if (value !== undefined) trailer.set(key, value)
    }
    trailer.set('Prev', newest.offset)
    trailer.set('Size', this.#next)
    if (newest.stream) this.#appendStream(parts, trailer)
    else appendTable(parts, trailer)
    return {
      bytes: parts.bytes(),
      places: new Map(parts.places.map((it) => [it.number, it.offset])),
    }
  }

  /** A file whose sections are streams goes on with streams (ISO 32000-2, 7.5.8.4). */
  #appendStream(parts: Parts, trailer: Dict): void {
    const own = this.#next
    const from = parts.length
    const places = [...parts.places, { number: own, generation: 0, offset: from }]
    const rows = Buffer.alloc(places.length * 7)
    places.forEach(({ offset, generation }, row) => {
      rows[row * 7] = 1
      rows.writeUInt32BE(offset, row * 7 + 1)
      rows.writeUInt16BE(generation, row * 7 + 5)
    })
    trailer.set('Size', own + 1)
    const index = runsOf(places).flatMap((run) => [run[0]?.number ?? 0, run.length])
    const entries = write(trailer).slice(2, -2)
    const body = streamBody(`/Type/XRef/W[1 4 2]/Index[${index.join(' ')}]${entries}`, rows)
    parts.object(own, 0, body)
    parts.push(`startxref\n${from}\n%%EOF\n`)
  }
}

type Place = { readonly number: number; readonly generation: number; readonly offset: number }

function appendTable(parts: Parts, trailer: Dict): void {
  const from = parts.length
  const table = runsOf(parts.places).map(
    (run) =>
      `${run[0]?.number} ${run.length}\n` +
      run.map((it) => `${digits(it.offset, 10)} ${digits(it.generation, 5)} n \n`).join(''),
  )
  parts.push(`xref\n${table.join('')}trailer\n${write(trailer)}\nstartxref\n${from}\n%%EOF\n`)
}

/** Places whose numbers follow each other. */
function runsOf(places: readonly Place[]): Place[][] {
  const runs: Place[][] = []
  for (const it of places) {
    const run = runs.at(-1)
    if (run && run.at(-1)?.number === it.number - 1) run.push(it)
    else runs.push([it])
  }
  return runs
}

/** Gathers the parts of a file, and knows where each object begins. */
class Parts {
  readonly #parts: Uint8Array[]
  readonly places: Place[] = []
  length: number

  constructor(start: Uint8Array) {
    this.#parts = [start]
    this.length = start.length
  }

  push(part: Body): void {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    this.#parts.push(bytes)
    this.length += bytes.length
  }

  object(number: number, generation: number, body: Body): void {
    this.places.push({ number, generation, offset: this.length })
    this.push(`${number} ${generation} obj\n`)
    this.push(body)
    this.push('\nendobj\n')
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts, this.length)
  }
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0')
}
