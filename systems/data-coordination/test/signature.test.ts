import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { isSignedBy, signBase } from '../signature.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const raw = 'ieee-p1363'

test('signatures are r ‖ s, whatever zeros they begin with', () => {
  for (let nth = 0; nth < 2_000; nth++) {
    const base = `message ${nth}`
    const ours = signBase(base, privateKey)
    assert.equal(ours.length, 64)
    const theirs = sign('sha256', Buffer.from(base), { key: privateKey, dsaEncoding: raw })
    const key = { key: publicKey, dsaEncoding: raw } as const
    assert.ok(verify('sha256', Buffer.from(base), key, ours))
    assert.ok(isSignedBy(base, theirs, publicKey))
    assert.ok(!isSignedBy(`${base}.`, ours, publicKey))
  }
})

test('what is no signature verifies nothing', () => {
  const good = signBase('a', privateKey)
  for (const it of [
    Buffer.alloc(0),
    Buffer.alloc(63, 1),
    Buffer.alloc(65, 1),
    Buffer.alloc(64),
    Buffer.alloc(64, 0xff),
    Buffer.concat([good.subarray(32), good.subarray(0, 32)]),
  ]) {
    assert.equal(isSignedBy('a', it, publicKey), false)
  }
})
