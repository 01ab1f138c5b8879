import type { Log } from '../state/blocks.ts'
import { keccak } from '../state/keccak.ts'

/** The 2,048-bit filter over the addresses and topics of logs (yellow paper, section 4.3.1). */
export function bloomOf(logs: readonly Log[]): Uint8Array {
  const bloom = new Uint8Array(256)
  for (const { address, topics } of logs) {
    add(bloom, address)
    for (const it of topics) add(bloom, it)
  }
  return bloom
}

function add(bloom: Uint8Array, value: Uint8Array): void {
  const digest = keccak(value)
  for (const at of [0, 2, 4]) {
    const bit = (((digest[at] as number) << 8) | (digest[at + 1] as number)) & 0x7ff
    const place = 255 - (bit >> 3)
    bloom[place] = (bloom[place] as number) | (1 << (bit & 7))
  }
}
