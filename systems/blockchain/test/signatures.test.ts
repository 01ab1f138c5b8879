import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as wasm from 'tiny-secp256k1'
import { privateKeyToAccount } from 'viem/accounts'
import { addressOf, recoverByNative, recoverByWasm } from '../execution/signature.ts'
import { bytesOfHex, hexOf } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'
import { Chance } from './chance.ts'
import { hostileSignature, judged } from './hostile-signatures.ts'

const key = keccak(Uint8Array.of(1))

test('a signer is recovered as ethers, viem and wallets sign', async () => {
  const account = privateKeyToAccount(`0x${hexOf(key)}`)
  for (let it = 0; it < 20; it += 1) {
    const hash = keccak(Uint8Array.of(it))
    const signed = bytesOfHex(await account.sign({ hash: `0x${hexOf(hash)}` }))
    const parity = (signed[64] as number) - 27
    const publicKey = recoverByWasm(hash, signed.subarray(0, 64), parity)
    assert.equal(`0x${hexOf(addressOf(publicKey as Uint8Array))}`, account.address.toLowerCase())
  }
})

test('the native library and the WASM one agree on hostile signatures', {
  skip: recoverByNative ? false : 'no native build of secp256k1 for this machine',
}, () => {
  const chance = new Chance(4)
  const seen = { somebody: 0, nobody: 0 }
  for (let it = 0; it < 3_000; it += 1) {
    const hash = chance.bytes(32)
    const { signature, recoveryId: parity } = wasm.signRecoverable(hash, key)
    const hostile = hostileSignature(chance, { hash, signature, parity })
    const [native, ours] = [recoverByNative, recoverByWasm].map((by) =>
      judged(by as never, hostile),
    )
    assert.equal(native, ours, JSON.stringify({ ...hostile, signature: hexOf(hostile.signature) }))
    seen[native?.endsWith('nobody') ? 'nobody' : 'somebody'] += 1
  }
  assert.ok(seen.somebody > 250 && seen.nobody > 250, JSON.stringify(seen))
})
