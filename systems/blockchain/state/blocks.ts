/** Blocks, receipts and what finds them again: by hash, by log, by address. */

export type StoredHeader = {
  readonly number: number
  readonly hash: Uint8Array
  /** Seconds since 1970. */
  readonly timestamp: number
  /** RLP. */
  readonly header: Uint8Array
}

export type StoredBlock = StoredHeader & {
  /** EIP-2718 envelopes. */
  readonly transactions: readonly Uint8Array[]
}

export type Log = {
  readonly address: Uint8Array
  readonly topics: readonly Uint8Array[]
  readonly data: Uint8Array
}

export type StoredReceipt = {
  /** Of the transaction. */
  readonly hash: Uint8Array
  readonly type: number
  readonly status: 0 | 1
  readonly gasUsed: bigint
  readonly cumulativeGasUsed: bigint
  readonly effectiveGasPrice: bigint
  readonly from: Uint8Array
  readonly to: Uint8Array | undefined
  readonly contractAddress: Uint8Array | undefined
  readonly logs: readonly Log[]
}

/** Where a transaction stands. */
export type Place = { readonly block: number; readonly index: number }

export type LogFilter = {
  readonly from: number
  readonly to: number
  /** Any of them; empty: all. */
  readonly addresses: readonly Uint8Array[]
  /** By position: any of them; empty: all. */
  readonly topics: readonly (readonly Uint8Array[])[]
  /** Called at every step of the search, also where nothing is found; throws to end it. */
  step?(): void
}

export type FoundLog = {
  readonly log: Log
  readonly block: StoredHeader
  readonly transactionHash: Uint8Array
  readonly transactionIndex: number
  /** In the block. */
  readonly logIndex: number
}

export type Blocks = {
  /** The last one; undefined before the genesis block. */
  readonly latest: StoredHeader | undefined
  /** The lowest number kept: 0, or where a snapshot began. */
  readonly first: number
  header(number: number): StoredHeader | undefined
  block(number: number): StoredBlock | undefined
  numberOf(hash: Uint8Array): number | undefined
  transaction(hash: Uint8Array): Place | undefined
  receipts(number: number): readonly StoredReceipt[] | undefined
  receipt(place: Place): StoredReceipt | undefined
  /** In order. Reads only blocks that hold what is asked; stop the iteration at your limit. */
  logs(filter: LogFilter): Generator<FoundLog>
  /** Newest first, at most `limit`, those before `before`. */
  transactionsOf(address: Uint8Array, limit: number, before?: Place): readonly Place[]
}
