import { inflateRawSync } from 'node:zlib'
import { fileBroken } from './problems.ts'

/** What an Excel file may unpack to: enough for a full sheet, too little to fill the memory. */
const mostUnpacked = 256 * 1_048_576
const mostEntries = 2_000

/** The first sheet of an Excel file (.xlsx): rows of texts, null where nothing stands. */
export async function readExcel(file: Buffer): Promise<(string | null)[][]> {
  checkArchive(file)
  const { readSheet } = await import('read-excel-file/universal')
  const bytes = new Uint8Array(file)
  const rows = await readSheet(bytes.buffer).catch(() => {
    throw notExcel()
  })
  return rows.map((row) => row.map(textOf))
}

function textOf(cell: unknown): string | null {
  if (typeof cell === 'string') return cell === '' ? null : cell
  if (cell instanceof Date) {
    const iso = cell.toISOString()
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ')
  }
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : null
}

/**
 * Refuses an archive that unpacks to more than it may. What an archive says of its sizes may be a
 * lie, so every entry is unpacked once under a limit before a reader of Excel files sees it.
 */
function checkArchive(file: Buffer): void {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || end + 22 > file.length) throw notExcel()
  const entries = file.readUInt16LE(end + 10)
  // A second directory (ZIP64) would be read instead of the one that is checked here.
  if (end >= 20 && file.readUInt32LE(end - 20) === 0x07064b50) throw notExcel()
  if (file.readUInt16LE(end + 8) !== entries) throw notExcel()
  if (entries > mostEntries) throw tooLarge()
  let at = file.readUInt32LE(end + 16)
  let left = mostUnpacked
  for (let entry = 0; entry < entries; entry++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02014b50) throw notExcel()
    const [method, packed] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20)]
    const start = file.readUInt32LE(at + 42)
    if (start + 30 > file.length) throw notExcel()
    const body = start + 30 + file.readUInt16LE(start + 26) + file.readUInt16LE(start + 28)
    const size = unpackedSize(file.subarray(body, body + packed), method, left)
    // As much memory is taken as it says.
    if (file.readUInt32LE(at + 24) !== size) throw notExcel()
    left -= size
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
}

function unpackedSize(body: Buffer, method: number, most: number): number {
  if (method === 0) return body.length
  try {
    return inflateRawSync(body, { maxOutputLength: Math.max(most, 1) }).length
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : notExcel()
  }
}

function notExcel() {
  return fileBroken(
    'Tệp không phải là Excel (.xlsx) hoặc đã hỏng.',
    'The file is not an Excel workbook (.xlsx), or it is damaged.',
  )
}

function tooLarge() {
  return fileBroken(
    'Tệp Excel bung ra quá lớn (trên 256 MB). Hãy xuất thành CSV.',
    'The workbook unpacks to more than 256 MB. Export it as CSV instead.',
  )
}
