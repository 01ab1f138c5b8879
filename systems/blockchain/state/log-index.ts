/**
 * Which blocks hold logs of an address or with a topic. An entry is what the log says at one place
 * and the block's number; reading skips from one block that fits to the next that does.
 */

import type { Log, LogFilter } from './blocks.ts'
import { sameBytes } from './bytes.ts'
import { heightIn, heightKey } from './keys.ts'
import type { Table } from './tables.ts'

/** Enough of an address or topic to find it; the log itself decides. */
const kept = 16
const anyLog = 5
const addressPlace = 4
const nothing = new Uint8Array()

/** The entries of one block, each once. */
export function logEntries(logs: Iterable<Log>, block: number): Buffer[] {
  const found = new Map<string, Buffer>()
  const add = (place: number, says: Uint8Array): void => {
    const entry = Buffer.concat([prefixOf(place, says), heightKey(block)])
    found.set(entry.toString('latin1'), entry)
  }
  for (const { address, topics } of logs) {
    add(anyLog, nothing)
    add(addressPlace, address)
    for (const [place, topic] of topics.entries()) add(place, topic)
  }
  return [...found.values()]
}

/** Numbers of blocks that may hold such logs, in order. */
export function* blocksWith(table: Table, filter: LogFilter): Generator<number> {
  const asked = [
    { place: addressPlace, any: filter.addresses },
    ...filter.topics.map((any, place) => ({ place, any })),
  ].filter((it) => it.any.length > 0)
  const criteria = asked.map(({ place, any }) => any.map((it) => prefixOf(place, it)))
  if (criteria.length === 0) criteria.push([prefixOf(anyLog, nothing)])
  let block = filter.from
  while (block <= filter.to) {
    let fits = true
    for (const prefixes of criteria) {
      filter.step?.()
      const next = Math.min(...prefixes.map((it) => firstFrom(table, it, block)))
      if (next === block) continue
      fits = false
      block = next
      break
    }
    if (fits) yield block++
  }
}

function firstFrom(table: Table, prefix: Buffer, block: number): number {
  const start = Buffer.concat([prefix, heightKey(block)])
  for (const key of table.getKeys({ start, limit: 1 })) {
    const bytes = key
    if (sameBytes(bytes.subarray(0, prefix.length), prefix)) return heightIn(bytes, prefix.length)
  }
  return Number.POSITIVE_INFINITY
}

/** Whether a log is one of those asked for (execution-apis, eth_getLogs). */
export function fits({ address, topics }: Log, filter: LogFilter): boolean {
  if (filter.addresses.length > 0 && !filter.addresses.some((it) => sameBytes(it, address)))
    return false
  return filter.topics.every((any, place) => {
    const topic = topics[place]
    if (!topic) return false
    return any.length === 0 || any.some((it) => sameBytes(it, topic))
  })
}

function prefixOf(place: number, says: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(place), says.subarray(Math.max(0, says.length - kept))])
}
