import type { TraceOptions } from '../json-rpc/backend.ts'
import { hexOf, wordBytes } from '../state/bytes.ts'
import type { Frame } from './frame.ts'
import { nameOf } from './opcode-names.ts'
import { Refused } from './refused.ts'
import type { Tracer } from './tracer.ts'

type Step = {
  pc: number
  op: string
  gas: number
  gasCost: number
  depth: number
  stack?: string[]
  memory?: string[]
  storage?: Record<string, string>
  returnData?: string
  error?: string
}

/** Steps of one transaction, at most; more would fill this node's memory. */
const mostSteps = 200_000

const word = (value: bigint) => `0x${hexOf(wordBytes(value))}`

/** geth's structLogs: one entry for each instruction, as it stood before it ran. */
export function traceSteps(options: TraceOptions): Tracer {
  const steps: Step[] = []
  const slots = new Map<string, Record<string, string>>()
  const limit = options.limit > 0 ? options.limit : mostSteps

  const storageOf = (frame: Frame, op: number) => {
    if (options.disableStorage || (op !== 0x54 && op !== 0x55)) return undefined
    const slot = frame.stack[frame.sp - 1]
    const written = frame.stack[frame.sp - 2]
    if (frame.sp < (op === 0x54 ? 1 : 2) || slot === undefined) return undefined
    const key = hexOf(frame.env.address.bytes)
    const value = op === 0x54 ? frame.world.load(frame.slots, slot) : (written as bigint)
    const known = { ...slots.get(key), [word(slot)]: word(value) }
    slots.set(key, known)
    return known
  }

  const step = (frame: Frame, op: number) => {
    if (steps.length >= limit) {
      if (options.limit > 0) return
      throw new Refused('timed-out', `the trace has more than ${mostSteps} steps`)
    }
    const { pc, gas, sp, stack, words, state } = frame
    const storage = storageOf(frame, op)
    steps.push({
      pc,
      op: nameOf(op),
      gas,
      gasCost: 0,
      depth: frame.env.depth + 1,
      ...(!options.disableStack && {
        stack: stack.slice(0, sp).map((it) => `0x${it.toString(16)}`),
      }),
      ...(options.enableMemory &&
        words > 0 && {
          memory: Array.from(
            { length: words },
            (_, at) => `0x${hexOf(state.memory._store.subarray(at * 32, at * 32 + 32))}`,
          ),
        }),
      ...(options.enableReturnData &&
        state.returnBytes.length > 0 && { returnData: `0x${hexOf(state.returnBytes)}` }),
      ...(storage && { storage }),
    })
  }

  const stepped = (_frame: Frame, _op: number, cost: number) => {
    const last = steps.at(-1)
    if (last) last.gasCost = cost
  }

  return {
    watcher: { step, stepped },
    result: ({ gasUsed, status, output }) => ({
      gas: Number(gasUsed),
      failed: status === 0,
      returnValue: `0x${hexOf(output)}`,
      structLogs: steps,
    }),
  }
}
