import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMPT } from '@ethereumjs/mpt'
import fc from 'fast-check'
import { hexOf } from '../state/bytes.ts'
import { emptyRoot } from '../state/keccak.ts'
import { nibble } from '../state/keys.ts'
import { type Branch, decodeBranch, encodeBranch, type Leaf } from '../state/node.ts'
import { encodeRlp } from '../state/rlp.ts'
import { changeTrie, TrieBuilder, type TrieChange } from '../state/trie.ts'

/** A trie in memory, so that only the walk itself is on trial. */
class Memory {
  root: Uint8Array = emptyRoot
  readonly leaves = new Map<string, Leaf>()
  readonly branches = new Map<string, Branch>()

  apply(changes: ReadonlyMap<string, Uint8Array | undefined>): void {
    const given: TrieChange[] = [...changes].map(([key, value]) => ({
      key: Buffer.from(key, 'hex'),
      value,
      existed: this.leaves.has(key),
    }))
    const puts = new Map<string, Branch | undefined>()
    const source = {
      branch: (key: Uint8Array, depth: number) => this.branches.get(path(key, depth)),
      leaf: (key: Uint8Array, depth: number) => {
        const below = [...this.leaves].filter(([it]) => it.startsWith(path(key, depth)))
        assert.equal(below.length, 1, 'one leaf stands below a path that a leaf ends')
        return (below[0] as [string, Leaf])[1]
      },
    }
    this.root = changeTrie(source, this.root, given, (key, depth, branch) => {
      puts.set(path(key, depth), branch && decodeBranch(encodeBranch(branch)))
    })
    for (const [at, branch] of puts) {
      if (branch) this.branches.set(at, branch)
      else this.branches.delete(at)
    }
    for (const [key, value] of changes) {
      if (value) this.leaves.set(key, { kind: 'leaf', key: Buffer.from(key, 'hex'), value })
      else this.leaves.delete(key)
    }
  }

  /** All of it anew from the leaves: root and branches. */
  rebuilt(): { root: Uint8Array; branches: Map<string, Branch> } {
    const branches = new Map<string, Branch>()
    const builder = new TrieBuilder((key, depth, branch) => {
      assert.ok(branch && !branches.has(path(key, depth)))
      branches.set(path(key, depth), branch)
    })
    for (const [, leaf] of [...this.leaves].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      builder.add(leaf)
    }
    return { root: builder.end(), branches }
  }
}

function path(key: Uint8Array, depth: number): string {
  return hexOf(key).slice(0, depth)
}

/** Few digits and long common beginnings: forks at every depth, and nodes inside their parents. */
const key = fc
  .tuple(
    fc.constantFrom(0, 1, 8, 9, 31, 57, 60, 62, 63),
    fc.array(fc.constantFrom(0, 1, 15), { minLength: 64, maxLength: 64 }),
  )
  .map(([same, digits]) => digits.map((it, nth) => (nth < same ? '7' : it.toString(16))).join(''))
const value = fc.option(
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((it) => encodeRlp(it)),
  { nil: undefined, freq: 3 },
)
const batch = fc
  .array(fc.tuple(key, value), { maxLength: 12 })
  .map((it) => new Map<string, Uint8Array | undefined>(it))

test('any batches of writes and removals give the root that EthereumJS gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 6 }), async (batches) => {
      const ours = new Memory()
      const theirs = await createMPT({})
      for (const changes of batches) {
        ours.apply(changes)
        for (const [at, now] of changes) {
          if (now) await theirs.put(Buffer.from(at, 'hex'), now)
          else await theirs.del(Buffer.from(at, 'hex'))
        }
        assert.equal(hexOf(ours.root), hexOf(theirs.root()))
        const anew = ours.rebuilt()
        assert.equal(hexOf(anew.root), hexOf(ours.root))
        assert.deepEqual(sorted(anew.branches), sorted(ours.branches))
      }
    }),
    { numRuns: 300 },
  )
})

test('digits of a key are read from the left', () => {
  assert.deepEqual([nibble(Uint8Array.of(0x1f), 0), nibble(Uint8Array.of(0x1f), 1)], [1, 15])
})

function sorted(branches: Map<string, Branch>): [string, string][] {
  return [...branches]
    .map(([at, it]): [string, string] => [at, encodeBranch(it).toString('hex')])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}
