/**
 * Builds an empty store out of a snapshot. Nothing of it counts before its root is the one
 * trusted.
 */
import { RLP } from '@ethereumjs/rlp'
import type { Snapshot } from '#engines/chain'
import { sha256 } from '#kernel/digest'
import { hexOf, sameBytes } from './bytes.ts'
import { keccak } from './keccak.ts'
import { headerIn } from './kept-blocks.ts'
import { heightIn, heightKey, heightSize } from './keys.ts'
import {
  type Entry,
  entriesIn,
  expanded,
  format,
  type Manifest,
  manifestIn,
} from './snapshot-format.ts'
import type { Tables } from './tables.ts'
import { rebuild } from './verify.ts'
import { recordOf } from './versions.ts'

const writtenAtOnce = 20_000
const restoring = Buffer.from('state:restoring')

export class Restore {
  readonly #tables: Tables
  readonly #done: () => void
  #manifest: Manifest | undefined
  #next = 0

  /** `done` is called when a snapshot has become the state. */
  constructor(tables: Tables, done: () => void) {
    this.#tables = tables
    this.#done = done
    // A node that stopped half-way begins anew.
    if (tables.meta.getBinary(restoring)) clear(tables)
  }

  offer(
    snapshot: Snapshot,
    root: Uint8Array,
    isEmpty: boolean,
  ): 'accept' | 'reject' | 'reject-format' {
    if (snapshot.format !== format) return 'reject-format'
    const manifest = manifestIn(snapshot.metadata, snapshot.hash)
    const fits =
      manifest?.height === snapshot.height &&
      manifest.chunks.length === snapshot.chunks &&
      manifest.root === hexOf(root)
    if (!isEmpty || !fits) return 'reject'
    clear(this.#tables)
    this.#tables.meta.putSync(restoring, Uint8Array.of(1))
    this.#manifest = manifest
    this.#next = 0
    return 'accept'
  }

  /** Chunks come one after the other. A false one is asked for again; a false whole is given up. */
  async apply(index: number, chunk: Uint8Array): Promise<'accept' | 'retry' | 'abort'> {
    const manifest = this.#manifest
    if (!manifest || index !== this.#next) return 'abort'
    if (sha256(chunk).toString('hex') !== manifest.chunks[index]) return 'retry'
    try {
      const entries = entriesIn(await expanded(chunk))
      this.#tables.root.transactionSync(() => {
        for (const it of entries) this.#take(it, manifest.height)
      })
      this.#next++
      if (this.#next === manifest.chunks.length) await this.#finish(manifest)
      return 'accept'
    } catch (error) {
      if (!(error instanceof Error)) throw error
      this.#manifest = undefined
      clear(this.#tables)
      return 'abort'
    }
  }

  #take({ kind, key, value }: Entry, height: number): void {
    const { accounts, slots, codes, headers, hashes } = this.#tables
    const expect = (isRight: boolean): void => {
      if (!isRight) throw new Error(`The snapshot holds a false ${kind}.`)
    }
    switch (kind) {
      case 'account':
        expect(key.length === 32 && value.length > 0)
        accounts.putSync(key, recordOf(height, value))
        return
      case 'slot':
        expect(key.length === 64 && value.length > 0 && value.length <= 32 && value[0] !== 0)
        slots.putSync(key, recordOf(height, value))
        return
      case 'code':
        expect(sameBytes(keccak(value), key))
        codes.putSync(key, value)
        return
      case 'header':
        expect(key.length === heightSize && value.length > 32 + heightSize)
        headers.putSync(key, value)
        hashes.putSync(value.subarray(0, 32), key)
    }
  }

  async #finish({ height, root }: Manifest): Promise<void> {
    const tables = this.#tables
    checkHeaders(tables, height, root)
    let waiting: [Buffer, Buffer][] = []
    const flush = (): void => {
      tables.root.transactionSync(() => {
        for (const [key, record] of waiting) tables.nodes.putSync(key, recordOf(height, record))
      })
      waiting = []
    }
    const built = await rebuild(tables, (key, record) => {
      waiting.push([key, record])
      if (waiting.length >= writtenAtOnce) flush()
    })
    flush()
    if (hexOf(built.root) !== root) throw new Error('The snapshot does not have the root it names.')
    tables.root.transactionSync(() => {
      tables.meta.putSync(Buffer.from('state:height'), heightKey(height))
      tables.meta.putSync(Buffer.from('state:oldest'), heightKey(height))
      tables.meta.putSync(Buffer.from('state:root'), Buffer.from(root, 'hex'))
      tables.meta.removeSync(restoring)
    })
    this.#manifest = undefined
    this.#done()
  }
}

/** The last header names the root, and each the one before it. */
function checkHeaders({ headers }: Tables, height: number, root: string): void {
  const records = [...headers.getRange({ start: heightKey(0) })]
  const all = records.map(({ key, value }) => headerIn(heightIn(key), value))
  const last = all.at(-1)
  let follows = last?.number === height && last.number - all.length + 1 === all[0]?.number
  let parent: Uint8Array | undefined
  for (const { header, hash } of all) {
    const fields = RLP.decode(header)
    if (!Array.isArray(fields)) throw new Error('A header of the snapshot is malformed.')
    const [parentHash, , , stateRoot] = fields as Uint8Array[]
    if (!sameBytes(keccak(header), hash)) follows = false
    if (parent && !(parentHash && sameBytes(parentHash, parent))) follows = false
    if (header === last?.header && hexOf(stateRoot ?? header) !== root) follows = false
    parent = hash
  }
  if (!follows) throw new Error('The headers of the snapshot do not lead to its root.')
}

function clear(tables: Tables): void {
  const { accounts, slots, nodes, codes, before, headers, bodies, receipts } = tables
  const { hashes, logs, parties, meta, changes } = tables
  tables.root.transactionSync(() => {
    for (const it of [accounts, slots, nodes, codes, before, headers, bodies, receipts]) {
      it.clearSync()
    }
    for (const it of [hashes, logs, parties, meta, changes]) it.clearSync()
  })
}
