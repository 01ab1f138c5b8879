import { bigintOf, bytesOfHex, hexOf, shortBytes, wordBytes } from '../state/bytes.ts'
import { emptyHash, emptyRoot, keccak } from '../state/keccak.ts'
import type { Account, StateChanges, StateReader } from '../state/state.ts'

/** The storage of one account: what it holds now and what it held before this transaction. */
export type Slots = {
  readonly address: Uint8Array
  readonly now: Map<bigint, bigint>
  /** Values before this transaction of the slots that it wrote. */
  readonly before: Map<bigint, bigint>
  readonly warm: Map<bigint, true>
  /** Nothing of what the reader says holds: the account was made, or destroyed, in this block. */
  cleared: boolean
}

const nothing = Symbol('nothing')
type AnyMap = Map<unknown, unknown>

/**
 * The state while a block, or a call, executes: what the reader says, and over it everything that
 * was written, in plain maps with one undo log. `checkpoint`, `commit` and `revert` cost what was
 * written since, whatever the size of the state.
 */
export class World {
  readonly reader: StateReader
  readonly accounts = new Map<string, Account | undefined>()
  readonly warmAddresses = new Map<string, true>()
  readonly codes = new Map<string, Uint8Array>()
  readonly #read = new Map<string, Account | undefined>()
  readonly #slots = new Map<string, Slots>()
  #touched = new Set<Slots>()
  readonly #undo: unknown[] = []
  readonly #marks: number[] = []

  constructor(reader: StateReader) {
    this.reader = reader
  }

  /** A world in which changes that were made over the reader have been made already. */
  static over(reader: StateReader, { accounts, storage, cleared, codes }: StateChanges): World {
    const world = new World(reader)
    for (const [hash, code] of codes) world.codes.set(hash, code)
    for (const [key, account] of accounts) world.accounts.set(key, account)
    for (const key of cleared) world.slotsOf(bytesOfHex(key)).cleared = true
    for (const [key, written] of storage) {
      const slots = world.slotsOf(bytesOfHex(key))
      for (const [slot, value] of written) slots.now.set(BigInt(`0x${slot}`), bigintOf(value))
    }
    return world
  }

  checkpoint(): void {
    this.#marks.push(this.#undo.length)
  }

  commit(): void {
    this.#marks.pop()
    if (this.#marks.length === 0) this.#undo.length = 0
  }

  revert(): void {
    const mark = this.#marks.pop() ?? 0
    const undo = this.#undo
    while (undo.length > mark) {
      const before = undo.pop()
      const key = undo.pop()
      const target = undo.pop() as AnyMap | Slots
      if (!(target instanceof Map)) target.cleared = before as boolean
      else if (before === nothing) target.delete(key)
      else target.set(key, before)
    }
  }

  /** Writes into one of the world's maps so that `revert` takes it back. */
  put<K, V>(map: Map<K, V>, key: K, value: V): void {
    if (this.#marks.length > 0) {
      this.#undo.push(map, key, map.has(key) ? map.get(key) : nothing)
    }
    map.set(key, value)
  }

  /** Forgets what belongs to one transaction: what is warm, and what storage held before it. */
  endTransaction(): void {
    this.warmAddresses.clear()
    for (const it of this.#touched) {
      it.before.clear()
      it.warm.clear()
    }
    this.#touched.clear()
  }

  account(address: Uint8Array): Account | undefined {
    return this.accountAt(hexOf(address), address)
  }

  accountAt(key: string, address: Uint8Array): Account | undefined {
    const written = this.accounts.get(key)
    if (written !== undefined) return written
    if (this.accounts.has(key)) return undefined
    const read = this.#read.get(key)
    if (read !== undefined || this.#read.has(key)) return read
    const found = this.reader.account(address)
    this.#read.set(key, found)
    return found
  }

  setAccount(address: Uint8Array, account: Account | undefined): void {
    this.put(this.accounts, hexOf(address), account)
  }

  code(address: Uint8Array): Uint8Array {
    const account = this.account(address)
    return account === undefined ? noCode : this.codeOf(account.codeHash)
  }

  codeOf(codeHash: Uint8Array): Uint8Array {
    const key = hexOf(codeHash)
    if (key === noCodeKey) return noCode
    const written = this.codes.get(key)
    if (written) return written
    const known = rememberedCodes.get(key)
    if (known) return known
    const code = this.reader.code(codeHash)
    remember(key, code)
    return code
  }

  setCode(address: Uint8Array, code: Uint8Array): void {
    const codeHash = code.length === 0 ? emptyHash : keccak(code)
    const account = this.account(address) ?? noAccount
    if (code.length > 0) this.put(this.codes, hexOf(codeHash), code)
    this.setAccount(address, { ...account, codeHash })
  }

  slotsOf(address: Uint8Array): Slots {
    const key = hexOf(address)
    let slots = this.#slots.get(key)
    if (!slots) {
      const maps = { now: new Map(), before: new Map(), warm: new Map() }
      slots = { address: address.slice(), ...maps, cleared: false }
      this.#slots.set(key, slots)
    }
    this.#touched.add(slots)
    return slots
  }

  load(slots: Slots, slot: bigint): bigint {
    const now = slots.now.get(slot)
    if (now !== undefined) return now
    const read = slots.cleared ? 0n : bigintOf(this.reader.storage(slots.address, wordBytes(slot)))
    slots.now.set(slot, read)
    return read
  }

  /** The value before this transaction. */
  loadBefore(slots: Slots, slot: bigint): bigint {
    return slots.before.get(slot) ?? this.load(slots, slot)
  }

  store(slots: Slots, slot: bigint, value: bigint): void {
    const now = this.load(slots, slot)
    if (now === value) return
    if (!slots.before.has(slot)) slots.before.set(slot, now)
    this.put(slots.now, slot, value)
  }

  clearStorage(address: Uint8Array): void {
    const slots = this.slotsOf(address)
    if (this.#marks.length > 0) this.#undo.push(slots, undefined, slots.cleared)
    slots.cleared = true
    for (const slot of slots.now.keys()) this.put(slots.now, slot, 0n)
  }

  /** Everything that differs from what the reader says. */
  changes(): StateChanges {
    const accounts = new Map<string, Account | undefined>()
    for (const [key, account] of this.accounts) {
      const before = this.#read.has(key)
        ? this.#read.get(key)
        : this.reader.account(bytesOfHex(key))
      const after = account && !isEmpty(account) ? account : undefined
      if (!sameAccount(before, after)) accounts.set(key, after)
    }
    const storage = new Map<string, Map<string, Uint8Array>>()
    const cleared = new Set<string>()
    for (const [key, slots] of this.#slots) {
      if (slots.cleared && !sameRoot(this.reader.account(slots.address)?.storageRoot))
        cleared.add(key)
      const written = changedSlots(this.reader, slots, cleared.has(key))
      if (written.size > 0) storage.set(key, written)
    }
    const codes = new Map<string, Uint8Array>()
    for (const account of accounts.values()) {
      const code = account && this.codes.get(hexOf(account.codeHash))
      if (account && code) codes.set(hexOf(account.codeHash), code)
    }
    return { accounts, storage, cleared, codes }
  }
}

function changedSlots(reader: StateReader, slots: Slots, cleared: boolean) {
  const written = new Map<string, Uint8Array>()
  for (const [slot, value] of slots.now) {
    const key = wordBytes(slot)
    const before = cleared ? 0n : bigintOf(reader.storage(slots.address, key))
    if (before !== value) written.set(hexOf(key), shortBytes(value))
  }
  return written
}

export const noCode = new Uint8Array()
const noCodeKey = hexOf(emptyHash)

export const noAccount: Account = {
  nonce: 0n,
  balance: 0n,
  codeHash: emptyHash,
  storageRoot: emptyRoot,
}

/** An account without nonce, balance and code stands for none (EIP-161). */
export function isEmpty(account: Account): boolean {
  return account.nonce === 0n && account.balance === 0n && isNoCode(account.codeHash)
}

function isNoCode(codeHash: Uint8Array): boolean {
  return codeHash === emptyHash || hexOf(codeHash) === noCodeKey
}

export function hasCode(account: Account): boolean {
  return !isNoCode(account.codeHash)
}

function sameAccount(left: Account | undefined, right: Account | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return (
    left.nonce === right.nonce &&
    left.balance === right.balance &&
    (left.codeHash === right.codeHash || hexOf(left.codeHash) === hexOf(right.codeHash))
  )
}

function sameRoot(root: Uint8Array | undefined): boolean {
  return root === undefined || hexOf(root) === hexOf(emptyRoot)
}

/** Codes by hash; what is analysed of a code hangs on the very bytes, so they are kept alive. */
const rememberedCodes = new Map<string, Uint8Array>()
const mostCodes = 1_024

function remember(key: string, code: Uint8Array): void {
  if (rememberedCodes.size >= mostCodes) {
    const oldest = rememberedCodes.keys().next().value
    if (oldest !== undefined) rememberedCodes.delete(oldest)
  }
  rememberedCodes.set(key, code)
}
