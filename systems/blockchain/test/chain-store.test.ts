import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Refusal } from '#kernel/problem'
import type { Log, StoredReceipt } from '../state/blocks.ts'
import { bytesOfHex, hexOf } from '../state/bytes.ts'
import { openChainStore } from '../state/chain-store.ts'
import { keccak } from '../state/keccak.ts'
import { heightKey } from '../state/keys.ts'
import { commitNext, hashOf, nothingChanged, openTestStore, paying } from './stores.ts'

const [alice, bob, token] = ['aa', 'bb', 'cc'].map((it) => Buffer.from(it.repeat(20), 'hex')) as [
  Buffer,
  Buffer,
  Buffer,
]
const transfer = keccak(Buffer.from('Transfer(address,address,uint256)'))
const writer = new URL('chain-writer.ts', import.meta.url).pathname

test('killed in the middle of writing, a store holds its last whole block', async () => {
  await using opened = openTestStore()
  let height = -1
  for (const afterMs of [40, 90, 150]) {
    await opened.store.close()
    const child = spawn(process.execPath, [writer, opened.folder])
    let told = ''
    child.stdout.on('data', (it: Buffer) => {
      if (told === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
      told += it.toString()
    })
    await new Promise((done) => child.once('close', done))
    opened.store = openChainStore({ folder: opened.folder, mode: 'archive' })
    const { state, blocks } = opened.store
    assert.ok(state.height >= Number(told.trim().split('\n').at(-1)), 'what was said is kept')
    assert.ok(state.height > height)
    height = state.height
    assert.equal(blocks.latest?.number, height)
    assert.equal(blocks.receipts(height)?.length, 1)
    assert.equal(state.account(bytesOfHex('00'.repeat(20)))?.nonce, BigInt(height))
    await opened.store.verify()
  }
})

test('a full disk is said in words, the block before stands, and with room it goes on', async () => {
  await using opened = openTestStore()
  await opened.store.close()
  const run = promisify(execFile)
  const limit = `ulimit -f 4000; exec "${process.execPath}" "${writer}" "${opened.folder}"`
  const { stderr, stdout } = await run('bash', ['-c', limit]).catch(
    (error: unknown) => error as { stderr: string; stdout: string },
  )
  assert.match(stderr, /WriteRefused: The disk under .* is full or fails .* Nothing is lost/)
  opened.store = openChainStore({ folder: opened.folder, mode: 'archive' })
  assert.equal(opened.store.state.height, Number(stdout.trim().split('\n').at(-1)))
  await opened.store.verify()
  await commitNext(opened.store, nothingChanged)
})

test('a second writer is refused with a sentence, and let in when the first has gone', async () => {
  await using opened = openTestStore()
  const again = () => openChainStore({ folder: opened.folder, mode: 'archive' })
  assert.throws(again, (error) => error instanceof Refusal && /one writer/.test(error.message))
  await opened.reopen()
})

test('a block that does not follow, or a plan for another state, is not taken', async () => {
  await using opened = openTestStore()
  const { store } = opened
  const stale = store.state.plan(paying(0))
  await commitNext(store, paying(0))
  const block = { hash: hashOf(1), timestamp: 1, header: hashOf(1), transactions: [] }
  await assert.rejects(
    store.commit({ block: { ...block, number: 3 }, receipts: [], plan: stale }),
    /does not follow/,
  )
  await assert.rejects(
    store.commit({ block: { ...block, number: 1 }, receipts: [], plan: stale }),
    /not for the last one/,
  )
  assert.equal(store.blocks.header(1), undefined)
})

test('blocks read in from elsewhere are taken as one, or not at all', async () => {
  await using opened = openTestStore()
  await using other = openTestStore()
  const { store } = opened
  const next = (until: number) => () => {
    const number = store.state.height + 1
    if (number > until) return undefined
    if (number === 30) throw new Error('torn')
    const header = { number, hash: hashOf(number), timestamp: 1, header: hashOf(number) }
    const block = { ...header, transactions: [] }
    return { block, receipts: [], plan: store.state.plan(paying(number)) }
  }
  await store.commitAll(next(19))
  await assert.rejects(store.commitAll(next(40)), /torn/)
  assert.equal(store.state.height, 19)
  assert.equal(store.blocks.latest?.number, 19)
  for (let height = 0; height < 20; height++) await commitNext(other.store, paying(height))
  assert.equal(hexOf(store.state.root), hexOf(other.store.state.root))
  await store.verify()
  await commitNext(store, paying(20))
})

test('pruned, a store answers for its window and forgets what is older', async () => {
  await using opened = openTestStore({ mode: 'pruned', window: 5 })
  const { store } = opened
  for (let height = 0; height <= 40; height++) await commitNext(store, paying(height))
  assert.equal(store.state.oldest, 35)
  for (let height = 35; height <= 40; height++) {
    const then = store.state.at(height)
    assert.equal(then?.account(bytesOfHex('00'.repeat(20)))?.nonce, BigInt(height))
    assert.ok(store.state.proof(height, alice, []))
  }
  assert.equal(store.state.at(34), undefined)
  assert.equal(store.state.proof(34, alice, []), undefined)
  assert.equal(store.blocks.receipts(3)?.length, 0)
  const { past } = await store.verify()
  assert.ok(past <= 5 * 12, `${past} facts of the past are kept`)
})

test('a store that was pruned and becomes an archive, and back, stays true at every height', async () => {
  await using opened = openTestStore({ mode: 'pruned', window: 30 })
  const assertTrue = () => {
    const { state } = opened.store
    for (let height = state.oldest; height <= state.height; height++) {
      const then = state.at(height)
      assert.equal(then?.account(bytesOfHex('00'.repeat(20)))?.nonce, BigInt(height))
      const slot = keccak(heightKey(height >> 1))
      const isSet = height % 2 === 0 ? 1 : 0
      assert.equal(then?.storage(bytesOfHex('00'.repeat(20)), slot).length, isSet)
    }
  }
  for (const mode of ['pruned', 'archive', 'pruned', 'archive'] as const) {
    await opened.reopen({ mode })
    for (let nth = 0; nth < 20; nth++) {
      await commitNext(opened.store, paying(opened.store.state.height + 1))
    }
    assertTrue()
  }
  await opened.store.verify()
})

test('a reader of a height that is pruned meanwhile says so instead of guessing', async () => {
  await using opened = openTestStore({ mode: 'pruned', window: 2 })
  const { store } = opened
  await commitNext(store, paying(0))
  const reader = store.state.at(0)
  for (let height = 1; height <= 4; height++) await commitNext(store, paying(height))
  assert.throws(() => reader?.account(alice), /pruned while it was read/)
})

test('logs are found by address and topics over all blocks, in order', async () => {
  await using opened = openTestStore()
  const { store } = opened
  const logOf = (from: Buffer, to: Buffer): Log => ({
    address: token,
    topics: [transfer, wide(from), wide(to)],
    data: Buffer.from('00'.repeat(32), 'hex'),
  })
  for (let height = 0; height < 60; height++) {
    const logs = [
      ...(height % 10 === 3 ? [logOf(alice, bob), logOf(bob, alice)] : []),
      ...(height === 20 ? [{ address: alice, topics: [], data: new Uint8Array() }] : []),
    ]
    await commitNext(store, nothingChanged, logs.length > 0 ? [receiptOf(height, logs)] : [])
  }
  const find = (addresses: Buffer[], topics: Uint8Array[][], from = 0, to = 1_000) =>
    [...store.blocks.logs({ from, to, addresses, topics })].map(
      (it) => `${it.block.number}/${it.logIndex}`,
    )
  assert.deepEqual(find([token], [[transfer], [wide(alice)]]), [
    '3/0',
    '13/0',
    '23/0',
    '33/0',
    '43/0',
    '53/0',
  ])
  assert.deepEqual(find([], [[], [], [wide(alice)]], 10, 30), ['13/1', '23/1'])
  assert.deepEqual(find([alice, token], [], 15, 25), ['20/0', '23/0', '23/1'])
  const step = () => {
    throw new RangeError('too long')
  }
  const vain = { from: 0, to: 59, addresses: [alice], topics: [[transfer]], step }
  assert.throws(() => [...store.blocks.logs(vain)], /too long/, 'a search in vain is ended too')
  assert.deepEqual(find([alice], [[transfer]]), [])
  assert.deepEqual(find([bob], []), [])
  assert.equal(find([], []).length, 13)
  assert.deepEqual(find([], [[transfer], [wide(alice), wide(bob)]], 53), ['53/0', '53/1'])
})

test('blocks, transactions and receipts are found by hash; those of an address newest first', async () => {
  await using opened = openTestStore()
  const { store } = opened
  for (let height = 0; height < 30; height++) {
    await commitNext(store, nothingChanged, [receiptOf(height, []), receiptOf(height + 100, [])])
  }
  await opened.reopen()
  const { blocks } = opened.store
  assert.equal(blocks.numberOf(hashOf(7)), 7)
  assert.equal(blocks.numberOf(keccak(alice)), undefined)
  assert.deepEqual(blocks.transaction(keccak(hashOf(107))), { block: 7, index: 1 })
  assert.deepEqual(blocks.receipt({ block: 7, index: 1 }), receiptOf(107, []))
  assert.equal(blocks.receipt({ block: 7, index: 2 }), undefined)
  assert.deepEqual(
    blocks.block(7)?.transactions.map((it) => Buffer.from(it).toString()),
    ['transaction 7/0', 'transaction 7/1'],
  )
  assert.equal(hexOf(blocks.latest?.header ?? alice), hexOf(Buffer.from('header 29')))
  const seen: string[] = []
  let before: { block: number; index: number } | undefined
  for (;;) {
    const page = blocks.transactionsOf(alice, 7, before)
    if (page.length === 0) break
    seen.push(...page.map((it) => `${it.block}/${it.index}`))
    before = page.at(-1)
  }
  const all = Array.from({ length: 60 }, (_, nth) => `${29 - (nth >> 1)}/${1 - (nth % 2)}`)
  assert.deepEqual(seen, all)
  for (const wrong of [-1, 1.5, Number.NaN, 2 ** 60]) assert.equal(blocks.block(wrong), undefined)
})

function receiptOf(nth: number, logs: readonly Log[]): StoredReceipt {
  return {
    hash: Buffer.from(keccak(hashOf(nth))),
    type: 2,
    status: 1,
    gasUsed: 21_000n,
    cumulativeGasUsed: 42_000n,
    effectiveGasPrice: 0n,
    from: alice,
    to: bob,
    contractAddress: undefined,
    logs,
  }
}

function wide(address: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(12), address])
}
