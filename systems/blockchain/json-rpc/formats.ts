import { bloomOf } from '../execution/block.ts'
import type { Log, StoredHeader } from '../state/blocks.ts'
import { shortBytes } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'
import { encodeRlp, type Item } from '../state/rlp.ts'
import type { RpcBlock, RpcReceipt, RpcTransaction, Withdrawal } from './backend.ts'
import { decodeHeader, type Header } from './header.ts'
import { hex, hexQuantity, hexWord } from './params.ts'

/** Blocks, transactions, receipts and logs as the execution APIs show them. */

export function headerView(block: StoredHeader, header: Header = decodeHeader(block.header)) {
  return {
    number: hexQuantity(block.number),
    hash: hex(block.hash),
    parentHash: hex(header.parentHash),
    sha3Uncles: hex(header.unclesHash),
    miner: hex(header.miner),
    stateRoot: hex(header.stateRoot),
    transactionsRoot: hex(header.transactionsRoot),
    receiptsRoot: hex(header.receiptsRoot),
    logsBloom: hex(header.bloom),
    difficulty: hexQuantity(header.difficulty),
    gasLimit: hexQuantity(header.gasLimit),
    gasUsed: hexQuantity(header.gasUsed),
    timestamp: hexQuantity(header.timestamp),
    extraData: hex(header.extraData),
    mixHash: hex(header.mixHash),
    nonce: hex(header.nonce),
    ...(header.baseFee !== undefined && { baseFeePerGas: hexQuantity(header.baseFee) }),
    ...(header.withdrawalsRoot && { withdrawalsRoot: hex(header.withdrawalsRoot) }),
    ...(header.blobGasUsed !== undefined && { blobGasUsed: hexQuantity(header.blobGasUsed) }),
    ...(header.excessBlobGas !== undefined && { excessBlobGas: hexQuantity(header.excessBlobGas) }),
    ...(header.beaconRoot && { parentBeaconBlockRoot: hex(header.beaconRoot) }),
    ...(header.requestsHash && { requestsHash: hex(header.requestsHash) }),
  }
}

export function blockView(
  block: RpcBlock,
  full: boolean,
  decode: (raw: Uint8Array) => RpcTransaction,
) {
  const header = decodeHeader(block.header)
  const all = block.transactions.map(decode)
  return {
    ...headerView(block, header),
    size: hexQuantity(encodeBlock(block).length),
    transactions: full
      ? all.map((it, index) => transactionView(it, { block, index, baseFee: header.baseFee }))
      : all.map((it) => hex(it.hash)),
    uncles: (block.uncles ?? []).map((it) => hex(keccak(it))),
    ...(header.withdrawalsRoot && { withdrawals: (block.withdrawals ?? []).map(withdrawalView) }),
  }
}

function withdrawalView(it: Withdrawal) {
  return {
    index: hexQuantity(it.index),
    validatorIndex: hexQuantity(it.validator),
    address: hex(it.address),
    amount: hexQuantity(it.amount),
  }
}

/** The whole block in RLP. */
export function encodeBlock(block: RpcBlock): Uint8Array {
  const header = decodeHeader(block.header)
  // A typed transaction is a string in the list; one of type 0 is a list itself, taken as it is.
  const lists = block.transactions.map((raw) => ((raw[0] ?? 0) >= 0xc0 ? raw : encodeRlp(raw)))
  const rest = header.withdrawalsRoot
    ? [encodeRlp((block.withdrawals ?? []).map(withdrawalItem))]
    : []
  return listOf([block.header, listOf(lists), listOf(block.uncles ?? []), ...rest])
}

function withdrawalItem(it: Withdrawal): Item {
  return [shortBytes(it.index), shortBytes(it.validator), it.address, shortBytes(it.amount)]
}

/** A list of items that are RLP already. */
function listOf(items: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(items)
  if (body.length < 56) return Buffer.concat([Uint8Array.of(0xc0 + body.length), body])
  const size = shortBytes(body.length)
  return Buffer.concat([Uint8Array.of(0xf7 + size.length), size, body])
}

/** Where a transaction stands; a pending one stands nowhere. */
export type Standing = {
  readonly block: StoredHeader
  readonly index: number
  readonly baseFee: bigint | undefined
}

export function transactionView(it: RpcTransaction, standing?: Standing) {
  return {
    blockHash: standing ? hex(standing.block.hash) : null,
    blockNumber: standing ? hexQuantity(standing.block.number) : null,
    blockTimestamp: standing ? hexQuantity(standing.block.timestamp) : null,
    transactionIndex: standing ? hexQuantity(standing.index) : null,
    hash: hex(it.hash),
    type: hexQuantity(it.type),
    from: hex(it.from),
    to: it.to ? hex(it.to) : null,
    nonce: hexQuantity(it.nonce),
    gas: hexQuantity(it.gas),
    value: hexQuantity(it.value),
    input: hex(it.data),
    ...prices(it, standing?.baseFee),
    ...(it.type > 0 && {
      accessList: it.accessList.map(({ address, slots }) => ({
        address: hex(address),
        storageKeys: slots.map(hex),
      })),
    }),
    ...(it.type === 4 && { authorizationList: it.authorizations.map(authorizationView) }),
    ...(it.blobs && {
      maxFeePerBlobGas: hexQuantity(it.blobs.maxFee),
      blobVersionedHashes: it.blobs.hashes.map(hex),
    }),
    ...(it.chainId !== undefined && { chainId: hexQuantity(it.chainId) }),
    v: hexQuantity(it.v),
    r: hexQuantity(it.r),
    s: hexQuantity(it.s),
    ...(it.type > 0 && { yParity: hexQuantity(it.v) }),
  }
}

function prices(it: RpcTransaction, baseFee: bigint | undefined) {
  if (it.type < 2) return { gasPrice: hexQuantity(it.maxFee) }
  const paid = baseFee === undefined ? it.maxFee : baseFee + it.maxTip
  return {
    gasPrice: hexQuantity(paid < it.maxFee ? paid : it.maxFee),
    maxFeePerGas: hexQuantity(it.maxFee),
    maxPriorityFeePerGas: hexQuantity(it.maxTip),
  }
}

function authorizationView(it: RpcTransaction['authorizations'][number]) {
  return {
    chainId: hexQuantity(it.chainId),
    address: hex(it.address),
    nonce: hexQuantity(it.nonce),
    yParity: hexQuantity(it.parity),
    r: hexQuantity(it.r),
    s: hexQuantity(it.s),
  }
}

export function receiptViews(block: StoredHeader, receipts: readonly RpcReceipt[]) {
  let logIndex = 0
  return receipts.map((receipt, index) => {
    const first = logIndex
    logIndex += receipt.logs.length
    return receiptView(block, receipt, index, first)
  })
}

export function receiptView(block: StoredHeader, it: RpcReceipt, index: number, firstLog: number) {
  return {
    blockHash: hex(block.hash),
    blockNumber: hexQuantity(block.number),
    transactionHash: hex(it.hash),
    transactionIndex: hexQuantity(index),
    type: hexQuantity(it.type),
    from: hex(it.from),
    to: it.to ? hex(it.to) : null,
    contractAddress: it.contractAddress ? hex(it.contractAddress) : null,
    cumulativeGasUsed: hexQuantity(it.cumulativeGasUsed),
    gasUsed: hexQuantity(it.gasUsed),
    effectiveGasPrice: hexQuantity(it.effectiveGasPrice),
    logs: it.logs.map((log, at) => logView(log, block, it.hash, index, firstLog + at)),
    logsBloom: hex(bloomOf(it.logs)),
    ...(it.root ? { root: hex(it.root) } : { status: hexQuantity(it.status) }),
    ...(it.blob && {
      blobGasUsed: hexQuantity(it.blob.gasUsed),
      blobGasPrice: hexQuantity(it.blob.gasPrice),
    }),
  }
}

export function logView(
  log: Log,
  block: StoredHeader,
  transactionHash: Uint8Array,
  transactionIndex: number,
  logIndex: number,
) {
  return {
    address: hex(log.address),
    topics: log.topics.map(hexWord),
    data: hex(log.data),
    blockNumber: hexQuantity(block.number),
    blockHash: hex(block.hash),
    blockTimestamp: hexQuantity(block.timestamp),
    transactionHash: hex(transactionHash),
    transactionIndex: hexQuantity(transactionIndex),
    logIndex: hexQuantity(logIndex),
    removed: false,
  }
}

/** As it stands in the tree of receipts. */
export function encodeReceipt(it: RpcReceipt): Uint8Array {
  const body = encodeRlp([
    it.root ?? shortBytes(it.status),
    shortBytes(it.cumulativeGasUsed),
    bloomOf(it.logs),
    it.logs.map(({ address, topics, data }) => [address, [...topics], data]),
  ])
  return it.type === 0 ? body : Buffer.concat([Uint8Array.of(it.type), body])
}
