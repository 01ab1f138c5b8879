import type { DriverStatus, SignedBlock } from '#engines/chain'
import type { Clock } from '#kernel/clock'
import type { AccessListItem, Authorization, Transaction } from '../execution/transaction.ts'
import type { Pool } from '../pool/pool.ts'
import type { Blocks, StoredBlock, StoredReceipt } from '../state/blocks.ts'
import type { State, StateReader } from '../state/state.ts'

/** Any transaction of the execution APIs; of this chain's, none has blobs. */
export type RpcTransaction = Omit<Transaction, 'type'> & {
  readonly type: number
  readonly blobs?: { readonly maxFee: bigint; readonly hashes: readonly Uint8Array[] }
}

/** Blocks and receipts with what Ethereum's own have beside ours. */
export type RpcBlock = StoredBlock & {
  readonly withdrawals?: readonly Withdrawal[]
  /** Headers in RLP. */
  readonly uncles?: readonly Uint8Array[]
}
export type Withdrawal = {
  readonly index: bigint
  readonly validator: bigint
  readonly address: Uint8Array
  readonly amount: bigint
}
export type RpcReceipt = StoredReceipt & {
  /** The state's root, which stood in place of the status before Byzantium. */
  readonly root?: Uint8Array
  readonly blob?: { readonly gasUsed: bigint; readonly gasPrice: bigint }
}
export type RpcBlocks = Omit<Blocks, 'block' | 'receipts' | 'receipt'> & {
  block(number: number): RpcBlock | undefined
  receipts(number: number): readonly RpcReceipt[] | undefined
}

/** What eth_call and its kin run; what is absent is chosen by the execution. */
export type CallRequest = {
  readonly from: Uint8Array | undefined
  readonly to: Uint8Array | undefined
  readonly gas: bigint | undefined
  readonly maxFee: bigint | undefined
  readonly maxTip: bigint | undefined
  readonly value: bigint
  readonly data: Uint8Array
  readonly nonce: bigint | undefined
  readonly accessList: readonly AccessListItem[]
  readonly authorizations: readonly Authorization[]
}

/** The state and the block as a call shall find them. */
export type Overrides = {
  readonly accounts: readonly AccountOverride[]
  readonly block: BlockOverride
}
export type AccountOverride = {
  readonly address: Uint8Array
  readonly nonce: bigint | undefined
  readonly balance: bigint | undefined
  readonly code: Uint8Array | undefined
  /** In place of the whole storage. */
  readonly state: ReadonlyMap<string, Uint8Array> | undefined
  /** Over the storage. */
  readonly stateDiff: ReadonlyMap<string, Uint8Array> | undefined
}
export type BlockOverride = {
  readonly number?: bigint
  readonly timestamp?: bigint
  readonly gasLimit?: bigint
  readonly baseFee?: bigint
  readonly coinbase?: Uint8Array
  readonly prevRandao?: Uint8Array
}

export type CallOutcome = {
  readonly status: 0 | 1
  readonly gasUsed: bigint
  /** What was returned, or what it reverted with. */
  readonly output: Uint8Array
  readonly error: string | undefined
}

/** Which tracer, and how much it tells. */
export type TraceOptions = {
  readonly tracer: 'structLogs' | 'callTracer' | 'prestateTracer'
  readonly tracerConfig: Readonly<Record<string, unknown>>
  readonly enableMemory: boolean
  readonly disableStack: boolean
  readonly disableStorage: boolean
  readonly enableReturnData: boolean
  readonly limit: number
}

/** Runs what does not stay. Refuses with Refused; has its own limits of gas and of time. */
export type Evm = {
  call(request: CallRequest, at: number, overrides: Overrides): Promise<CallOutcome>
  /** The least gas with which it succeeds; where there is none, how it fails. */
  estimateGas(
    request: CallRequest,
    at: number,
    overrides: Overrides,
  ): Promise<{ readonly gas: bigint } | { readonly failed: CallOutcome }>
  accessList(
    request: CallRequest,
    at: number,
    overrides: Overrides,
  ): Promise<CallOutcome & { readonly accessList: readonly AccessListItem[] }>
  /** One entry for each transaction of a block, or for the one at `index`. */
  trace(block: number, index: number | undefined, options: TraceOptions): Promise<unknown[]>
  traceCall(
    request: CallRequest,
    at: number,
    overrides: Overrides,
    options: TraceOptions,
  ): Promise<unknown>
}

/** Everything that JSON-RPC answers from. */
export type Backend = {
  readonly chainId: bigint
  /** web3_clientVersion. */
  readonly client: string
  readonly clock: Clock
  readonly blocks: RpcBlocks
  readonly state: Pick<State, 'oldest' | 'proof'> & {
    at(height: number): StateReader | undefined
  }
  readonly pool: Pool
  readonly evm: Evm
  readonly consensus: {
    readonly name: string
    status(): Promise<DriverStatus>
    signedBlock(height: number): Promise<SignedBlock | undefined>
  }
  /** How many blocks' states are kept; undefined: all. */
  readonly keptStates: number | undefined
  decode(raw: Uint8Array): RpcTransaction
  /** Lets a transaction in; throws Refused or PoolRefusal. Its hash. */
  send(raw: Uint8Array): Promise<Uint8Array>
  /** Of the block that follows. */
  nextFees(): { readonly base: bigint; readonly blob: bigint; readonly tip: bigint }
  /** EIP-7910. */
  config(): unknown
  /** Tells of every block that was committed; answers how to stop. */
  watch(tell: (number: number) => void): () => void
}
