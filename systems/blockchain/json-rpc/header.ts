import { bigintOf } from '../state/bytes.ts'
import { decodeRlp } from '../state/rlp.ts'

export type Header = {
  readonly parentHash: Uint8Array
  readonly unclesHash: Uint8Array
  readonly miner: Uint8Array
  readonly stateRoot: Uint8Array
  readonly transactionsRoot: Uint8Array
  readonly receiptsRoot: Uint8Array
  readonly bloom: Uint8Array
  readonly difficulty: bigint
  readonly number: bigint
  readonly gasLimit: bigint
  readonly gasUsed: bigint
  readonly timestamp: bigint
  readonly extraData: Uint8Array
  readonly mixHash: Uint8Array
  readonly nonce: Uint8Array
  readonly baseFee: bigint | undefined
  readonly withdrawalsRoot: Uint8Array | undefined
  readonly blobGasUsed: bigint | undefined
  readonly excessBlobGas: bigint | undefined
  readonly beaconRoot: Uint8Array | undefined
  readonly requestsHash: Uint8Array | undefined
}

/** A header of any fork, from its RLP. */
export function decodeHeader(rlp: Uint8Array): Header {
  const item = decodeRlp(rlp)
  if (item instanceof Uint8Array) throw new RangeError('a header is a list')
  const bytes = (at: number): Uint8Array => item[at] as Uint8Array
  const maybe = (at: number): Uint8Array | undefined => item[at] as Uint8Array | undefined
  const number = (at: number): bigint => bigintOf(bytes(at))
  const maybeNumber = (at: number): bigint | undefined => {
    const found = maybe(at)
    return found && bigintOf(found)
  }
  return {
    parentHash: bytes(0),
    unclesHash: bytes(1),
    miner: bytes(2),
    stateRoot: bytes(3),
    transactionsRoot: bytes(4),
    receiptsRoot: bytes(5),
    bloom: bytes(6),
    difficulty: number(7),
    number: number(8),
    gasLimit: number(9),
    gasUsed: number(10),
    timestamp: number(11),
    extraData: bytes(12),
    mixHash: bytes(13),
    nonce: bytes(14),
    baseFee: maybeNumber(15),
    withdrawalsRoot: maybe(16),
    blobGasUsed: maybeNumber(17),
    excessBlobGas: maybeNumber(18),
    beaconRoot: maybe(19),
    requestsHash: maybe(20),
  }
}
