import { createHash } from 'node:crypto'
import { Address } from '@ethereumjs/util'
import type { Log, StoredBlock, StoredReceipt } from '../state/blocks.ts'
import { bigintOf, hexOf, shortBytes } from '../state/bytes.ts'
import { emptyRoot, keccak } from '../state/keccak.ts'
import { decodeRlp, encodeRlp } from '../state/rlp.ts'
import { orderedRoot } from './ordered-trie.ts'
import type { BlockContext } from './run-transaction.ts'

const zeroHash = new Uint8Array(32)
const noUncles = keccak(Uint8Array.of(0xc0))
/** Of no requests (EIP-7685). */
const noRequests = new Uint8Array(createHash('sha256').digest())

export type BlockFacts = {
  readonly number: number
  readonly parentHash: Uint8Array
  readonly timestamp: number
  readonly gasLimit: bigint
  readonly stateRoot: Uint8Array
  readonly transactions: readonly Uint8Array[]
  readonly receipts: readonly StoredReceipt[]
}

/** A block in the form of Ethereum's Prague fork. */
export function sealBlock(facts: BlockFacts): StoredBlock {
  const { number, parentHash, timestamp, gasLimit, stateRoot, transactions, receipts } = facts
  const header = encodeRlp([
    parentHash,
    noUncles,
    new Uint8Array(20),
    stateRoot,
    orderedRoot(transactions),
    orderedRoot(receipts.map(encodeReceipt)),
    bloomOf(receipts.flatMap((it) => it.logs)),
    shortBytes(0),
    shortBytes(number),
    shortBytes(gasLimit),
    shortBytes(receipts.at(-1)?.cumulativeGasUsed ?? 0n),
    shortBytes(timestamp),
    new Uint8Array(),
    zeroHash,
    new Uint8Array(8),
    shortBytes(0),
    emptyRoot,
    shortBytes(0),
    shortBytes(0),
    zeroHash,
    noRequests,
  ])
  return { number, hash: keccak(header), timestamp, header, transactions }
}

/** What the header of a block says to those that run in it. */
export function blockContext(header: Uint8Array): BlockContext {
  const fields = decodeRlp(header) as readonly Uint8Array[]
  const number = (at: number) => bigintOf(fields[at] ?? new Uint8Array())
  return {
    number: number(8),
    timestamp: number(11),
    gasLimit: number(9),
    baseFee: number(15),
    coinbase: new Address(fields[2] as Uint8Array),
    prevRandao: fields[13] as Uint8Array,
  }
}

/** As it stands under receiptsRoot, and as debug_getRawReceipts gives it (EIP-2718). */
export function encodeReceipt(it: StoredReceipt): Uint8Array {
  const body = encodeRlp([
    shortBytes(it.status),
    shortBytes(it.cumulativeGasUsed),
    bloomOf(it.logs),
    it.logs.map((log) => [log.address, log.topics, log.data]),
  ])
  if (it.type === 0) return body
  const bytes = new Uint8Array(body.length + 1)
  bytes[0] = it.type
  bytes.set(body, 1)
  return bytes
}

const noBloom = new Uint8Array(256)
const positions = new Map<string, readonly [number, number, number]>()

/** Three of 2,048 bits for each address and topic. */
export function bloomOf(logs: readonly Log[]): Uint8Array {
  if (logs.length === 0) return noBloom
  const bloom = new Uint8Array(256)
  for (const { address, topics } of logs) {
    for (const word of [address, ...topics]) {
      for (const bit of positionsOf(word)) {
        bloom[255 - (bit >> 3)] = (bloom[255 - (bit >> 3)] as number) | (1 << (bit & 7))
      }
    }
  }
  return bloom
}

function positionsOf(word: Uint8Array): readonly [number, number, number] {
  const key = hexOf(word)
  const known = positions.get(key)
  if (known) return known
  const hash = keccak(word) as Uint8Array & { readonly [at: number]: number }
  const bit = (at: number) => (((hash[at] as number) << 8) | (hash[at + 1] as number)) & 2_047
  const found = [bit(0), bit(2), bit(4)] as const
  if (positions.size >= 16_384) positions.clear()
  positions.set(key, found)
  return found
}
