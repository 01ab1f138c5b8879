/**
 * A batch is a run of evidence records under one time-stamp. Its head names the records, the root
 * of their tree and the head before it, so that none can be taken out, put in or put elsewhere
 * without a break that everybody sees. The token is over the head's canonical form.
 */
import { canonical, sha256 } from '#kernel/digest'
import { rootOf } from './merkle.ts'

export type BatchHead = {
  /** The gateway whose log it is. */
  readonly gateway: string
  /** 1, 2, 3 … without a gap. */
  readonly number: number
  /** The log's own number of the first record; the others follow without a gap. */
  readonly first: number
  readonly size: number
  /** Over the records' leaves (hex). */
  readonly root: string
  /** Digest of the head before (hex); 64 zeros for the first. */
  readonly previous: string
}

export const noPrevious = '0'.repeat(64)

/** At most so many records are in one batch. */
export const batchSize = 5_000

export function headBytes(head: BatchHead): Buffer {
  return Buffer.from(canonical(head))
}

/** What the next head names as `previous`. */
export function headDigest(head: BatchHead): string {
  return sha256(headBytes(head)).toString('hex')
}

/** The head of the batch that follows `last`. */
export function nextHead(
  gateway: string,
  last: BatchHead | undefined,
  first: number,
  leaves: readonly Uint8Array[],
): BatchHead {
  return {
    gateway,
    number: (last?.number ?? 0) + 1,
    first,
    size: leaves.length,
    root: rootOf(leaves).toString('hex'),
    previous: last ? headDigest(last) : noPrevious,
  }
}
