import { noAccount } from '../execution/world.ts'
import { bytesOfHex, hexOf, wordBytes } from '../state/bytes.ts'
import type { Account, StateChanges, StateReader } from '../state/state.ts'

/** A state in plain maps, for tests that need no proofs and no disk. */
export class HeldState implements StateReader {
  readonly empty: Account = noAccount
  readonly accounts = new Map<string, Account>()
  readonly slots = new Map<string, Map<string, Uint8Array>>()
  readonly codes = new Map<string, Uint8Array>()

  account(address: Uint8Array): Account | undefined {
    return this.accounts.get(hexOf(address))
  }

  storage(address: Uint8Array, slot: Uint8Array): Uint8Array {
    return this.slots.get(hexOf(address))?.get(hexOf(slot)) ?? new Uint8Array()
  }

  code(codeHash: Uint8Array): Uint8Array {
    return this.codes.get(hexOf(codeHash)) ?? new Uint8Array()
  }

  apply(changes: StateChanges): void {
    for (const [key, account] of changes.accounts) {
      if (account) this.accounts.set(key, account)
      else this.accounts.delete(key)
    }
    for (const key of changes.cleared) this.slots.delete(key)
    for (const [key, written] of changes.storage) {
      const kept = this.slots.get(key) ?? new Map<string, Uint8Array>()
      this.slots.set(key, kept)
      for (const [slot, value] of written) kept.set(hexOf(wordBytes(BigInt(`0x${slot}`))), value)
    }
    for (const [hash, code] of changes.codes) this.codes.set(hexOf(bytesOfHex(hash)), code)
  }
}
