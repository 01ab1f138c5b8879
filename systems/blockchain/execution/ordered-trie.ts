import { shortBytes } from '../state/bytes.ts'
import { emptyRoot, keccak } from '../state/keccak.ts'
import { encodeRlp, type Item } from '../state/rlp.ts'

type Entry = { readonly path: Uint8Array; readonly value: Uint8Array }

/** The root of the trie of values under their RLP numbers: transactionsRoot and receiptsRoot. */
export function orderedRoot(values: readonly Uint8Array[]): Uint8Array {
  if (values.length === 0) return emptyRoot
  const entries = values
    .map((value, at) => ({ path: digitsOf(encodeRlp(shortBytes(at))), value }))
    .toSorted((left, right) => Buffer.compare(left.path, right.path))
  return keccak(encodeRlp(nodeOf(entries, 0)))
}

function digitsOf(bytes: Uint8Array): Uint8Array {
  const digits = new Uint8Array(bytes.length * 2)
  bytes.forEach((byte, at) => {
    digits[at * 2] = byte >> 4
    digits[at * 2 + 1] = byte & 15
  })
  return digits
}

/** No key is the beginning of another, since RLP says its own length. */
function nodeOf(entries: readonly Entry[], depth: number): Item {
  const [first] = entries as [Entry]
  const last = entries.at(-1) as Entry
  if (entries.length === 1) return [compact(first.path.subarray(depth), true), first.value]
  let end = depth
  while (first.path[end] === last.path[end]) end += 1
  if (end > depth) return [compact(first.path.subarray(depth, end), false), below(entries, end)]
  const children: Item[] = Array.from({ length: 17 }, () => new Uint8Array())
  for (let from = 0; from < entries.length; ) {
    const digit = (entries[from] as Entry).path[depth] as number
    let to = from
    while (to < entries.length && (entries[to] as Entry).path[depth] === digit) to += 1
    children[digit] = below(entries.slice(from, to), depth + 1)
    from = to
  }
  return children
}

function below(entries: readonly Entry[], depth: number): Item {
  const node = nodeOf(entries, depth)
  const bytes = encodeRlp(node)
  return bytes.length < 32 ? node : keccak(bytes)
}

/** Yellow Paper, appendix C. */
function compact(digits: Uint8Array, leaf: boolean): Uint8Array {
  const odd = digits.length % 2
  const bytes = new Uint8Array((digits.length >> 1) + 1)
  bytes[0] = (leaf ? 0x20 : 0) | (odd ? 0x10 | (digits[0] as number) : 0)
  for (let at = odd; at < digits.length; at += 2) {
    bytes[((at - odd) >> 1) + 1] = ((digits[at] as number) << 4) | (digits[at + 1] as number)
  }
  return bytes
}
