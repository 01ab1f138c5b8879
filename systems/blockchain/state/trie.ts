/**
 * Changes a Merkle Patricia trie by a batch of keys in one walk: reads only branches on the way to
 * them, hashes every node that changes once, and gives the root that Ethereum's rules give.
 */
import { sameBytes } from './bytes.ts'
import { emptyRoot } from './keccak.ts'
import { nibble, withNibble } from './keys.ts'
import {
  type Branch,
  type Draft,
  draftOf,
  type Leaf,
  noPrefix,
  refOf,
  rootOf,
  setChild,
  type TrieNode,
} from './node.ts'

export type TrieChange = {
  /** Hashed, 32 bytes. */
  readonly key: Uint8Array
  /** What the leaf holds from now on; undefined: there is none. */
  readonly value: Uint8Array | undefined
  /** Whether there is a leaf with this key. */
  readonly existed: boolean
}

/** The trie before. Paths are the first `depth` digits of a key. */
export type TrieSource = {
  branch(key: Uint8Array, depth: number): Branch | undefined
  /** The only leaf below a path. */
  leaf(key: Uint8Array, depth: number): Leaf
}

/** What becomes of a path: the branch that stands there from now on, or none. */
export type Put = (key: Uint8Array, depth: number, branch: Branch | undefined) => void

/**
 * Applies changes, every key once and in any order, to the trie of that root; gives the new root.
 */
export function changeTrie(
  source: TrieSource,
  root: Uint8Array,
  changes: readonly TrieChange[],
  put: Put,
): Uint8Array {
  const real = changes.filter((it) => it.existed || it.value).toSorted(byKey)
  const [first] = real
  if (!first) return root
  const top = topOf(source, root, real, first.key)
  const after = new Walk(source, put).change(top, real, 0)
  if (after?.kind === 'branch') put(first.key, 0, after)
  else if (top?.kind === 'branch') put(first.key, 0, undefined)
  return after ? rootOf(after) : emptyRoot
}

function topOf(
  source: TrieSource,
  root: Uint8Array,
  changes: readonly TrieChange[],
  key: Uint8Array,
): TrieNode | undefined {
  if (sameBytes(root, emptyRoot)) return undefined
  return source.branch(key, 0) ?? leafAmong(changes) ?? source.leaf(key, 0)
}

/** The leaf that stands alone below a path, where it is one of those that change. */
function leafAmong(changes: readonly TrieChange[]): Leaf | undefined {
  const known = changes.find((it) => it.existed)
  return known && { kind: 'leaf', key: known.key, value: noPrefix }
}

class Walk {
  readonly #source: TrieSource
  readonly #put: Put

  constructor(source: TrieSource, put: Put) {
    this.#source = source
    this.#put = put
  }

  /** The node at a path after the changes below it; the very same when nothing changed. */
  change(
    before: TrieNode | undefined,
    changes: readonly TrieChange[],
    depth: number,
  ): TrieNode | undefined {
    if (changes.length === 0) return before
    if (before?.kind === 'branch') return this.#changeBranch(before, changes, depth)
    const leaves: Leaf[] = []
    let left = before
    for (const { key, value } of changes) {
      const order = left ? Buffer.compare(left.key, key) : 1
      if (left && order < 0) leaves.push(left)
      if (order <= 0) left = undefined
      if (value) leaves.push({ kind: 'leaf', key, value })
    }
    if (left) leaves.push(left)
    return this.#build(leaves, depth)
  }

  /** A subtrie out of nothing but sorted leaves. */
  #build(leaves: readonly Leaf[], depth: number): TrieNode | undefined {
    const [first, last] = [leaves[0], leaves.at(-1)]
    if (!first || !last || leaves.length === 1) return first
    let fork = depth
    while (nibble(first.key, fork) === nibble(last.key, fork)) fork++
    const branch = draftOf(digits(first.key, depth, fork))
    for (const { digit, items } of byDigit(leaves, fork)) {
      const child = this.#build(items, fork + 1)
      if (child) this.#attach(branch, digit, child, items[0]?.key ?? noPrefix, fork + 1)
    }
    return branch
  }

  #changeBranch(
    before: Branch,
    changes: readonly TrieChange[],
    depth: number,
  ): TrieNode | undefined {
    const anyKey = changes[0]?.key ?? noPrefix
    const shared = sharedPrefix(before.prefix, changes, depth)
    const fork = depth + shared
    /** Children in full, where they are known; the others stay references of `upper`. */
    const children = new Map<number, TrieNode | undefined>()
    let upper = before
    if (shared < before.prefix.length) {
      upper = draftOf(before.prefix.subarray(0, shared))
      const lower = draftOf(before.prefix.subarray(shared + 1), before)
      children.set(before.prefix[shared] ?? 0, lower)
    }
    for (const { digit, items } of byDigit(changes, fork)) {
      const key = items[0]?.key ?? noPrefix
      const child = children.get(digit) ?? this.#load(upper, digit, key, fork + 1, items)
      const after = this.change(child, items, fork + 1)
      if (after === child && !children.has(digit)) continue
      if (child?.kind === 'branch' && after?.kind !== 'branch') this.#put(key, fork + 1, undefined)
      children.set(digit, after)
    }
    if (children.size === 0) return before
    return this.#close(upper, children, anyKey, fork)
  }

  /** A branch with its children put in place; one child alone takes the branch's place. */
  #close(
    upper: Branch,
    children: ReadonlyMap<number, TrieNode | undefined>,
    anyKey: Uint8Array,
    fork: number,
  ): TrieNode | undefined {
    const present: number[] = []
    for (let digit = 0; digit < 16; digit++) {
      if (children.has(digit) ? children.get(digit) : upper.sizes[digit]) present.push(digit)
    }
    const [only] = present
    if (only === undefined) return undefined
    if (present.length === 1) return this.#merge(upper, only, children.get(only), anyKey, fork)
    const branch = draftOf(upper.prefix, upper)
    for (const [digit, child] of children) {
      if (child) this.#attach(branch, digit, child, withNibble(anyKey, fork, digit), fork + 1)
      else setChild(branch, digit, noPrefix, false)
    }
    return branch
  }

  #merge(
    upper: Branch,
    digit: number,
    known: TrieNode | undefined,
    anyKey: Uint8Array,
    fork: number,
  ): TrieNode | undefined {
    const key = withNibble(anyKey, fork, digit)
    const child = known ?? this.#load(upper, digit, key, fork + 1, [])
    if (child?.kind !== 'branch') return child
    this.#put(key, fork + 1, undefined)
    const prefix = Buffer.concat([upper.prefix, Uint8Array.of(digit), child.prefix])
    return draftOf(prefix, child)
  }

  #attach(branch: Draft, digit: number, child: TrieNode, key: Uint8Array, depth: number): void {
    if (child.kind === 'branch') this.#put(key, depth, child)
    setChild(branch, digit, refOf(child, depth), child.kind === 'leaf')
  }

  #load(
    parent: Branch,
    digit: number,
    key: Uint8Array,
    depth: number,
    changes: readonly TrieChange[],
  ): TrieNode | undefined {
    if (!parent.sizes[digit]) return undefined
    if (!(parent.leaves & (1 << digit))) {
      const branch = this.#source.branch(key, depth)
      if (!branch) throw new Error('A node of the trie is missing: the store is damaged.')
      return branch
    }
    return leafAmong(changes) ?? this.#source.leaf(key, depth)
  }
}

/** Items below a path by their next digit; sorted items give sorted groups. */
function* byDigit<T extends { readonly key: Uint8Array }>(
  items: readonly T[],
  depth: number,
): Generator<{ digit: number; items: readonly T[] }> {
  let from = 0
  while (from < items.length) {
    const digit = nibble(items[from]?.key ?? noPrefix, depth)
    let to = from + 1
    while (to < items.length && nibble(items[to]?.key ?? noPrefix, depth) === digit) to++
    yield { digit, items: items.slice(from, to) }
    from = to
  }
}

/** How many digits of the prefix all new leaves share. */
function sharedPrefix(prefix: Uint8Array, changes: readonly TrieChange[], depth: number): number {
  let shared = prefix.length
  for (const { key, value } of changes) {
    if (!value) continue
    let nth = 0
    while (nth < shared && prefix[nth] === nibble(key, depth + nth)) nth++
    shared = nth
  }
  return shared
}

function digits(key: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return noPrefix
  return Uint8Array.from({ length: to - from }, (_, nth) => nibble(key, from + nth))
}

function byKey(left: { key: Uint8Array }, right: { key: Uint8Array }): number {
  return Buffer.compare(left.key, right.key)
}

/** A node that is whole but for the extension before it; a branch forks at that depth. */
type Closed = { readonly node: TrieNode; readonly fork: number }

/**
 * Builds a trie out of all its leaves, sorted, in one pass and with memory for one path only. Every
 * branch is put once, children before parents.
 */
export class TrieBuilder {
  readonly #put: Put
  readonly #open: { readonly fork: number; readonly branch: Draft }[] = []
  #last: Leaf | undefined

  constructor(put: Put) {
    this.#put = put
  }

  add(leaf: Leaf): void {
    const last = this.#last
    this.#last = leaf
    if (!last) return
    if (byKey(last, leaf) >= 0) throw new Error('Leaves must be given in order, each once.')
    let fork = 0
    while (nibble(last.key, fork) === nibble(leaf.key, fork)) fork++
    const closed = this.#close(last, fork)
    if (this.#open.at(-1)?.fork !== fork) this.#open.push({ fork, branch: draftOf(noPrefix) })
    this.#attach(closed, last.key)
  }

  /** The root hash of all that was added. */
  end(): Uint8Array {
    const last = this.#last
    this.#last = undefined
    if (!last) return emptyRoot
    const top = this.#whole(this.#close(last, -1), last.key, 0)
    return rootOf(top)
  }

  /** Closes the branches that no later leaf can reach: all that fork deeper than `fork`. */
  #close(last: Leaf, fork: number): Closed {
    let closed: Closed = { node: last, fork: 64 }
    for (let open = this.#open.at(-1); open && open.fork > fork; open = this.#open.at(-1)) {
      this.#attach(closed, last.key)
      this.#open.pop()
      closed = { node: open.branch, fork: open.fork }
    }
    return closed
  }

  #attach(closed: Closed, key: Uint8Array): void {
    const open = this.#open.at(-1)
    if (!open) return
    const node = this.#whole(closed, key, open.fork + 1)
    setChild(open.branch, nibble(key, open.fork), refOf(node, open.fork + 1), node.kind === 'leaf')
  }

  #whole({ node, fork }: Closed, key: Uint8Array, depth: number): TrieNode {
    if (node.kind === 'leaf') return node
    const branch = { ...node, prefix: digits(key, depth, fork) }
    this.#put(key, depth, branch)
    return branch
  }
}
