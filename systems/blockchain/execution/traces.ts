import type { CallRequest, Evm, Overrides, TraceOptions } from '../json-rpc/backend.ts'
import type { Bench, CallNeeds } from './bench.ts'
import { blockContext } from './block.ts'
import type { Machine, Watcher } from './machine.ts'
import { Refused } from './refused.ts'
import { mustAfford, type Outcome, runTransaction } from './run-transaction.ts'
import { traceAccounts } from './trace-accounts.ts'
import { traceCalls } from './trace-calls.ts'
import { traceSteps } from './trace-steps.ts'
import type { Traced } from './tracer.ts'
import { decodeTransaction } from './transaction.ts'
import { World } from './world.ts'

/** debug_traceTransaction and its kin: runs again what has run, and tells of every step. */
export function openTraces(
  needs: CallNeeds,
  benchAt: (height: number, over?: Overrides) => Bench,
  runCall: (bench: Bench, request: CallRequest) => Promise<Outcome>,
  within: () => Watcher,
): Pick<Evm, 'trace' | 'traceCall'> {
  const tracerOf = (machine: Machine, tx: Traced, options: TraceOptions, before: () => World) => {
    if (options.tracer === 'callTracer') return traceCalls(tx, options)
    if (options.tracer === 'prestateTracer') return traceAccounts(machine, tx, options, before())
    return traceSteps(options)
  }

  return {
    async trace(number, index, options) {
      const block = needs.store.blocks.block(number)
      if (!block) throw new Refused('state-away', `block ${number} not found`)
      const bench = benchAt(number - 1)
      const { machine } = bench
      const context = blockContext(block.header)
      const results: unknown[] = []
      for (const [at, raw] of block.transactions.entries()) {
        if (index !== undefined && at > index) break
        const tx = decodeTransaction(raw)
        if (index !== undefined && at < index) {
          machine.watcher = within()
          await runTransaction(machine, tx, context, mustAfford(tx))
          continue
        }
        // What a transaction finds is what the ones before it have made of the block's beginning.
        const found = machine.world.changes()
        const tracer = tracerOf(machine, tx, options, () => World.over(machine.world.reader, found))
        machine.watcher = { ...within(), ...tracer.watcher }
        results.push(tracer.result(await runTransaction(machine, tx, context, mustAfford(tx))))
      }
      return results
    },
    async traceCall(request, at, over, options) {
      const bench = benchAt(at, over)
      const { machine } = bench
      const { from = new Uint8Array(20), to, value, data, gas = bench.context.gasLimit } = request
      const nonce = machine.world.account(from)?.nonce ?? 0n
      const tx = { from, to, value, data, gas, nonce }
      const tracer = tracerOf(machine, tx, options, () => benchAt(at, over).machine.world)
      machine.watcher = { ...within(), ...tracer.watcher }
      return tracer.result(await runCall(bench, { ...request, gas }))
    },
  }
}
