import type { CallRequest } from '../json-rpc/backend.ts'
import { bytesOfHex, hexOf, wordBytes } from '../state/bytes.ts'
import type { Frame } from './frame.ts'
import type { AccessListItem } from './transaction.ts'

/** Where on the stack an instruction finds the account that it looks at or calls. */
const accountAt: Readonly<Record<number, number>> = {
  0x31: 1,
  0x3b: 1,
  0x3c: 1,
  0x3f: 1,
  0xff: 1,
  0xf1: 2,
  0xf2: 2,
  0xf4: 2,
  0xfa: 2,
}

/** Notes which accounts and slots a call touches. */
export class Touches {
  /** Address → slots. */
  readonly found = new Map<string, Set<bigint>>()

  readonly step = (frame: Frame, op: number): void => {
    if (op === 0x54 || op === 0x55) {
      const slot = frame.stack[frame.sp - 1]
      if (frame.sp > 0 && slot !== undefined) this.#slots(hexOf(frame.env.address.bytes)).add(slot)
      return
    }
    const at = accountAt[op]
    const word = at !== undefined && frame.sp >= at ? frame.stack[frame.sp - at] : undefined
    if (word !== undefined) this.#slots(hexOf(wordBytes(word).subarray(12)))
  }

  touch(address: Uint8Array): void {
    this.#slots(hexOf(address))
  }

  #slots(address: string): Set<bigint> {
    const slots = this.found.get(address) ?? new Set<bigint>()
    this.found.set(address, slots)
    return slots
  }
}

/** EIP-2930: without what is warm anyway, unless slots of it are touched. */
export function accessListOf(
  touches: Touches,
  { from = new Uint8Array(20), to }: CallRequest,
  given: readonly AccessListItem[],
  precompiles: ReadonlyMap<string, unknown>,
): AccessListItem[] {
  const all = new Map<string, Set<bigint>>()
  for (const { address, slots } of given) {
    all.set(hexOf(address), new Set(slots.map((it) => BigInt(`0x${hexOf(it)}`))))
  }
  for (const [address, slots] of touches.found) {
    all.set(address, new Set([...(all.get(address) ?? []), ...slots]))
  }
  const warm = (address: string) =>
    address === hexOf(from) || (to && address === hexOf(to)) || precompiles.has(address)
  return [...all]
    .filter(([address, slots]) => slots.size > 0 || !warm(address))
    .map(([address, slots]) => ({
      address: bytesOfHex(address),
      slots: [...slots].toSorted((a, b) => (a < b ? -1 : 1)).map(wordBytes),
    }))
}
