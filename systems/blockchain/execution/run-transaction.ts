import { EVMError, type EVMResult } from '@ethereumjs/evm'
import { Address } from '@ethereumjs/util'
import type { Log } from '../state/blocks.ts'
import { hexOf, shortBytes } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'
import { encodeRlp } from '../state/rlp.ts'
import { intrinsicGas, maxInitCodeBytes } from './intrinsic-gas.ts'
import type { Machine } from './machine.ts'
import { Refused } from './refused.ts'
import { authorityOf, type Transaction } from './transaction.ts'
import { hasCode, isEmpty, noAccount, type World } from './world.ts'

/** What a block says to the transactions in it. */
export type BlockContext = {
  readonly number: bigint
  /** Seconds since 1970. */
  readonly timestamp: bigint
  readonly gasLimit: bigint
  readonly baseFee: bigint
  readonly coinbase: Address
  readonly prevRandao: Uint8Array
}

export type Outcome = {
  readonly status: 0 | 1
  readonly gasUsed: bigint
  /** Before refunds: what the sender must have had. */
  readonly mostGas: bigint
  readonly price: bigint
  readonly logs: readonly Log[]
  readonly contractAddress: Uint8Array | undefined
  /** What was returned, or what it reverted with. */
  readonly output: Uint8Array
  readonly error: string | undefined
}

const maxNonce = 2n ** 64n - 1n

/** A transaction, or what eth_call asks to be run like one. */
export type Runnable = Omit<Transaction, 'raw' | 'hash' | 'v' | 'r' | 's' | 'type'>

/**
 * Whether a transaction can run on this state; throws Refused. Says what it costs beforehand and at
 * least. Its signature and form were checked when it was decoded.
 */
export function validate(world: World, tx: Runnable, block: BlockContext, chainId: bigint) {
  const { nonce } = world.account(tx.from) ?? noAccount
  if (tx.nonce < nonce) {
    throw new Refused('nonce-too-low', `nonce too low: next nonce ${nonce}, tx nonce ${tx.nonce}`)
  }
  if (tx.nonce > nonce) {
    throw new Refused('nonce-too-high', `nonce too high: next nonce ${nonce}, tx nonce ${tx.nonce}`)
  }
  return validateButNonce(world, tx, block, chainId)
}

/** The same for a transaction whose turn may come later. */
export function validateButNonce(
  world: World,
  tx: Runnable,
  block: BlockContext,
  chainId: bigint,
): Needs {
  if (tx.chainId !== undefined && tx.chainId !== chainId) {
    throw new Refused('wrong-chain', `invalid chain id: ${tx.chainId} instead of ${chainId}`)
  }
  if (tx.nonce >= maxNonce) throw new Refused('nonce-too-high', 'nonce has max value')
  const account = world.account(tx.from) ?? noAccount
  if (hasCode(account) && delegateOf(world.codeOf(account.codeHash)) === undefined) {
    throw new Refused('sender-has-code', 'sender not an eoa')
  }
  if (tx.maxTip > tx.maxFee) {
    throw new Refused('tip-above-cap', 'max priority fee per gas higher than max fee per gas')
  }
  if (tx.maxFee < block.baseFee) {
    throw new Refused('fee-too-low', 'max fee per gas less than block base fee')
  }
  const cost = tx.gas * tx.maxFee + tx.value
  if (cost > account.balance) {
    const words = `insufficient funds for gas * price + value: have ${account.balance} want ${cost}`
    throw new Refused('insufficient-funds', words)
  }
  if (tx.gas > block.gasLimit) {
    throw new Refused('gas-above-block', `exceeds block gas limit: ${tx.gas} > ${block.gasLimit}`)
  }
  return mustAfford(tx)
}

/** Gas that a transaction costs before its code runs, and that it costs at least. */
export type Needs = { readonly gas: number; readonly floor: number }

/** The intrinsic gas of a transaction; throws Refused if its limit is below it. */
export function mustAfford(tx: Runnable): Needs {
  if (tx.to === undefined && tx.data.length > maxInitCodeBytes) {
    throw new Refused('init-code-size', `max initcode size exceeded: ${tx.data.length}`)
  }
  const needs = intrinsicGas(tx)
  const least = Math.max(needs.gas, needs.floor)
  if (tx.gas < least) {
    throw new Refused('intrinsic-gas', `intrinsic gas too low: have ${tx.gas}, want ${least}`)
  }
  return needs
}

/** Runs a transaction that `validate` has let in. */
export async function runTransaction(
  machine: Machine,
  tx: Runnable,
  block: BlockContext,
  needs: Needs,
): Promise<Outcome> {
  const { world } = machine
  const tip = min(tx.maxTip, tx.maxFee - block.baseFee)
  const price = block.baseFee + tip
  const sender = world.account(tx.from) ?? noAccount
  const balance = sender.balance - tx.gas * price
  world.setAccount(tx.from, { ...sender, balance, nonce: sender.nonce + 1n })
  const plain = tx.to !== undefined && tx.authorizations.length === 0 && isPlain(machine, tx.to)
  const ran = plain ? transfer(world, tx) : await call(machine, tx, block, price, needs.gas)
  const before = BigInt(needs.gas) + ran.gas
  const refund = min(before / 5n, ran.refund)
  const gasUsed = max(before - refund, BigInt(needs.floor))
  if (price > 0n) {
    addBalance(world, tx.from, (tx.gas - gasUsed) * price)
    if (tip > 0n) addBalance(world, block.coinbase.bytes, gasUsed * tip)
  }
  world.endTransaction()
  const contractAddress = tx.to === undefined ? createdBy(tx.from, tx.nonce) : undefined
  const { status, logs, output, error } = ran
  const mostGas = max(before, BigInt(needs.floor))
  return { status, gasUsed, mostGas, price, logs, contractAddress, output, error }
}

type Ran = Pick<Outcome, 'status' | 'logs' | 'output' | 'error'> & {
  readonly gas: bigint
  readonly refund: bigint
}

function isPlain({ world, precompiles }: Machine, address: Uint8Array): boolean {
  const account = world.account(address)
  return (account === undefined || !hasCode(account)) && !precompiles.has(hexOf(address))
}

/** To an account without code nothing runs, whatever the data. */
function transfer(world: World, tx: Runnable): Ran {
  if (tx.value > 0n) {
    addBalance(world, tx.from, -tx.value)
    addBalance(world, tx.to as Uint8Array, tx.value)
  }
  const output = new Uint8Array()
  return { status: 1, logs: [], output, error: undefined, gas: 0n, refund: 0n }
}

async function call(
  machine: Machine,
  tx: Runnable,
  block: BlockContext,
  price: bigint,
  intrinsic: number,
): Promise<Ran> {
  const { world } = machine
  warm(world, tx, block)
  const authorized = authorize(world, tx, machine.common.chainId())
  const caller = new Address(tx.from)
  const result = await machine.runCall({
    block: { header: headerOf(block) },
    gasPrice: price,
    caller,
    origin: caller,
    gasLimit: tx.gas - BigInt(intrinsic),
    ...(tx.to && { to: new Address(tx.to) }),
    value: tx.value,
    data: tx.data,
    skipNonceIncrement: true,
  })
  const { execResult: ran } = result
  destroy(world, ran)
  return {
    status: ran.exceptionError ? 0 : 1,
    logs: ran.exceptionError ? [] : (ran.logs ?? []).map(logOf),
    output: ran.returnValue,
    error: ran.exceptionError && wordsOf(ran.exceptionError),
    gas: ran.executionGasUsed,
    refund: (ran.gasRefund ?? 0n) + authorized,
  }
}

function logOf([address, topics, data]: [Uint8Array, Uint8Array[], Uint8Array]): Log {
  return { address, topics, data }
}

export function headerOf(block: BlockContext) {
  const { number, coinbase, timestamp, prevRandao, gasLimit, baseFee } = block
  const facts = { number, coinbase, timestamp, prevRandao, gasLimit, difficulty: 0n }
  return { ...facts, baseFeePerGas: baseFee, getBlobGasPrice: () => 1n }
}

/** EIP-2929, 2930 and 3651. */
function warm(world: World, tx: Runnable, block: BlockContext): void {
  world.warmAddresses.set(hexOf(tx.from), true)
  world.warmAddresses.set(hexOf(block.coinbase.bytes), true)
  if (tx.to) world.warmAddresses.set(hexOf(tx.to), true)
  for (const { address, slots } of tx.accessList) {
    world.warmAddresses.set(hexOf(address), true)
    const { warm: warmSlots } = world.slotsOf(address)
    for (const slot of slots) warmSlots.set(BigInt(`0x${hexOf(slot)}`), true)
  }
}

const delegation = Uint8Array.of(0xef, 0x01, 0x00)

/** The address whose code runs for an account with this code (EIP-7702). */
export function delegateOf(code: Uint8Array): Uint8Array | undefined {
  const is = code.length === 23 && code[0] === 0xef && code[1] === 0x01 && code[2] === 0x00
  return is ? code.subarray(3) : undefined
}

/** Sets the codes that accounts authorize; answers the refund. What is not valid is passed over. */
function authorize(world: World, tx: Runnable, chainId: bigint): bigint {
  let refund = 0n
  for (const it of tx.authorizations) {
    if ((it.chainId !== 0n && it.chainId !== chainId) || it.nonce >= maxNonce) continue
    const authority = authorityOf(it)
    if (!authority) continue
    world.warmAddresses.set(hexOf(authority), true)
    const account = world.account(authority) ?? noAccount
    if (hasCode(account) && !delegateOf(world.codeOf(account.codeHash))) continue
    if (account.nonce !== it.nonce) continue
    if (!isEmpty(account)) refund += 12_500n
    const none = it.address.every((byte) => byte === 0)
    world.setCode(authority, none ? new Uint8Array() : Buffer.concat([delegation, it.address]))
    const changed = world.account(authority) ?? noAccount
    world.setAccount(authority, { ...changed, nonce: it.nonce + 1n })
  }
  return refund
}

/** Accounts that were made and destroyed in the same transaction are no more (EIP-6780). */
function destroy(world: World, { selfdestruct, createdAddresses }: EVMResult['execResult']): void {
  for (const address of selfdestruct?.keys() ?? []) {
    if (!createdAddresses?.has(address)) continue
    const bytes = new Uint8Array(Buffer.from(address.slice(2), 'hex'))
    world.setAccount(bytes, undefined)
    world.clearStorage(bytes)
  }
}

/** The address of a contract that an account creates with this nonce. */
export function createdBy(from: Uint8Array, nonce: bigint): Uint8Array {
  return keccak(encodeRlp([from, shortBytes(nonce)])).slice(12)
}

export function addBalance(world: World, address: Uint8Array, amount: bigint): void {
  if (amount === 0n) return
  const account = world.account(address) ?? noAccount
  world.setAccount(address, { ...account, balance: account.balance + amount })
}

/** As geth says it. */
function wordsOf({ error }: EVMError): string {
  return error === EVMError.errorMessages.REVERT ? 'execution reverted' : error
}

const min = (left: bigint, right: bigint) => (left < right ? left : right)
const max = (left: bigint, right: bigint) => (left > right ? left : right)
