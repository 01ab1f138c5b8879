import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emptyBits, packBits, type Status, setStatus, statusAt, unpackBits } from './status-list.ts'

test('entries are two bits, low bits first (draft-ietf-oauth-status-list, section 4)', () => {
  const bits = emptyBits(12)
  const values = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
  const names: Record<number, Status> = { 0: 'valid', 1: 'invalid', 2: 'suspended' }
  values.forEach((value, at) => {
    if (names[value]) setStatus(bits, at, names[value])
  })
  // The draft's example is [0xc9, 0x44, 0xf9]; value 3 is not ours and stays zero here.
  assert.deepEqual([...bits], [0xc9 & 0x3f, 0x44, 0xf9 & 0x0f])
})

test('every entry keeps its own value, packed and unpacked', () => {
  const status = fc.constantFrom<Status>('valid', 'invalid', 'suspended')
  fc.assert(
    fc.property(fc.array(status, { minLength: 1, maxLength: 400 }), (values) => {
      const bits = emptyBits(400)
      values.forEach((it, at) => setStatus(bits, at, it))
      const read = unpackBits(packBits(bits))
      assert.deepEqual(
        values.map((_, at) => statusAt(read, at)),
        values,
      )
    }),
  )
})

test('a place outside the list and a bomb are refused', () => {
  const bits = emptyBits(8)
  for (const position of [-1, 8, 1.5]) assert.throws(() => statusAt(bits, position), RangeError)
  assert.throws(() => unpackBits(packBits(emptyBits(1 << 20)), 1_000), RangeError)
})
