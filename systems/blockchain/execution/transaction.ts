import { bigintOf, hexOf, shortBytes } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'
import { decodeRlp, encodeRlp, type Item } from '../state/rlp.ts'
import { Refused } from './refused.ts'
import { addressOf, inRange, recover } from './signature.ts'

export type AccessListItem = { readonly address: Uint8Array; readonly slots: readonly Uint8Array[] }

/** A permission that an account gives to run a contract's code as its own (EIP-7702). */
export type Authorization = {
  readonly chainId: bigint
  readonly address: Uint8Array
  readonly nonce: bigint
  readonly parity: number
  readonly r: bigint
  readonly s: bigint
}

/**
 * A signed transaction of type 0 (with or without EIP-155), 1, 2 or 4, whose signer is known.
 * `maxFee` and `maxTip` are wei per gas; both are the gas price for types 0 and 1.
 */
export type Transaction = {
  readonly raw: Uint8Array
  readonly hash: Uint8Array
  readonly type: 0 | 1 | 2 | 4
  /** Absent in type 0 before EIP-155: valid on every chain. */
  readonly chainId: bigint | undefined
  readonly from: Uint8Array
  readonly nonce: bigint
  readonly gas: bigint
  readonly maxFee: bigint
  readonly maxTip: bigint
  readonly to: Uint8Array | undefined
  readonly value: bigint
  readonly data: Uint8Array
  readonly accessList: readonly AccessListItem[]
  readonly authorizations: readonly Authorization[]
  /** As it stands in the transaction: 27/28 or with the chain id for type 0, otherwise 0 or 1. */
  readonly v: bigint
  readonly r: bigint
  readonly s: bigint
}

/** Bytes of one transaction, at most. */
export const maxTransactionBytes = 131_072
const maxSenders = 65_536
const senders = new Map<string, Uint8Array>()

/** Throws Refused on what is not a whole, canonical transaction with a valid signature. */
export function decodeTransaction(raw: Uint8Array): Transaction {
  if (raw.length > maxTransactionBytes) {
    throw new Refused('malformed', `oversized data: transaction size ${raw.length}`)
  }
  const first = raw[0] ?? 0
  if (first >= 0xc0) return legacy(raw, listOf(raw))
  if (first === 1 || first === 2 || first === 4) return typed(raw, first, listOf(raw.subarray(1)))
  throw new Refused('type-unsupported', 'transaction type not supported')
}

function malformed(words: string): Refused {
  return new Refused('malformed', `malformed transaction: ${words}`)
}

function listOf(bytes: Uint8Array): readonly Item[] {
  try {
    const item = decodeRlp(bytes, 5)
    if (!(item instanceof Uint8Array)) return item
  } catch (error) {
    throw malformed((error as Error).message)
  }
  throw malformed('it is not a list')
}

/** Reads the fields of a list one after the other, each in its only spelling. */
class Fields {
  readonly items: readonly Item[]
  #at = 0
  constructor(items: readonly Item[], count: number) {
    if (items.length !== count) throw malformed(`${items.length} fields instead of ${count}`)
    this.items = items
  }
  bytes(): Uint8Array {
    const item = this.items[this.#at++]
    if (item instanceof Uint8Array) return item
    throw malformed(`field ${this.#at} is a list`)
  }
  list(): readonly Item[] {
    const item = this.items[this.#at++]
    if (item === undefined || item instanceof Uint8Array) {
      throw malformed(`field ${this.#at} is not a list`)
    }
    return item
  }
  number(bytes: number): bigint {
    const digits = this.bytes()
    if (digits.length > bytes) throw malformed(`field ${this.#at} is too large`)
    if (digits[0] === 0) throw malformed(`field ${this.#at} begins with zero`)
    return bigintOf(digits)
  }
  fixed(size: number): Uint8Array {
    const bytes = this.bytes()
    if (bytes.length !== size) throw malformed(`field ${this.#at} has not ${size} bytes`)
    return bytes
  }
  receiver(): Uint8Array | undefined {
    const bytes = this.bytes()
    if (bytes.length !== 0 && bytes.length !== 20) throw malformed('a receiver has 20 bytes')
    return bytes.length === 0 ? undefined : bytes
  }
}

function legacy(raw: Uint8Array, items: readonly Item[]): Transaction {
  const fields = new Fields(items, 9)
  const nonce = fields.number(8)
  const price = fields.number(32)
  const gas = fields.number(8)
  const to = fields.receiver()
  const value = fields.number(32)
  const data = fields.bytes()
  const v = fields.number(32)
  const r = fields.number(32)
  const s = fields.number(32)
  const replayable = v === 27n || v === 28n
  if (!replayable && v < 35n)
    throw new Refused('invalid-signature', 'invalid sender: v is not known')
  const chainId = replayable ? undefined : (v - 35n) / 2n
  const signed = items.slice(0, 6)
  if (chainId !== undefined) signed.push(shortBytes(chainId), shortBytes(0), shortBytes(0))
  const parity = Number(replayable ? v - 27n : (v - 35n) % 2n)
  const hash = keccak(raw)
  const from = signer(hash, () => keccak(encodeRlp(signed)), r, s, parity)
  const prices = { maxFee: price, maxTip: price }
  const lists = { accessList: [], authorizations: [] }
  const about = { raw, hash, type: 0 as const, chainId, from, nonce, gas, to, value, data }
  return { ...about, ...prices, ...lists, v, r, s }
}

const counts = { 1: 11, 2: 12, 4: 13 }

function typed(raw: Uint8Array, type: 1 | 2 | 4, items: readonly Item[]): Transaction {
  const fields = new Fields(items, counts[type])
  const chainId = fields.number(32)
  const nonce = fields.number(8)
  const maxTip = fields.number(32)
  const maxFee = type === 1 ? maxTip : fields.number(32)
  const gas = fields.number(8)
  const to = fields.receiver()
  const value = fields.number(32)
  const data = fields.bytes()
  const accessList = fields.list().map(accessListItem)
  const authorizations = type === 4 ? fields.list().map(authorization) : []
  if (type === 4 && to === undefined) throw malformed('a transaction of type 4 has a receiver')
  if (type === 4 && authorizations.length === 0) throw malformed('it authorizes nothing')
  const v = fields.number(1)
  const r = fields.number(32)
  const s = fields.number(32)
  if (v > 1n) throw new Refused('invalid-signature', 'invalid sender: the parity is 0 or 1')
  const hash = keccak(raw)
  const signingHash = () => {
    const body = encodeRlp(items.slice(0, -3))
    const bytes = new Uint8Array(body.length + 1)
    bytes[0] = type
    bytes.set(body, 1)
    return keccak(bytes)
  }
  const from = signer(hash, signingHash, r, s, Number(v))
  const about = { raw, hash, type, chainId, from, nonce, gas, to, value, data }
  return { ...about, maxFee, maxTip, accessList, authorizations, v, r, s }
}

function accessListItem(item: Item): AccessListItem {
  if (item instanceof Uint8Array) throw malformed('an entry of the access list is a list')
  const fields = new Fields(item, 2)
  const address = fields.fixed(20)
  const slots = fields.list().map((it) => {
    if (it instanceof Uint8Array && it.length === 32) return it
    throw malformed('a slot of the access list has 32 bytes')
  })
  return { address, slots }
}

function authorization(item: Item): Authorization {
  if (item instanceof Uint8Array) throw malformed('an authorization is a list')
  const fields = new Fields(item, 6)
  const chainId = fields.number(32)
  const address = fields.fixed(20)
  const nonce = fields.number(8)
  const parity = Number(fields.number(1))
  return { chainId, address, nonce, parity, r: fields.number(32), s: fields.number(32) }
}

function signatureOf(r: bigint, s: bigint): Uint8Array {
  const digits = r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0')
  const bytes = Buffer.from(digits, 'hex')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, 64)
}

/** The signer, remembered by the transaction's hash: a block mostly holds what was seen before. */
function signer(
  hash: Uint8Array,
  signingHash: () => Uint8Array,
  r: bigint,
  s: bigint,
  parity: number,
): Uint8Array {
  const key = hexOf(hash)
  const known = senders.get(key)
  if (known) return known
  const signature = signatureOf(r, s)
  const publicKey = inRange(signature, true) ? recover(signingHash(), signature, parity) : undefined
  if (!publicKey) {
    throw new Refused('invalid-signature', 'invalid sender: the signature is not valid')
  }
  const address = addressOf(publicKey)
  if (senders.size >= maxSenders) {
    const oldest = senders.keys().next().value
    if (oldest !== undefined) senders.delete(oldest)
  }
  senders.set(key, address)
  return address
}

/** The account that gave an authorization; undefined if its signature is not valid. */
export function authorityOf(it: Authorization): Uint8Array | undefined {
  const signature = signatureOf(it.r, it.s)
  if (!inRange(signature, true)) return undefined
  const body = encodeRlp([shortBytes(it.chainId), it.address, shortBytes(it.nonce)])
  const message = new Uint8Array(body.length + 1)
  message[0] = 0x05
  message.set(body, 1)
  const publicKey = recover(keccak(message), signature, it.parity)
  return publicKey && addressOf(publicKey)
}
