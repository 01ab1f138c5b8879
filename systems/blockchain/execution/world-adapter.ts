import type { AccountFields } from '@ethereumjs/common'
import { Account, type Address } from '@ethereumjs/util'
import { bigintOf, bytesOfHex, hexOf, shortBytes } from '../state/bytes.ts'
import { noAccount, type World } from './world.ts'

/** The world as EthereumJS asks for it; the answers are there at once, it waits for them anyway. */
export class WorldAdapter {
  world: World
  /** Precompiles by their address: warm in every transaction (EIP-2929). */
  alwaysWarm: ReadonlyMap<string, unknown> = new Map()
  readonly journal: WorldJournal
  readonly originalStorageCache = {
    get: (address: Address, slot: Uint8Array) => {
      const slots = this.world.slotsOf(address.bytes)
      return shortBytes(this.world.loadBefore(slots, bigintOf(slot)))
    },
    clear: () => undefined,
  }

  constructor(world: World) {
    this.world = world
    this.journal = new WorldJournal(this)
  }

  getAccount(address: Address): Account | undefined {
    const it = this.world.account(address.bytes)
    return it && new Account(it.nonce, it.balance, it.storageRoot, it.codeHash)
  }

  putAccount(address: Address, account: Account | undefined): void {
    this.world.setAccount(
      address.bytes,
      account && {
        nonce: account.nonce,
        balance: account.balance,
        codeHash: account.codeHash,
        storageRoot: account.storageRoot,
      },
    )
  }

  deleteAccount(address: Address): void {
    this.world.setAccount(address.bytes, undefined)
  }

  modifyAccountFields(address: Address, fields: AccountFields): void {
    const account = this.world.account(address.bytes) ?? noAccount
    const { nonce = account.nonce, balance = account.balance } = fields
    this.world.setAccount(address.bytes, {
      ...account,
      nonce: nonce ?? account.nonce,
      balance: balance ?? account.balance,
    })
  }

  putCode(address: Address, code: Uint8Array): void {
    this.world.setCode(address.bytes, code)
  }

  getCode(address: Address): Uint8Array {
    return this.world.code(address.bytes)
  }

  getCodeSize(address: Address): number {
    return this.world.code(address.bytes).length
  }

  getStorage(address: Address, slot: Uint8Array): Uint8Array {
    return shortBytes(this.world.load(this.world.slotsOf(address.bytes), bigintOf(slot)))
  }

  putStorage(address: Address, slot: Uint8Array, value: Uint8Array): void {
    this.world.store(this.world.slotsOf(address.bytes), bigintOf(slot), bigintOf(value))
  }

  clearStorage(address: Address): void {
    this.world.clearStorage(address.bytes)
  }
}

/** Of EIP-4844, which this chain is without: to its address, calls find nothing. */
export const pointEvaluation = bytesOfHex(`0x${'0a'.padStart(40, '0')}`)

/** What EthereumJS calls the journal: checkpoints, and what is warm (EIP-2929). */
class WorldJournal {
  readonly #adapter: WorldAdapter
  constructor(adapter: WorldAdapter) {
    this.#adapter = adapter
  }

  putAccount(address: Address, account: Account | undefined): void {
    this.#adapter.putAccount(address, account)
  }

  deleteAccount(address: Address): void {
    this.#adapter.deleteAccount(address)
  }

  checkpoint(): void {
    this.#adapter.world.checkpoint()
  }

  commit(): void {
    this.#adapter.world.commit()
  }

  revert(): void {
    this.#adapter.world.revert()
  }

  isWarmedAddress(address: Uint8Array): boolean {
    const key = hexOf(address)
    return this.#adapter.world.warmAddresses.has(key) || this.#adapter.alwaysWarm.has(key)
  }

  addWarmedAddress(address: Uint8Array): void {
    const { world } = this.#adapter
    world.put(world.warmAddresses, hexOf(address), true)
  }

  addAlwaysWarmAddress(address: string): void {
    const { world } = this.#adapter
    const key = address.startsWith('0x') ? address.slice(2) : address
    world.put(world.warmAddresses, key, true)
  }

  isWarmedStorage(address: Uint8Array, slot: Uint8Array): boolean {
    return this.#adapter.world.slotsOf(address).warm.has(bigintOf(slot))
  }

  addWarmedStorage(address: Uint8Array, slot: Uint8Array): void {
    const { world } = this.#adapter
    world.put(world.slotsOf(address).warm, bigintOf(slot), true)
  }

  addAlwaysWarmSlot(address: string, slot: string): void {
    this.addWarmedStorage(bytesOfHex(address), bytesOfHex(slot))
  }
}
