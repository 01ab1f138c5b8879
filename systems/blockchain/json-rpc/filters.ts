import { randomBytes } from 'node:crypto'
import type { Backend } from './backend.ts'
import { findLogs, keptChoice, type LogChoice, type LogRange, logChoice, logRange } from './logs.ts'
import type { Methods } from './methods.ts'
import { hex, object } from './params.ts'
import { overLimit, refused } from './rpc-error.ts'

const mostFilters = 1_000
const mostPending = 50
const mostHeld = 10_000
const forgottenAfterMs = 300_000

/** The range of a filter, as it was asked for. */
type Asked = Readonly<Record<'fromBlock' | 'toBlock' | 'blockHash', unknown>>

type Filter = { usedAtMs: number } & (
  | { readonly kind: 'logs'; readonly choice: LogChoice; readonly asked: Asked; seen: number }
  | { readonly kind: 'blocks'; seen: number }
  | { readonly kind: 'pending'; held: string[]; readonly stop: () => void }
)

/** Filters that a client comes back to; one that nobody asks for five minutes is forgotten. */
export function filterMethods(backend: Backend): Methods {
  const { blocks, clock, pool } = backend
  const filters = new Map<string, Filter>()
  const head = () => blocks.latest?.number ?? 0

  const forget = (id: string): boolean => {
    const found = filters.get(id)
    if (found?.kind === 'pending') found.stop()
    return filters.delete(id)
  }
  const keep = (filter: Filter): string => {
    const oldest = clock.elapsedMs() - forgottenAfterMs
    for (const [id, it] of filters) if (it.usedAtMs < oldest) forget(id)
    if (filters.size >= mostFilters) {
      if (filter.kind === 'pending') filter.stop()
      throw overLimit(`there are ${mostFilters} filters already`)
    }
    const id = `0x${randomBytes(16).toString('hex')}`
    filters.set(id, filter)
    return id
  }
  const used = (id: unknown): Filter => {
    const found = filters.get(String(id))
    if (!found) throw refused('filter not found')
    found.usedAtMs = clock.elapsedMs()
    return found
  }
  /** What is new since it was last asked. */
  const changes = (it: Filter): unknown => {
    if (it.kind === 'pending') return it.held.splice(0)
    const from = it.seen + 1
    const to = head()
    if (from > to) return []
    if (it.kind === 'logs') {
      const found = newLogs(backend, it.choice, it.asked, { from, to })
      it.seen = to
      return found
    }
    it.seen = to
    const first = Math.max(from, to - mostHeld + 1)
    const numbers = Array.from({ length: to - first + 1 }, (_, at) => first + at)
    return numbers.flatMap((number) => {
      const header = blocks.header(number)
      return header ? [hex(header.hash)] : []
    })
  }

  return {
    eth_getLogs: ([value]) => findLogs(backend, logChoice(value), logRange(backend, value)),
    eth_newFilter: ([value]) => {
      const choice = keptChoice(value)
      const asked = rangeAsked(value)
      return keep({ kind: 'logs', choice, asked, seen: head(), usedAtMs: clock.elapsedMs() })
    },
    eth_newBlockFilter: () => keep({ kind: 'blocks', seen: head(), usedAtMs: clock.elapsedMs() }),
    eth_newPendingTransactionFilter: () => {
      const pending = [...filters.values()].filter((it) => it.kind === 'pending')
      if (pending.length >= mostPending) throw overLimit(`there are ${mostPending} such filters`)
      const held: string[] = []
      const stop = pool.watch((it) => {
        if (held.length < mostHeld) held.push(hex(it.hash))
      })
      return keep({ kind: 'pending', held, stop, usedAtMs: clock.elapsedMs() })
    },
    eth_uninstallFilter: ([id]) => forget(String(id)),
    eth_getFilterChanges: ([id]) => changes(used(id)),
    eth_getFilterLogs: ([id]) => {
      const it = used(id)
      if (it.kind !== 'logs') throw refused('filter not found')
      return findLogs(backend, it.choice, logRange(backend, it.asked))
    },
  }
}

/** New blocks, as far as the filter reaches into them. */
function newLogs(backend: Backend, choice: LogChoice, asked: Asked, fresh: LogRange) {
  const { fromBlock, toBlock } = asked
  const isNumber = (value: unknown): value is string =>
    typeof value === 'string' && value.startsWith('0x')
  const from = isNumber(fromBlock) ? Math.max(fresh.from, Number(fromBlock)) : fresh.from
  const to = isNumber(toBlock) ? Math.min(fresh.to, Number(toBlock)) : fresh.to
  return from > to ? [] : findLogs(backend, choice, { from, to })
}

function rangeAsked(value: unknown): Asked {
  const { fromBlock, toBlock, blockHash } = object(value ?? {}, 'filter')
  return { fromBlock, toBlock, blockHash }
}
