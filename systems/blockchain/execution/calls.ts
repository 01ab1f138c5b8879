import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { Clock } from '#kernel/clock'
import type { ChainStore } from '../state/chain-store.ts'
import type { Account } from '../state/state.ts'
import { rulesOf } from './chain-rules.ts'
import { Machine, type Watcher } from './machine.ts'
import { Refused } from './refused.ts'
import { type ChainRules, contextOf } from './run-block.ts'
import {
  type BlockContext,
  mustAfford,
  type Outcome,
  type Runnable,
  runTransaction,
} from './run-transaction.ts'
import type { AccessListItem, Authorization } from './transaction.ts'
import { noAccount, World } from './world.ts'

/** What eth_call and its like ask for. Prices are wei per gas. */
export type CallOrder = {
  readonly from?: Uint8Array
  readonly to?: Uint8Array
  readonly gas?: bigint
  readonly maxFee?: bigint
  readonly maxTip?: bigint
  readonly value?: bigint
  readonly data?: Uint8Array
  readonly nonce?: bigint
  readonly accessList?: readonly AccessListItem[]
  readonly authorizations?: readonly Authorization[]
}

/** What an account is taken to be for one call. */
export type AccountOverride = {
  readonly address: Uint8Array
  readonly balance?: bigint
  readonly nonce?: bigint
  readonly code?: Uint8Array
  /** All of the storage. */
  readonly state?: ReadonlyMap<bigint, bigint>
  /** Some slots of it. */
  readonly stateDiff?: ReadonlyMap<bigint, bigint>
}

export type CallSettings = {
  /** On the state after this block. */
  readonly height: number
  readonly overrides?: readonly AccountOverride[]
  readonly block?: Partial<Pick<BlockContext, 'number' | 'timestamp' | 'gasLimit' | 'prevRandao'>>
}

export type CallLimits = { readonly gas: bigint; readonly timeMs: number }
export const standardLimits: CallLimits = { gas: 60_000_000n, timeMs: 5_000 }

/** The call took longer than this node gives to one. */
export class TimedOut extends Error {
  override name = 'TimedOut'
}
/** The state of this height is not kept, or not there yet. */
export class StateAway extends Error {
  override name = 'StateAway'
}

export type Calls = {
  /** Runs a call and forgets what it did. Throws Refused, TimedOut or StateAway. */
  call(order: CallOrder, settings: CallSettings): Promise<Outcome>
  /** The least gas, within 1.5 %, with which it succeeds; the outcome of the failure otherwise. */
  estimateGas(order: CallOrder, settings: CallSettings): Promise<bigint | Outcome>
}

/** What runs calls: on a state that stays as it is while others go on. */
export type Bench = {
  readonly machine: Machine
  readonly context: BlockContext
}

/** A machine on the state after a height. */
export function benchAt(
  store: ChainStore,
  rules: ChainRules,
  { height, overrides = [], block = {} }: CallSettings,
): Bench {
  const header = store.blocks.header(height)
  const reader = store.state.at(height)
  if (!header || !reader) throw new StateAway(`The state of block ${height} is not kept here.`)
  const world = new World(reader)
  for (const it of overrides) override(world, it)
  const blockHash = (number: number) => store.blocks.header(number)?.hash ?? new Uint8Array(32)
  const machine = new Machine(rulesOf(rules.chainId), world, blockHash)
  const time = { seconds: header.timestamp, nanos: 0 }
  return { machine, context: { ...contextOf(rules, height, time), ...block } }
}

function override(world: World, it: AccountOverride): void {
  const account: Account = world.account(it.address) ?? noAccount
  const { nonce = account.nonce, balance = account.balance } = it
  world.setAccount(it.address, { ...account, nonce, balance })
  if (it.code) world.setCode(it.address, it.code)
  if (it.state) world.clearStorage(it.address)
  const slots = world.slotsOf(it.address)
  for (const [slot, value] of it.state ?? it.stateDiff ?? []) world.store(slots, slot, value)
  world.endTransaction()
}

/** Lets others run between the steps of a long call, and ends one that takes too long. */
export function within(clock: Clock, timeMs: number): Watcher {
  const endsAt = clock.elapsedMs() + timeMs
  return {
    async pause() {
      if (clock.elapsedMs() > endsAt) throw new TimedOut('execution aborted (timeout)')
      await letOthersRun()
    },
  }
}

export function runnableOf(world: World, order: CallOrder, gas: bigint): Runnable {
  const { from = new Uint8Array(20), to, value = 0n, data = new Uint8Array() } = order
  const { maxFee = 0n, maxTip = maxFee, accessList = [], authorizations = [] } = order
  const nonce = world.account(from)?.nonce ?? 0n
  const prices = { maxFee, maxTip: maxTip > maxFee ? maxFee : maxTip }
  const what = { chainId: undefined, from, to, nonce, gas, value, data }
  return { ...what, ...prices, accessList, authorizations }
}

export async function runCall(
  { machine, context }: Bench,
  order: CallOrder,
  gas: bigint,
): Promise<Outcome> {
  const tx = runnableOf(machine.world, order, gas)
  const { balance } = machine.world.account(tx.from) ?? noAccount
  const cost = tx.gas * tx.maxFee + tx.value
  if (cost > balance) {
    const words = `insufficient funds for gas * price + value: have ${balance} want ${cost}`
    throw new Refused('insufficient-funds', words)
  }
  return runTransaction(machine, tx, context, mustAfford(tx))
}

export function openCalls(
  store: ChainStore,
  rules: ChainRules,
  clock: Clock,
  limits: CallLimits,
): Calls {
  const most = (gas: bigint | undefined) =>
    gas === undefined || gas > limits.gas ? limits.gas : gas

  async function call(order: CallOrder, settings: CallSettings): Promise<Outcome> {
    const bench = benchAt(store, rules, settings)
    bench.machine.watcher = within(clock, limits.timeMs)
    return runCall(bench, order, most(order.gas))
  }

  return {
    call,
    async estimateGas(order, settings) {
      let high = most(order.gas ?? rules.gasLimit)
      const price = order.maxFee ?? 0n
      if (price > 0n) {
        const from = order.from ?? new Uint8Array(20)
        const balance = store.state.at(settings.height)?.account(from)?.balance ?? 0n
        const affordable = (balance - (order.value ?? 0n)) / price
        if (affordable < high) high = affordable
      }
      const first = await call({ ...order, gas: high }, settings)
      if (first.status === 0) return first
      const works = async (gas: bigint) => {
        try {
          return (await call({ ...order, gas }, settings)).status === 1
        } catch (error) {
          if (error instanceof Refused && error.code === 'intrinsic-gas') return false
          throw error
        }
      }
      let low = first.gasUsed - 1n
      const likely = ((first.mostGas + 2_300n) * 64n) / 63n
      if (likely < high) {
        if (await works(likely)) high = likely
        else low = likely
      }
      while (low + 1n < high && (high - low) * 1_000n >= high * 15n) {
        const middle = (low + high) / 2n
        const next = middle > low * 2n ? low * 2n : middle
        if (await works(next)) high = next
        else low = next
      }
      return high
    },
  }
}
