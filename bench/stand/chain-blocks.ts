/** Blocks of plain transfers as the chain's store takes them; who pays is not checked here. */
import { hash } from 'node:crypto'
import { KECCAK256_NULL, KECCAK256_RLP } from '@ethereumjs/util'
import type { BlockEntry, ChainStore } from '#blockchain/state'

type Changes = Parameters<ChainStore['state']['plan']>[0]
export type Transfer = { readonly from: number; readonly to: number }

/** About what a signed transfer (type 2) takes. */
const rawBytes = 110
/** About what a header takes. */
const headerBytes = 530

export function addressOf(nth: number): string {
  return nth.toString(16).padStart(40, '0')
}

/** Accounts with a new nonce and balance. */
export function changing(accounts: readonly (readonly [string, number])[]): Changes {
  return {
    accounts: new Map(
      accounts.map(([address, nonce], nth) => [
        address,
        {
          nonce: BigInt(nonce),
          balance: 10n ** 18n * BigInt(nonce) + BigInt(nth),
          codeHash: KECCAK256_NULL,
          storageRoot: KECCAK256_RLP,
        },
      ]),
    ),
    storage: new Map(),
    cleared: new Set(),
    codes: new Map(),
  }
}

/** The next block with these transfers in it. */
export function entryOf(
  store: ChainStore,
  changes: Changes,
  transfers: readonly Transfer[],
): BlockEntry {
  const number = store.state.height + 1
  const digest = (nth: number) => hash('sha256', `${number}/${nth}`, 'buffer')
  return {
    block: {
      number,
      hash: digest(-1),
      timestamp: 1_790_000_000 + number,
      header: Buffer.alloc(headerBytes, number % 251),
      transactions: transfers.map((_, nth) => Buffer.alloc(rawBytes, nth % 251)),
    },
    receipts: transfers.map(({ from, to }, nth) => ({
      hash: digest(nth),
      type: 2,
      status: 1,
      gasUsed: 21_000n,
      cumulativeGasUsed: 21_000n * BigInt(nth + 1),
      effectiveGasPrice: 0n,
      from: Buffer.from(addressOf(from), 'hex'),
      to: Buffer.from(addressOf(to), 'hex'),
      contractAddress: undefined,
      logs: [],
    })),
    plan: store.state.plan(changes),
  }
}

/** The same numbers in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
