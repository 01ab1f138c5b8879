/**
 * What accounts hold after a block. Execution reads it and hands back what a block changed; reads
 * are synchronous, since they are reads of memory mapped by LMDB. Nobody changes bytes given out.
 */

export type Account = {
  readonly nonce: bigint
  readonly balance: bigint
  /** keccak256 of the code; that of nothing for an account without code. */
  readonly codeHash: Uint8Array
  readonly storageRoot: Uint8Array
}

export type StateReader = {
  /** `address`: 20 bytes. */
  account(address: Uint8Array): Account | undefined
  /** `slot`: 32 bytes. The value without leading zeros; empty is zero. */
  storage(address: Uint8Array, slot: Uint8Array): Uint8Array
  /** Empty where no such code is known. */
  code(codeHash: Uint8Array): Uint8Array
}

/** What one block changed. Keys are lower-case hex without 0x. */
export type StateChanges = {
  /** Undefined: deleted. The `storageRoot` is ignored, the trie computes it. */
  readonly accounts: ReadonlyMap<string, Account | undefined>
  /** Address → slot → value; empty or zero: cleared. */
  readonly storage: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
  /** Addresses whose whole storage was cleared before these writes. */
  readonly cleared: ReadonlySet<string>
  /** Code hash → code. */
  readonly codes: ReadonlyMap<string, Uint8Array>
}

/** One value that a commit writes into a table; undefined: it is no more. */
export type Write = { readonly key: Uint8Array; readonly value: Uint8Array | undefined }

/** The state after a block, computed and not written. Good for one commit on top of `base`. */
export type StatePlan = {
  readonly base: Uint8Array
  readonly root: Uint8Array
  readonly accounts: readonly Write[]
  readonly slots: readonly Write[]
  readonly nodes: readonly Write[]
  readonly codes: readonly Write[]
}

/** EIP-1186. Lists of RLP nodes from the root down; a missing key is proven absent by them. */
export type AccountProof = {
  readonly account: Account | undefined
  readonly accountProof: readonly Uint8Array[]
  readonly storageProof: readonly {
    readonly slot: Uint8Array
    readonly value: Uint8Array
    readonly proof: readonly Uint8Array[]
  }[]
}

export type State = StateReader & {
  /** Of the last commit; −1 before the genesis block. */
  readonly height: number
  readonly root: Uint8Array
  /** The lowest height that `at` and `proof` still answer. */
  readonly oldest: number
  /** The root after these changes. Nothing is written; only paths that change are read. */
  plan(changes: StateChanges): StatePlan
  /** The state after the block of that height; undefined: pruned, or not yet there. */
  at(height: number): StateReader | undefined
  proof(height: number, address: Uint8Array, slots: readonly Uint8Array[]): AccountProof | undefined
}
