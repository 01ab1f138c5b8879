import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256 } from '#kernel/digest'
import { pathOf, rootAbove, rootOf } from '../evidence/merkle.ts'

const leafOfBytes = (bytes: Buffer): Buffer => sha256(Buffer.concat([Buffer.of(0), bytes]))

// The eight leaves on which implementations of RFC 6962 and 9162 agree.
const known = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657']
  .concat('606162636465666768696a6b6c6d6e6f')
  .map((it) => leafOfBytes(Buffer.from(it, 'hex')))

test('roots are those that others compute', () => {
  const root = (size: number) => rootOf(known.slice(0, size)).toString('hex')
  assert.equal(root(1), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  assert.equal(root(2), 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125')
  assert.equal(root(8), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
})

test('a path leads from each leaf to the root, and from no other place', () => {
  const leaves = Array.from({ length: 70 }, (_, nth) => leafOfBytes(Buffer.from(String(nth))))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(69), (size, at) => {
      const [tree, index] = [leaves.slice(0, size), at % size]
      const [path, leaf] = [pathOf(tree, index), tree[index] as Buffer]
      const root = rootOf(tree)
      assert.deepEqual(rootAbove(leaf, index, size, path), root)
      assert.notDeepEqual(rootAbove(leaf, (index + 1) % Math.max(size, 2), size, path), root)
      assert.notDeepEqual(rootAbove(leaf, index, size, [...path, leaf]), root)
      if (path.length > 0) {
        assert.notDeepEqual(rootAbove(leaf, index, size, path.slice(1)), root)
        assert.notDeepEqual(rootAbove(leaf, index, size, path.toReversed().concat(leaf)), root)
      }
    }),
  )
})
