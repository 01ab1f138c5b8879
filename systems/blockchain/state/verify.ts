/** Builds the whole trie anew out of the flat facts, and compares it with the one that is kept. */
import { setImmediate } from 'node:timers/promises'
import type { Transaction } from 'lmdb'
import { accountRlp, decodeAccount } from './account.ts'
import { hexOf, sameBytes } from './bytes.ts'
import { emptyHash, emptyRoot } from './keccak.ts'
import { heightSize } from './keys.ts'
import { encodeBranch } from './node.ts'
import { encodeRlp } from './rlp.ts'
import type { Tables } from './tables.ts'
import { type Put, TrieBuilder } from './trie.ts'
import { liveBelow, nodeKey, type Owner } from './view.ts'

/** Steps between two pauses, so that others get their turn. */
const stride = 2_000
const none = new Uint8Array()

/** Counts of what is kept: accounts, slots, branches of tries, facts of the past. */
export type Verified = {
  readonly root: Uint8Array
  readonly accounts: number
  readonly slots: number
  readonly branches: number
  readonly past: number
}

/**
 * Builds every trie; each branch is given to `put`. Throws when the storage of an account does not
 * have the root that the account names.
 */
export async function rebuild(
  tables: Tables,
  put: (key: Buffer, record: Buffer) => void,
  transaction?: Transaction,
): Promise<{ root: Uint8Array; accounts: number; slots: number }> {
  let [accounts, slots] = [0, 0]
  const putFor =
    (owner: Owner): Put =>
    (key, depth, branch) =>
      branch && put(nodeKey(owner, key, depth), encodeBranch(branch))
  const builder = new TrieBuilder(putFor(undefined))
  for (const { key: owner, value } of liveBelow(tables.accounts, none, none, 0, transaction)) {
    if (value.length === 0) continue
    const account = decodeAccount(value)
    if (!sameBytes(account.codeHash, emptyHash) && !tables.codes.doesExist(account.codeHash)) {
      throw new Error(`The code of account ${hexOf(owner)} is missing.`)
    }
    const storage = new TrieBuilder(putFor(owner))
    if (!sameBytes(account.storageRoot, emptyRoot)) {
      for (const slot of liveBelow(tables.slots, owner, owner, 0, transaction)) {
        if (slot.value.length === 0) continue
        storage.add({ kind: 'leaf', key: slot.key.subarray(32), value: encodeRlp(slot.value) })
        if (++slots % stride === 0) await setImmediate()
      }
    }
    if (!sameBytes(storage.end(), account.storageRoot)) {
      throw new Error(`The storage of account ${hexOf(owner)} does not have the root it names.`)
    }
    builder.add({ kind: 'leaf', key: owner, value: accountRlp(account) })
    if (++accounts % stride === 0) await setImmediate()
  }
  const root = builder.end()
  let live = 0
  for (const { value } of liveBelow(tables.slots, none, none, 0, transaction)) {
    if (value.length > 0 && ++live % stride === 0) await setImmediate()
  }
  if (live !== slots) throw new Error(`${live - slots} slots belong to no account.`)
  return { root, accounts, slots }
}

/** Throws an Error that says what differs, when anything does. */
export async function verify(tables: Tables, root: Uint8Array): Promise<Verified> {
  const transaction = tables.root.useReadTransaction()
  try {
    let branches = 0
    const built = await rebuild(
      tables,
      (key, record) => {
        branches++
        const kept = tables.nodes.get(key, { transaction })
        if (!kept || !sameBytes(kept.subarray(heightSize), record)) {
          throw new Error(`The branch at ${hexOf(key)} is not what the facts below it make it.`)
        }
      },
      transaction,
    )
    if (!sameBytes(built.root, root)) {
      throw new Error(
        `The facts have the root ${hexOf(built.root)}, the chain says ${hexOf(root)}.`,
      )
    }
    let kept = 0
    for (const { value } of tables.nodes.getRange({ start: Buffer.alloc(1), transaction })) {
      if (value.length > heightSize) kept++
    }
    if (kept !== branches)
      throw new Error(`${kept - branches} branches are kept that lead nowhere.`)
    return { ...built, branches, past: tables.before.getCount({ transaction }) }
  } finally {
    transaction.done()
  }
}
