/** What a block's changes make of the state: records to write, and the new root. */
import { accountRlp, decodeAccount, encodeAccount } from './account.ts'
import { bytesOfHex, sameBytes, withoutLeadingZeros } from './bytes.ts'
import { emptyRoot, keccak } from './keccak.ts'
import { type Branch, encodeBranch, type Leaf } from './node.ts'
import { encodeRlp } from './rlp.ts'
import type { Account, StateChanges, StatePlan, Write } from './state.ts'
import { changeTrie, type TrieChange, type TrieSource } from './trie.ts'
import { nodeKey, type Owner, slotKey } from './view.ts'

/** Reads what is true now, branches perhaps out of memory. */
export type Present = {
  account(hashed: Uint8Array): Uint8Array | undefined
  slot(owner: Uint8Array, hashed: Uint8Array): Uint8Array | undefined
  branch(owner: Owner, key: Uint8Array, depth: number): Branch | undefined
  firstBelow(
    owner: Owner,
    key: Uint8Array,
    depth: number,
  ): { key: Uint8Array; value: Uint8Array } | undefined
  slotsOf(owner: Uint8Array): Iterable<Uint8Array>
}

export function planOf(present: Present, base: Uint8Array, changes: StateChanges): StatePlan {
  const planning = new Planning(present)
  const addresses = new Set([
    ...changes.accounts.keys(),
    ...changes.storage.keys(),
    ...changes.cleared,
  ])
  for (const address of addresses) planning.add(address, changes)
  return planning.end(base, changes.codes)
}

class Planning {
  readonly #present: Present
  readonly #accounts: Write[] = []
  readonly #slots: Write[] = []
  readonly #nodes = new Map<string, Write>()
  readonly #leaves: TrieChange[] = []

  constructor(present: Present) {
    this.#present = present
  }

  add(address: string, changes: StateChanges): void {
    const key = keccak(bytesOfHex(address))
    const record = this.#present.account(key)
    const before = record && decodeAccount(record)
    const next = changes.accounts.has(address) ? changes.accounts.get(address) : before
    const storageRoot = this.#changeStorage(
      key,
      before?.storageRoot ?? emptyRoot,
      next ? changes.storage.get(address) : undefined,
      !next || changes.cleared.has(address),
    )
    if (!next && !before) return
    const account: Account | undefined = next && { ...next, storageRoot }
    const value = account && encodeAccount(account)
    if (record && value && sameBytes(record, value)) return
    this.#accounts.push({ key, value })
    this.#leaves.push({
      key,
      value: account && accountRlp(account),
      existed: before !== undefined,
    })
  }

  end(base: Uint8Array, codes: StateChanges['codes']): StatePlan {
    const source = this.#source(undefined, (value) => accountRlp(decodeAccount(value)))
    const root = changeTrie(source, base, this.#leaves, this.#put(undefined))
    return {
      base,
      root,
      accounts: this.#accounts.toSorted(byKey),
      slots: this.#slots.toSorted(byKey),
      nodes: [...this.#nodes.values()].toSorted(byKey),
      codes: [...codes].map(([hash, value]) => ({ key: bytesOfHex(hash), value })),
    }
  }

  /** The storage root of an account after its slots changed. */
  #changeStorage(
    owner: Uint8Array,
    root: Uint8Array,
    writes: ReadonlyMap<string, Uint8Array> | undefined,
    clears: boolean,
  ): Uint8Array {
    const changed: TrieChange[] = []
    const written = new Set<string>()
    for (const [slot, given] of writes ?? []) {
      const key = keccak(bytesOfHex(slot))
      if (clears) written.add(Buffer.from(key).toString('latin1'))
      this.#changeSlot(owner, key, withoutLeadingZeros(given), changed)
    }
    if (clears && !sameBytes(root, emptyRoot)) {
      for (const key of this.#present.slotsOf(owner)) {
        if (written.has(Buffer.from(key).toString('latin1'))) continue
        this.#changeSlot(owner, key, new Uint8Array(), changed)
      }
    }
    if (changed.length === 0) return root
    return changeTrie(this.#source(owner, encodeRlp), root, changed, this.#put(owner))
  }

  #changeSlot(owner: Uint8Array, key: Uint8Array, value: Uint8Array, into: TrieChange[]): void {
    const before = this.#present.slot(owner, key)
    if (before ? sameBytes(before, value) : value.length === 0) return
    const isSet = value.length > 0
    this.#slots.push({ key: slotKey(owner, key), value: isSet ? value : undefined })
    into.push({
      key,
      value: isSet ? encodeRlp(value) : undefined,
      existed: before !== undefined,
    })
  }

  #source(owner: Owner, leafValue: (value: Uint8Array) => Uint8Array): TrieSource {
    return {
      branch: (key, depth) => this.#present.branch(owner, key, depth),
      leaf: (key, depth): Leaf => {
        const found = this.#present.firstBelow(owner, key, depth)
        if (!found) throw new Error('A leaf of the trie is missing: the store is damaged.')
        return { kind: 'leaf', key: found.key, value: leafValue(found.value) }
      },
    }
  }

  #put(owner: Owner): (key: Uint8Array, depth: number, branch: Branch | undefined) => void {
    return (key, depth, branch) => {
      const at = nodeKey(owner, key, depth)
      this.#nodes.set(at.toString('latin1'), {
        key: at,
        value: branch && encodeBranch(branch),
      })
    }
  }
}

/** Sorted writes touch every page of a table once. */
function byKey(left: Write, right: Write): number {
  return Buffer.compare(left.key, right.key)
}
