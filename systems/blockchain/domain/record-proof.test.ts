import assert from 'node:assert/strict'
import { verify } from 'node:crypto'
import { test } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { sha256 } from '#kernel/digest'
import { newCommittee, proofOf, trustIn } from '#testing/record-proofs'
import type { VerifySignature } from './light-block.ts'
import { hexOf, parseProof, readTrusted, verifyRecordProof } from './record-proof.ts'

const verifier: VerifySignature = (key, message, signature) => {
  const x = Buffer.from(key).toString('base64url')
  return verify(null, message, { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }, signature)
}

const committee = newCommittee(4)
const trusted = trustIn(committee)
const digest = sha256('a birth certificate')
const salt = sha256('drawn at random')
const owner = '11'.repeat(20)
const size = 300
const leaf = 258

const proof = await proofOf('a birth certificate', committee, { size, leaf, salt, owner })

const check = (it: unknown, content: Uint8Array | undefined = digest) =>
  verifyRecordProof(it, content, trusted, verifier)
const failed = (it: unknown, content?: Uint8Array) =>
  check(it, content).steps.flatMap(({ check: name, good }) => (good ? [] : [name]))

test('a proof tells what was anchored, when, where, and who decided', () => {
  const { good, told, steps, worth } = check(proof)
  assert.ok(good)
  assert.deepEqual(
    steps.map((it) => it.check),
    ['form', 'content', 'tree', 'state', 'owner', 'block'],
  )
  assert.equal(told?.log, 'documents')
  assert.equal(told?.leaf, leaf)
  assert.equal(told?.size, size)
  assert.equal(told?.atBlock, 11)
  assert.equal(told?.height, 12)
  assert.equal(told?.owner, `0x${owner}`)
  assert.equal(told?.anchoredAt, '2026-11-18T02:00:00.25Z')
  assert.equal(told?.signers.length, 3)
  assert.match(worth.en, /4 validators/)
})

test('it reads the same from a file, and with a verifier that browsers have', () => {
  const noble: VerifySignature = (key, message, signature) =>
    ed25519.verify(signature, message, key)
  const read = parseProof(JSON.stringify(proof))
  assert.ok(verifyRecordProof(read, digest, trusted, noble).good)
  assert.equal(parseProof('{'), undefined)
  assert.equal(parseProof(`"${'x'.repeat(5_000_000)}"`), undefined)
})

test('without a content it proves the anchoring alone', () => {
  const found = verifyRecordProof(proof, undefined, trusted, verifier)
  assert.ok(found.good)
  assert.ok(!found.steps.some((it) => it.check === 'content'))
})

test('another content, another place, another log, another state, other keys: each is named', () => {
  const { record, tree, state, block } = proof
  assert.deepEqual(failed(proof, sha256('another')), ['content'])
  assert.deepEqual(failed({ ...proof, tree: { ...tree, leaf: leaf + 1 } }), ['tree'])
  assert.deepEqual(failed({ ...proof, tree: { ...tree, size: size + 1 } }), ['state'])
  assert.deepEqual(failed({ ...proof, tree: { ...tree, log: 'grants' } }), ['state'])
  assert.deepEqual(failed({ ...proof, tree: { ...tree, log: 'Not a name' } }), ['state'])
  assert.deepEqual(failed({ ...proof, state: { ...state, head: state.root } }), ['state'])
  const other = { ...block.header, app_hash: '00'.repeat(32) }
  assert.deepEqual(failed({ ...proof, block: { ...block, header: other } }), ['state', 'block'])
  const later = { ...block.header, time: '2026-11-18T02:00:01Z' }
  assert.deepEqual(failed({ ...proof, block: { ...block, header: later } }), ['block'])
  assert.deepEqual(failed({ ...proof, record: { ...record, salt: hexOf(digest) } }), ['content'])
  const strangers = trustIn(newCommittee(4))
  const found = verifyRecordProof(proof, digest, strangers, verifier)
  assert.ok(!found.good)
  assert.match(found.worth.en, /not among the trusted/)
})

test('a log of the same name that somebody else has opened proves nothing', async () => {
  const squatted = await proofOf('a birth certificate', committee, { size, owner: '22'.repeat(20) })
  assert.deepEqual(failed(squatted), ['owner'])
  assert.match(
    check(squatted).steps.find((it) => !it.good)?.words.en ?? '',
    /Anybody can open a log/,
  )
  assert.match(check(squatted).worth.en, /proves nothing/)
  const pinned = (logs: unknown) =>
    verifyRecordProof(proof, digest, { ...trusted, logs } as typeof trusted, verifier).good
  const own = { log: 'documents', owner: `0x${owner}` }
  assert.ok(pinned([{ log: 'documents', owner: `0x${'22'.repeat(20)}` }, own]), 'one of several')
  assert.ok(!pinned([]), 'nobody is trusted')
  assert.ok(!pinned([{ ...own, log: 'grants' }]), 'the owner of another log')
  assert.ok(!pinned([{ ...own, owner: '0x' }]))
})

test('of two histories of a log only the one that the chain holds is proven', async () => {
  const salts = [sha256('one'), sha256('other')] as const
  const [shown, held] = await Promise.all(
    salts.map((it) => proofOf('a birth certificate', committee, { size, leaf, salt: it })),
  )
  assert.deepEqual([failed(shown), failed(held)], [[], []])
  // The tree of one history with the state and the signatures of the other.
  assert.deepEqual(failed({ ...shown, state: held?.state, block: held?.block }), ['state'])
  const forked = newCommittee(4)
  const elsewhere = await proofOf('a birth certificate', forked, { size, leaf, salt: salts[0] })
  assert.deepEqual(failed(elsewhere), ['block'], 'a chain of the same name by other validators')
})

test('a file of what is trusted names a chain, keys and owners', () => {
  assert.deepEqual(readTrusted(JSON.parse(JSON.stringify(trusted))), trusted)
  const { chainId, validators, logs } = trusted
  for (const it of [
    null,
    [],
    { chainId, validators },
    { chainId, logs },
    { validators, logs },
    { chainId, validators: [{ key: 'x' }], logs },
    { chainId, validators, logs: [{ log: 'documents' }] },
    { chainId, validators, logs: [null] },
  ]) {
    assert.equal(readTrusted(it), undefined)
  }
})

test('a record whose salt was forgotten is still anchored, but proves no content', () => {
  const forgotten = { ...proof, record: { ...proof.record, salt: null } }
  assert.deepEqual(failed(forgotten), ['unlinked'])
  assert.ok(verifyRecordProof(forgotten, undefined, trusted, verifier).good)
  const { commitment } = proof.record
  const itself = Buffer.from(commitment.slice(2), 'hex')
  assert.ok(check(forgotten, itself).good, 'who holds the commitment itself')
})

test('no single byte of a proof can be changed unseen', () => {
  const text = JSON.stringify(proof)
  // Of a commit, a signature beyond the two thirds that are needed is not looked at.
  const unseen = /"(id|timestamp|signature|round|block_id_flag|validator_address)"/
  const places = [...text.matchAll(/"(\w+)":(?:"([^"]+)"|(\d+)|\[("0x[^\]]+)\])/g)]
    .filter((it) => !unseen.test(it[0]))
    .map((it) => ({ at: it.index + it[0].length - 2, name: it[1] }))
  for (const { at, name } of places) {
    for (const digit of '017afAF') {
      if (text[at] === digit) continue
      const changed = text.slice(0, at) + digit + text.slice(at + 1)
      let read: unknown
      try {
        read = JSON.parse(changed)
      } catch {
        continue
      }
      assert.ok(!check(read).good, `${name} was changed to ${digit}`)
    }
  }
})

test('whatever stands in place of a proof: steps and words, never a fault', () => {
  for (const it of [null, 1, 'x', [], {}, { version: 1 }, { ...proof, version: 2 }]) {
    assert.deepEqual(failed(it), ['form'])
  }
  fc.assert(
    fc.property(
      fc.constantFrom('record', 'tree', 'state', 'block'),
      fc.jsonValue(),
      (part, value) => {
        assert.ok(!check({ ...proof, [part]: value }).good)
      },
    ),
    { numRuns: 300 },
  )
  for (const part of ['header', 'commit', 'validators']) {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.ok(!check({ ...proof, block: { ...proof.block, [part]: value } }).good)
      }),
      { numRuns: 100 },
    )
  }
})
