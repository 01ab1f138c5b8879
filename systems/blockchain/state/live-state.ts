import { hexOf } from './bytes.ts'
import { emptyRoot } from './keccak.ts'
import { heightIn, heightKey } from './keys.ts'
import { type Branch, decodeBranch } from './node.ts'
import { type Present, planOf } from './plan.ts'
import { proofOf } from './proof.ts'
import type { AccountProof, State, StateChanges, StatePlan, StateReader } from './state.ts'
import type { Tables } from './tables.ts'
import { forget, writeAll } from './versions.ts'
import { liveBelow, nodeKey, type Owner, readerOf, View } from './view.ts'

/** Digits down from a root that branches are kept in memory: all of a state's upper 70,000. */
const cachedDepth = 4
/** About 60 MB; with more, of many storage tries, the cache begins anew. */
const cachedBranches = 80_000
/** Of the past, forgotten with one block: more than a block writes, so that none piles up. */
const forgottenAtOnce = 20_000
/**
 * A proof puts branches together from what changed since, a step a block; so far it reaches back.
 */
const provableBlocks = 65_536

/** The state of a store, and how a block's plan is written into it. */
export class LiveState implements State {
  readonly #tables: Tables
  /** Blocks before the last one whose state is kept; undefined: all. */
  readonly #window: number | undefined
  readonly #branches = new Map<string, Branch>()
  readonly #now: View
  readonly #reader: StateReader
  #height = -1
  #root: Uint8Array = emptyRoot
  #oldest = 0
  /** All changes after this height are indexed; undefined: none. */
  #indexedFrom: number | undefined

  constructor(tables: Tables, window: number | undefined) {
    this.#tables = tables
    this.#window = window
    this.#now = new View(tables, () => undefined)
    this.#reader = readerOf(this.#now)
    this.load()
  }

  /** Begins with what the store holds now. */
  load(): void {
    this.#branches.clear()
    this.#height = numberIn(this.#tables, 'height') ?? -1
    this.#root = this.#tables.meta.getBinary(key('root')) ?? emptyRoot
    this.#oldest = numberIn(this.#tables, 'oldest') ?? 0
    this.#indexedFrom = numberIn(this.#tables, 'indexed')
    if (this.#indexedFrom !== undefined && this.#window !== undefined) this.#dropIndex()
  }

  /** An index with a gap would be worse than none. */
  #dropIndex(): void {
    this.#tables.root.transactionSync(() => {
      this.#tables.changes.clearSync()
      this.#tables.meta.removeSync(key('indexed'))
    })
    this.#indexedFrom = undefined
  }

  get height(): number {
    return this.#height
  }

  get root(): Uint8Array {
    return this.#root
  }

  get oldest(): number {
    return this.#oldest
  }

  account(address: Uint8Array): ReturnType<StateReader['account']> {
    return this.#reader.account(address)
  }

  storage(address: Uint8Array, slot: Uint8Array): Uint8Array {
    return this.#reader.storage(address, slot)
  }

  code(hash: Uint8Array): Uint8Array {
    return this.#reader.code(hash)
  }

  plan(changes: StateChanges): StatePlan {
    const view = this.#now
    const present: Present = {
      account: (hashed) => view.account(hashed),
      slot: (owner, hashed) => view.slot(owner, hashed),
      branch: (owner, path, depth) => this.#branch(owner, path, depth),
      firstBelow: (owner, path, depth) => view.firstBelow(owner, path, depth),
      slotsOf: (owner) => this.#slotsOf(owner),
    }
    return planOf(present, this.#root, changes)
  }

  at(height: number): StateReader | undefined {
    const view = this.#viewAt(height)
    return view && readerOf(view)
  }

  proof(
    height: number,
    address: Uint8Array,
    slots: readonly Uint8Array[],
  ): AccountProof | undefined {
    if (height < this.#height - provableBlocks) return undefined
    const view = height === this.#height ? this.#now : this.#viewAt(height)
    return view && proofOf(view, address, slots)
  }

  /** Writes a plan; inside a transaction. Call `took` when that is durable. */
  write(plan: StatePlan, height: number): { oldest: number } {
    const tables = this.#tables
    if (Buffer.compare(plan.base, this.#root) !== 0) {
      throw new Error(`The plan was made for the state ${hexOf(plan.base)}, not for the last one.`)
    }
    const isFirst = this.#height < 0
    for (const { key: hash, value } of plan.codes) {
      if (value) tables.codes.putSync(hash, value)
    }
    const isArchive = this.#window === undefined
    const keeping = isFirst || this.#window === 0 ? 'nothing' : isArchive ? 'indexed' : 'past'
    writeAll(tables, 'accounts', plan.accounts, height, keeping)
    writeAll(tables, 'slots', plan.slots, height, keeping)
    writeAll(tables, 'nodes', plan.nodes, height, keeping)
    if (isArchive && this.#indexedFrom === undefined) {
      tables.meta.putSync(key('indexed'), heightKey(isFirst ? height : this.#height))
    }
    const oldest = isFirst ? height : this.#forget(plan, height)
    tables.meta.putSync(key('height'), heightKey(height))
    tables.meta.putSync(key('oldest'), heightKey(oldest))
    tables.meta.putSync(key('root'), plan.root)
    return { oldest }
  }

  took(plan: StatePlan, height: number, oldest: number): void {
    for (const { key: path, value } of plan.nodes) {
      const name = Buffer.from(path).toString('latin1')
      this.#branches.delete(name)
      if (value && isKept(name)) this.#remember(name, decodeBranch(value))
    }
    if (this.#window === undefined) {
      this.#indexedFrom ??= this.#height < 0 ? height : this.#height
    }
    this.#height = height
    this.#root = plan.root
    this.#oldest = oldest
  }

  #forget(plan: StatePlan, height: number): number {
    if (this.#window === undefined) return this.#oldest
    const through = height - this.#window
    if (through <= this.#oldest) return this.#oldest
    const written = plan.accounts.length + plan.slots.length + plan.nodes.length
    const limit = Math.max(forgottenAtOnce, 2 * written)
    return forget(this.#tables, this.#oldest, through, limit)
  }

  #viewAt(height: number): View | undefined {
    if (!Number.isInteger(height) || height > this.#height || height < this.#oldest)
      return undefined
    const asked = () => {
      if (height < this.#oldest) {
        throw new Error(`The state of block ${height} was pruned while it was read.`)
      }
      return height
    }
    const isIndexed = this.#indexedFrom !== undefined && this.#indexedFrom <= height
    return new View(this.#tables, asked, isIndexed)
  }

  *#slotsOf(owner: Uint8Array): Generator<Uint8Array> {
    for (const { key: slot, value } of liveBelow(this.#tables.slots, owner, owner, 0)) {
      if (value.length > 0) yield slot.subarray(32)
    }
  }

  #branch(owner: Owner, path: Uint8Array, depth: number): Branch | undefined {
    const name = nodeKey(owner, path, depth).toString('latin1')
    const known = this.#branches.get(name)
    if (known) return known
    const found = this.#now.branch(owner, path, depth)
    if (found && isKept(name)) this.#remember(name, found)
    return found
  }

  #remember(name: string, branch: Branch): void {
    if (this.#branches.size >= cachedBranches) this.#branches.clear()
    this.#branches.set(name, branch)
  }
}

/** The name is a node's key: a byte, the owner of a storage trie, a byte for each digit. */
function isKept(name: string): boolean {
  return name.length - (name.charCodeAt(0) === 0 ? 1 : 33) <= cachedDepth
}

function key(name: string): Buffer {
  return Buffer.from(`state:${name}`)
}

function numberIn(tables: Tables, name: string): number | undefined {
  const bytes = tables.meta.getBinary(key(name))
  return bytes && heightIn(bytes)
}
