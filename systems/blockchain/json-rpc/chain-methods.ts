import type { StoredHeader } from '../state/blocks.ts'
import { keccak } from '../state/keccak.ts'
import type { Backend } from './backend.ts'
import { anyNumberOf, blockOf, numberOf } from './block-choice.ts'
import { feeHistory } from './fee-history.ts'
import { blockView, receiptView, receiptViews, transactionView } from './formats.ts'
import { decodeHeader } from './header.ts'
import type { Methods } from './methods.ts'
import { count, data, flag, hash, hex, hexQuantity } from './params.ts'

/** What the chain is, and what stands in its blocks. */
export function chainMethods(backend: Backend): Methods {
  const { blocks, pool } = backend
  const byHash = (value: unknown) => blocks.numberOf(hash(value, 'block hash'))

  const transactionIn = (number: number | undefined, value: unknown) => {
    const index = count(value, 'index')
    const block = blockOf(backend, number)
    const raw = block?.transactions[index]
    if (!block || !raw) return null
    const { baseFee } = decodeHeader(block.header)
    return transactionView(backend.decode(raw), { block, index, baseFee })
  }
  const view = (number: number | undefined, full: unknown) => {
    const block = blockOf(backend, number)
    return block ? blockView(block, flag(full, 'full'), backend.decode) : null
  }
  const countIn = (number: number | undefined) => {
    const block = blockOf(backend, number)
    return block ? hexQuantity(block.transactions.length) : null
  }
  const unclesIn = (number: number | undefined) => (number === undefined ? null : '0x0')

  return {
    web3_clientVersion: () => backend.client,
    web3_sha3: ([value]) => hex(keccak(data(value, 'data'))),
    net_version: () => backend.chainId.toString(),
    net_listening: () => true,
    net_peerCount: async () => hexQuantity((await backend.consensus.status()).peers),
    eth_chainId: () => hexQuantity(backend.chainId),
    eth_protocolVersion: () => '0x41',
    eth_accounts: () => [],
    eth_coinbase: () => `0x${'0'.repeat(40)}`,
    eth_mining: () => false,
    eth_hashrate: () => '0x0',
    eth_config: () => backend.config(),
    eth_capabilities: () => capabilities(backend),
    eth_syncing: async () => {
      const { syncing, height } = await backend.consensus.status()
      if (!syncing) return false
      const current = hexQuantity(blocks.latest?.number ?? 0)
      return { startingBlock: '0x0', currentBlock: current, highestBlock: hexQuantity(height) }
    },
    eth_blockNumber: () => hexQuantity(blocks.latest?.number ?? 0),
    eth_getBlockByNumber: ([number, full]) => view(numberOf(backend, number), full),
    eth_getBlockByHash: ([value, full]) => view(byHash(value), full),
    eth_getBlockTransactionCountByNumber: ([number]) => countIn(numberOf(backend, number)),
    eth_getBlockTransactionCountByHash: ([value]) => countIn(byHash(value)),
    eth_getUncleCountByBlockNumber: ([number]) => unclesIn(numberOf(backend, number)),
    eth_getUncleCountByBlockHash: ([value]) => unclesIn(byHash(value)),
    eth_getUncleByBlockNumberAndIndex: () => null,
    eth_getUncleByBlockHashAndIndex: () => null,
    eth_getTransactionByBlockNumberAndIndex: ([number, index]) =>
      transactionIn(numberOf(backend, number), index),
    eth_getTransactionByBlockHashAndIndex: ([value, index]) => transactionIn(byHash(value), index),
    eth_getTransactionByHash: ([value]) => {
      const key = hash(value, 'transaction hash')
      const place = blocks.transaction(key)
      if (place) return transactionIn(place.block, place.index)
      const waiting = pool.get(key)
      return waiting ? transactionView(waiting) : null
    },
    eth_getTransactionReceipt: ([value]) => receiptOf(backend, hash(value, 'transaction hash')),
    eth_getBlockReceipts: ([value]) => {
      const number = anyNumberOf(backend, value)
      const header = number === undefined ? undefined : blocks.header(number)
      const receipts = header && blocks.receipts(header.number)
      return header && receipts ? receiptViews(header, receipts) : null
    },
    eth_gasPrice: () => {
      const { base, tip } = backend.nextFees()
      return hexQuantity(base + tip)
    },
    eth_maxPriorityFeePerGas: () => hexQuantity(backend.nextFees().tip),
    eth_baseFee: () => hexQuantity(backend.nextFees().base),
    eth_blobBaseFee: () => hexQuantity(backend.nextFees().blob),
    eth_feeHistory: (params) => feeHistory(backend, params),
  }
}

/** Null where no block holds the transaction. */
export function receiptOf({ blocks }: Backend, key: Uint8Array) {
  const place = blocks.transaction(key)
  const header = place && blocks.header(place.block)
  const receipts = place && blocks.receipts(place.block)
  const receipt = receipts?.[place?.index ?? 0]
  if (!place || !header || !receipts || !receipt) return null
  const before = receipts.slice(0, place.index).reduce((sum, it) => sum + it.logs.length, 0)
  return receiptView(header, receipt, place.index, before)
}

/** Which blocks' states, transactions and logs this node can still answer for. */
function capabilities({ blocks, state, keptStates }: Backend) {
  const head = blocks.latest as StoredHeader
  const kept = { disabled: false, oldestBlock: hexQuantity(blocks.first) }
  const states = {
    disabled: false,
    oldestBlock: hexQuantity(Math.max(state.oldest, 0)),
    ...(keptStates !== undefined && {
      deleteStrategy: { type: 'window', retentionBlocks: hexQuantity(keptStates) },
    }),
  }
  return {
    head: { number: hexQuantity(head.number), hash: hex(head.hash) },
    state: states,
    stateproofs: states,
    tx: kept,
    logs: kept,
    receipts: kept,
    blocks: kept,
  }
}
