import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMerkleProof, createMPT, type MerklePatriciaTrie } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { keccak_256 as keccak } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { ProofBroken, provenAccount, provenSlot } from './account-proof.ts'

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const word = (value: bigint) => hex(value.toString(16).padStart(64, '0'))
const slotOf = (nth: number) => word(BigInt(nth))

/** A storage trie as Ethereum keeps it, by a program not written here. */
async function storageOf(words: ReadonlyMap<number, bigint>): Promise<MerklePatriciaTrie> {
  const trie = await createMPT({ useKeyHashing: true })
  for (const [slot, value] of words) {
    await trie.put(slotOf(slot), RLP.encode(value))
  }
  return trie
}

const numbers = new Map(Array.from({ length: 300 }, (_, nth) => [nth, BigInt(nth) ** 9n + 1n]))
const trie = await storageOf(numbers)
const proofOf = (slot: number) => createMerkleProof(trie, slotOf(slot))

test('what stands in a slot is proven, and that nothing stands in another', async () => {
  for (const [slot, value] of numbers) {
    assert.deepEqual(provenSlot(trie.root(), slotOf(slot), await proofOf(slot)), word(value))
  }
  for (let slot = 300; slot < 400; slot++) {
    assert.deepEqual(provenSlot(trie.root(), slotOf(slot), await proofOf(slot)), word(0n))
  }
})

test('a small storage, where a node is a leaf or stands inside the one above, is proven too', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat({ max: 50 }), { minLength: 1, maxLength: 8 }),
      fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }),
      async (slots, value) => {
        const small = await storageOf(new Map(slots.map((it) => [it, value])))
        for (let slot = 0; slot <= 50; slot++) {
          const proof = await createMerkleProof(small, slotOf(slot))
          const expected = word(slots.includes(slot) ? value : 0n)
          assert.deepEqual(provenSlot(small.root(), slotOf(slot), proof), expected)
        }
      },
    ),
    { numRuns: 20 },
  )
  const empty = keccak(Uint8Array.of(0x80))
  assert.deepEqual(provenSlot(empty, slotOf(1), []), word(0n))
})

test('a proof that was cut, lengthened, mixed up or changed in a single bit proves nothing', async () => {
  const [proof, other] = [await proofOf(7), await proofOf(8)]
  const refused = (nodes: readonly Uint8Array[]) =>
    assert.throws(() => provenSlot(trie.root(), slotOf(7), nodes), ProofBroken)
  refused([])
  refused(proof.slice(1))
  refused(proof.slice(0, -1))
  refused([...proof, other.at(-1) as Uint8Array])
  refused(other)
  refused(proof.toReversed())
  fc.assert(
    fc.property(fc.nat({ max: proof.length - 1 }), fc.nat(), (nth, seed) => {
      const node = Uint8Array.from(proof[nth] as Uint8Array)
      const bit = seed % (node.length * 8)
      node[bit >> 3] = (node[bit >> 3] as number) ^ (1 << (bit & 7))
      refused(proof.with(nth, node))
    }),
  )
})

test('an account is proven with its storage root', async () => {
  const state = await createMPT({ useKeyHashing: true })
  const codeHash = keccak(hex('60'))
  const accountOf = (nth: number) => [
    BigInt(nth),
    10n ** 18n * BigInt(nth),
    nth === 7 ? trie.root() : keccak(Uint8Array.of(0x80)),
    codeHash,
  ]
  const addressOf = (nth: number) => hex((0x7000 + nth).toString(16).padStart(40, '0'))
  for (let nth = 0; nth < 40; nth++) await state.put(addressOf(nth), RLP.encode(accountOf(nth)))
  const proof = await createMerkleProof(state, addressOf(7))
  const found = provenAccount(state.root(), addressOf(7), proof)
  assert.deepEqual(found, {
    nonce: 7n,
    balance: 7n * 10n ** 18n,
    storageRoot: trie.root(),
    codeHash,
  })
  const none = await createMerkleProof(state, addressOf(99))
  assert.equal(provenAccount(state.root(), addressOf(99), none), undefined)
  assert.throws(() => provenAccount(state.root(), addressOf(8), proof), ProofBroken)
})

test('whatever bytes stand in for nodes: an answer or a refusal, never another fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      for (const root of [keccak(bytes), trie.root()]) {
        try {
          provenAccount(root, hex('00'.repeat(20)), [bytes])
          provenSlot(root, slotOf(0), [bytes])
        } catch (error) {
          assert.ok(error instanceof ProofBroken, String(error))
        }
      }
    }),
    { numRuns: 1_000 },
  )
})
