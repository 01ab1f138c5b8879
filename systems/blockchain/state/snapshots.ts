/** Takes snapshots of the last state in the background, and gives them to nodes that join. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Transaction } from 'lmdb'
import type { Snapshot } from '#engines/chain'
import { sha256 } from '#kernel/digest'
import { codeOf } from '#kernel/problem'
import { hexOf } from './bytes.ts'
import { heightKey } from './keys.ts'
import {
  chunkBytes,
  compressed,
  type Entry,
  encodeEntry,
  encodeManifest,
  format,
  manifestIn,
} from './snapshot-format.ts'
import type { Table, Tables } from './tables.ts'
import { liveBelow } from './view.ts'

/** What a block may ask for by its hash (BLOCKHASH, Yellow Paper 9.4). */
const headersBack = 256
const stride = 1_000
const none = new Uint8Array()

export class Snapshots {
  readonly #tables: Tables
  readonly #folder: string
  readonly #keep: number
  #taking: Promise<Snapshot> | undefined

  constructor(tables: Tables, folder: string, keep: number) {
    this.#tables = tables
    this.#folder = folder
    this.#keep = keep
  }

  /** Of the state as it is at this moment; commits go on meanwhile. One is taken at a time. */
  take(height: number, root: Uint8Array): Promise<Snapshot> {
    this.#taking ??= this.#take(height, root).finally(() => {
      this.#taking = undefined
    })
    return this.#taking
  }

  async list(): Promise<readonly Snapshot[]> {
    const found = await Promise.all((await this.#heights()).map((it) => this.#snapshot(it)))
    return found.filter((it) => it !== undefined)
  }

  /** Empty where there is no such chunk. */
  async chunk(height: number, asked: number, nth: number): Promise<Uint8Array> {
    if (asked !== format || !Number.isSafeInteger(height) || !Number.isSafeInteger(nth)) return none
    return (await readIfThere(join(this.#folder, String(height), `${nth}.zst`))) ?? none
  }

  /** Waits for the one that is being taken. */
  async close(): Promise<void> {
    await this.#taking?.catch(() => undefined)
  }

  async #take(height: number, root: Uint8Array): Promise<Snapshot> {
    // The view of the database is fixed before anything is waited for.
    const transaction = this.#tables.root.useReadTransaction()
    const unfinished = join(this.#folder, `${height}.part`)
    try {
      await mkdir(unfinished, { recursive: true, mode: 0o700 })
      const chunks: string[] = []
      for await (const chunk of chunksOf(entriesOf(this.#tables, height, transaction))) {
        const bytes = await compressed(chunk)
        await writeFile(join(unfinished, `${chunks.length}.zst`), bytes)
        chunks.push(sha256(bytes).toString('hex'))
      }
      const manifest = encodeManifest({ height, root: hexOf(root), chunks })
      await writeFile(join(unfinished, 'manifest.json'), manifest)
    } finally {
      transaction.done()
    }
    await rm(join(this.#folder, String(height)), { recursive: true, force: true })
    await rename(unfinished, join(this.#folder, String(height)))
    for (const old of (await this.#heights()).slice(this.#keep)) {
      await rm(join(this.#folder, String(old)), { recursive: true, force: true })
    }
    const taken = await this.#snapshot(height)
    if (!taken) throw new Error(`The snapshot of block ${height} was taken away while it was made.`)
    return taken
  }

  /** Newest first. */
  async #heights(): Promise<number[]> {
    const names = await readdir(this.#folder).catch(() => [] as string[])
    return names
      .filter((it) => /^\d+$/.test(it))
      .map(Number)
      .toSorted((left, right) => right - left)
  }

  async #snapshot(height: number): Promise<Snapshot | undefined> {
    const metadata = await readIfThere(join(this.#folder, String(height), 'manifest.json'))
    if (!metadata) return undefined
    const hash = sha256(metadata)
    const manifest = manifestIn(metadata, hash)
    return manifest && { height, format, chunks: manifest.chunks.length, hash, metadata }
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Everything that a snapshot of this view holds, in an order that everyone would give. */
function* entriesOf(
  { accounts, slots, codes, headers }: Tables,
  height: number,
  transaction: Transaction,
): Generator<Entry> {
  const start = heightKey(Math.max(0, height - headersBack))
  for (const { key, value } of headers.getRange({ start, transaction })) {
    yield { kind: 'header', key, value }
  }
  for (const { key, value } of codes.getRange({ start: Buffer.alloc(1), transaction })) {
    yield { kind: 'code', key, value }
  }
  const live = (table: Table) => liveBelow(table, none, none, 0, transaction)
  for (const { key, value } of live(accounts)) {
    if (value.length > 0) yield { kind: 'account', key, value }
  }
  for (const { key, value } of live(slots)) {
    if (value.length > 0) yield { kind: 'slot', key, value }
  }
}

async function* chunksOf(entries: Iterable<Entry>): AsyncGenerator<Buffer> {
  let [parts, size, steps]: [Buffer[], number, number] = [[], 0, 0]
  for (const entry of entries) {
    const part = encodeEntry(entry)
    if (size + part.length > chunkBytes) {
      yield Buffer.concat(parts)
      ;[parts, size] = [[], 0]
    }
    parts.push(part)
    size += part.length
    if (++steps % stride === 0) await setImmediate()
  }
  yield Buffer.concat(parts)
}
