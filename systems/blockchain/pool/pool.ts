import type { Clock } from '#kernel/clock'
import { Refused } from '../execution/refused.ts'
import type { Transaction } from '../execution/transaction.ts'
import { hexOf } from '../state/bytes.ts'
import { chooseFairly } from './fair-choice.ts'
import { type PoolLimits, PoolRefusal, standardLimits } from './limits.ts'
import { holdMembers, type Sender, type Waiting } from './members.ts'

/** What the pool asks of the chain as it stands after the last block. */
export type PoolNeeds = {
  /** The nonce of an account in the state. */
  nonceOf(address: Uint8Array): bigint
  /** Throws Refused when a transaction could not run even with the right nonce. */
  check(transaction: Transaction): void
  /** Who shares room with whom: the account's member, or the account itself where it has none. */
  memberOf(address: Uint8Array): string
  readonly clock: Clock
  readonly limits?: Partial<PoolLimits>
}

export type PoolContent = { readonly pending: Transaction[]; readonly queued: Transaction[] }

export type Pool = {
  /** Takes a transaction in, or throws Refused or PoolRefusal. True when it was not there yet. */
  add(transaction: Transaction): boolean
  /** In the order in which they may run: fair between members, then between their accounts. */
  pick(maxBytes: number, maxGas: bigint): Transaction[]
  /** After a block: forgets what has run or can run no more, and what is too old. */
  settle(touched: Iterable<Uint8Array>): void
  /** Forgets a transaction that has turned out not to run. */
  drop(hash: Uint8Array): void
  get(hash: Uint8Array): Transaction | undefined
  /** It waits, and no transaction before it is missing. */
  isReady(hash: Uint8Array): boolean
  /** The nonce that follows what waits without a gap. */
  nextNonce(address: Uint8Array): bigint
  content(of?: Uint8Array): PoolContent
  status(): { readonly pending: number; readonly queued: number; readonly bytes: number }
  /** Tells of every transaction that enters; answers how to stop. */
  watch(tell: (transaction: Transaction) => void): () => void
}

/** Transactions that wait for a block. Its rules stand in docs/decisions/0088. */
export function openPool({ nonceOf, check, memberOf, clock, limits: asked }: PoolNeeds): Pool {
  const limits: PoolLimits = { ...standardLimits, ...asked }
  const held = holdMembers()
  const watchers = new Set<(transaction: Transaction) => void>()

  const expire = (): void => {
    const oldest = clock.elapsedMs() - limits.longestWaitMs
    for (const it of held.all()) {
      if (it.since > oldest) break
      held.remove(it)
    }
  }

  const admit = (transaction: Transaction, sender: Sender): Waiting | undefined => {
    const { nonce } = transaction
    if (nonce < sender.next) {
      throw new Refused(
        'nonce-too-low',
        `nonce too low: next nonce ${sender.next}, tx nonce ${nonce}`,
      )
    }
    const gap = nonce - sender.open
    if (gap > BigInt(limits.widestGap)) {
      throw new PoolRefusal(
        'nonce-gap',
        `nonce too high: ${gap} transactions before it are missing, at most ${limits.widestGap} may be`,
      )
    }
    const old = sender.waiting.get(nonce)
    if (old) replaceable(old, transaction, clock.elapsedMs(), limits)
    else if (sender.waiting.size >= limits.mostOfSender) {
      throw new PoolRefusal(
        'account-full',
        `${sender.waiting.size} transactions of this account wait`,
      )
    }
    return old
  }

  return {
    add(transaction) {
      if (held.get(hexOf(transaction.hash))) return false
      expire()
      check(transaction)
      const sender = held.sender(transaction.from, memberOf(transaction.from))
      held.arrive(sender, nonceOf(transaction.from))
      const old = admit(transaction, sender)
      const more = transaction.raw.length - (old?.transaction.raw.length ?? 0)
      makeRoom(held, sender, more, old ? 0 : 1, limits)
      if (old) held.remove(old)
      held.insert(transaction, sender, clock.elapsedMs())
      for (const tell of watchers) tell(transaction)
      return true
    },
    pick: (maxBytes, maxGas) => chooseFairly(held.members(), maxBytes, maxGas, held.serveLast),
    settle(touched) {
      for (const address of touched) {
        const sender = held.senderOf(address)
        if (sender) held.arrive(sender, nonceOf(address))
      }
      expire()
    },
    drop(hash) {
      const found = held.get(hexOf(hash))
      if (found) held.remove(found)
    },
    get: (hash) => held.get(hexOf(hash))?.transaction,
    isReady(hash) {
      const found = held.get(hexOf(hash))
      return found !== undefined && found.transaction.nonce < found.sender.open
    },
    nextNonce(address) {
      const sender = held.senderOf(address)
      const next = nonceOf(address)
      return sender && sender.open > next ? sender.open : next
    },
    content: (of) => contentOf(of ? [held.senderOf(of)] : held.senders()),
    status() {
      let pending = 0
      for (const { next, open } of held.senders()) pending += Number(open - next)
      const { count, bytes } = held.size()
      return { pending, queued: count - pending, bytes }
    },
    watch(tell) {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }
}

/**
 * Who pays at least a tenth more replaces at once. Where gas costs nothing there is no more to pay:
 * then the same price replaces, but only what has waited a while, so that replacing cannot flood.
 */
function replaceable(old: Waiting, by: Transaction, now: number, limits: PoolLimits): void {
  const { maxFee, maxTip } = old.transaction
  const rises = (before: bigint, after: bigint) => after > before && after * 10n >= before * 11n
  if (rises(maxFee, by.maxFee) && by.maxTip >= maxTip) return
  const same = by.maxFee >= maxFee && by.maxTip >= maxTip
  if (same && now - old.since >= limits.replaceAfterMs) return
  throw new PoolRefusal(
    'underpriced',
    'replacement transaction underpriced: offer a tenth more, or the same after ' +
      `${limits.replaceAfterMs / 1_000} s`,
  )
}

/**
 * The member that takes most room gives way, whoever asks: of it, the account with most waiting,
 * and of that its last nonce. So a flood only pushes out itself.
 */
function makeRoom(
  held: ReturnType<typeof holdMembers>,
  asking: Sender,
  bytes: number,
  count: number,
  limits: PoolLimits,
): void {
  const isFull = () => {
    const size = held.size()
    return size.bytes + bytes > limits.mostBytes || size.count + count > limits.mostTransactions
  }
  while (isFull()) {
    const victim = held.largest(asking, bytes)
    if (!victim || victim.sender === asking) {
      throw new PoolRefusal('pool-full', 'txpool is full: your member uses its whole share')
    }
    held.remove(victim)
  }
}

function contentOf(senders: Iterable<Sender | undefined>): PoolContent {
  const pending: Transaction[] = []
  const queued: Transaction[] = []
  for (const sender of senders) {
    if (!sender) continue
    const inOrder = [...sender.waiting.values()].map((it) => it.transaction)
    inOrder.sort((a, b) => (a.nonce < b.nonce ? -1 : 1))
    for (const it of inOrder) (it.nonce < sender.open ? pending : queued).push(it)
  }
  return { pending, queued }
}
