import assert from 'node:assert/strict'
import { createPublicKey, verify as verifyNatively } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import {
  addressOf,
  base64Bytes,
  headerHash,
  hexText,
  type SignedBlock,
  validatorsHash,
  voteBytes,
} from '#engines/chain/signed-block'
import { type TrustedValidators, type VerifySignature, verifySignedBlock } from './light-block.ts'

type Name = 'four' | 'oneAway' | 'joined'
const { blocks } = JSON.parse(
  readFileSync(new URL('light-block.vectors.json', import.meta.url), 'utf8'),
) as { blocks: Record<Name, SignedBlock> }

const verify: VerifySignature = (key, message, signature) =>
  verifyNatively(
    null,
    message,
    createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]),
      format: 'der',
      type: 'spki',
    }),
    signature,
  )

const trust = (block: SignedBlock, names: readonly number[] = [0, 1, 2, 3]): TrustedValidators => ({
  chainId: block.header.chain_id,
  validators: names.map((at) => {
    const it = block.validators[at]
    return { key: it?.pub_key.value ?? '', power: it?.voting_power ?? '', name: `member ${at}` }
  }),
})
const trusted = trust(blocks.four)

/** The block with something put elsewhere into it. */
function changed(block: SignedBlock, path: readonly (string | number)[], value: unknown) {
  const copy = structuredClone(block) as unknown as Record<string | number, unknown>
  let at = copy
  for (const it of path.slice(0, -1)) at = at[it] as typeof at
  at[path.at(-1) as string] = value
  return copy as unknown as SignedBlock
}

const refused = (block: SignedBlock, pattern: RegExp, by = trusted) => {
  const found = verifySignedBlock(block, by, verify)
  assert.equal(found.good, false)
  assert.match(found.words.en, pattern)
}

test('blocks that CometBFT decided hold for who trusts their validators', () => {
  const found = verifySignedBlock(blocks.four, trusted, verify)
  assert.ok(found.good, found.words.en)
  assert.equal(found.height, 3)
  assert.equal(found.validators, 4)
  assert.deepEqual(found.signers, ['member 0', 'member 1', 'member 2'])
  assert.equal(hexText(found.appHash), blocks.four.header.app_hash)
  assert.match(found.words.en, /only 2 or more of them together/)
  const away = verifySignedBlock(blocks.oneAway, trusted, verify)
  assert.ok(away.good, away.words.en)
  assert.equal(away.signers.length, 3)
})

test('what OpenSSL and a library of the browser find is the same', () => {
  const noble: VerifySignature = (key, message, signature) =>
    ed25519.verify(signature, message, key)
  for (const block of [blocks.four, blocks.oneAway]) {
    assert.deepEqual(
      verifySignedBlock(block, trusted, noble),
      verifySignedBlock(block, trusted, verify),
    )
  }
})

test('whoever joined since is believed while enough of the trusted signed too', () => {
  assert.equal(blocks.joined.validators.length, 5)
  const found = verifySignedBlock(blocks.joined, trusted, verify)
  assert.ok(found.good, found.words.en)
  const unknown = trust(blocks.joined, [0]) // a set of the newest alone: it did sign
  assert.ok(verifySignedBlock(blocks.joined, unknown, verify).good)
  const other = ed25519.getPublicKey(new Uint8Array(32).fill(7))
  const strangers = {
    ...trusted,
    validators: [{ key: Buffer.from(other).toString('base64'), power: '10' }],
  }
  refused(blocks.joined, /not among the trusted/, strangers)
  const outvoted = { ...trusted, validators: [...trusted.validators, ...strangers.validators] }
  assert.ok(verifySignedBlock(blocks.joined, outvoted, verify).good)
  const heavy = [
    { ...strangers.validators[0], key: strangers.validators[0]?.key ?? '', power: '99' },
  ]
  refused(blocks.joined, /not among the trusted/, {
    ...trusted,
    validators: [...trusted.validators, ...heavy],
  })
})

test('every field of a header is signed: a change of any breaks it', () => {
  const { header } = blocks.four
  const hash = 'AB'.repeat(32)
  const changes: [string, unknown][] = [
    ['height', '4'],
    ['time', '2026-11-23T00:00:00Z'],
    ['last_commit_hash', hash],
    ['data_hash', hash],
    ['next_validators_hash', hash],
    ['consensus_hash', hash],
    ['app_hash', hash],
    ['last_results_hash', hash],
    ['evidence_hash', hash],
    ['proposer_address', 'AB'.repeat(20)],
    ['version', { block: '12' }],
    ['last_block_id', { ...header.last_block_id, hash }],
  ]
  for (const [field, value] of changes) {
    refused(changed(blocks.four, ['header', field], value), /header was changed/)
  }
  refused(changed(blocks.four, ['header', 'validators_hash'], hash), /not that of the block/)
  refused(changed(blocks.four, ['header', 'chain_id'], 'other'), /another chain/)
  assert.deepEqual(
    Object.keys(header).toSorted(),
    [...changes.map(([it]) => it), 'validators_hash', 'chain_id'].toSorted(),
  )
})

test('signatures count once, by who gave them, for this block and round alone', () => {
  const { commit } = blocks.four
  refused(changed(blocks.four, ['commit', 'round'], 1), /signature is wrong/)
  refused(changed(blocks.four, ['commit', 'block_id', 'parts', 'total'], 2), /signature is wrong/)
  refused(
    changed(blocks.four, ['commit', 'signatures', 1, 'timestamp'], '2026-11-23T00:00:00Z'),
    /signature is wrong/,
  )
  refused(
    changed(blocks.four, ['commit', 'signatures', 1], commit.signatures[0]),
    /not that of the block/,
  )
  const two = changed(blocks.four, ['commit', 'signatures', 0, 'block_id_flag'], 1)
  refused(changed(two, ['commit', 'signatures', 1, 'block_id_flag'], 1), /Too few signatures/)
  refused(changed(blocks.four, ['validators', 1], blocks.four.validators[0]), /not that of the/)
  refused(changed(blocks.four, ['validators', 0, 'voting_power'], '1000'), /not that of the/)
})

test('a set that an attacker made of other keys is no one that is trusted', () => {
  const seed = new Uint8Array(32).fill(9)
  const key = Buffer.from(ed25519.getPublicKey(seed)).toString('base64')
  const own = {
    ...blocks.four.validators[0],
    pub_key: { type: 'tendermint/PubKeyEd25519', value: key },
  }
  const forged = changed(
    changed(blocks.four, ['validators'], [own]),
    ['header', 'validators_hash'],
    '',
  )
  refused(forged, /not that of the block/)
})

/** Every point of small order, and how else libraries let it be written. */
const field = 2n ** 255n - 19n
const order8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n
const weakKeys = [0n, 1n, order8, field - order8, field - 1n, field, field + 1n]
  .flatMap((it) => [it, it + 2n ** 255n])
  .map((it) => Buffer.from(it.toString(16).padStart(64, '0'), 'hex').toReversed())

/** The block as a set of this one key would have it, with a signature that needs no secret. */
function forged(key: Uint8Array, accepts: VerifySignature): SignedBlock | undefined {
  const validator = {
    address: addressOf(key),
    pub_key: { type: 'tendermint/PubKeyEd25519', value: Buffer.from(key).toString('base64') },
    voting_power: '10',
  }
  const { header, commit } = blocks.four
  const own = { ...header, validators_hash: hexText(validatorsHash([validator])) }
  for (let nth = 0; nth < 64; nth++) {
    const time = `2026-11-23T00:00:${String(nth % 60).padStart(2, '0')}Z`
    const vote = { block_id_flag: 2, validator_address: validator.address, timestamp: time }
    const block_id = { ...commit.block_id, hash: hexText(headerHash(own)) }
    const unsigned = { ...commit, block_id, signatures: [{ ...vote, signature: null }] }
    const message = voteBytes(header.chain_id, unsigned, 0)
    for (const point of weakKeys) {
      const bytes = Buffer.concat([point, Buffer.alloc(32)])
      if (!accepts(key, message, bytes)) continue
      const signatures = [{ ...vote, signature: bytes.toString('base64') }]
      return { header: own, commit: { ...unsigned, signatures }, validators: [validator] }
    }
  }
  return undefined
}

test('keys for which anybody can sign are refused, whatever the library says of them', () => {
  const lenient: VerifySignature = (key, message, signature) => {
    try {
      return ed25519.verify(signature, message, key)
    } catch {
      return false
    }
  }
  let taken = 0
  for (const key of weakKeys) {
    const block = forged(key, lenient)
    if (!block) continue
    taken++
    const named = verifySignedBlock(block, trust(block, [0]), lenient)
    assert.match(named.words.en, /weak key/, 'as a trusted one')
    const beside = verifySignedBlock(block, trusted, lenient)
    assert.match(beside.words.en, /Too few signatures/, 'as one of the block')
  }
  assert.ok(taken >= 8, `the library of browsers took ${taken} of them`)
})

test('a signature has one form only', () => {
  const { signature } = blocks.four.commit.signatures[0] as { signature: string }
  const bytes = Buffer.from(base64Bytes(signature))
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const number = BigInt(`0x${hexText(bytes.subarray(32).toReversed())}`)
  const again = Buffer.from((number + order).toString(16).padStart(64, '0'), 'hex').toReversed()
  const beyond = Buffer.alloc(32, 0xff)
  for (const other of [
    Buffer.concat([bytes.subarray(0, 32), again]),
    Buffer.concat([beyond, bytes.subarray(32)]),
    bytes.subarray(0, 63),
    Buffer.concat([bytes, Buffer.of(0)]),
  ]) {
    const path = ['commit', 'signatures', 0, 'signature']
    const block = changed(blocks.four, path, other.toString('base64'))
    const found = verifySignedBlock(block, trusted, () => true)
    assert.ok(!found.good, 'a library that takes anything')
  }
})

test('nothing that is no block makes it throw', () => {
  const junk = [null, undefined, 1, 'x', [], {}, { header: {} }, { ...blocks.four, validators: 5 }]
  for (const it of junk) {
    assert.equal(verifySignedBlock(it as never, trusted, verify).good, false)
    assert.equal(verifySignedBlock(blocks.four, it as never, verify).good, false)
  }
  const paths = leavesOf(blocks.four)
  assert.ok(paths.length > 50)
  for (const path of paths) {
    for (const value of [null, 7, '', 'zz', '9'.repeat(40), -1, [], {}]) {
      verifySignedBlock(changed(blocks.four, path, value), trusted, verify)
    }
  }
})

function leavesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, it]) => [path, ...leavesOf(it, [...path, name])])
}

test('the set of a header is hashed in the order that CometBFT gives', () => {
  for (const it of Object.values(blocks)) {
    assert.equal(hexText(validatorsHash(it.validators)), it.header.validators_hash)
  }
})
