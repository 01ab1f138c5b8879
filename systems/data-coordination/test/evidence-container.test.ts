import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sha256 } from '#kernel/digest'
import { openTestHouse, type TestHouse } from '#testing/house'
import { type Proof, packProof } from '../evidence/container.ts'
import { type Trust, verifyContainer } from '../evidence/verification.ts'
import { readZip, writeZip } from '../evidence/zip.ts'
import { exchanged, proofOf, rootOf, type Signer, signerOf } from './exchanged.ts'

describe('the proof of an exchange', () => {
  let house: TestHouse
  let signer: Signer
  let trust: Trust
  let proof: Proof
  let file: Buffer
  const stamp = (bytes: Buffer) => house.rooms.trustServices.timeStamp(sha256(bytes))
  const failed = (it: Buffer): string[] =>
    verifyContainer(it, trust).steps.flatMap((step) => (step.good ? [] : [step.check]))

  before(async () => {
    house = await openTestHouse()
    signer = await signerOf(house)
    const root = await rootOf(house.url)
    trust = { roots: [root], stampers: [root] }
    const at = house.clock.now()
    const exchanges = Array.from({ length: 5 }, () => exchanged(signer, at))
    proof = await proofOf(house, exchanges, 3)
    file = await packProof(proof, stamp)
  })
  after(() => house[Symbol.asyncDispose]())

  test('is verified offline, step by step, with nothing but the root', () => {
    const found = verifyContainer(file, trust)
    assert.deepEqual(
      found.steps.filter((it) => !it.good),
      [],
    )
    assert.equal(found.steps.length, 12)
    assert.equal(found.signers.request, 'Công an phường Ba Đình')
    assert.deepEqual(found.record, proof.record)
    assert.deepEqual(found.provenAt, house.clock.now())
  })

  test('of a request that was not answered has no answer in it', async () => {
    const silent = [exchanged(signer, house.clock.now(), false)]
    const container = await packProof(await proofOf(house, silent, 0), stamp)
    assert.deepEqual(failed(container), [])
    assert.deepEqual(
      readZip(container)?.filter((it) => it.name.startsWith('response')),
      [],
    )
  })

  test('is refused with any of its bytes changed', () => {
    // Every eleventh byte, and another bit each time: all parts are met many times.
    for (let at = 0; at < file.length; at += 11) {
      const bent = Buffer.from(file)
      bent[at] = (bent[at] as number) ^ (1 << (at % 8))
      assert.equal(verifyContainer(bent, trust).good, false, `byte ${at} may be changed`)
    }
    assert.deepEqual(failed(file.subarray(0, -1)), ['container'])
    assert.deepEqual(failed(Buffer.concat([file, Buffer.of(0)])), ['container'])
  })

  test('is refused when it was packed anew around a change, and says what is wrong', async () => {
    const { record } = proof
    const packed = async (change: Partial<Proof>) =>
      failed(await packProof({ ...proof, ...change }, stamp))
    assert.deepEqual(await packed({ record: { ...record, purpose: 'curiosity' } }), [
      'request-agrees',
      'path',
    ])
    assert.deepEqual(await packed({ record: { ...record, status: 404 } }), [
      'response-agrees',
      'path',
    ])
    assert.deepEqual(await packed({ index: 2 }), ['path'])
    assert.deepEqual(await packed({ head: { ...proof.head, size: 6 } }), ['batch-stamp'])
    const other = exchanged(signer, house.clock.now())
    assert.deepEqual(await packed({ texts: { ...proof.texts, request: other.texts.request } }), [
      'request-signature',
      'request-agrees',
    ])
    const stranger = await signerOf(house)
    const foreign = { ...proof.chains, request: stranger.chain }
    assert.deepEqual(await packed({ chains: foreign }), ['request-signature'])
  })

  test('is refused by those who trust another root', () => {
    const other = { ...trust, stampers: [signer.chain[0] as Buffer] }
    const found = verifyContainer(file, other).steps.filter((it) => !it.good)
    assert.deepEqual(
      found.map((it) => it.check),
      ['manifest-stamp', 'batch-stamp'],
    )
  })

  test('holds only what belongs there', () => {
    const entries = readZip(file) ?? []
    const more = [...entries, { name: 'more.txt', bytes: Buffer.from('more') }]
    assert.deepEqual(failed(writeZip(more)), ['container'])
    assert.deepEqual(failed(writeZip(entries.toReversed())), ['container'])
    assert.deepEqual(failed(Buffer.from('not a zip')), ['container'])
  })
})
