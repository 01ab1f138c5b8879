import type { Common } from '@ethereumjs/common'
import { Address } from '@ethereumjs/util'
import type { Clock } from '#kernel/clock'
import type { AccountOverride, Overrides } from '../json-rpc/backend.ts'
import { bigintOf, bytesOfHex } from '../state/bytes.ts'
import type { ChainStore } from '../state/chain-store.ts'
import { blockContext } from './block.ts'
import { Machine } from './machine.ts'
import { Refused } from './refused.ts'
import type { BlockContext } from './run-transaction.ts'
import { noAccount, World } from './world.ts'

export type CallLimits = {
  /** What one call may use, at most. */
  readonly gas: bigint
  readonly timeMs: number
}
/** A machine on a state that stays as it is, and the block that it believes to be in. */
export type Bench = { readonly machine: Machine; readonly context: BlockContext }

export type CallNeeds = {
  readonly store: Pick<ChainStore, 'blocks' | 'state'>
  readonly common: Common
  readonly clock: Clock
  readonly limits?: Partial<CallLimits>
}

/** The state after a block, with what the caller wants to be different. */
export function openBench(
  { store, common }: CallNeeds,
  height: number,
  over: Overrides = { accounts: [], block: {} },
): Bench {
  const header = store.blocks.header(height)
  const reader = store.state.at(height)
  if (!header || !reader) {
    throw new Refused('state-away', `the state of block ${height} is not available`)
  }
  const world = new World(reader)
  for (const it of over.accounts) override(world, it)
  const blockHash = (number: number) => store.blocks.header(number)?.hash ?? new Uint8Array(32)
  const { coinbase, ...rest } = over.block
  const context = { ...blockContext(header.header), ...rest }
  return {
    machine: new Machine(common, world, blockHash),
    context: coinbase ? { ...context, coinbase: new Address(coinbase) } : context,
  }
}

function override(world: World, it: AccountOverride): void {
  const account = world.account(it.address) ?? noAccount
  const { nonce = account.nonce, balance = account.balance } = it
  world.setAccount(it.address, { ...account, nonce, balance })
  if (it.code) world.setCode(it.address, it.code)
  if (it.state) world.clearStorage(it.address)
  const slots = world.slotsOf(it.address)
  for (const [slot, value] of it.state ?? it.stateDiff ?? []) {
    world.store(slots, bigintOf(bytesOfHex(slot)), bigintOf(value))
  }
  world.endTransaction()
}
