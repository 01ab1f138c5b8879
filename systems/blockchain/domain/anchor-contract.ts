/**
 * Where the anchor contract keeps the head of a log (IAnchor.sol): from keccak256(log ‖ 0) on, the
 * first slot holds the root, the second treeSize | atBlock << 64 | owner << 96.
 */
import { keccak_256 as keccak } from '@noble/hashes/sha3.js'

export const anchorAddress = Uint8Array.from([...Array<number>(18).fill(0), 0x70, 0x02])

export type AnchorHead = {
  readonly treeSize: number
  /** The block that set the head. */
  readonly atBlock: number
  /** The account (20 bytes) that appends; zeros where the log is not open. */
  readonly owner: Uint8Array
}

/** The slots (32 bytes each) of a log: its root and its head. */
export function slotsOf(logKey: Uint8Array): { root: Uint8Array; head: Uint8Array } {
  const preimage = new Uint8Array(64)
  preimage.set(logKey)
  const root = keccak(preimage)
  const head = root.slice()
  let at = 31
  while (at >= 0 && head[at] === 0xff) head[at--] = 0
  if (at >= 0) head[at] = (head[at] as number) + 1
  return { root, head }
}

export function readHead(word: Uint8Array): AnchorHead {
  const view = new DataView(word.buffer, word.byteOffset, 32)
  return {
    treeSize: Number(view.getBigUint64(24)),
    atBlock: view.getUint32(20),
    owner: word.slice(0, 20),
  }
}

/** The call `open(log, owner)`. */
export function openCall(logKey: Uint8Array, owner: Uint8Array): Uint8Array {
  return call(0x6090dec5, logKey, padded(owner))
}

/** The call `append(log, treeSize, root)`. */
export function appendCall(logKey: Uint8Array, treeSize: number, root: Uint8Array): Uint8Array {
  const size = new Uint8Array(32)
  new DataView(size.buffer).setBigUint64(24, BigInt(treeSize))
  return call(0xe6ce9259, logKey, size, root)
}

function call(selector: number, ...words: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(4 + 32 * words.length)
  new DataView(bytes.buffer).setUint32(0, selector)
  for (const [nth, word] of words.entries()) bytes.set(word, 4 + 32 * nth)
  return bytes
}

function padded(bytes: Uint8Array): Uint8Array {
  const word = new Uint8Array(32)
  word.set(bytes, 32 - bytes.length)
  return word
}
