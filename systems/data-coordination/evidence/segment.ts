/**
 * A piece of a log that is put away: whole batches with their records, time-stamps and the
 * certificates of those who signed. What was sealed stays sealed. Each segment names the digest of
 * the one before.
 */
import { gunzipSync, gzipSync } from 'node:zlib'
import { canonical, sha256 } from '#kernel/digest'
import { readZip, writeZip } from './zip.ts'

export type SegmentManifest = {
  readonly gateway: string
  /** 1, 2, 3 … without a gap. */
  readonly number: number
  readonly firstBatch: number
  readonly lastBatch: number
  readonly firstRecord: number
  readonly lastRecord: number
  /** Digest of the segment before (hex); 64 zeros for the first. */
  readonly previous: string
  /** SHA-256 of the other files (hex). */
  readonly files: Readonly<Record<string, string>>
}

/** A row of a table; bytes as `{ bytes: base64 }`. */
export type Row = Readonly<Record<string, string | number | null | Uint8Array>>

const tables = ['evidence', 'batch', 'chain'] as const
export type SegmentTables = Readonly<Record<(typeof tables)[number], readonly Row[]>>

export type Segment = { readonly manifest: SegmentManifest; readonly tables: SegmentTables }

const manifestName = 'manifest.json'
const mostBytes = 512 * 1024 * 1024

export function packSegment(manifest: Omit<SegmentManifest, 'files'>, rows: SegmentTables): Buffer {
  const files = tables.map((name) => ({
    name: `${name}.jsonl.gz`,
    bytes: gzipSync(rows[name].map((it) => `${JSON.stringify(written(it))}\n`).join('')),
  }))
  const digests = files.map(({ name, bytes }) => [name, sha256(bytes).toString('hex')])
  const whole: SegmentManifest = { ...manifest, files: Object.fromEntries(digests) }
  return writeZip([{ name: manifestName, bytes: Buffer.from(canonical(whole)) }, ...files])
}

/** Undefined for what is no segment, or was changed by a single byte inside. */
export function openSegment(file: Buffer): Segment | undefined {
  const entries = readZip(file)
  const [first, ...others] = entries ?? []
  if (first?.name !== manifestName || others.length !== tables.length) return undefined
  try {
    const manifest = JSON.parse(first.bytes.toString()) as SegmentManifest
    const whole =
      Buffer.from(canonical(manifest)).equals(first.bytes) &&
      others.every(
        ({ name, bytes }, nth) =>
          name === `${tables[nth]}.jsonl.gz` &&
          manifest.files[name] === sha256(bytes).toString('hex'),
      )
    if (!whole) return undefined
    const [evidence = [], batch = [], chain = []] = others.map(({ bytes }) => rowsIn(bytes))
    return { manifest, tables: { evidence, batch, chain } }
  } catch {
    return undefined
  }
}

function rowsIn(bytes: Buffer): Row[] {
  const text = gunzipSync(bytes, { maxOutputLength: mostBytes }).toString()
  return text.split('\n').flatMap((line) => (line === '' ? [] : [readRow(line)]))
}

function written(row: Row): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value,
    ]),
  )
}

function readRow(line: string): Row {
  return JSON.parse(line, (_, value: unknown) => {
    const { bytes } = (value ?? {}) as { bytes?: unknown }
    return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : value
  }) as Row
}
