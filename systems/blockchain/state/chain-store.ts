import type { Blocks, StoredBlock, StoredReceipt } from './blocks.ts'
import type { State, StatePlan } from './state.ts'

/** What one commit writes: all of it or nothing, durable when `commit` is done. */
export type BlockEntry = {
  readonly block: StoredBlock
  readonly receipts: readonly StoredReceipt[]
  readonly plan: StatePlan
  /** Facts of the application beside the state; undefined removes one. */
  readonly meta?: ReadonlyMap<string, Uint8Array | undefined>
}

export type ChainStore = {
  readonly state: State
  readonly blocks: Blocks
  /** The block must follow the last one; the first may have any number (genesis: 0). */
  commit(entry: BlockEntry): Promise<void>
  meta(key: string): Uint8Array | undefined
  close(): Promise<void>
}
