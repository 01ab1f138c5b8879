import {
  type Address,
  getAddress,
  type Hex,
  hexToBigInt,
  hexToNumber,
  numberToHex,
  size,
} from 'viem'
import type { ChainClient } from './chain-client.ts'
import type { BlockLine, BlockView, Party, TransactionLine, TransactionView } from './contract.ts'
import { decodeCall, decodeLog } from './decoding.ts'
import type { Interfaces } from './interfaces.ts'
import type { Members } from './members.ts'

/** What JSON-RPC answers, as far as it is read here (Ethereum execution APIs). */
export type RpcBlock<Transaction = Hex> = {
  number: Hex
  hash: Hex
  parentHash: Hex
  timestamp: Hex
  stateRoot: Hex
  transactionsRoot: Hex
  receiptsRoot: Hex
  gasLimit: Hex
  gasUsed: Hex
  size: Hex
  transactions: Transaction[]
}
type RpcTransaction = {
  hash: Hex
  blockNumber: Hex | null
  transactionIndex: Hex
  from: Address
  to: Address | null
  value: Hex
  nonce: Hex
  type: Hex
  gas: Hex
  gasPrice?: Hex
  input: Hex
}
type RpcReceipt = {
  transactionHash: Hex
  status: Hex
  gasUsed: Hex
  effectiveGasPrice: Hex
  contractAddress: Address | null
  logs: { address: Address; topics: Hex[]; data: Hex }[]
}

const mostLines = 2_000

export type Explorer = ReturnType<typeof openExplorer>

/** Blocks, transactions and accounts as people read them. */
export function openExplorer(chain: ChainClient, members: Members, interfaces: Interfaces) {
  // A block that stands never changes; the newest are asked for again every few seconds.
  const lines = new Map<number, BlockLine>()

  /** Newest first, those below `before`. */
  async function listBlocks(before: number | undefined, limit: number): Promise<BlockLine[]> {
    const top = before ?? hexToNumber(await chain.ask<Hex>('eth_blockNumber')) + 1
    const numbers = Array.from({ length: Math.min(limit, top) }, (_, at) => top - 1 - at)
    const found = await Promise.all(numbers.map((it) => readLine(it)))
    return found.filter((it) => it !== undefined)
  }

  async function readLine(number: number): Promise<BlockLine | undefined> {
    const kept = lines.get(number)
    if (kept) return kept
    const block = await askBlock(numberToHex(number))
    if (!block) return undefined
    const line = lineOfBlock(block)
    if (lines.size >= mostLines) lines.clear()
    lines.set(number, line)
    return line
  }

  /** What a number, hash or address names; undefined: nothing on this chain. */
  async function search(text: string) {
    if (/^0x[0-9a-fA-F]{40}$/.test(text)) return { kind: 'account' as const, id: text }
    if (/^0x[0-9a-fA-F]{64}$/.test(text)) {
      const transaction = await chain.ask<RpcTransaction | null>('eth_getTransactionByHash', [text])
      if (transaction?.blockNumber) return { kind: 'transaction' as const, id: text }
      if (await askBlock(text as Hex)) return { kind: 'block' as const, id: text }
    }
    if (/^[0-9]{1,15}$/.test(text) && (await askBlock(numberToHex(Number(text))))) {
      return { kind: 'block' as const, id: String(Number(text)) }
    }
    return undefined
  }

  async function findBlock(id: string): Promise<BlockView | undefined> {
    const block = await askBlock<RpcTransaction>(
      id.startsWith('0x') ? (id as Hex) : numberToHex(Number(id)),
      true,
    )
    if (!block) return undefined
    const [receipts, sealed, names, abis] = await Promise.all([
      chain.ask<RpcReceipt[]>('eth_getBlockReceipts', [block.number]),
      chain.ask<{ signatures: number } | null>('ndc_seal', [block.number]),
      members.names(block.transactions.flatMap(partiesOf)),
      interfaces.of(block.transactions.flatMap(({ to }) => to ?? [])),
    ])
    const { parentHash, stateRoot, transactionsRoot, receiptsRoot } = block
    return {
      ...lineOfBlock({ ...block, transactions: block.transactions.map((it) => it.hash) }),
      parentHash,
      stateRoot,
      transactionsRoot,
      receiptsRoot,
      gasLimit: decimal(block.gasLimit),
      lines: block.transactions.map((it, at) =>
        lineOf(it, receipts[at] as RpcReceipt, block.timestamp, { names, abis }),
      ),
      signatures: sealed?.signatures ?? null,
    }
  }

  async function findTransaction(hash: string): Promise<TransactionView | undefined> {
    const [it, receipt] = await Promise.all([
      chain.ask<RpcTransaction | null>('eth_getTransactionByHash', [hash]),
      chain.ask<RpcReceipt | null>('eth_getTransactionReceipt', [hash]),
    ])
    if (!it?.blockNumber || !receipt) return undefined
    const emitters = receipt.logs.map((log) => log.address)
    const [block, names, abis] = await Promise.all([
      askBlock(it.blockNumber),
      members.names([...partiesOf(it), ...emitters]),
      interfaces.of([...(it.to ? [it.to] : []), ...emitters]),
    ])
    if (!block) return undefined
    return {
      ...lineOf(it, receipt, block.timestamp, { names, abis }),
      nonce: hexToNumber(it.nonce),
      type: hexToNumber(it.type),
      gas: decimal(it.gas),
      gasPrice: decimal(receipt.effectiveGasPrice),
      input: it.input,
      fields: it.to ? (decodeCall(it.input, abiOf(abis, it.to))?.fields ?? []) : [],
      logs: receipt.logs.map((log) => {
        const known = decodeLog(log, abiOf(abis, log.address))
        return {
          address: partyOf(log.address, names),
          event: known?.event ?? null,
          fields: known?.fields ?? [],
          topics: log.topics,
          data: log.data,
        }
      }),
    }
  }

  /** Newest first. `before`: block and place of the last one seen. */
  async function listTransactionsOf(
    address: string,
    before: { block: number; index: number } | undefined,
    limit: number,
  ): Promise<TransactionLine[]> {
    const hashes = await chain.ask<Hex[]>('ndc_transactionsOf', [
      address,
      before ? { block: numberToHex(before.block), index: numberToHex(before.index) } : null,
      limit,
    ])
    const found = await Promise.all(hashes.map((it) => findTransaction(it)))
    return found.filter((it) => it !== undefined)
  }

  const askBlock = <Transaction = Hex>(id: Hex, full = false) =>
    size(id) === 32
      ? chain.ask<RpcBlock<Transaction> | null>('eth_getBlockByHash', [id, full])
      : chain.ask<RpcBlock<Transaction> | null>('eth_getBlockByNumber', [id, full])

  return { listBlocks, search, findBlock, findTransaction, listTransactionsOf }
}

export const decimal = (hex: Hex): string => hexToBigInt(hex).toString()
export const instantOf = (timestamp: Hex): string =>
  new Date(hexToNumber(timestamp) * 1_000).toISOString()

function lineOfBlock(block: RpcBlock): BlockLine {
  return {
    number: hexToNumber(block.number),
    hash: block.hash,
    at: instantOf(block.timestamp),
    transactions: block.transactions.length,
    gasUsed: decimal(block.gasUsed),
    size: hexToNumber(block.size),
  }
}

type Names = Awaited<ReturnType<Members['names']>>
type Abis = Awaited<ReturnType<Interfaces['of']>>

const partiesOf = ({ from, to }: RpcTransaction): Address[] => (to ? [from, to] : [from])

function partyOf(address: Address, names: Names): Party {
  return { address: getAddress(address), name: names.get(address.toLowerCase()) ?? null }
}

const abiOf = (abis: Abis, address: string) => abis.get(address.toLowerCase())

function lineOf(
  it: RpcTransaction,
  receipt: RpcReceipt,
  timestamp: Hex,
  { names, abis }: { names: Names; abis: Abis },
): TransactionLine {
  return {
    hash: it.hash,
    block: hexToNumber(it.blockNumber ?? '0x0'),
    index: hexToNumber(it.transactionIndex),
    at: instantOf(timestamp),
    from: partyOf(it.from, names),
    to: it.to && partyOf(it.to, names),
    created: receipt.contractAddress && getAddress(receipt.contractAddress),
    value: decimal(it.value),
    success: receipt.status === '0x1',
    gasUsed: decimal(receipt.gasUsed),
    call: (it.to && decodeCall(it.input, abiOf(abis, it.to))?.call) ?? null,
  }
}
