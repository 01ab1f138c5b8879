export type PoolLimits = {
  readonly mostTransactions: number
  readonly mostBytes: number
  /** Of one account. */
  readonly mostOfSender: number
  /** So many nonces may be missing before one that waits. */
  readonly widestGap: number
  /** A transaction of the same nonce and price replaces one that has waited this long. */
  readonly replaceAfterMs: number
  readonly longestWaitMs: number
}

export const standardLimits: PoolLimits = {
  mostTransactions: 50_000,
  mostBytes: 64 * 1_048_576,
  mostOfSender: 4_096,
  widestGap: 16,
  replaceAfterMs: 5_000,
  longestWaitMs: 3_600_000,
}

export type PoolRefusalCode =
  | 'nonce-gap'
  | 'account-full'
  | 'underpriced'
  | 'pool-full'
  | 'not-passed-on'

/** The pool has no place for a transaction now; later it may be sent again as it is. */
export class PoolRefusal extends Error {
  override name = 'PoolRefusal'
  readonly code: PoolRefusalCode
  constructor(code: PoolRefusalCode, words: string) {
    super(words)
    this.code = code
  }
}
