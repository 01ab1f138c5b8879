import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256 } from '#kernel/digest'
import {
  consistencyRanges,
  emptyRoot,
  grow,
  inclusionRanges,
  leafHash,
  nodeHash,
  openTiles,
  provesConsistency,
  provesInclusion,
  rangeHash,
  rootOf,
  type Tile,
  tilesOf,
} from './merkle-tree.ts'

/** A tree that is kept in tiles as a log keeps it, grown in the given steps. */
function grown(leaves: readonly Uint8Array[], steps: readonly number[]) {
  const tiles = new Map<string, Tile>()
  const read = ({ level, index }: { level: number; index: number }) =>
    tiles.get(`${level}/${index}`)?.hashes
  let size = 0
  for (const step of [...steps, leaves.length]) {
    const added = leaves.slice(size, size + step)
    for (const it of grow(size, Buffer.concat(added), read)) {
      tiles.set(`${it.level}/${it.index}`, it)
    }
    size += added.length
  }
  return read
}

/** RFC 9162, 2.1.1, as it is written there. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256('')
  if (leaves.length === 1) return leaves[0] as Uint8Array
  let at = 1
  while (at * 2 < leaves.length) at *= 2
  return nodeHash(naiveRoot(leaves.slice(0, at)), naiveRoot(leaves.slice(at)))
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, nth) => leafHash(Buffer.from(`leaf ${nth}`)))
const many = leavesOf(1_400)

// The eight entries that implementations of Certificate Transparency test with, and their roots.
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((it) => leafHash(Buffer.from(it, 'hex')))
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('roots are those that logs of Certificate Transparency agree upon', () => {
  const read = grown(entries, [])
  roots.forEach((root, nth) => {
    assert.equal(Buffer.from(rootOf(nth + 1, read)).toString('hex'), root)
  })
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  assert.equal(Buffer.from(emptyRoot()).toString('hex'), empty)
})

test('the example tree of RFC 9162, 2.1.5: which hashes a proof is made of', () => {
  const shown = (ranges: readonly { from: number; to: number }[]) =>
    ranges.map(({ from, to }) => `${from}-${to}`)
  assert.deepEqual(shown(inclusionRanges(0, 7)), ['1-2', '2-4', '4-7']) // b, h, l
  assert.deepEqual(shown(inclusionRanges(3, 7)), ['2-3', '0-2', '4-7']) // c, g, l
  assert.deepEqual(shown(inclusionRanges(4, 7)), ['5-6', '6-7', '0-4']) // f, j, k
  assert.deepEqual(shown(inclusionRanges(6, 7)), ['4-6', '0-4']) // i, k
  assert.deepEqual(shown(consistencyRanges(3, 7)), ['2-3', '3-4', '0-2', '4-7']) // c, d, g, l
  assert.deepEqual(shown(consistencyRanges(4, 7)), ['4-7']) // l
  assert.deepEqual(shown(consistencyRanges(6, 7)), ['4-6', '6-7', '0-4']) // i, j, k
  assert.deepEqual(consistencyRanges(7, 7), [])
})

test('a tree grown in any steps has the root of the whole, at every size that it had', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: many.length }),
      fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 6 }),
      fc.nat(),
      (size, steps, seed) => {
        const leaves = many.slice(0, size)
        const read = grown(leaves, steps)
        const former = size === 0 ? 0 : seed % (size + 1)
        assert.deepEqual(Buffer.from(rootOf(size, read)), Buffer.from(naiveRoot(leaves)))
        const then = naiveRoot(leaves.slice(0, former))
        assert.deepEqual(Buffer.from(rootOf(former, read)), Buffer.from(then))
      },
    ),
    { numRuns: 60 },
  )
})

test('every leaf is proven in every tree of up to 40 leaves, and only at its own place', () => {
  const read = grown(many, [300, 1, 700])
  for (let size = 1; size <= 40; size++) {
    const root = rootOf(size, read)
    for (let index = 0; index < size; index++) {
      const path = inclusionRanges(index, size).map((it) => rangeHash(it, read))
      const leaf = many[index] as Uint8Array
      assert.ok(provesInclusion(leaf, index, size, path, root))
      assert.ok(!provesInclusion(many[index + 1] as Uint8Array, index, size, path, root))
      assert.ok(!provesInclusion(leaf, (index + 1) % (size + 1), size, path, root))
      assert.ok(!provesInclusion(leaf, index, size, [...path, root], root))
      assert.ok(!provesInclusion(leaf, index, size, path.slice(1), root) || size === 1)
    }
  }
})

test('proofs hold at any size, from no other tiles than the ones that are named', () => {
  const all = grown(many, [255, 2, 511])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: many.length }), fc.nat(), fc.nat(), (size, a, b) => {
      const [index, former] = [a % size, 1 + (b % size)]
      const ranges = [...inclusionRanges(index, size), ...consistencyRanges(former, size)]
      const named = new Set(tilesOf(ranges).map((it) => `${it.level}/${it.index}`))
      const read = (it: { level: number; index: number }) =>
        named.has(`${it.level}/${it.index}`) ? all(it) : undefined
      const path = inclusionRanges(index, size).map((it) => rangeHash(it, read))
      const root = naiveRoot(many.slice(0, size))
      assert.ok(provesInclusion(many[index] as Uint8Array, index, size, path, root))
      const growth = consistencyRanges(former, size).map((it) => rangeHash(it, read))
      const formerRoot = naiveRoot(many.slice(0, former))
      assert.ok(provesConsistency(former, formerRoot, size, root, growth))
      assert.ok(!provesConsistency(former, sha256('other'), size, root, growth))
      assert.ok(former === size || !provesConsistency(former, formerRoot, size, formerRoot, growth))
      for (let nth = 0; nth < growth.length; nth++) {
        const changed = growth.with(nth, sha256('changed'))
        assert.ok(!provesConsistency(former, formerRoot, size, root, changed))
      }
    }),
    { numRuns: 150 },
  )
})

test('places beyond 2^31 are proven as small ones are', () => {
  const last = 2 ** 40 + 5
  assert.equal(inclusionRanges(last, last + 1).length, 3)
  assert.equal(inclusionRanges(0, 2 ** 49 - 1).length, 49)
  assert.deepEqual(tilesOf([{ from: 2 ** 40, to: 2 ** 40 + 4 }]).length, 1)
  assert.deepEqual(openTiles(2 ** 40), [{ level: 5, index: 0 }])
})

test('what has not the form of a proof proves nothing', () => {
  const [leaf, root] = [many[0] as Uint8Array, many[1] as Uint8Array]
  const cases = [
    [-1, 1, []],
    [0, 0, []],
    [1, 1, []],
    [0.5, 2, [root]],
    [Number.NaN, 2, [root]],
    [0, 2 ** 60, []],
    [0, 2, [new Uint8Array(31)]],
    [0, 2, []],
  ] as const
  for (const [index, size, path] of cases) {
    assert.ok(!provesInclusion(leaf, index, size, path, root), `${index} in ${size}`)
    assert.ok(!provesConsistency(index, leaf, size, root, path), `${index} to ${size}`)
  }
  assert.throws(() => inclusionRanges(3, 3), RangeError)
  assert.throws(() => consistencyRanges(0, 3), RangeError)
  assert.throws(() => rootOf(300, () => undefined), RangeError)
})
