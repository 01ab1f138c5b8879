import { inRange, type Recover } from '../execution/signature.ts'
import { wordBytes } from '../state/bytes.ts'
import type { Chance } from './chance.ts'

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const prime = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn

/** Numbers at every border of the field and of the group. */
const borders = [
  0n,
  1n,
  2n,
  order / 2n - 1n,
  order / 2n,
  order / 2n + 1n,
  order - 1n,
  order,
  order + 1n,
  prime - order - 1n,
  prime - order,
  prime - order + 1n,
  prime - 1n,
  prime,
  2n ** 256n - 1n,
  5n,
]

export type Hostile = { hash: Uint8Array; signature: Uint8Array; parity: number }

/** A signature that is odd in some way: at a border, off the curve, high, of the wrong parity. */
export function hostileSignature(chance: Chance, honest: Hostile): Hostile {
  const part = () => (chance.below(2) === 0 ? wordBytes(chance.pick(borders)) : chance.bytes(32))
  const signature = honest.signature.slice()
  const kind = chance.below(6)
  if (kind === 0) signature.set(part(), 0)
  else if (kind === 1) signature.set(part(), 32)
  else if (kind === 2) {
    signature.set(part(), 0)
    signature.set(part(), 32)
  } else if (kind === 3) {
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
    signature.set(wordBytes(order - s), 32)
  } else if (kind === 4) {
    const at = chance.below(64)
    signature[at] = (signature[at] as number) ^ (1 << chance.below(8))
  }
  const hash =
    chance.below(8) === 0 ? chance.pick([new Uint8Array(32), wordBytes(order)]) : honest.hash
  const parity = chance.below(8) === 0 ? chance.pick([2, 3, 4, 27, -1]) : chance.below(2)
  return { hash, signature, parity }
}

/** As a transaction's signer is found: in range and low, then recovered. */
export function judged(recover: Recover, { hash, signature, parity }: Hostile): string {
  const key = recover(hash, signature, parity)
  const low = inRange(signature, true)
  return `${low} ${key ? Buffer.from(key).toString('hex') : 'nobody'}`
}
