import { setImmediate } from 'node:timers/promises'
import type { Clock } from '#kernel/clock'
import type { Log } from '#kernel/log'
import { Refused } from '../execution/refused.ts'
import { PoolRefusal } from '../pool/limits.ts'
import type { Methods } from './methods.ts'
import { overLimit, RpcError, wrongParams } from './rpc-error.ts'

const largestBatch = 100
const largestAnswer = 25 * 1_048_576
const longestBatchMs = 30_000
/** Calls that run the EVM or read widely: so many at once, and so many that wait. */
const mostAtWork = 4
const mostWaiting = 64
const heavy = new RegExp(
  '^(debug_trace.*|eth_(call|estimateGas|createAccessList|getLogs|getFilterLogs|getProof|feeHistory))$',
)

type Answer = { jsonrpc: '2.0'; id: unknown } & ({ result: unknown } | { error: Told })
type Told = { code: number; message: string; data?: unknown }

/** Answers one message of JSON-RPC 2.0; undefined where it asks for no answer. */
export type Answering = (message: string | Buffer, own?: Methods) => Promise<string | undefined>

/**
 * Calls and batches of calls. `own` are methods of one connection, which come first. Nothing that a
 * caller sends makes it throw.
 */
export function openDispatch(methods: Methods, clock: Clock, log: Log): Answering {
  const table = new Map(Object.entries(methods))
  const work = limitWork()

  async function call(request: unknown, own: Methods): Promise<Answer | undefined> {
    const it = requestIn(request)
    const id = idOf(it)
    const silent = it.id === undefined && it.method !== undefined
    try {
      if (it.jsonrpc !== '2.0' || typeof it.method !== 'string') {
        throw new RpcError(-32600, 'invalid request: not a JSON-RPC 2.0 call')
      }
      const { method: name, params = [] } = it
      const method = Object.hasOwn(own, name) ? own[name] : table.get(name)
      if (!method) throw unknownMethod(name)
      if (!Array.isArray(params)) throw wrongParams('parameters are a list')
      const run = async () => method(params)
      const result = await (heavy.test(name) ? work(run) : run())
      return silent ? undefined : { jsonrpc: '2.0', id, result: result ?? null }
    } catch (error) {
      return silent ? undefined : { jsonrpc: '2.0', id, error: told(error, it.method, log) }
    }
  }

  return async (message, own = {}) => {
    let asked: unknown
    try {
      asked = JSON.parse(message.toString())
    } catch {
      return spell({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'parse error' } })
    }
    if (!Array.isArray(asked)) {
      const answer = await call(asked, own)
      return answer && spell(answer)
    }
    if (asked.length === 0 || asked.length > largestBatch) {
      const words = asked.length === 0 ? 'empty batch' : `batch too large: at most ${largestBatch}`
      return spell({ jsonrpc: '2.0', id: null, error: { code: -32600, message: words } })
    }
    const answers: string[] = []
    const until = clock.elapsedMs() + longestBatchMs
    let size = 0
    for (const it of asked) {
      if (size > largestAnswer || clock.elapsedMs() > until) {
        answers.push(cutOff(idOf(requestIn(it))))
        continue
      }
      const answer = await call(it, own)
      if (!answer) continue
      const text = spell(answer)
      size += text.length
      answers.push(text)
      await setImmediate()
    }
    return answers.length === 0 ? undefined : `[${answers.join(',')}]`
  }
}

type Request = { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: unknown }

function spell(answer: Answer): string {
  let text: string
  try {
    text = JSON.stringify(answer)
  } catch {
    return tooLarge(answer.id) // longer than a string can be
  }
  return text.length > largestAnswer ? tooLarge(answer.id) : text
}

function cutOff(id: unknown): string {
  const error = { code: -32005, message: 'batch too large or too slow: ask for less at once' }
  return JSON.stringify({ jsonrpc: '2.0', id, error })
}

function tooLarge(id: unknown): string {
  const error = { code: -32003, message: 'response too large' }
  return JSON.stringify({ jsonrpc: '2.0', id, error })
}

function requestIn(value: unknown): Request {
  return typeof value === 'object' && value !== null ? value : {}
}

function idOf({ id }: Request): unknown {
  return typeof id === 'number' || (typeof id === 'string' && id.length <= 256) ? id : null
}

function unknownMethod(name: string): RpcError {
  const shown = name.slice(0, 64)
  return new RpcError(-32601, `the method ${shown} does not exist/is not available`)
}

/** What a caller is told of a failure; a fault of ours is logged, and told without details. */
function told(error: unknown, method: unknown, log: Log): Told {
  if (error instanceof RpcError) {
    const { code, message, data } = error
    return { code, message, ...(data !== undefined && { data }) }
  }
  if (error instanceof Refused || error instanceof PoolRefusal) {
    return { code: -32000, message: error.message, data: { reason: error.code } }
  }
  log.error({ err: error, method: String(method).slice(0, 64) }, 'a call of JSON-RPC has failed')
  return { code: -32603, message: 'internal error' }
}

/** Runs a few at once, lets some wait, and sends away the rest. */
function limitWork() {
  const waiting: (() => void)[] = []
  let atWork = 0
  return async <Result>(run: () => Promise<Result>): Promise<Result> => {
    if (atWork >= mostAtWork) {
      if (waiting.length >= mostWaiting) throw overLimit('too many calls at once: try again')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else atWork += 1
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else atWork -= 1
    }
  }
}
