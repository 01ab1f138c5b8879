import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Block, type BlockHeader, createBlock, createBlockFromRLP } from '@ethereumjs/block'
import {
  type Common,
  createCommonFromGethGenesis,
  type StateManagerInterface,
} from '@ethereumjs/common'
import { RLP } from '@ethereumjs/rlp'
import { createTxFromRLP, isBlob4844Tx } from '@ethereumjs/tx'
import { createVM, runBlock, type TxReceipt } from '@ethereumjs/vm'
import { systemClock } from '#kernel/clock'
import { openCalls } from '../execution/calls.ts'
import { createdBy } from '../execution/run-transaction.ts'
import { decodeTransaction } from '../execution/transaction.ts'
import { noAccount, World } from '../execution/world.ts'
import { WorldAdapter } from '../execution/world-adapter.ts'
import type { Backend, RpcReceipt, RpcTransaction, Withdrawal } from '../json-rpc/backend.ts'
import { openPool } from '../pool/pool.ts'
import { bigintOf, bytesOfHex, sameBytes, shortBytes } from '../state/bytes.ts'
import { type ChainStore, openChainStore } from '../state/chain-store.ts'
import type { StateChanges } from '../state/state.ts'

/** What our receipts and blocks have no place for, since our own chain has none of it. */
type Beside = {
  readonly roots: Map<string, Uint8Array>
  readonly blobs: Map<string, { gasUsed: bigint; gasPrice: bigint }>
  readonly withdrawals: Map<number, Withdrawal[]>
  readonly uncles: Map<number, Uint8Array[]>
}

type GenesisFile = Parameters<typeof createCommonFromGethGenesis>[0] & {
  alloc: Record<
    string,
    { balance: string; nonce?: string; code?: string; storage?: Record<string, string> }
  >
}

/**
 * An Ethereum chain of other rules in our store: EthereumJS executes the blocks over our state, and
 * each must come out with the root that its header states.
 */
export async function importEthereumChain(folder: string, vectors: string) {
  const file = JSON.parse(readFileSync(join(vectors, 'genesis.json'), 'utf8')) as GenesisFile
  const kzg = {} as never // no blob is checked: a chain holds only their hashes
  // EthereumJS knows these two itself, with the same values, and misreads them here.
  const { bpo1: _, bpo2: __, ...blobSchedule } = file.config.blobSchedule ?? {}
  Object.assign(file.config, { blobSchedule })
  const common = createCommonFromGethGenesis(file, { customCrypto: { kzg } })
  const store = openChainStore({ folder, mode: 'archive' })
  const beside: Beside = {
    roots: new Map(),
    blobs: new Map(),
    withdrawals: new Map(),
    uncles: new Map(),
  }
  let last = await commitGenesis(store, common, file)
  const blocks = splitBlocks(readFileSync(join(vectors, 'chain.rlp')))
  for (const rlp of blocks) {
    const block = createBlockFromRLP(rlp, {
      common,
      setHardfork: true,
      skipConsensusFormatValidation: true,
    })
    if (!sameBytes(block.header.parentHash, last.hash())) throw new Error('a block has no parent')
    await commitBlock(store, common, block, beside)
    last = block
  }
  return {
    store,
    common,
    head: last.header,
    backend: backendOf(store, common, last.header, beside),
  }
}

function splitBlocks(bytes: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let rest = bytes; rest.length > 0; ) {
    const { remainder } = RLP.decode(rest, true)
    blocks.push(rest.subarray(0, rest.length - remainder.length))
    rest = remainder
  }
  return blocks
}

async function commitGenesis(store: ChainStore, common: Common, file: GenesisFile) {
  const world = new World(store.state)
  for (const [at, { balance, nonce = '0x0', code, storage = {} }] of Object.entries(file.alloc)) {
    const address = bytesOfHex(at)
    world.setAccount(address, { ...noAccount, balance: BigInt(balance), nonce: BigInt(nonce) })
    if (code) world.setCode(address, bytesOfHex(code))
    const slots = world.slotsOf(address)
    for (const [slot, value] of Object.entries(storage)) {
      world.store(slots, BigInt(slot), BigInt(value))
    }
  }
  const plan = store.state.plan(world.changes())
  common.setHardforkBy({ blockNumber: 0n, timestamp: 0n })
  const { nonce, timestamp, extraData, gasLimit, difficulty, mixHash, coinbase } = file
  const facts = { timestamp, extraData, gasLimit, difficulty, mixHash, coinbase }
  const header = { ...facts, nonce: bytesOfHex(BigInt(nonce).toString(16).padStart(16, '0')) }
  const block = createBlock({ header: { ...header, stateRoot: plan.root, number: 0 } } as never, {
    common,
    skipConsensusFormatValidation: true,
  })
  await store.commit({ block: storedOf(block), receipts: [], plan })
  return block
}

const storedOf = (block: Block) => ({
  number: Number(block.header.number),
  hash: block.hash(),
  timestamp: Number(block.header.timestamp),
  header: block.header.serialize(),
  transactions: block.transactions.map((it) => it.serialize()),
})

async function commitBlock(store: ChainStore, common: Common, block: Block, beside: Beside) {
  const world = new World(store.state)
  const vm = await createVM({
    common,
    stateManager: new VmState(world, store, common) as unknown as StateManagerInterface,
    blockchain: chainOf(store) as never,
  })
  const done = await runBlock(vm, { block, skipHeaderValidation: true, setHardfork: true })
  const plan = store.state.plan(changesOf(world, common))
  if (!sameBytes(plan.root, block.header.stateRoot)) {
    throw new Error(`the state after block ${block.header.number} is another`)
  }
  const receipts = done.receipts.map((it, at) => {
    const before = done.receipts[at - 1]?.cumulativeBlockGasUsed ?? 0n
    return receiptOf(block, it, at, before, beside)
  })
  const number = Number(block.header.number)
  beside.uncles.set(
    number,
    block.uncleHeaders.map((it) => it.serialize()),
  )
  beside.withdrawals.set(
    number,
    (block.withdrawals ?? []).map(({ index, validatorIndex, address, amount }) => {
      return { index, validator: validatorIndex, address: address.bytes, amount }
    }),
  )
  await store.commit({ block: storedOf(block), receipts, plan })
}

function receiptOf(
  block: Block,
  it: TxReceipt,
  at: number,
  before: bigint,
  beside: Beside,
): RpcReceipt {
  const tx = block.transactions[at] as Block['transactions'][number]
  const from = tx.getSenderAddress().bytes
  const hash = tx.hash()
  const key = Buffer.from(hash).toString('hex')
  if ('stateRoot' in it) beside.roots.set(key, it.stateRoot)
  if ('blobGasUsed' in it) {
    beside.blobs.set(key, { gasUsed: it.blobGasUsed, gasPrice: it.blobGasPrice })
  }
  const fee = tx.getEffectivePriorityFee(block.header.baseFeePerGas ?? 0n)
  return {
    hash,
    type: tx.type,
    status: 'status' in it ? it.status : 1,
    gasUsed: it.cumulativeBlockGasUsed - before,
    cumulativeGasUsed: it.cumulativeBlockGasUsed,
    effectiveGasPrice: fee + (block.header.baseFeePerGas ?? 0n),
    from,
    to: tx.to?.bytes,
    contractAddress: tx.to ? undefined : createdBy(from, tx.nonce),
    logs: it.logs.map(([address, topics, data]) => ({ address, topics, data })),
  }
}

/** Before EIP-161 accounts with nothing in them stood in the state; on our chain none ever does. */
function changesOf(world: World, common: Common): StateChanges {
  const changes = world.changes()
  if (common.gteHardfork('spuriousDragon')) return changes
  const accounts = new Map(changes.accounts)
  for (const [key, account] of world.accounts) if (account) accounts.set(key, account)
  return { ...changes, accounts }
}

/** The world as @ethereumjs/vm asks for a state, with roots from our trie. */
class VmState extends WorldAdapter {
  readonly #store: ChainStore
  readonly #common: Common
  override readonly originalStorageCache = {
    get: (address: { readonly bytes: Uint8Array }, slot: Uint8Array) =>
      shortBytes(this.world.loadBefore(this.world.slotsOf(address.bytes), bigintOf(slot))),
    clear: () => {
      this.world.endTransaction()
      return undefined
    },
  }
  constructor(world: World, store: ChainStore, common: Common) {
    super(world)
    this.#store = store
    this.#common = common
  }
  checkpoint = async () => this.world.checkpoint()
  commit = async () => this.world.commit()
  revert = async () => this.world.revert()
  clearCaches = () => undefined
  setStateRoot = async () => undefined
  getStateRoot = async () => this.#store.state.plan(changesOf(this.world, this.#common)).root
}

const chainOf = (store: ChainStore) => ({
  getBlock: async (number: number) => ({
    hash: () => store.blocks.header(number)?.hash ?? new Uint8Array(32),
  }),
  putBlock: async () => undefined,
  shallowCopy: () => undefined,
})

function backendOf(store: ChainStore, common: Common, head: BlockHeader, beside: Beside): Backend {
  common.setHardforkBy({ blockNumber: head.number, timestamp: head.timestamp })
  const { blocks, state } = store
  const pool = openPool({
    nonceOf: (address) => state.account(address)?.nonce ?? 0n,
    check: () => undefined,
    memberOf: (address) => Buffer.from(address).toString('hex'),
    clock: systemClock,
  })
  return {
    chainId: common.chainId(),
    client: 'ndc/test',
    clock: systemClock,
    state,
    pool,
    blocks: {
      get latest() {
        return blocks.latest
      },
      get first() {
        return blocks.first
      },
      header: (number) => blocks.header(number),
      block: (number) => {
        const found = blocks.block(number)
        const uncles = beside.uncles.get(number) ?? []
        return found && { ...found, uncles, withdrawals: beside.withdrawals.get(number) ?? [] }
      },
      receipts: (number) => blocks.receipts(number)?.map((it) => withBeside(it, beside)),
      numberOf: (hash) => blocks.numberOf(hash),
      transaction: (hash) => blocks.transaction(hash),
      logs: (filter) => blocks.logs(filter),
      transactionsOf: (...asked) => blocks.transactionsOf(...asked),
    },
    evm: openCalls({ store, common, clock: systemClock }),
    consensus: {
      name: 'none',
      status: async () => ({
        height: Number(head.number),
        syncing: false,
        peers: 0,
        validators: 0,
        words: { vi: '', en: '' },
      }),
      signedBlock: async () => undefined,
    },
    keptStates: undefined,
    decode: (raw) => decodeAny(raw, common),
    async send(raw) {
      const transaction = decodeTransaction(raw)
      pool.add(transaction)
      return transaction.hash
    },
    nextFees: () => ({ base: head.calcNextBaseFee(), blob: 1n, tip: 0n }),
    config: () => null,
    watch: () => () => undefined,
  }
}

function withBeside(it: RpcReceipt, { roots, blobs }: Beside): RpcReceipt {
  const key = Buffer.from(it.hash).toString('hex')
  const root = roots.get(key)
  const blob = blobs.get(key)
  return { ...it, ...(root && { root }), ...(blob && { blob }) }
}

/** Transactions with blobs are EthereumJS' to decode; all others are ours. */
function decodeAny(raw: Uint8Array, common: Common): RpcTransaction {
  if (raw[0] !== 3) return decodeTransaction(raw)
  const tx = createTxFromRLP(raw, { common })
  if (!isBlob4844Tx(tx)) throw new Error('this is no transaction with blobs')
  return {
    raw,
    hash: tx.hash(),
    type: 3,
    chainId: tx.chainId,
    from: tx.getSenderAddress().bytes,
    nonce: tx.nonce,
    gas: tx.gasLimit,
    maxFee: tx.maxFeePerGas,
    maxTip: tx.maxPriorityFeePerGas,
    to: tx.to?.bytes,
    value: tx.value,
    data: tx.data,
    accessList: tx.accessList.map(([address, slots]) => ({ address, slots })),
    authorizations: [],
    v: tx.v ?? 0n,
    r: tx.r ?? 0n,
    s: tx.s ?? 0n,
    blobs: { maxFee: tx.maxFeePerBlobGas, hashes: tx.blobVersionedHashes.map(bytesOfHex) },
  }
}
