import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refused } from '../execution/refused.ts'
import type { Transaction } from '../execution/transaction.ts'
import { openJournal } from './journal.ts'
import { type PoolLimits, PoolRefusal } from './limits.ts'
import { openPool } from './pool.ts'

let made = 0

function transaction(from: number, nonce: number, more: Partial<Transaction> = {}): Transaction {
  made += 1
  const hash = new Uint8Array(32)
  new DataView(hash.buffer).setUint32(0, made)
  return {
    raw: new Uint8Array(100),
    hash,
    type: 0,
    chainId: 70401n,
    from: account(from),
    nonce: BigInt(nonce),
    gas: 21_000n,
    maxFee: 0n,
    maxTip: 0n,
    to: account(999),
    value: 0n,
    data: new Uint8Array(),
    accessList: [],
    authorizations: [],
    v: 27n,
    r: 1n,
    s: 1n,
    ...more,
  }
}

function account(number: number): Uint8Array {
  const address = new Uint8Array(20)
  new DataView(address.buffer).setUint32(16, number)
  return address
}

const numberOf = (address: Uint8Array) => Buffer.from(address).readUInt32BE(16)

/** Ten accounts to a member; nonces of the state in a map that the test changes. */
function stand(limits: Partial<PoolLimits> = {}) {
  const nonces = new Map<number, bigint>()
  let now = 0
  const pool = openPool({
    nonceOf: (address) => nonces.get(numberOf(address)) ?? 0n,
    check: (it) => {
      if (it.value > 0n) throw new Refused('insufficient-funds', 'insufficient funds')
    },
    memberOf: (address) => String(Math.floor(numberOf(address) / 10)),
    clock: { now: () => new Date(now), elapsedMs: () => now },
    limits,
  })
  return {
    pool,
    nonces,
    pass: (ms: number) => {
      now += ms
    },
  }
}

const everything = [1_000_000_000, 1_000_000_000n] as const
const refusedFor = (code: string) => (error: unknown) =>
  (error instanceof PoolRefusal || error instanceof Refused) && error.code === code

test('transactions leave in the order of their nonces, whatever order they came in', () => {
  const { pool } = stand()
  for (const nonce of [2, 0, 3, 1, 6]) pool.add(transaction(1, nonce))
  assert.deepEqual(
    pool.pick(...everything).map((it) => it.nonce),
    [0n, 1n, 2n, 3n],
  )
  assert.equal(pool.nextNonce(account(1)), 4n)
  assert.deepEqual(pool.status(), { pending: 4, queued: 1, bytes: 500 })
})

test('a nonce too far ahead, one already used and a second of the same are refused', () => {
  const { pool, nonces } = stand({ widestGap: 3 })
  nonces.set(1, 5n)
  assert.throws(() => pool.add(transaction(1, 4)), refusedFor('nonce-too-low'))
  assert.throws(() => pool.add(transaction(1, 9)), refusedFor('nonce-gap'))
  assert.equal(pool.add(transaction(1, 8)), true)
  assert.throws(() => pool.add(transaction(1, 8)), refusedFor('underpriced'))
})

test('a refused transaction may be sent again and enters once it is valid', () => {
  const { pool, nonces } = stand({ widestGap: 0 })
  const early = transaction(1, 1)
  assert.throws(() => pool.add(early), refusedFor('nonce-gap'))
  nonces.set(1, 1n)
  assert.equal(pool.add(early), true)
  assert.equal(pool.add(early), false)
})

test('a tenth more replaces at once, the same price only after a while, less never', () => {
  const { pool, pass } = stand({ replaceAfterMs: 5_000 })
  const priced = (fee: bigint) => transaction(1, 0, { maxFee: fee, maxTip: fee })
  pool.add(priced(100n))
  assert.throws(() => pool.add(priced(109n)), refusedFor('underpriced'))
  assert.equal(pool.add(priced(110n)), true)
  pass(5_000)
  assert.throws(() => pool.add(priced(90n)), refusedFor('underpriced'))
  assert.equal(pool.add(priced(110n)), true)
  assert.throws(() => pool.add(priced(110n)), refusedFor('underpriced'))
  assert.equal(pool.status().pending, 1)
})

test("a member's flood pushes out only its own, and an honest member always finds room", () => {
  const { pool } = stand({ mostBytes: 10_000, mostTransactions: 100 })
  for (let nonce = 0; nonce < 5; nonce += 1) pool.add(transaction(20, nonce))
  let refusals = 0
  for (let nonce = 0; nonce < 300; nonce += 1) {
    try {
      pool.add(transaction(1, nonce))
    } catch (error) {
      assert.ok(refusedFor('pool-full')(error) || refusedFor('nonce-gap')(error), String(error))
      refusals += 1
    }
  }
  assert.equal(refusals, 205)
  for (let nonce = 5; nonce < 30; nonce += 1) assert.equal(pool.add(transaction(20, nonce)), true)
  assert.equal(pool.content(account(20)).pending.length, 30)
  assert.equal(pool.content(account(1)).pending.length, 70)
})

test('members take turns by gas, whoever has sent more', () => {
  const { pool } = stand()
  for (let nonce = 0; nonce < 500; nonce += 1) pool.add(transaction(1, nonce))
  for (let nonce = 0; nonce < 20; nonce += 1) pool.add(transaction(20, nonce, { gas: 500_000n }))
  const picked = pool.pick(1_000_000, 10_000_000n)
  const gasOf = (from: number) =>
    picked.filter((it) => numberOf(it.from) === from).reduce((sum, it) => sum + it.gas, 0n)
  assert.ok(gasOf(1) >= 4_000_000n && gasOf(1) <= 6_000_000n, `${gasOf(1)}`)
  assert.ok(gasOf(20) >= 4_000_000n && gasOf(20) <= 6_000_000n, `${gasOf(20)}`)
})

test('who was served begins last the next time', () => {
  const { pool, nonces } = stand()
  for (const from of [1, 20, 30]) for (const nonce of [0, 1]) pool.add(transaction(from, nonce))
  const order: number[] = []
  for (let at = 0; at < 6; at += 1) {
    const [it] = pool.pick(100, 1_000_000n)
    assert.ok(it)
    order.push(numberOf(it.from))
    nonces.set(numberOf(it.from), it.nonce + 1n)
    pool.settle([it.from])
  }
  assert.deepEqual(order, [1, 20, 30, 1, 20, 30])
})

test('what has waited too long is forgotten', () => {
  const { pool, pass } = stand({ longestWaitMs: 1_000 })
  const old = transaction(1, 0)
  pool.add(old)
  pass(1_001)
  pool.settle([])
  assert.equal(pool.get(old.hash), undefined)
  assert.deepEqual(pool.status(), { pending: 0, queued: 0, bytes: 0 })
})

type Act =
  | { act: 'add'; from: number; nonce: number; fee: number; size: number }
  | { act: 'block'; gas: number; bytes: number }
  | { act: 'drop'; at: number }
  | { act: 'pass'; ms: number }

const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant('add' as const),
      from: fc.integer({ min: 0, max: 39 }),
      nonce: fc.integer({ min: 0, max: 12 }),
      fee: fc.integer({ min: 0, max: 30 }),
      size: fc.integer({ min: 50, max: 400 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('block' as const),
      gas: fc.integer({ min: 0, max: 300_000 }),
      bytes: fc.integer({ min: 0, max: 3_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('drop' as const), at: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('pass' as const), ms: fc.nat(4_000) }) },
)

test('whatever comes in whatever order, the pool keeps its bounds and its order', () => {
  const limits = {
    mostBytes: 6_000,
    mostTransactions: 25,
    mostOfSender: 8,
    widestGap: 4,
    longestWaitMs: 10_000,
    replaceAfterMs: 2_000,
  }
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 120, size: 'max' }), (story) => {
      const { pool, nonces, pass } = stand(limits)
      for (const it of story) {
        if (it.act === 'pass') pass(it.ms)
        else if (it.act === 'drop') {
          const found = pool.content().pending[it.at]
          if (found) pool.drop(found.hash)
        } else if (it.act === 'block') takeBlock(pool, nonces, it.bytes, BigInt(it.gas))
        else {
          const fee = BigInt(it.fee)
          const raw = new Uint8Array(it.size)
          try {
            pool.add(transaction(it.from, it.nonce, { maxFee: fee, maxTip: fee, raw }))
          } catch (error) {
            assert.ok(error instanceof PoolRefusal || error instanceof Refused)
          }
        }
        checkContent(pool, nonces, limits)
      }
    }),
    { numRuns: 150 },
  )
})

type Stand = ReturnType<typeof stand>

function takeBlock(pool: Stand['pool'], nonces: Stand['nonces'], bytes: number, gas: bigint): void {
  pool.settle([])
  const picked = pool.pick(bytes, gas)
  assert.ok(picked.reduce((sum, it) => sum + it.raw.length, 0) <= bytes)
  assert.ok(picked.reduce((sum, it) => sum + it.gas, 0n) <= gas)
  const before = pool.content()
  for (const it of picked) {
    const from = numberOf(it.from)
    assert.equal(it.nonce, nonces.get(from) ?? 0n, 'each runs on the nonce before it')
    nonces.set(from, it.nonce + 1n)
  }
  pool.settle(picked.map((it) => it.from))
  const after = new Set([...pool.content().pending, ...pool.content().queued])
  for (const it of [...before.pending, ...before.queued]) {
    assert.equal(after.has(it), !picked.includes(it), 'what did not run still waits')
  }
}

function checkContent(
  pool: Stand['pool'],
  nonces: Stand['nonces'],
  limits: { mostBytes: number; mostTransactions: number; mostOfSender: number },
): void {
  const { pending, queued } = pool.content()
  const all = [...pending, ...queued]
  const size = pool.status()
  assert.deepEqual(size, {
    pending: pending.length,
    queued: queued.length,
    bytes: all.reduce((sum, it) => sum + it.raw.length, 0),
  })
  assert.ok(size.bytes <= limits.mostBytes && all.length <= limits.mostTransactions)
  const seen = new Set(all.map((it) => `${numberOf(it.from)}/${it.nonce}`))
  assert.equal(seen.size, all.length, 'no two of one nonce')
  for (const it of pending) {
    for (let nonce = nonces.get(numberOf(it.from)) ?? 0n; nonce < it.nonce; nonce += 1n) {
      assert.ok(seen.has(`${numberOf(it.from)}/${nonce}`), 'no gap before what is pending')
    }
  }
  for (const it of queued) assert.ok(it.nonce > pool.nextNonce(it.from))
  const picked = pool.pick(...everything)
  assert.equal(picked.length, pending.length, 'all that can run is picked when there is room')
}

test('the journal gives back what waited, and passes over a torn end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-journal-'))
  const file = join(folder, 'pool.journal')
  try {
    const raws = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)]
    const journal = openJournal(file, () => undefined)
    for (const raw of raws) journal.note(transaction(1, 0, { raw }))
    journal.close()
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.of(0, 0, 0, 9, 1)]))
    const found: Uint8Array[] = []
    openJournal(file, (raw) => {
      found.push(raw)
      return undefined
    }).close()
    assert.deepEqual(found, raws)
    assert.equal(readFileSync(file).length, 0, 'what is not handed on is not kept')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
