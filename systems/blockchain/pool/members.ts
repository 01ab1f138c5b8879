import type { Transaction } from '../execution/transaction.ts'
import { hexOf } from '../state/bytes.ts'

export type Waiting = {
  readonly transaction: Transaction
  readonly sender: Sender
  /** Milliseconds on the clock that only goes forward. */
  readonly since: number
}

export type Sender = {
  readonly address: Uint8Array
  readonly member: Member
  /** The nonce in the state when last looked at. */
  next: bigint
  /** The first nonce from there on that does not wait: before it there is no gap. */
  open: bigint
  readonly waiting: Map<bigint, Waiting>
  bytes: number
}

export type Member = {
  readonly name: string
  readonly senders: Map<string, Sender>
  bytes: number
}

/** Who waits: members, their accounts, and their transactions by nonce and by hash. */
export function holdMembers() {
  const members = new Map<string, Member>()
  const senders = new Map<string, Sender>()
  // In the order of arrival.
  const byHash = new Map<string, Waiting>()
  let bytes = 0

  return {
    all: () => byHash.values(),
    get: (hash: string) => byHash.get(hash),
    size: () => ({ count: byHash.size, bytes }),
    members: () => members,
    senders: () => senders.values(),
    senderOf: (address: Uint8Array) => senders.get(hexOf(address)),

    /** One that is known, or a new one that stands in no list until something of it waits. */
    sender(address: Uint8Array, name: string): Sender {
      const known = senders.get(hexOf(address))
      if (known) return known
      const member = members.get(name) ?? { name, senders: new Map(), bytes: 0 }
      return { address, member, next: 0n, open: 0n, waiting: new Map(), bytes: 0 }
    },

    /** The account has come to this nonce: what waited before it waits no more. */
    arrive(sender: Sender, nonce: bigint): void {
      if (nonce === sender.next) return
      sender.next = nonce
      for (const it of sender.waiting.values()) if (it.transaction.nonce < nonce) remove(it)
      sender.open = nonce
      while (sender.waiting.has(sender.open)) sender.open += 1n
    },

    insert(transaction: Transaction, sender: Sender, since: number): void {
      const it: Waiting = { transaction, sender, since }
      const key = hexOf(sender.address)
      members.set(sender.member.name, sender.member)
      sender.member.senders.set(key, sender)
      senders.set(key, sender)
      byHash.set(hexOf(transaction.hash), it)
      sender.waiting.set(transaction.nonce, it)
      while (sender.waiting.has(sender.open)) sender.open += 1n
      count(sender, transaction.raw.length)
    },

    remove,

    /** The next pick begins with others. */
    serveLast(member: Member): void {
      members.delete(member.name)
      members.set(member.name, member)
    },

    /**
     * The last nonce of the largest account of the largest member, counting `more` bytes to the
     * account that asks; of equals the one that asks.
     */
    largest(asking: Sender, more: number): Waiting | undefined {
      const member = mostOf(members.values(), asking.member, more)
      const sender = mostOf(member.senders.values(), asking, more)
      let last: Waiting | undefined
      for (const it of sender.waiting.values()) {
        if (!last || it.transaction.nonce > last.transaction.nonce) last = it
      }
      return last
    },
  }

  function remove({ transaction, sender }: Waiting): void {
    byHash.delete(hexOf(transaction.hash))
    sender.waiting.delete(transaction.nonce)
    if (transaction.nonce < sender.open) sender.open = transaction.nonce
    count(sender, -transaction.raw.length)
    if (sender.waiting.size > 0) return
    const key = hexOf(sender.address)
    senders.delete(key)
    sender.member.senders.delete(key)
    if (sender.member.senders.size === 0) members.delete(sender.member.name)
  }

  function count(sender: Sender, more: number): void {
    sender.bytes += more
    sender.member.bytes += more
    bytes += more
  }
}

function mostOf<Holder extends { readonly bytes: number }>(
  all: Iterable<Holder>,
  asking: Holder,
  more: number,
): Holder {
  let most = asking
  let size = asking.bytes + more
  for (const it of all) {
    if (it === asking || it.bytes <= size) continue
    most = it
    size = it.bytes
  }
  return most
}
