import type { TraceOptions } from '../json-rpc/backend.ts'
import { bytesOfHex, hexOf, wordBytes } from '../state/bytes.ts'
import type { Machine } from './machine.ts'
import { createdBy } from './run-transaction.ts'
import { Touches } from './touches.ts'
import type { Traced, Tracer } from './tracer.ts'
import { isEmpty, type World } from './world.ts'

type Facts = { balance?: string; nonce?: number; code?: string; storage?: Record<string, string> }

const word = (value: bigint) => `0x${hexOf(wordBytes(value))}`

/** geth's prestateTracer: what a transaction found; with `diffMode` only what it changed, and into what. */
export function traceAccounts(
  machine: Machine,
  tx: Traced,
  { tracerConfig }: TraceOptions,
  before: World,
): Tracer {
  const touches = new Touches()
  for (const it of [tx.from, tx.to ?? createdBy(tx.from, tx.nonce), new Uint8Array(20)]) {
    touches.touch(it)
  }
  return {
    watcher: {
      step: touches.step,
      enter: (message) => message.to && touches.touch(message.to.bytes),
    },
    result() {
      const found = [...touches.found].filter(([address]) => exists(before, machine.world, address))
      const pre = Object.fromEntries(
        found.map(([at, slots]) => [`0x${at}`, factsOf(before, at, slots)]),
      )
      if (tracerConfig['diffMode'] !== true) return pre
      const post = found.map(
        ([at, slots]) => [`0x${at}`, factsOf(machine.world, at, slots)] as const,
      )
      const changed = post.filter(([at, it]) => JSON.stringify(it) !== JSON.stringify(pre[at]))
      return {
        pre: Object.fromEntries(changed.map(([at]) => [at, pre[at]])),
        post: Object.fromEntries(changed.map(([at, it]) => [at, differing(pre[at] ?? {}, it)])),
      }
    },
  }
}

function exists(before: World, after: World, address: string): boolean {
  const bytes = bytesOfHex(address)
  return [before, after].some((it) => {
    const account = it.account(bytes)
    return account !== undefined && !isEmpty(account)
  })
}

function factsOf(world: World, address: string, slots: ReadonlySet<bigint>): Facts {
  const bytes = bytesOfHex(address)
  const account = world.account(bytes)
  const code = world.code(bytes)
  const kept = world.slotsOf(bytes)
  const storage = Object.fromEntries([...slots].map((it) => [word(it), word(world.load(kept, it))]))
  return {
    balance: `0x${(account?.balance ?? 0n).toString(16)}`,
    ...(account && account.nonce > 0n && { nonce: Number(account.nonce) }),
    ...(code.length > 0 && { code: `0x${hexOf(code)}` }),
    ...(slots.size > 0 && { storage }),
  }
}

function differing(before: Facts, after: Facts): Facts {
  const { storage: now = {}, ...rest } = after
  const facts = Object.entries(rest).filter(([name, it]) => before[name as 'code'] !== it)
  const slots = Object.entries(now).filter(([slot, it]) => before.storage?.[slot] !== it)
  const storage = slots.length > 0 ? { storage: Object.fromEntries(slots) } : {}
  return { ...Object.fromEntries(facts), ...storage }
}
