/** Puts evidence under time-stamps: batch after batch, each bound to the one before. */
import { type Clock, wait } from '#kernel/clock'
import { canonical } from '#kernel/digest'
import type { Log } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import { leafOf } from '../domain/evidence.ts'
import { type BatchHead, batchSize, headBytes, headDigest, nextHead } from '../evidence/batch.ts'
import type { Signals } from '../hot-path/signals.ts'
import type { Store } from '../hot-path/store.ts'
import { type EvidenceRow, recordOf } from '../hot-path/store-tables.ts'
import type { State } from './home.ts'
import { type BatchRow, recordColumns } from './life-tables.ts'

export type Stamping = {
  /** Goes on until the signal; never rejects. */
  run(): Promise<void>
  /** Records that wait for a time-stamp, as last counted. */
  unstamped(): number
  /** The newest batch; its digest stands for all before it. */
  newest(): { readonly number: number; readonly digest: string } | undefined
  /** Stamps what waits now. Rejects when no time-stamp can be had. */
  stamp(): Promise<void>
}

export type StampingNeeds = {
  readonly store: Store
  readonly gatewayId: string
  /** Gives an RFC 3161 token over bytes. */
  readonly token: (bytes: Buffer) => Promise<Buffer>
  readonly state: () => State
  readonly change: (next: Partial<State>) => void
  readonly clock: Clock
  readonly log: Log
  readonly signals: Signals
  readonly signal: AbortSignal
  readonly everyMs?: number
  /** Evidence that waits longer raises an alarm. */
  readonly lateMs?: number
}

/** Rows are read in small pieces, so that exchanges between them do not wait. */
const piece = 200
const lookMs = 1_000
const retryMs = 10_000

/** Throws a Refusal when the log is an older copy than this folder has known. */
export async function openStamping(needs: StampingNeeds): Promise<Stamping> {
  const { store, state } = needs
  const [row] = await store.read<BatchRow>(['select * from batch order by number desc limit 1'])
  const last = row && (JSON.parse(row.head) as BatchHead)
  const { lastBatch } = state()
  if (lastBatch && !(await knows(store, lastBatch))) throw isOldCopy(store.file, lastBatch.number)
  return new OwnStamping(needs, last)
}

async function knows(
  store: Store,
  { number, digest }: { number: number; digest: string },
): Promise<boolean> {
  const [row] = await store.read<BatchRow>(['select * from batch where number = ?', number])
  if (row) return headDigest(JSON.parse(row.head) as BatchHead) === digest
  const [archived] = await store.read(['select 1 from segment where last_batch >= ?', number])
  return archived !== undefined
}

function isOldCopy(file: string, number: number): Refusal {
  return new Refusal(
    `${file} is an older copy: it does not know batch ${number}, which this gateway has had ` +
      'time-stamped. Bring back the newest copy. If there is none, start once with ' +
      '--accept-restored: what is missing stays visible in the chain of time-stamps.',
  )
}

class OwnStamping implements Stamping {
  readonly #needs: StampingNeeds
  #last: BatchHead | undefined
  #unstamped = 0
  /** One after the other. */
  #stamping: Promise<void> = Promise.resolve()

  constructor(needs: StampingNeeds, last: BatchHead | undefined) {
    this.#needs = needs
    this.#last = last
  }

  unstamped = (): number => this.#unstamped

  newest = () => this.#last && { number: this.#last.number, digest: headDigest(this.#last) }

  async run(): Promise<void> {
    const { clock, signal, everyMs = 30_000, lateMs = 300_000, signals, log } = this.#needs
    let [stampedMs, triedMs] = [clock.elapsedMs(), -Infinity]
    while (!signal.aborted) {
      await wait(Math.min(lookMs, everyMs), signal).catch(() => undefined)
      if (signal.aborted) return
      try {
        const nowMs = clock.elapsedMs()
        await this.#count()
        if (this.#unstamped === 0) stampedMs = nowMs
        const due = nowMs - stampedMs >= everyMs || this.#unstamped >= batchSize
        if (this.#unstamped > 0 && due && nowMs - triedMs >= Math.min(retryMs, everyMs)) {
          triedMs = nowMs
          await this.stamp()
          triedMs = -Infinity
          stampedMs = clock.elapsedMs()
        }
        signals.clear('time-stamps-late')
      } catch (error) {
        if (signal.aborted) return
        log.warn({ reason: (error as Error).message }, 'evidence waits for its time-stamp')
      }
      if (clock.elapsedMs() - stampedMs >= lateMs) {
        const detail = `${this.#unstamped} records wait for a time-stamp.`
        signals.raise('time-stamps-late', detail, clock.now().getTime())
      }
    }
  }

  async #count(): Promise<void> {
    const [row] = await this.#needs.store.read<{ last: number | null }>([
      'select max(seq) as last from evidence',
    ])
    this.#unstamped = Math.max(0, (row?.last ?? 0) - this.#stampedTo())
  }

  /** The last record that is under a time-stamp. */
  #stampedTo(): number {
    return this.#last ? this.#last.first + this.#last.size - 1 : 0
  }

  async stamp(): Promise<void> {
    const stamped = this.#stampAll(this.#stamping)
    this.#stamping = stamped.catch(() => undefined)
    await stamped
  }

  async #stampAll(before: Promise<void>): Promise<void> {
    await before
    while (await this.#stampOne());
    await this.#count()
  }

  /** False when nothing waits any more. */
  async #stampOne(): Promise<boolean> {
    const { store, gatewayId, token, change } = this.#needs
    const { first, leaves } = await this.#gather()
    if (leaves.length === 0) return false
    const head = nextHead(gatewayId, this.#last, first, leaves)
    const stamped = await token(headBytes(head))
    await store.write([
      [
        'insert into batch (number, first, size, head, leaves, token) values (?, ?, ?, ?, ?, ?)',
        head.number,
        head.first,
        head.size,
        canonical(head),
        Buffer.concat(leaves),
        stamped,
      ],
    ])
    this.#last = head
    change({ lastBatch: { number: head.number, digest: headDigest(head) } })
    return leaves.length === batchSize
  }

  /** The leaves of what comes next; ends before a gap, which is an alarm for ever. */
  async #gather(): Promise<{ first: number; leaves: Buffer[] }> {
    const { store, signals, clock } = this.#needs
    const leaves: Buffer[] = []
    let first = this.#stampedTo() + 1
    while (leaves.length < batchSize) {
      const rows = await store.read<EvidenceRow>([
        `select ${recordColumns} from evidence where seq >= ? order by seq limit ?`,
        first + leaves.length,
        Math.min(piece, batchSize - leaves.length),
      ])
      for (const row of rows) {
        if (row.seq !== first + leaves.length) {
          const detail = `Record ${first + leaves.length} is missing from the log.`
          signals.raise('log-tampered', detail, clock.now().getTime())
          if (leaves.length > 0) return { first, leaves }
          first = row.seq
        }
        leaves.push(leafOf(recordOf(row)))
      }
      if (rows.length < piece) break
    }
    return { first, leaves }
  }
}
