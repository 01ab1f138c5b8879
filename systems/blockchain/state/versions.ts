/**
 * Facts with their past. A table holds what is true now, and the height that made it so; what it
 * was before stands under that height, with the height that had made it so, and so on back. So
 * writing appends to one place, forgetting cuts off one end, and reading the past follows a chain.
 */
import { heightIn, heightKey, heightSize } from './keys.ts'
import { type Branch, decodeBranch, draftOf, encodeBranch } from './node.ts'
import type { Write } from './state.ts'
import type { Table, Tables } from './tables.ts'

export type Kind = 'accounts' | 'slots' | 'nodes'
const kinds: readonly Kind[] = ['accounts', 'slots', 'nodes']

/** A fact made true at that height; without bytes: removed. */
export type Fact = { readonly height: number; readonly body: Uint8Array }

const removedThen = 1
const onlyDifferences = 2
const nothing = new Uint8Array()

export function factIn(record: Uint8Array): Fact {
  return { height: heightIn(record), body: record.subarray(heightSize) }
}

export function recordOf(height: number, body: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(heightSize + body.length)
  record.writeUIntBE(height, 0, heightSize)
  record.set(body, heightSize)
  return record
}

/** What is true now; undefined: nothing is. */
export function valueNow(table: Table, key: Uint8Array): Uint8Array | undefined {
  const record = table.getBinary(key)
  return record && record.length > heightSize ? record.subarray(heightSize) : undefined
}

/**
 * What was true after the block of that height. The past must not be cut off above it; where its
 * changes are indexed it is found at once, else step by step.
 */
export function valueAt(
  tables: Tables,
  kind: Kind,
  key: Uint8Array,
  height: number,
  isIndexed: boolean,
): Uint8Array | undefined {
  const record = tables[kind].getBinary(key)
  if (!record) return undefined
  let fact = factIn(record)
  if (isIndexed && kind !== 'nodes' && fact.height > height) {
    const first = firstChangeAfter(tables, kind, key, height)
    const before = first && tables.before.getBinary(beforeKey(first, kind, key))
    if (before) fact = factIn(before.subarray(1))
  }
  while (fact.height > height) {
    const before = tables.before.getBinary(beforeKey(fact.height, kind, key))
    if (!before) return undefined
    fact = earlier(before, fact)
  }
  return fact.body.length > 0 ? fact.body : undefined
}

function firstChangeAfter(
  tables: Tables,
  kind: Kind,
  key: Uint8Array,
  height: number,
): number | undefined {
  const start = changeKey(kind, key, height + 1)
  for (const found of tables.changes.getKeys({ start, limit: 1 })) {
    const size = start.length - heightSize
    if (found.length !== start.length || start.compare(found, 0, size, 0, size) !== 0) break
    return heightIn(found, size)
  }
  return undefined
}

function earlier(before: Uint8Array, later: Fact): Fact {
  const fact = factIn(before.subarray(1))
  if (!((before[0] ?? 0) & onlyDifferences)) return fact
  return { height: fact.height, body: withDifferences(later.body, fact.body) }
}

/** How much of the past is kept: nothing, all of the window, or all with an index over it. */
export type Keeping = 'nothing' | 'past' | 'indexed'

/**
 * Writes what a block changed into one table, and what stood there before; inside a transaction.
 */
export function writeAll(
  tables: Tables,
  kind: Kind,
  writes: readonly Write[],
  height: number,
  keeping: Keeping,
): void {
  const table = tables[kind]
  const keepsPast = keeping !== 'nothing'
  const isIndexed = keeping === 'indexed' && kind !== 'nodes'
  for (const { key, value } of writes) {
    const record = table.getBinary(key)
    if (!record && !value) continue
    if (record && keepsPast) {
      const past = pastOf(kind, record, value)
      // Heights rise and writes come sorted, so this is always the new end of the table.
      tables.before.putSync(beforeKey(height, kind, key), past, { append: true })
      if (isIndexed) tables.changes.putSync(changeKey(kind, key, height), nothing)
    }
    // Without a past, a record of nothing would lead nowhere.
    if (value || keepsPast) table.putSync(key, recordOf(height, value ?? nothing))
    else table.removeSync(key)
  }
}

function pastOf(kind: Kind, record: Uint8Array, value: Uint8Array | undefined): Buffer {
  const body = record.subarray(heightSize)
  const flags = value ? 0 : removedThen
  if (kind === 'nodes' && value && body.length > 0) {
    const differences = differencesOf(decodeBranch(body), decodeBranch(value))
    if (differences) {
      return Buffer.concat([
        Uint8Array.of(onlyDifferences),
        record.subarray(0, heightSize),
        differences,
      ])
    }
  }
  return Buffer.concat([Uint8Array.of(flags), record])
}

/** What it takes to make `before` out of `after`: the children that differ. */
function differencesOf(before: Branch, after: Branch): Uint8Array | undefined {
  if (Buffer.compare(before.prefix, after.prefix) !== 0) return undefined
  let mask = 0
  for (let nth = 0; nth < 16; nth++) {
    const [from, to] = [nth * 32, nth * 32 + 32]
    const equal =
      before.sizes[nth] === after.sizes[nth] &&
      ((before.leaves ^ after.leaves) & (1 << nth)) === 0 &&
      before.refs.compare(after.refs, from, to, from, to) === 0
    if (!equal) mask |= 1 << nth
  }
  const only = Buffer.alloc(2)
  only.writeUInt16BE(mask)
  return Buffer.concat([only, encodeBranch(before, mask)])
}

function withDifferences(after: Uint8Array, differences: Uint8Array): Uint8Array {
  const branch = decodeBranch(after)
  const mask = ((differences[0] ?? 0) << 8) | (differences[1] ?? 0)
  const before = decodeBranch(differences.subarray(2))
  const result = draftOf(branch.prefix, branch)
  for (let nth = 0; nth < 16; nth++) {
    if (!(mask & (1 << nth))) continue
    before.refs.copy(result.refs, nth * 32, nth * 32, nth * 32 + 32)
    result.sizes[nth] = before.sizes[nth] ?? 0
  }
  result.leaves = (branch.leaves & ~mask) | (before.leaves & mask)
  return encodeBranch(result)
}

/**
 * Forgets what stood before heights up to `through`, at most `limit` facts of it; inside a
 * transaction. Gives the height through which the past is gone, be it in part.
 */
export function forget(tables: Tables, from: number, through: number, limit: number): number {
  const range = { start: heightKey(from), end: heightKey(through + 1), limit }
  const old = [...tables.before.getRange(range)]
  for (const { key, value } of old) {
    if ((value[0] ?? 0) & removedThen) clearRemoved(tables, key)
    tables.before.removeSync(key)
  }
  const last = old.at(-1)
  return last && old.length === limit ? heightIn(last.key) : through
}

/** A record of nothing is kept only as long as something leads on from it. */
function clearRemoved(tables: Tables, before: Uint8Array): void {
  const kind = kinds[before[heightSize] ?? 0]
  if (!kind) return
  const key = before.subarray(heightSize + 1)
  const record = tables[kind].getBinary(key)
  if (record?.length === heightSize && heightIn(record) === heightIn(before)) {
    tables[kind].removeSync(key)
  }
}

function beforeKey(height: number, kind: Kind, key: Uint8Array): Buffer {
  const whole = Buffer.allocUnsafe(heightSize + 1 + key.length)
  whole.writeUIntBE(height, 0, heightSize)
  whole[heightSize] = kinds.indexOf(kind)
  whole.set(key, heightSize + 1)
  return whole
}

function changeKey(kind: Kind, key: Uint8Array, height: number): Buffer {
  return Buffer.concat([Uint8Array.of(kinds.indexOf(kind)), key, heightKey(height)])
}
