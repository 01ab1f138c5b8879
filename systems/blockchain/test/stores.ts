/** Stores for tests: a folder that goes with them, and blocks of which only the state matters. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredReceipt } from '../state/blocks.ts'
import { heightKey } from '../state/bytes.ts'
import { type ChainStore, openChainStore, type StoreOptions } from '../state/chain-store.ts'
import { keccak } from '../state/keccak.ts'
import type { StateChanges } from '../state/state.ts'

export type OpenedStore = AsyncDisposable & {
  readonly folder: string
  store: ChainStore
  reopen(options?: Partial<StoreOptions>): Promise<void>
}

export function openTestStore(options: Partial<StoreOptions> = {}): OpenedStore {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-chain-'))
  const open = (more: Partial<StoreOptions>) =>
    openChainStore({ folder, mode: 'archive', ...options, ...more })
  return {
    folder,
    store: open({}),
    async reopen(more = {}) {
      await this.store.close()
      this.store = open(more)
    },
    async [Symbol.asyncDispose]() {
      await this.store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const nothingChanged: StateChanges = {
  accounts: new Map(),
  storage: new Map(),
  cleared: new Set(),
  codes: new Map(),
}

/** Commits the next block with these changes, and with transactions where receipts are given. */
export async function commitNext(
  store: ChainStore,
  changes: StateChanges,
  receipts: readonly StoredReceipt[] = [],
): Promise<void> {
  const number = store.state.height + 1
  await store.commit({
    block: {
      number,
      hash: hashOf(number),
      timestamp: 1_790_000_000 + number,
      header: Buffer.from(`header ${number}`),
      transactions: receipts.map((_, nth) => Buffer.from(`transaction ${number}/${nth}`)),
    },
    receipts,
    plan: store.state.plan(changes),
  })
}

export function hashOf(number: number): Uint8Array {
  return keccak(heightKey(number))
}
