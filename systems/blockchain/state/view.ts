/** Reads the state as it is, or as it was after an earlier block. */
import type { Transaction } from 'lmdb'
import { decodeAccount } from './account.ts'
import { keccak } from './keccak.ts'
import { heightSize, nibble } from './keys.ts'
import { type Branch, decodeBranch } from './node.ts'
import type { StateReader } from './state.ts'
import type { Table, Tables } from './tables.ts'
import { valueAt, valueNow } from './versions.ts'

const nothing = new Uint8Array()

/**
 * A trie: that of accounts (no owner), or that of the storage of one account (its hashed address).
 */
export type Owner = Uint8Array | undefined

/** Where a branch is kept: one digit a byte, so that a subtrie lies together. */
export function nodeKey(owner: Owner, key: Uint8Array, depth: number): Buffer {
  const start = 1 + (owner?.length ?? 0)
  const whole = Buffer.allocUnsafe(start + depth)
  whole[0] = owner ? 1 : 0
  if (owner) whole.set(owner, 1)
  for (let nth = 0; nth < depth; nth++) whole[start + nth] = nibble(key, nth)
  return whole
}

export function slotKey(owner: Uint8Array, hashedSlot: Uint8Array): Buffer {
  return Buffer.concat([owner, hashedSlot])
}

/** Facts after the block of a height; without one: as they are now. */
export class View {
  readonly #tables: Tables
  readonly #height: () => number | undefined
  readonly #isIndexed: boolean

  /** `height` is asked at every read, so that it may refuse when the past was cut off meanwhile. */
  constructor(tables: Tables, height: () => number | undefined, isIndexed = false) {
    this.#tables = tables
    this.#height = height
    this.#isIndexed = isIndexed
  }

  account(hashed: Uint8Array): Uint8Array | undefined {
    return this.#value('accounts', hashed)
  }

  slot(owner: Uint8Array, hashed: Uint8Array): Uint8Array | undefined {
    return this.#value('slots', slotKey(owner, hashed))
  }

  branch(owner: Owner, key: Uint8Array, depth: number): Branch | undefined {
    const record = this.#value('nodes', nodeKey(owner, key, depth))
    return record && decodeBranch(record)
  }

  code(hash: Uint8Array): Uint8Array {
    return this.#tables.codes.getBinary(hash) ?? nothing
  }

  /** The first leaf below a path that holds something: its hashed key and its value. */
  firstBelow(
    owner: Owner,
    key: Uint8Array,
    depth: number,
  ): { key: Uint8Array; value: Uint8Array } | undefined {
    const [kind, skip] = owner ? (['slots', 32] as const) : (['accounts', 0] as const)
    for (const found of liveBelow(this.#tables[kind], owner ?? nothing, key, depth)) {
      const value = this.#height() === undefined ? found.value : this.#value(kind, found.key)
      if (value && value.length > 0) return { key: found.key.subarray(skip), value }
    }
    return undefined
  }

  #value(kind: 'accounts' | 'slots' | 'nodes', key: Uint8Array): Uint8Array | undefined {
    const height = this.#height()
    return height === undefined
      ? valueNow(this.#tables[kind], key)
      : valueAt(this.#tables, kind, key, height, this.#isIndexed)
  }
}

/** Records below a path in order, with those that hold nothing any more. */
export function* liveBelow(
  table: Table,
  owner: Uint8Array,
  key: Uint8Array,
  depth: number,
  transaction?: Transaction,
): Generator<{ key: Uint8Array; value: Uint8Array }> {
  const start = Buffer.concat([owner, key.subarray(0, (depth + 1) >> 1)])
  if (depth % 2 === 1) start[start.length - 1] = (start.at(-1) ?? 0) & 0xf0
  const range = { start: start.length > 0 ? start : Buffer.alloc(1) }
  for (const found of table.getRange(transaction ? { ...range, transaction } : range)) {
    if (Buffer.compare(found.key.subarray(0, owner.length), owner) !== 0) return
    for (let nth = 0; nth < depth; nth++) {
      if (nibble(found.key, owner.length * 2 + nth) !== nibble(key, nth)) return
    }
    yield { key: found.key, value: found.value.subarray(heightSize) }
  }
}

/** A view as execution reads it: by address and slot. */
export function readerOf(view: View): StateReader {
  return {
    account(address) {
      const found = view.account(keccak(address))
      return found && decodeAccount(found)
    },
    storage: (address, slot) => view.slot(keccak(address), keccak(slot)) ?? nothing,
    code: (hash) => view.code(hash),
  }
}
