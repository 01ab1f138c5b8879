import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMPT, verifyMPTWithMerkleProof } from '@ethereumjs/mpt'
import fc from 'fast-check'
import { accountRlp } from '../state/account.ts'
import { bytesOfHex, hexOf, withoutLeadingZeros } from '../state/bytes.ts'
import type { ChainStore } from '../state/chain-store.ts'
import { emptyHash, emptyRoot, keccak } from '../state/keccak.ts'
import { encodeRlp } from '../state/rlp.ts'
import type { Account, StateChanges, StateReader } from '../state/state.ts'
import { commitNext, openTestStore } from './stores.ts'

/** What a chain must say: plain maps, and tries by EthereumJS. */
type Model = Map<string, { account: Account; slots: Map<string, Uint8Array> }>

const none = new Uint8Array()
const addresses = Array.from({ length: 24 }, (_, nth) => nth.toString(16).padStart(40, '0'))
const slotNames = Array.from({ length: 12 }, (_, nth) => nth.toString(16).padStart(64, '0'))

const change = fc.record({
  address: fc.constantFrom(...addresses),
  nonce: fc.bigInt(0n, 1n << 64n),
  balance: fc.oneof(fc.constant(0n), fc.bigInt(0n, (1n << 256n) - 1n)),
  isDeleted: fc.boolean(),
  isCleared: fc.integer({ min: 0, max: 9 }).map((it) => it === 0),
  slots: fc.array(fc.tuple(fc.constantFrom(...slotNames), fc.uint8Array({ maxLength: 32 })), {
    maxLength: 5,
  }),
})
const blocksOfChanges = fc.array(fc.array(change, { maxLength: 6 }), {
  minLength: 1,
  maxLength: 8,
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function changesOf(given: readonly Change[], model: Model): StateChanges {
  const accounts = new Map<string, Account | undefined>()
  const storage = new Map<string, Map<string, Uint8Array>>()
  const cleared = new Set<string>()
  for (const it of given) {
    if (accounts.has(it.address)) continue
    if (it.isDeleted) {
      accounts.set(it.address, undefined)
      model.delete(it.address)
      continue
    }
    const account = {
      nonce: it.nonce,
      balance: it.balance,
      codeHash: emptyHash,
      storageRoot: emptyRoot,
    }
    const slots = it.isCleared ? new Map<string, Uint8Array>() : model.get(it.address)?.slots
    const next = new Map(slots)
    if (it.isCleared) cleared.add(it.address)
    for (const [slot, value] of it.slots) {
      const trimmed = withoutLeadingZeros(value)
      if (trimmed.length > 0) next.set(slot, trimmed)
      else next.delete(slot)
    }
    accounts.set(it.address, account)
    storage.set(it.address, new Map(it.slots))
    model.set(it.address, { account, slots: next })
  }
  return { accounts, storage, cleared, codes: new Map() }
}

async function rootOf(model: Model): Promise<Uint8Array> {
  const trie = await createMPT({ useKeyHashing: true })
  for (const [address, { account, slots }] of model) {
    const storage = await createMPT({ useKeyHashing: true })
    for (const [slot, value] of slots) await storage.put(bytesOfHex(slot), encodeRlp(value))
    await trie.put(bytesOfHex(address), accountRlp({ ...account, storageRoot: storage.root() }))
  }
  return trie.root()
}

function assertSays(reader: StateReader | undefined, model: Model): void {
  assert.ok(reader)
  for (const address of addresses) {
    const found = reader.account(bytesOfHex(address))
    const expected = model.get(address)
    assert.equal(found?.nonce, expected?.account.nonce)
    assert.equal(found?.balance, expected?.account.balance)
    for (const slot of slotNames) {
      const value = reader.storage(bytesOfHex(address), bytesOfHex(slot))
      assert.equal(hexOf(value), hexOf(expected?.slots.get(slot) ?? none))
    }
  }
}

async function assertProves(store: ChainStore, height: number, model: Model): Promise<void> {
  const root = await rootOf(model)
  for (const address of addresses.slice(0, 6)) {
    const slots = slotNames.slice(0, 4).map(bytesOfHex)
    const proof = store.state.proof(height, bytesOfHex(address), slots)
    assert.ok(proof)
    const expected = model.get(address)
    assert.equal(proof.account?.balance, expected?.account.balance)
    await assertProof(root, keccak(bytesOfHex(address)), proof.accountProof, model.size, (value) =>
      assert.equal(hexOf(value ?? none), proof.account ? hexOf(accountRlp(proof.account)) : ''),
    )
    for (const { slot, value, proof: nodes } of proof.storageProof) {
      const storageRoot = proof.account?.storageRoot ?? emptyRoot
      await assertProof(storageRoot, keccak(slot), nodes, expected?.slots.size ?? 0, (leaf) =>
        assert.equal(hexOf(leaf ?? none), value.length > 0 ? hexOf(encodeRlp(value)) : ''),
      )
    }
  }
}

async function assertProof(
  root: Uint8Array,
  key: Uint8Array,
  nodes: readonly Uint8Array[],
  size: number,
  assertLeaf: (value: Uint8Array | null) => void,
): Promise<void> {
  if (size === 0) {
    assert.equal(nodes.length, 0)
    return
  }
  assertLeaf(await verifyMPTWithMerkleProof(await createMPT({ root }), root, key, [...nodes]))
}

test('any blocks of changes give the roots of Ethereum; every height stays true and provable', async () => {
  await fc.assert(
    fc.asyncProperty(blocksOfChanges, async (blocks) => {
      await using opened = openTestStore()
      const models: Model[] = []
      const model: Model = new Map()
      for (const given of blocks) {
        await commitNext(opened.store, changesOf(given, model))
        assert.equal(hexOf(opened.store.state.root), hexOf(await rootOf(model)))
        models.push(new Map(model))
      }
      await opened.reopen()
      for (const [height, then] of models.entries()) {
        assertSays(opened.store.state.at(height), then)
        await assertProves(opened.store, height, then)
      }
      assertSays(opened.store.state, model)
    }),
    { numRuns: 8 },
  )
})
