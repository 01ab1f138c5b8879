import type { FoundLog, LogFilter } from '../state/blocks.ts'
import type { Backend } from './backend.ts'
import { numberOf } from './block-choice.ts'
import { logView } from './formats.ts'
import { address, fixed, hash, hex, list, object } from './params.ts'
import { overLimit, RpcError, wrongParams } from './rpc-error.ts'

const mostAddresses = 1_000
const mostTopics = 1_000
const mostLogs = 10_000
const longestMs = 3_000

export type LogChoice = Pick<LogFilter, 'addresses' | 'topics'>
export type LogRange = { readonly from: number; readonly to: number }

/** Addresses and topics of a filter; absent and null mean any. */
export function logChoice(value: unknown): LogChoice {
  const it = object(value ?? {}, 'filter')
  const addresses = it['address'] ?? []
  const topics = list(it['topics'] ?? [], 'topics', 4)
  return {
    addresses: (Array.isArray(addresses)
      ? list(addresses, 'addresses', mostAddresses)
      : [addresses]
    ).map((found) => address(found, 'address')),
    topics: topics.map((position) => {
      if (position === null || position === undefined) return []
      const any = Array.isArray(position) ? list(position, 'topics', mostTopics) : [position]
      // One that may be anything makes the whole position so.
      return any.includes(null) ? [] : any.map((found) => fixed(found, 32, 'topic'))
    }),
  }
}

/** The blocks that a filter means. */
export function logRange(backend: Backend, value: unknown): LogRange {
  const it = object(value ?? {}, 'filter')
  const { fromBlock, toBlock, blockHash } = it
  if (blockHash !== undefined && blockHash !== null) {
    if (fromBlock !== undefined || toBlock !== undefined) {
      throw wrongParams(
        'cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other',
      )
    }
    const number = backend.blocks.numberOf(hash(blockHash, 'blockHash'))
    if (number === undefined) throw new RpcError(-32000, 'unknown block')
    return { from: number, to: number }
  }
  const from = boundOf(backend, fromBlock)
  const to = boundOf(backend, toBlock)
  if (from > to) throw wrongParams('invalid block range params')
  return { from, to }
}

function boundOf(backend: Backend, value: unknown): number {
  const number = numberOf(backend, value)
  if (number !== undefined) return number
  if (BigInt(value as string | number) < BigInt(backend.blocks.first)) {
    throw new RpcError(4444, `pruned history unavailable: blocks begin at ${backend.blocks.first}`)
  }
  throw wrongParams('block range extends beyond current head block')
}

/** At most 10,000 logs, found in at most 3 s. */
export function findLogs({ blocks, clock }: Backend, choice: LogChoice, range: LogRange) {
  const found: ReturnType<typeof viewOf>[] = []
  const until = clock.elapsedMs() + longestMs
  const step = () => {
    if (clock.elapsedMs() > until) throw overLimit('query took too long: ask for fewer blocks')
  }
  for (const it of blocks.logs({ ...range, ...choice, step })) {
    if (found.length >= mostLogs) {
      throw overLimit(`query returned more than ${mostLogs} results: ask for fewer blocks`)
    }
    step()
    found.push(viewOf(it))
  }
  return found
}

function viewOf({ log, block, transactionHash, transactionIndex, logIndex }: FoundLog) {
  return logView(log, block, transactionHash, transactionIndex, logIndex)
}

const mostKept = 200

/** What a filter or subscription keeps for long has fewer entries than one question may have. */
export function keptChoice(value: unknown): LogChoice {
  const choice = logChoice(value)
  const size = choice.topics.reduce((sum, it) => sum + it.length, choice.addresses.length)
  if (size > mostKept) throw overLimit(`more than ${mostKept} addresses and topics in a filter`)
  return choice
}

/** Whether a log in the execution APIs' form is one that was asked for. */
export function matcherOf(choice: LogChoice): (log: LogText) => boolean {
  const addresses = new Set(choice.addresses.map(hex))
  const topics = choice.topics.map((any) => new Set(any.map(hex)))
  return (log) => {
    if (addresses.size > 0 && !addresses.has(log.address)) return false
    return topics.every((any, at) => any.size === 0 || any.has(log.topics[at] ?? ''))
  }
}

type LogText = { readonly address: string; readonly topics: readonly string[] }
