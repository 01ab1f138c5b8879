/**
 * Puts what was time-stamped away in segments, and lets go of what is put away and old enough.
 * Nothing leaves the log that is not under a time-stamp and in the archive.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, wait } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import type { Log } from '#kernel/log'
import { writeDurably } from '#kernel/secrets'
import { type BatchHead, headDigest, noPrevious } from '../evidence/batch.ts'
import { packSegment, type Row } from '../evidence/segment.ts'
import type { Store } from '../hot-path/store.ts'
import { presign } from '../presign.ts'
import { openHttpClient } from './http-client.ts'
import type { BatchRow, SegmentRow } from './life-tables.ts'

export type ArchiveTarget =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 's3'
      readonly endpoint: string
      readonly region: string
      readonly bucket: string
      readonly accessKey: string
      readonly secret: string
    }

export type ArchiveSettings = {
  readonly target: ArchiveTarget
  /** Records older than this leave the log once they are in the archive. */
  readonly retentionDays: number
}

export type ArchivingNeeds = {
  readonly store: Store
  readonly gatewayId: string
  readonly settings: ArchiveSettings
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

export type Archiving = {
  run(): Promise<void>
  /** Puts away all whole batches, and lets go of what is old. */
  archive(): Promise<void>
}

const everyMs = 10 * 60_000
const dayMs = 86_400_000
/** Records in one segment, at most about. */
const mostRecords = 10_000
const piece = 500

export function openArchiving(needs: ArchivingNeeds): Archiving {
  const { store, gatewayId, settings, clock, log, signal } = needs

  async function lastSegment(): Promise<SegmentRow | undefined> {
    const [row] = await store.read<SegmentRow>([
      'select * from segment order by number desc limit 1',
    ])
    return row
  }

  /** False when no whole batch is left. */
  async function archiveOne(): Promise<boolean> {
    const last = await lastSegment()
    const batches = await nextBatches(store, last?.last_batch ?? 0)
    const [first, final] = [batches[0], batches.at(-1)]
    if (!first || !final) return false
    const lastSeq = final.first + final.size - 1
    const evidence = await rowsBetween(store, first.first, lastSeq)
    const number = (last?.number ?? 0) + 1
    const bytes = packSegment(
      {
        gateway: gatewayId,
        number,
        firstBatch: first.number,
        lastBatch: final.number,
        firstRecord: first.first,
        lastRecord: lastSeq,
        previous: last?.digest ?? noPrevious,
      },
      {
        evidence,
        batch: batches.map((it) => ({ ...it })),
        chain: await store.read<Row>(['select * from chain']),
      },
    )
    const digest = sha256(bytes).toString('hex')
    const name = `${gatewayId}-${String(number).padStart(6, '0')}.zip`
    await put(settings.target, name, bytes, clock.now())
    const head = headDigest(JSON.parse(final.head) as BatchHead)
    await store.write([
      [
        `insert into segment (number, name, digest, last_batch, last_seq, last_head)
         values (?, ?, ?, ?, ?, ?)`,
        number,
        name,
        digest,
        final.number,
        lastSeq,
        head,
      ],
    ])
    log.info({ segment: number, records: evidence.length }, 'a piece of the log was put away')
    return true
  }

  /** Whole segments leave, the oldest first, so that the chain begins where one ended. */
  async function letGo(): Promise<void> {
    const before = clock.now().getTime() - settings.retentionDays * dayMs
    const [oldest] = await store.read<SegmentRow>([
      // The newest batch stays: the next one names it.
      `select * from segment where last_batch >= (select min(number) from batch)
         and last_batch < (select max(number) from batch) order by number limit 1`,
    ])
    if (!oldest) return
    const [young] = await store.read([
      'select 1 from evidence where seq <= ? and at >= ? limit 1',
      oldest.last_seq,
      before,
    ])
    if (young) return
    for (;;) {
      const [left] = await store.read<{ seq: number | null }>([
        'select min(seq) as seq from evidence where seq <= ?',
        oldest.last_seq,
      ])
      if (left?.seq === null || left === undefined) break
      const upTo = Math.min(left.seq + piece, oldest.last_seq)
      await store.write([['delete from evidence where seq <= ?', upTo]])
    }
    await store.write([['delete from batch where number <= ?', oldest.last_batch]])
    await letGo()
  }

  async function archive(): Promise<void> {
    while (await archiveOne());
    await letGo()
  }

  return {
    archive,
    async run() {
      while (!signal.aborted) {
        await wait(everyMs, signal).catch(() => undefined)
        if (signal.aborted) return
        await archive().catch((error: Error) => {
          log.warn({ reason: error.message }, 'the log was not put away; it stays where it is')
        })
      }
    },
  }
}

async function nextBatches(store: Store, after: number): Promise<BatchRow[]> {
  const found = await store.read<{ number: number; size: number }>([
    'select number, size from batch where number > ? order by number limit 1000',
    after,
  ])
  let [last, count] = [after, 0]
  for (const { number, size } of found) {
    if (count > 0 && count + size > mostRecords) break
    count += size
    last = number
  }
  return store.read<BatchRow>([
    'select * from batch where number > ? and number <= ? order by number',
    after,
    last,
  ])
}

async function rowsBetween(store: Store, first: number, last: number): Promise<Row[]> {
  const rows: Row[] = []
  for (let from = first; from <= last; from += piece) {
    const found = await store.read<Row>([
      'select * from evidence where seq >= ? and seq <= ? order by seq',
      from,
      Math.min(from + piece - 1, last),
    ])
    rows.push(...found)
  }
  return rows
}

async function put(it: ArchiveTarget, name: string, bytes: Buffer, now: Date): Promise<void> {
  if (it.kind === 'folder') {
    mkdirSync(it.folder, { recursive: true, mode: 0o700 })
    writeDurably(join(it.folder, name), bytes)
    return
  }
  const address = new URL(`${it.endpoint.replace(/\/$/, '')}/${it.bucket}/${name}`)
  const url = presign(address, { ...it, now, seconds: 900 }, 'PUT')
  const http = openHttpClient()
  const question = { headers: {}, body: bytes, timeoutMs: 300_000, mostBytes: 65_536 }
  const answer = await http
    .ask(url.href, { method: 'PUT', ...question })
    .finally(() => http.close())
  if (answer.status !== 200) throw new Error(`The object storage answered ${answer.status}.`)
}
