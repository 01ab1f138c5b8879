import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EVM, getActivePrecompiles, type PrecompileFunc } from '@ethereumjs/evm'
import { rulesOf } from '../execution/chain-rules.ts'
import { Machine } from '../execution/machine.ts'
import { World } from '../execution/world.ts'
import { hexOf, wordBytes } from '../state/bytes.ts'
import { Chance } from './chance.ts'
import { HeldState } from './held-state.ts'
import { powerCall } from './precompile-loads.ts'

const common = rulesOf(70_401n)
const machine = new Machine(common, new World(new HeldState()), () => new Uint8Array(32))
const key = (at: number) => at.toString(16).padStart(40, '0')

/** What a call answers, spends and fails with. */
async function outcome(run: PrecompileFunc, data: Uint8Array, gasLimit: bigint, evm: EVM) {
  const it = await run({ data, gasLimit, common, _EVM: evm })
  return {
    gas: it.executionGasUsed,
    error: it.exceptionError?.error,
    answer: it.exceptionError ? '' : hexOf(it.returnValue),
  }
}

/** Ours and EthereumJS' own, asked the same. */
async function agree(at: number, data: Uint8Array, gasLimit = 100_000_000n): Promise<string> {
  const ours = machine.precompiles.get(key(at)) as PrecompileFunc
  const theirs = getActivePrecompiles(common).get(key(at)) as PrecompileFunc
  assert.notEqual(ours, theirs)
  const expected = await outcome(theirs, data, gasLimit, machine)
  const found = await outcome(ours, data, gasLimit, machine)
  assert.deepEqual(found, expected, `0x${at.toString(16)} of 0x${hexOf(data)}`)
  return found.answer
}

test('powers modulo a number are those of EthereumJS, and cost the same', async () => {
  const chance = new Chance(5)
  const number = (most: number) => {
    const bytes = chance.bytes(chance.below(most))
    const kind = chance.below(6)
    if (kind === 0) return bytes.fill(0xff)
    if (kind === 1) return bytes.fill(0, chance.below(bytes.length + 1))
    if (kind === 2) return bytes.fill(0, 0, chance.below(bytes.length + 1))
    return bytes
  }
  for (let round = 0; round < 1_500; round += 1) {
    await agree(5, powerCall(number(48), number(40), number(40)))
  }
  for (const most of [70, 130]) {
    for (let round = 0; round < 20; round += 1) {
      await agree(5, powerCall(number(most), number(most), number(most)))
    }
  }
})

test('a modulus of a power of two, of one, of none', async () => {
  for (let bit = 0; bit < 264; bit += 1) {
    const modulus = Buffer.from((1n << BigInt(bit)).toString(16).padStart(68, '0'), 'hex')
    await agree(5, powerCall(Uint8Array.of(3), Uint8Array.of(0xfe, 0x03), modulus))
    await agree(5, powerCall(Uint8Array.of(6), Uint8Array.of(0x03), modulus))
  }
  for (const modulus of [[], [0], [1], [0, 0, 2]]) {
    for (const exponent of [[], [0], [1], [0, 0, 9]]) {
      for (const base of [[], [0], [7]]) {
        await agree(
          5,
          powerCall(
            ...([base, exponent, modulus].map((it) => Uint8Array.from(it)) as [
              Uint8Array,
              Uint8Array,
              Uint8Array,
            ]),
          ),
        )
      }
    }
  }
})

test('lengths that promise more than there is, and too little gas', async () => {
  const lengths = [0n, 1n, 31n, 33n, 200n, 1n << 31n, 1n << 64n, (1n << 256n) - 1n]
  for (const base of lengths) {
    for (const exponent of lengths) {
      for (const modulus of lengths) {
        const head = Buffer.concat([base, exponent, modulus].map(wordBytes))
        for (const cut of [0, 40, 96]) await agree(5, head.subarray(0, cut), 30_000n)
        await agree(5, Buffer.concat([head, Buffer.alloc(150, 0x5a)]), 30_000n)
      }
    }
  }
  await agree(
    5,
    powerCall(new Uint8Array(40).fill(2), new Uint8Array(40).fill(3), new Uint8Array(40).fill(5)),
    1_000n,
  )
})

test('an exponent of a megabyte is a matter of milliseconds', async () => {
  const ours = machine.precompiles.get(key(5)) as PrecompileFunc
  const exponent = new Uint8Array(1_000_000)
  exponent[0] = 1
  const data = powerCall(Uint8Array.of(3), exponent, new Uint8Array(8).fill(0xfd))
  const began = performance.now()
  // 3 to 2^k, by squaring alone.
  let expected = 3n
  const modulus = 0xfdfdfdfdfdfdfdfdn
  for (let bit = 0; bit < 8 * (exponent.length - 1); bit += 1) {
    expected = (expected * expected) % modulus
  }
  const plain = performance.now() - began
  const found = await outcome(ours, data, 10_000_000n, machine)
  const took = performance.now() - began - plain
  assert.equal(found.answer, expected.toString(16).padStart(16, '0'))
  assert.ok(took < plain * 2, `${took} ms`)
})

test('rounds of BLAKE2b are those of EthereumJS, and cost the same', async () => {
  const chance = new Chance(9)
  for (let round = 0; round < 500; round += 1) {
    const data = chance.bytes(213)
    data.set([0, 0, 0, chance.below(40)])
    data[212] = chance.below(2)
    await agree(9, data)
  }
  for (const length of [0, 212, 214]) await agree(9, new Uint8Array(length))
  await agree(9, new Uint8Array(213).fill(2, 212))
  await agree(9, new Uint8Array(213).fill(1, 3, 4), 0n)
})

test('digests by SHA-256 are those of EthereumJS, and cost the same', async () => {
  const chance = new Chance(2)
  for (let length = 0; length < 130; length += 1) await agree(2, chance.bytes(length))
  await agree(2, chance.bytes(64), 83n)
})
