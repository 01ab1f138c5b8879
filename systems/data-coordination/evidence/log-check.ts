/**
 * Checks a whole log against its time-stamps: every record against its leaf, the leaves against
 * the root, the root against the token, and each batch against the one before.
 */
import type { Words } from '#kernel/words'
import { checkToken } from '#trust-services/verification'
import { type EvidenceRecord, leafOf } from '../domain/evidence.ts'
import { type BatchHead, headBytes, headDigest, noPrevious } from './batch.ts'
import { rootOf } from './merkle.ts'

export type LoggedRecord = { readonly seq: number; readonly record: EvidenceRecord }
export type LoggedBatch = {
  readonly head: BatchHead
  /** The hashes of its records' leaves, one behind the other. */
  readonly leaves: Buffer
  readonly token: Buffer
}

/** Where a log begins: after what was archived. */
export type LogStart = { readonly number: number; readonly seq: number; readonly digest: string }

export const wholeLog: LogStart = { number: 0, seq: 0, digest: noPrevious }

export type CheckedLog = {
  readonly records: number
  readonly batches: number
  /** Records behind the last time-stamp: nothing proves them yet. */
  readonly unstamped: number
  readonly newestStampAt: Date | undefined
  /** What is wrong, in the order of the log; at most `mostFaults`. */
  readonly faults: readonly LogFault[]
}

export type LogFault = {
  readonly kind:
    | 'record-changed'
    | 'record-missing'
    | 'record-added'
    | 'leaves-changed'
    | 'batch-missing'
    | 'chain-broken'
    | 'token-broken'
  /** Number of the record or of the batch. */
  readonly number: number
  readonly xRoadId?: string
  readonly words: Words
}

export const mostFaults = 100

/** Both in the order of their numbers. */
export async function checkLog(
  records: AsyncIterable<LoggedRecord>,
  batches: AsyncIterable<LoggedBatch>,
  stampers: readonly Buffer[],
  start: LogStart = wholeLog,
): Promise<CheckedLog> {
  const faults: LogFault[] = []
  const tell = (fault: LogFault): void => {
    if (faults.length < mostFaults) faults.push(fault)
  }
  const reader = records[Symbol.asyncIterator]()
  let next = await reader.next()
  let [count, batchCount, number] = [0, 0, start.number]
  let previous = start.digest
  let expected = start.seq + 1
  let newestStampAt: Date | undefined
  const take = async (): Promise<void> => {
    count++
    next = await reader.next()
  }
  for await (const { head, leaves, token } of batches) {
    batchCount++
    number++
    if (head.number !== number) tell(fault('batch-missing', number))
    else if (head.previous !== previous) tell(fault('chain-broken', number))
    // Records that no batch names stand between two that were stamped.
    for (; expected < head.first; expected++) tell(fault('record-missing', expected))
    const stamp = checkToken(token, headBytes(head), stampers)
    if (stamp.state === 'trusted') newestStampAt = stamp.at
    else tell(fault('token-broken', head.number))
    const hashes = split(leaves)
    if (hashes.length !== head.size || rootOf(hashes).toString('hex') !== head.root) {
      tell(fault('leaves-changed', head.number))
    }
    while (!next.done && next.value.seq < head.first) {
      tell(fault('record-added', next.value.seq, next.value.record))
      await take()
    }
    for (let seq = head.first; seq < head.first + head.size; seq++) {
      if (next.done || next.value.seq !== seq) {
        tell(fault('record-missing', seq))
        continue
      }
      const { record } = next.value
      const hash = hashes[seq - head.first]
      if (!hash || !leafOf(record).equals(hash)) tell(fault('record-changed', seq, record))
      await take()
    }
    number = head.number
    previous = headDigest(head)
    expected = head.first + head.size
  }
  let unstamped = 0
  for (; !next.done; expected++, unstamped++) {
    for (; expected < next.value.seq; expected++) tell(fault('record-missing', expected))
    await take()
  }
  return { records: count, batches: batchCount, unstamped, newestStampAt, faults }
}

function split(leaves: Buffer): Buffer[] {
  return Array.from({ length: Math.max(1, Math.floor(leaves.length / 32)) }, (_, nth) =>
    leaves.subarray(nth * 32, nth * 32 + 32),
  )
}

const said: Record<LogFault['kind'], Words> = {
  'record-changed': { vi: 'bản ghi đã bị sửa', en: 'the record was changed' },
  'record-missing': { vi: 'bản ghi đã bị lấy đi', en: 'the record was taken away' },
  'record-added': { vi: 'bản ghi đã bị thêm vào', en: 'the record was put in' },
  'leaves-changed': {
    vi: 'các giá trị băm của lô đã bị sửa',
    en: 'the hashes of the batch were changed',
  },
  'batch-missing': { vi: 'lô đã bị lấy đi', en: 'the batch was taken away' },
  'chain-broken': {
    vi: 'lô không nối với lô trước nó',
    en: 'the batch does not follow from the one before',
  },
  'token-broken': {
    vi: 'dấu thời gian của lô không đúng',
    en: 'the time-stamp of the batch is not good',
  },
}

function fault(kind: LogFault['kind'], number: number, record?: EvidenceRecord): LogFault {
  return { kind, number, words: said[kind], ...(record && { xRoadId: record.xRoadId }) }
}
