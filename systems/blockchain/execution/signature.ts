import { createRequire } from 'node:module'
import * as wasm from 'tiny-secp256k1'
import { bigintOf } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'

/**
 * Recovers the signer of a hash (secp256k1). `signature` is r and s (64 bytes), `parity` 0 or 1.
 * Answers the uncompressed public key without its first byte (64 bytes), or undefined.
 */
export type Recover = (
  hash: Uint8Array,
  signature: Uint8Array,
  parity: number,
) => Uint8Array | undefined

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Whether r and s are in range; with `low`, also whether s is in the lower half (EIP-2). */
export function inRange(signature: Uint8Array, low: boolean): boolean {
  const r = bigintOf(signature.subarray(0, 32))
  const s = bigintOf(signature.subarray(32))
  return r > 0n && r < order && s > 0n && (low ? s <= order / 2n : s < order)
}

export const recoverByWasm: Recover = (hash, signature, parity) => {
  if (parity !== 0 && parity !== 1) return undefined
  try {
    return wasm.recover(hash, signature, parity, false)?.subarray(1)
  } catch {
    return undefined
  }
}

type Native = {
  ecdsaRecover(
    signature: Uint8Array,
    parity: number,
    hash: Uint8Array,
    compressed: boolean,
  ): Uint8Array
}

/** The native library, where there is a build of it for this machine. */
export const recoverByNative: Recover | undefined = (() => {
  let library: Native
  try {
    library = createRequire(import.meta.url)('secp256k1/bindings.js') as Native
  } catch {
    return undefined
  }
  return (hash, signature, parity) => {
    if (parity !== 0 && parity !== 1) return undefined
    try {
      return library.ecdsaRecover(signature, parity, hash, false).subarray(1)
    } catch {
      return undefined
    }
  }
})()

/** The faster of the two that is there. */
export const recover: Recover = recoverByNative ?? recoverByWasm

/** The account of a public key: the last 20 bytes of its hash. */
export function addressOf(publicKey: Uint8Array): Uint8Array {
  return keccak(publicKey).subarray(12)
}
