/**
 * ZIP files (APPNOTE 6.3.10) in the one form that proof containers have: entries stored as they
 * are, in order, nothing between, before or behind them, no times, no extras. Whatever differs
 * from that by a single byte is no container.
 */
import { crc32 } from 'node:zlib'

export type Entry = { readonly name: string; readonly bytes: Buffer }

const marks = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 }
const sizes = { local: 30, central: 46, end: 22 }
/** The first day that a ZIP file can name: what is in a container does not depend on the clock. */
const firstDay = 0x0021
const namesInUtf8 = 0x0800
const storedSince = 10

/** At most so many entries, and bytes in all. */
export const zipLimits = { entries: 64, bytes: 64 * 1024 * 1024 }

export function writeZip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const about = aboutOf(entry, name)
    const local = Buffer.alloc(sizes.local)
    local.writeUInt32LE(marks.local, 0)
    about.copy(local, 4)
    const central = Buffer.alloc(sizes.central)
    central.writeUInt32LE(marks.central, 0)
    central.writeUInt16LE(storedSince, 4)
    about.copy(central, 6)
    central.writeUInt32LE(at, 42)
    parts.push(local, name, entry.bytes)
    directory.push(central, name)
    at += local.length + name.length + entry.bytes.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(sizes.end)
  end.writeUInt32LE(marks.end, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, listed, end])
}

/** What stands the same in both headers of an entry: version, flags, method … extra length. */
function aboutOf({ bytes }: Entry, name: Buffer): Buffer {
  const about = Buffer.alloc(26)
  about.writeUInt16LE(storedSince, 0)
  about.writeUInt16LE(namesInUtf8, 2)
  about.writeUInt16LE(firstDay, 8)
  about.writeUInt32LE(crc32(bytes), 10)
  about.writeUInt32LE(bytes.length, 14)
  about.writeUInt32LE(bytes.length, 18)
  about.writeUInt16LE(name.length, 22)
  return about
}

/** The entries of a file that `writeZip` made; undefined for every other. */
export function readZip(file: Buffer): Entry[] | undefined {
  const entries: Entry[] = []
  if (file.length > zipLimits.bytes) return undefined
  let at = 0
  while (file.length - at >= sizes.local && file.readUInt32LE(at) === marks.local) {
    const [length, nameLength] = [file.readUInt32LE(at + 18), file.readUInt16LE(at + 26)]
    const from = at + sizes.local + nameLength
    if (from + length > file.length || entries.length === zipLimits.entries) return undefined
    const name = file.subarray(at + sizes.local, from).toString()
    entries.push({ name, bytes: file.subarray(from, from + length) })
    at = from + length
  }
  return writeZip(entries).equals(file) ? entries : undefined
}
