import { bigintOf, sameBytes, shortBytes } from './bytes.ts'
import { emptyHash, emptyRoot } from './keccak.ts'
import { encodeRlp } from './rlp.ts'
import type { Account } from './state.ts'

const hasRoot = 1
const hasCode = 2
const none = new Uint8Array()

/** As it is kept: nonce and balance with their lengths, then only the hashes that say something. */
export function encodeAccount(it: Account): Buffer {
  const [nonce, balance] = [shortBytes(it.nonce), shortBytes(it.balance)]
  const root = sameBytes(it.storageRoot, emptyRoot) ? none : it.storageRoot
  const code = sameBytes(it.codeHash, emptyHash) ? none : it.codeHash
  const flags = (root.length > 0 ? hasRoot : 0) | (code.length > 0 ? hasCode : 0)
  return Buffer.concat([
    Uint8Array.of(flags, nonce.length),
    nonce,
    Uint8Array.of(balance.length),
    balance,
    root,
    code,
  ])
}

export function decodeAccount(bytes: Uint8Array): Account {
  const [flags = 0, nonceSize = 0] = bytes
  const balanceAt = 3 + nonceSize
  const hashesAt = balanceAt + (bytes[balanceAt - 1] ?? 0)
  const codeAt = hashesAt + (flags & hasRoot ? 32 : 0)
  return {
    nonce: bigintOf(bytes.subarray(2, 2 + nonceSize)),
    balance: bigintOf(bytes.subarray(balanceAt, hashesAt)),
    storageRoot: flags & hasRoot ? bytes.subarray(hashesAt, codeAt) : emptyRoot,
    codeHash: flags & hasCode ? bytes.subarray(codeAt, codeAt + 32) : emptyHash,
  }
}

/** As it stands in the trie (Yellow Paper, 4.1). */
export function accountRlp(it: Account): Uint8Array {
  return encodeRlp([shortBytes(it.nonce), shortBytes(it.balance), it.storageRoot, it.codeHash])
}
