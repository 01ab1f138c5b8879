import { join } from 'node:path'
import type { Application, Snapshot } from '#engines/chain'
import type { Blocks, StoredBlock, StoredReceipt } from './blocks.ts'
import { KeptBlocks } from './kept-blocks.ts'
import { LiveState } from './live-state.ts'
import { Restore } from './restore.ts'
import { Snapshots } from './snapshots.ts'
import type { State, StatePlan } from './state.ts'
import { openTables, type Tables, writingFailed } from './tables.ts'
import { type Verified, verify } from './verify.ts'

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
  /**
   * The block must follow the last one; the first may have any number (genesis: 0). Throws
   * `WriteRefused` when the disk is full or fails: the block before is still the last one.
   */
  commit(entry: BlockEntry): Promise<void>
  /** Commits blocks of a chain that is read in from elsewhere: as one, so all of them or none. */
  commitAll(next: () => BlockEntry | undefined): Promise<void>
  meta(key: string): Uint8Array | undefined
  /** Builds the whole trie anew and compares; throws an Error that says what differs. */
  verify(): Promise<Verified>
  /** As consensus asks for them; `take` makes one of the last state. */
  readonly snapshots: Pick<
    Application,
    'listSnapshots' | 'offerSnapshot' | 'loadSnapshotChunk' | 'applySnapshotChunk'
  > & { take(): Promise<Snapshot> }
  close(): Promise<void>
}

export type StoreOptions = {
  readonly folder: string
  /** `archive` answers for every height, `pruned` for the last `window` ones. */
  readonly mode: 'archive' | 'pruned'
  /** Blocks; 1,024 when unsaid. */
  readonly window?: number
  readonly snapshots?: {
    /** Blocks from one to the next; without it none is taken unasked. */
    readonly every?: number
    /** 2 when unsaid. */
    readonly keep?: number
    /** Hears why one could not be taken; the chain goes on without it. */
    failed(error: unknown): void
  }
}

const usualWindow = 1_024

/** Opens or creates the store in a folder. Throws Refusal when it cannot be opened for writing. */
export function openChainStore(options: StoreOptions): ChainStore {
  const tables = openTables(options.folder)
  const restore = new Restore(tables, () => {
    state.load()
    blocks.load()
  })
  const state: LiveState = new LiveState(
    tables,
    options.mode === 'archive' ? undefined : (options.window ?? usualWindow),
  )
  const blocks: KeptBlocks = new KeptBlocks(tables)
  const wanted = options.snapshots
  const taken = new Snapshots(tables, join(options.folder, 'snapshots'), wanted?.keep ?? 2)
  const take = () => taken.take(state.height, state.root)
  return {
    state,
    blocks,
    commit: async (entry) => {
      writing(options.folder, () => commit(tables, state, blocks, entry))
      if (wanted?.every && state.height > 0 && state.height % wanted.every === 0) {
        take().catch((error: unknown) => wanted.failed(error))
      }
    },
    commitAll: async (next) => {
      const all = () => {
        for (let it = next(); it; it = next()) commit(tables, state, blocks, it)
      }
      try {
        writing(options.folder, () => tables.root.transactionSync(all))
      } catch (error) {
        state.load()
        blocks.load()
        throw error
      }
    },
    meta: (key) => tables.meta.getBinary(metaKey(key)),
    verify: () => verify(tables, state.root),
    snapshots: {
      take,
      listSnapshots: () => taken.list(),
      loadSnapshotChunk: (height, format, chunk) => taken.chunk(height, format, chunk),
      offerSnapshot: async (snapshot, root) => restore.offer(snapshot, root, state.height < 0),
      applySnapshotChunk: (index, chunk) => restore.apply(index, chunk),
    },
    close: async () => {
      await taken.close()
      await tables.close()
    },
  }
}

function commit(
  tables: Tables,
  state: LiveState,
  blocks: KeptBlocks,
  { block, receipts, plan, meta }: BlockEntry,
): void {
  if (state.height >= 0 && block.number !== state.height + 1) {
    throw new Error(`Block ${block.number} does not follow block ${state.height}.`)
  }
  const { oldest } = tables.root.transactionSync(() => {
    const written = state.write(plan, block.number)
    blocks.write(block, receipts)
    for (const [key, value] of meta ?? []) {
      if (value) tables.meta.putSync(metaKey(key), value)
      else tables.meta.removeSync(metaKey(key))
    }
    return written
  })
  state.took(plan, block.number, oldest)
  blocks.took(block)
}

function writing(folder: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw writingFailed(folder, error)
  }
}

function metaKey(name: string): Buffer {
  return Buffer.from(`application:${name}`)
}
