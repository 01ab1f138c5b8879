import { createReadStream, createWriteStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { literal } from '#engines/duckdb'
import type { Encoding } from '../domain/source.ts'
import { readExcel } from './excel.ts'
import { fileBroken } from './problems.ts'
import { atMost, largestSource } from './size.ts'

/** What stands after FROM, with its values; without columns all that the file has. */
export type Reader = {
  readonly from: string
  readonly values: Readonly<Record<string, string>>
  readonly columns: readonly string[]
}

/** Longest line of a text file, in bytes. */
const longestLine = 1_048_576
const mostColumns = 500
const largestExcel = 64 * 1_048_576

export async function csvReader(file: string, delimiter: string): Promise<Reader> {
  const head = await readHead(file)
  const between = delimiter || findDelimiter(head)
  const columns = nameColumns(splitRecord(head, between))
  return {
    from:
      `read_csv($file, delim = $between, header = true, auto_detect = false, strict_mode = true, ` +
      `columns = ${asText(columns)}, ${quoting(longestLine)})`,
    values: { file, between },
    columns,
  }
}

/** Cells of CSV are quoted as RFC 4180 says; an empty cell is nothing, a quoted one is a text. */
export const quoting = (longest: number): string =>
  `quote = '"', escape = '"', allow_quoted_nulls = false, max_line_size = ${longest}`

/** The type of every column: the text that stands there. */
export function asText(columns: readonly string[]): string {
  return `{${columns.map((it) => `${literal(it)}: 'VARCHAR'`).join(', ')}}`
}

/** Reads lines of JSON whose members are known. */
export function jsonReader(file: string, columns: readonly string[]): Reader {
  if (columns.length === 0) throw empty()
  return {
    from:
      `read_json($file, format = 'newline_delimited', auto_detect = false, ` +
      `maximum_object_size = ${longestLine * 16}, columns = ${asText(columns)})`,
    values: { file },
    columns,
  }
}

export const prepareText = {
  /** The same file in UTF-8; the file itself when it is. */
  async csv(file: string, into: string, encoding: Encoding, signal: AbortSignal): Promise<string> {
    if ((await stat(file)).size === 0) throw empty()
    if (encoding === 'utf-8') return file
    const decoder = new TextDecoder(encoding, { fatal: true })
    const decode = new Transform({
      transform(chunk: Buffer, _, done) {
        try {
          done(null, decoder.decode(chunk, { stream: true }))
        } catch {
          done(notIn(encoding))
        }
      },
      flush(done) {
        try {
          done(null, decoder.decode())
        } catch {
          done(notIn(encoding))
        }
      },
    })
    await pipeline(createReadStream(file), decode, createWriteStream(into), { signal })
    return into
  },

  /** The first sheet as lines of JSON. Returns its columns. */
  async excel(file: string, into: string): Promise<string[]> {
    if ((await stat(file)).size > largestExcel) {
      throw fileBroken(
        'Tệp Excel quá lớn (trên 64 MB). Hãy xuất thành CSV.',
        'The workbook is larger than 64 MB. Export it as CSV instead.',
      )
    }
    const [head, ...rows] = await readExcel(await readFile(file))
    if (!head) throw empty()
    const columns = nameColumns(head.map((it) => it ?? ''))
    const out = createWriteStream(into)
    const lines = function* () {
      for (const row of rows) {
        const members = columns.map((name, at) => [name, row[at] ?? null])
        yield `${JSON.stringify(Object.fromEntries(members))}\n`
      }
    }
    await pipeline(lines(), atMost(largestSource), out)
    return columns
  },
}

/** The first record, which may span lines inside quotes. */
async function readHead(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(longestLine), 0, longestLine, 0)
    const text = buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\ufeff/, '')
    let quoted = false
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '"') quoted = !quoted
      else if (!quoted && (text[at] === '\n' || text[at] === '\r')) return text.slice(0, at)
    }
    if (bytesRead === longestLine || quoted) throw headBroken()
    return text
  } finally {
    await handle.close()
  }
}

function findDelimiter(head: string): string {
  const bare = head.replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((it) => [it, bare.split(it).length] as const)
  return counts.toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ','
}

function splitRecord(head: string, between: string): string[] {
  const cells: string[] = []
  let [cell, quoted] = ['', false]
  for (let at = 0; at < head.length; at++) {
    const char = head[at] as string
    if (char === '"' && quoted && head[at + 1] === '"') cell += head[++at]
    else if (char === '"') quoted = !quoted
    else if (char === between && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += char
  }
  return [...cells, cell]
}

function nameColumns(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((it) => freeName(it, taken))
}

/** A column's name as it stands; where it is missing or stands twice, its place is added. */
export function freeName(raw: string, taken: Set<string>): string {
  if (taken.size >= mostColumns) {
    throw fileBroken(
      `Tệp có hơn ${mostColumns} cột.`,
      `The file has more than ${mostColumns} columns.`,
    )
  }
  const at = taken.size + 1
  const name = raw.normalize('NFC').trim().slice(0, 120) || `column ${at}`
  // DuckDB takes names that differ in capitals only for one.
  const free = taken.has(name.toLowerCase()) ? `${name} ${at}` : name
  taken.add(free.toLowerCase())
  return free
}

function empty() {
  return fileBroken('Tệp rỗng.', 'The file is empty.')
}

function headBroken() {
  return fileBroken(
    'Không đọc được dòng tiêu đề: dòng quá dài hoặc dấu nháy không đóng.',
    'The first line cannot be read: it is too long, or a quote is not closed.',
  )
}

function notIn(encoding: string) {
  return fileBroken(
    `Tệp không ở bảng mã ${encoding}.`,
    `The file is not in the encoding ${encoding}.`,
  )
}
