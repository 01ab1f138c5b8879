import { createZeroAddress } from '@ethereumjs/util'
import type { BlockTime, TxResult, ValidatorUpdate } from '#engines/chain'
import type { StoredBlock, StoredHeader, StoredReceipt } from '../state/blocks.ts'
import { bigintOf, sameBytes } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'
import type { State, StatePlan } from '../state/state.ts'
import { sealBlock } from './block.ts'
import type { Machine } from './machine.ts'
import { admit, charge, governanceAddress } from './policy.ts'
import { Refused } from './refused.ts'
import { type BlockContext, type Outcome, runTransaction, validate } from './run-transaction.ts'
import { decodeTransaction, type Transaction } from './transaction.ts'

/** The rules of one network that are not Ethereum's. */
export type ChainRules = {
  readonly chainId: bigint
  readonly open: boolean
  readonly gasLimit: bigint
}

/** A block that has run, with all that its commit writes. */
export type RanBlock = {
  readonly height: number
  readonly block: StoredBlock
  readonly receipts: readonly StoredReceipt[]
  readonly plan: StatePlan
  /** One for each of the bytes that were given, whether they ran or not. */
  readonly results: readonly TxResult[]
  readonly validatorUpdates: readonly ValidatorUpdate[]
  /** The transactions that ran, in order. */
  readonly transactions: readonly Transaction[]
  /** Why the first of those that did not run could not. */
  readonly refused: readonly { readonly raw: Uint8Array; readonly why: Refused }[]
}

export function contextOf(rules: ChainRules, number: number, time: BlockTime): BlockContext {
  return {
    number: BigInt(number),
    timestamp: BigInt(time.seconds),
    gasLimit: rules.gasLimit,
    baseFee: 0n,
    coinbase: createZeroAddress(),
    prevRandao: new Uint8Array(32),
  }
}

type Order = {
  readonly machine: Machine
  readonly state: State
  readonly parent: StoredHeader
  readonly rules: ChainRules
  readonly time: BlockTime
}

/**
 * Runs what stands in a block, one after the other. What cannot run is passed over and gets a
 * TxResult that says why; it is no part of the Ethereum block. `machine` must hold a fresh world over `state`.
 */
export async function runBlock(order: Order, raws: readonly Uint8Array[]): Promise<RanBlock> {
  const { machine, state, parent, rules, time } = order
  const height = parent.number + 1
  const context = contextOf(rules, height, time)
  const receipts: StoredReceipt[] = []
  const transactions: Transaction[] = []
  const results: TxResult[] = []
  const refused: { raw: Uint8Array; why: Refused }[] = []
  let used = 0n
  for (const raw of raws) {
    try {
      const tx = decodeTransaction(raw)
      const outcome = await runOne(machine, tx, context, rules, used)
      used += outcome.gasUsed
      transactions.push(tx)
      receipts.push(receiptOf(tx, outcome, used))
      results.push(resultOf(tx, outcome))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      refused.push({ raw, why: error })
      results.push(refusal(error))
    }
  }
  const plan = state.plan(machine.world.changes())
  const block = sealBlock({
    number: height,
    parentHash: parent.hash,
    timestamp: time.seconds,
    gasLimit: rules.gasLimit,
    stateRoot: plan.root,
    transactions: transactions.map((it) => it.raw),
    receipts,
  })
  const validatorUpdates = updatesIn(receipts)
  return { height, block, receipts, plan, results, validatorUpdates, transactions, refused }
}

async function runOne(
  machine: Machine,
  tx: Transaction,
  context: BlockContext,
  rules: ChainRules,
  used: bigint,
): Promise<Outcome> {
  const { world } = machine
  const needs = validate(world, tx, context, rules.chainId)
  if (tx.gas > context.gasLimit - used) {
    throw new Refused(
      'gas-above-block',
      `gas limit reached: ${tx.gas} > ${context.gasLimit - used}`,
    )
  }
  const admission = admit(world, tx, context.timestamp, rules.open)
  const outcome = await runTransaction(machine, tx, context, needs)
  if (admission) charge(world, admission, outcome.gasUsed)
  return outcome
}

function receiptOf(tx: Transaction, outcome: Outcome, cumulativeGasUsed: bigint): StoredReceipt {
  const { status, gasUsed, price: effectiveGasPrice, logs, contractAddress } = outcome
  const { hash, type, from, to } = tx
  const gas = { gasUsed, cumulativeGasUsed, effectiveGasPrice }
  return { hash, type, status, ...gas, from, to, contractAddress, logs }
}

const noData = new Uint8Array()

function resultOf(tx: Transaction, { gasUsed, error }: Outcome): TxResult {
  return { code: 0, log: error ?? '', gasWanted: tx.gas, gasUsed, data: noData }
}

function refusal(why: Refused): TxResult {
  return { code: why.number, log: why.message, gasWanted: 0n, gasUsed: 0n, data: noData }
}

const validatorChanged = keccak(new TextEncoder().encode('ValidatorChanged(bytes32,uint64)'))

/** What Governance has decided about validators in this block; of one key the last word counts. */
function updatesIn(receipts: readonly StoredReceipt[]): ValidatorUpdate[] {
  const updates = new Map<string, ValidatorUpdate>()
  for (const { address, topics, data } of receipts.flatMap((it) => it.logs)) {
    const [topic, key] = topics
    if (!topic || !key || !sameBytes(topic, validatorChanged)) continue
    if (!sameBytes(address, governanceAddress)) continue
    const power = Number(bigintOf(data.subarray(0, 32)))
    updates.set(Buffer.from(key).toString('hex'), { key, power })
  }
  return [...updates.values()]
}
