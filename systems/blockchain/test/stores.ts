/** Stores for tests: a folder that goes with them, and blocks of which only the state matters. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredReceipt } from '../state/blocks.ts'
import { type ChainStore, openChainStore, type StoreOptions } from '../state/chain-store.ts'
import { emptyHash, emptyRoot, keccak } from '../state/keccak.ts'
import { heightKey } from '../state/keys.ts'
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

/**
 * The first account sends something to others, who are new in part; a slot of it is set or
 * cleared.
 */
export function paying(height: number, others = 4): StateChanges {
  const account = (nonce: number, balance: number) => ({
    nonce: BigInt(nonce),
    balance: BigInt(balance),
    codeHash: emptyHash,
    storageRoot: emptyRoot,
  })
  const sender = '00'.repeat(20)
  const receivers = Array.from({ length: others }, (_, nth) =>
    Buffer.from(keccak(heightKey(nth % 2 === 0 ? nth : height * others + nth)))
      .subarray(12)
      .toString('hex'),
  )
  const slot = Buffer.from(keccak(heightKey(height >> 1))).toString('hex')
  return {
    ...nothingChanged,
    accounts: new Map([
      [sender, account(height, 1_000_000)],
      ...receivers.map((it, nth) => [it, account(0, height + nth + 1)] as const),
    ]),
    storage: new Map([[sender, new Map([[slot, Uint8Array.of((height + 1) % 2)]])]]),
  }
}

export function hashOf(number: number): Uint8Array {
  return keccak(heightKey(number))
}
