import { randomFillSync } from 'node:crypto'
import { wait } from '#kernel/clock'
import { join, type Tx } from '#kernel/database'
import { sha256 } from '#kernel/digest'
import type { Kernel } from '#kernel/system'
import type { Words } from '#kernel/words'
import type { ChainClient } from './chain-client.ts'
import { commitmentOf, type LogName } from './domain/log.ts'
import { inclusionRanges, rangeHash, tilesOf } from './domain/merkle-tree.ts'
import { hexOf, proofVersion, type RecordProof } from './domain/record-proof.ts'
import { AnchoringRefused, openRootAnchoring } from './jobs/anchor-roots.ts'
import { findCovering } from './storage/checkpoints.ts'
import { growLogs, readTiles } from './storage/logs.ts'
import {
  countWaiting,
  findByDigest,
  findRecord,
  forgetSalts,
  insertRecords,
  leafOf,
  type RecordKept,
} from './storage/records.ts'
import type { Schema } from './storage/schema.ts'

/** What a room hands over: an id that it knows the record by, and SHA-256 of the content. */
export type AnchorRecord = { readonly id: string; readonly digest: Uint8Array }

/** Where a record is on its way: it waits, it stands in a tree, its proof is ready. */
export type Anchored =
  | { readonly state: 'waiting' | 'in-tree'; readonly record: RecordKept }
  | { readonly state: 'proven'; readonly record: RecordKept; readonly proof: RecordProof }

export type AnchoringState = {
  readonly waiting: number
  readonly waitingSince: Date | null
  /** Why this process does not get on at the moment. */
  readonly trouble: Words | null
}

const mostAtOnce = 10_000
const mostOfDigest = 20
// An idle house looks so often; under load it goes on at once.
const growEveryMs = 250
const anchorEveryMs = 400
const afterTroubleMs = 2_000

export type Anchoring = ReturnType<typeof openAnchoring>

/** Takes digests from rooms, keeps them in logs, and brings the logs' roots onto the chain. */
export function openAnchoring(kernel: Kernel, chain: ChainClient) {
  const { clock, database, log, secrets, telemetry } = kernel
  const pool = database.pool('blockchain')
  const roots = openRootAnchoring({ pool, chain, secrets })
  const stopping = new AbortController()
  let loops: Promise<unknown> = Promise.resolve()
  let trouble: Words | null = null

  const placed = telemetry.counter('ndc_anchor_records', 'Records put into the trees of logs', [])
  telemetry.gauge('ndc_anchor_waiting', 'Records that wait for a place in a tree', async () => {
    return (await countWaiting(pool)).records
  })

  /** Goes on at once while there is something to do; after a failure it tries again. */
  async function keepOn(everyMs: number, step: () => Promise<number>): Promise<void> {
    while (!stopping.signal.aborted) {
      let pauseMs = everyMs
      try {
        if ((await step()) > 0) pauseMs = 0
        trouble = null
      } catch (error) {
        if (stopping.signal.aborted) return
        trouble = error instanceof AnchoringRefused ? error.words : awayWords
        pauseMs = afterTroubleMs
        log.warn({ err: error }, 'anchoring waits and will go on')
      }
      await wait(pauseMs, stopping.signal).catch(() => undefined)
    }
  }

  async function proofOf(record: RecordKept): Promise<Anchored> {
    if (record.leaf === null) return { state: 'waiting', record }
    const covering = await findCovering(pool, record.log, record.leaf)
    if (!covering) return { state: 'in-tree', record }
    const { size, root, proof: state, signedBlock: block } = covering
    const ranges = inclusionRanges(record.leaf, size)
    const ids = tilesOf(ranges).map((it) => ({ log: record.log, ...it }))
    const read = (await readTiles(pool, ids))(record.log)
    const commitment = record.salt
      ? commitmentOf(record.digest, record.salt, sha256)
      : record.digest
    return {
      state: 'proven',
      record,
      proof: {
        version: proofVersion,
        record: {
          id: record.id,
          commitment: hexOf(commitment),
          salt: record.salt && hexOf(record.salt),
        },
        tree: {
          log: record.log,
          size,
          leaf: record.leaf,
          path: ranges.map((it) => hexOf(rangeHash(it, read, sha256))),
          root: hexOf(root),
        },
        state,
        block,
      },
    }
  }

  return {
    /**
     * Hands records over in the caller's transaction: they are anchored if it commits. Digests are
     * salted here, unless they are salted commitments already.
     */
    anchor(
      tx: Tx,
      name: LogName,
      records: readonly AnchorRecord[],
      { salted = false }: { salted?: boolean } = {},
    ): Promise<void> {
      if (records.length === 0) return Promise.resolve()
      if (records.length > mostAtOnce)
        throw new RangeError(`At most ${mostAtOnce} records at once.`)
      const order = { log: name, handedAt: clock.now(), salted, ...pack(records, salted) }
      return join<Schema, void>(tx, 'blockchain', (own) => insertRecords(own, order))
    },

    /** Erases the link between records and their contents. Gives how many had one. */
    forget(tx: Tx, ids: readonly string[]): Promise<number> {
      return join<Schema, number>(tx, 'blockchain', (own) => forgetSalts(own, ids, clock.now()))
    },

    /** The proof of a record, as far as it is. Who may see it is for the caller to say. */
    async find(id: string): Promise<Anchored | undefined> {
      const record = await findRecord(pool, id)
      return record && proofOf(record)
    },

    /** All records of a content, for whoever holds it. */
    async findByDigest(digest: Uint8Array): Promise<Anchored[]> {
      return Promise.all((await findByDigest(pool, digest, mostOfDigest)).map(proofOf))
    },

    /** The account that owns the logs here, as a reader of proofs has to know it (0x…). */
    owner: roots.owner,

    async state(): Promise<AnchoringState> {
      const { records, since } = await countWaiting(pool)
      return { waiting: records, waitingSince: since, trouble }
    },

    /** Works until `stop`. Of several processes one at a time does each of the two parts. */
    start(): void {
      const growing = keepOn(growEveryMs, async () => {
        const count = await growLogs(pool)
        placed.inc(count)
        return count
      })
      const anchoring = keepOn(anchorEveryMs, async () => {
        if (chain.url() === undefined) return 0
        await roots.anchorRoots(stopping.signal)
        return 0
      })
      loops = Promise.all([growing, anchoring])
    },

    async stop(): Promise<void> {
      stopping.abort()
      await loops
    },
  }
}

/** Ids, digests and salts one behind the other, and the leaves that they lead to. */
function pack(records: readonly AnchorRecord[], salted: boolean) {
  const width = salted ? 48 : 80
  const packed = Buffer.allocUnsafe(records.length * width)
  const leaves = Buffer.allocUnsafe(records.length * 32)
  const salts = salted ? Buffer.alloc(0) : randomFillSync(Buffer.allocUnsafe(records.length * 32))
  for (const [nth, { id, digest }] of records.entries()) {
    if (digest.length !== 32) throw new RangeError('A digest is not of 32 bytes.')
    const at = nth * width
    if (packed.write(id.replaceAll('-', ''), at, 'hex') !== 16) throw new RangeError('No UUID.')
    packed.set(digest, at + 16)
    const salt = salts.subarray(nth * 32, nth * 32 + 32)
    packed.set(salt, at + 48)
    leaves.set(leafOf(salted ? digest : commitmentOf(digest, salt, sha256)), nth * 32)
  }
  return { count: records.length, packed, leaves }
}

const awayWords: Words = {
  vi: 'Chuỗi khối hoặc cơ sở dữ liệu chưa trả lời; bản ghi được giữ lại và sẽ được neo giữ sau.',
  en: 'The chain or the database does not answer; records are kept and will be anchored later.',
}
