/** A moment as consensus counts it. */
export type BlockTime = { readonly seconds: number; readonly nanos: number }

/** An Ed25519 key (32 bytes) and its power from now on; 0 takes the validator away. */
export type ValidatorUpdate = { readonly key: Uint8Array; readonly power: number }

/** What came of one transaction. Code 0 is success; everyone must get the same, but for `log`. */
export type TxResult = {
  readonly code: number
  readonly log: string
  readonly gasWanted: bigint
  readonly gasUsed: bigint
  readonly data: Uint8Array
}

/** A block that is proposed, or decided upon. `proposer` is the address of its validator (20 bytes). */
export type Proposal = {
  readonly height: number
  readonly time: BlockTime
  readonly txs: readonly Uint8Array[]
  readonly proposer: Uint8Array
}

/** A state that can be fetched in chunks, as `listSnapshots` offers it. */
export type Snapshot = {
  readonly height: number
  readonly format: number
  readonly chunks: number
  readonly hash: Uint8Array
  readonly metadata: Uint8Array
}

export type Genesis = {
  readonly chainId: string
  readonly time: BlockTime
  readonly validators: readonly ValidatorUpdate[]
  readonly appState: Uint8Array
  readonly initialHeight: number
}

/**
 * The state machine that consensus drives: the methods of ABCI 2.0 (CometBFT 0.38). Drivers call
 * `finalizeBlock` and `commit` of one height after the other, never two at once; `checkTx`, `query`
 * and the snapshots may come in between.
 */
export type Application = {
  /** What was last committed: height 0 and an empty hash before `initChain`. */
  info(): Promise<{ readonly height: number; readonly appHash: Uint8Array }>
  initChain(order: Genesis): Promise<{
    readonly appHash: Uint8Array
    readonly validators: readonly ValidatorUpdate[]
  }>
  checkTx(
    tx: Uint8Array,
    again: boolean,
  ): Promise<{ readonly code: number; readonly log: string; readonly gasWanted: bigint }>
  /** The transactions of a block that this node proposes, of at most `maxBytes` together. */
  prepareProposal(order: {
    readonly height: number
    readonly time: BlockTime
    readonly maxBytes: number
    readonly candidates: readonly Uint8Array[]
    readonly proposer: Uint8Array
  }): Promise<readonly Uint8Array[]>
  processProposal(
    proposal: Proposal,
  ): Promise<{ readonly accept: boolean; readonly reason: string }>
  /** Executes a decided block. Persists nothing. */
  finalizeBlock(proposal: Proposal): Promise<{
    readonly results: readonly TxResult[]
    readonly appHash: Uint8Array
    readonly validatorUpdates: readonly ValidatorUpdate[]
  }>
  /** Makes the block that was finalized last durable. Blocks below `retainHeight` may be forgotten. */
  commit(): Promise<{ readonly retainHeight: number }>
  query(order: {
    readonly path: string
    readonly data: Uint8Array
    readonly height: number
    readonly prove: boolean
  }): Promise<{
    readonly code: number
    readonly value: Uint8Array
    readonly log: string
    readonly height: number
  }>
  listSnapshots(): Promise<readonly Snapshot[]>
  offerSnapshot(
    snapshot: Snapshot,
    appHash: Uint8Array,
  ): Promise<'accept' | 'reject' | 'reject-format'>
  loadSnapshotChunk(height: number, format: number, chunk: number): Promise<Uint8Array>
  applySnapshotChunk(
    index: number,
    chunk: Uint8Array,
    sender: string,
  ): Promise<'accept' | 'retry' | 'abort'>
}
