import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { Clock } from '#kernel/clock'
import type { CallRequest, Evm, Overrides } from '../json-rpc/backend.ts'
import { type Bench, type CallLimits, type CallNeeds, openBench } from './bench.ts'
import { blockContext } from './block.ts'
import type { Watcher } from './machine.ts'
import { Refused } from './refused.ts'
import { mustAfford, type Outcome, type Runnable, runTransaction } from './run-transaction.ts'
import { accessListOf, Touches } from './touches.ts'
import { openTraces } from './traces.ts'
import { noAccount } from './world.ts'

const standardLimits: CallLimits = { gas: 60_000_000n, timeMs: 5_000 }

/** Runs what does not stay: calls, estimates, traces. Refuses with Refused. */
export function openCalls(needs: CallNeeds): Evm {
  const limits = { ...standardLimits, ...needs.limits }
  const benchAt = (height: number, over?: Overrides) => openBench(needs, height, over)
  const gasOf = ({ gas }: CallRequest) => (gas === undefined || gas > limits.gas ? limits.gas : gas)

  async function run(request: CallRequest, at: number, over: Overrides): Promise<Outcome> {
    const bench = benchAt(at, over)
    bench.machine.watcher = within(needs.clock, limits.timeMs)
    return runCall(bench, request, gasOf(request))
  }

  return {
    call: run,
    estimateGas: (request, at, over) =>
      estimate(run, request, highest(needs, request, at), at, asNext(needs, at, over)),
    async accessList(request, at, over) {
      let list = request.accessList
      for (;;) {
        const bench = benchAt(at, over)
        const touches = new Touches()
        bench.machine.watcher = { ...within(needs.clock, limits.timeMs), step: touches.step }
        const outcome = await runCall(bench, { ...request, accessList: list }, gasOf(request))
        const found = accessListOf(touches, request, list, bench.machine.precompiles)
        if (sizeOf(found) === sizeOf(list)) return { ...outcome, accessList: found }
        list = found
      }
    },
    ...openTraces(
      needs,
      benchAt,
      (bench, request) => runCall(bench, request, gasOf(request)),
      () => within(needs.clock, limits.timeMs),
    ),
  }
}

function sizeOf(list: CallRequest['accessList']): number {
  return list.reduce((sum, it) => sum + 1 + it.slots.length, 0)
}

/** Lets others run between the steps of a long call, and ends one that takes too long. */
function within(clock: Clock, timeMs: number): Watcher {
  const endsAt = clock.elapsedMs() + timeMs
  return {
    async pause() {
      if (clock.elapsedMs() > endsAt) throw new Refused('timed-out', 'execution aborted (timeout)')
      await letOthersRun()
    },
  }
}

/** Without a price the call costs nothing, whatever the block asks (as geth does it). */
async function runCall(bench: Bench, request: CallRequest, gas: bigint): Promise<Outcome> {
  const { machine } = bench
  const { maxFee = 0n, maxTip = maxFee } = request
  const context = maxFee === 0n ? { ...bench.context, baseFee: 0n } : bench.context
  if (maxFee < context.baseFee) {
    throw new Refused('fee-too-low', 'max fee per gas less than block base fee')
  }
  if (maxTip > maxFee) {
    throw new Refused('tip-above-cap', 'max priority fee per gas higher than max fee per gas')
  }
  const from = request.from ?? new Uint8Array(20)
  const { balance, nonce } = machine.world.account(from) ?? noAccount
  const { to, value, data, accessList, authorizations } = request
  const cost = gas * maxFee + value
  if (cost > balance) {
    const words = `insufficient funds for gas * price + value: have ${balance} want ${cost}`
    throw new Refused('insufficient-funds', words)
  }
  const prices = { maxFee, maxTip }
  const what = { chainId: undefined, from, to, nonce, gas, value, data }
  const tx: Runnable = { ...what, ...prices, accessList, authorizations }
  return runTransaction(machine, tx, context, mustAfford(tx))
}

/** The most gas that an estimate may find: what is asked, what the block has, what can be paid. */
function highest({ store }: CallNeeds, request: CallRequest, at: number): bigint {
  const header = store.blocks.header(at)
  const limit = header ? blockContext(header.header).gasLimit : 0n
  const asked = request.gas ?? limit
  const { maxFee = 0n, from } = request
  if (maxFee === 0n) return asked
  const balance = (from && store.state.at(at)?.account(from)?.balance) ?? 0n
  const affordable = (balance - request.value) / maxFee
  return affordable < asked ? affordable : asked
}

/**
 * An estimate is for a transaction that is still to be sent. Blocks come only when there is
 * something to do, so the last one may be old: it is tried in the one that would come now.
 */
function asNext({ store, clock }: CallNeeds, at: number, over: Overrides): Overrides {
  const latest = store.blocks.latest
  if (!latest || at !== latest.number) return over
  const now = Math.max(Math.floor(clock.now().getTime() / 1_000), latest.timestamp)
  const next = { number: BigInt(latest.number) + 1n, timestamp: BigInt(now) }
  return { ...over, block: { ...next, ...over.block } }
}

/** Searches between what was used and what is enough until they are within 1.5 %, as geth does. */
async function estimate(
  run: (request: CallRequest, at: number, over: Overrides) => Promise<Outcome>,
  request: CallRequest,
  most: bigint,
  at: number,
  over: Overrides,
): ReturnType<Evm['estimateGas']> {
  const first = await run({ ...request, gas: most }, at, over)
  if (first.status === 0) return { failed: first }
  const works = async (gas: bigint) => {
    try {
      return (await run({ ...request, gas }, at, over)).status === 1
    } catch (error) {
      if (error instanceof Refused && error.code === 'intrinsic-gas') return false
      throw error
    }
  }
  let [low, high] = [first.gasUsed - 1n, most]
  if (first.mostGas === 21_000n && (await works(21_000n))) return { gas: 21_000n }
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
  return { gas: high }
}
