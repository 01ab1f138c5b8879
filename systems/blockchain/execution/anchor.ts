import { EVMError, type ExecResult, type Message } from '@ethereumjs/evm'
import { bigintOf, bytesOfHex, hexOf, sameBytes, wordBytes } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'
import { outOfGas } from './frame.ts'
import type { World } from './world.ts'

/**
 * The anchor contract (IAnchor.sol) as a precompile: heads of append-only logs, in ordinary
 * storage, so that eth_getProof proves them. For the log L,
 * base = keccak256(abi.encode(L, uint256(0))): base + 0 holds the root,
 * base + 1 treeSize | atBlock << 64 | owner << 96.
 */
export const anchorAddress = bytesOfHex('0x0000000000000000000000000000000000007002')

const selector = (signature: string) => keccak(new TextEncoder().encode(signature)).slice(0, 4)
const topicOf = (signature: string) => keccak(new TextEncoder().encode(signature))

type Call = {
  readonly world: World
  readonly message: Message
  readonly atBlock: bigint
  readonly words: readonly Uint8Array[]
}
type Verb = {
  readonly words: number
  readonly writes: boolean
  /** Near what the same storage and log would cost a contract. */
  gas(call: Call): number
  run(call: Call): { answer: Uint8Array; logs?: ExecResult['logs'] }
}

const appended = topicOf('Appended(bytes32,uint64,bytes32)')
const opened = topicOf('Opened(bytes32,address)')

/** Ends the call as a contract's custom error would. */
class Reverted extends Error {
  readonly data: Uint8Array
  constructor(signature: string, ...words: readonly Uint8Array[]) {
    super(signature)
    this.data = new Uint8Array(Buffer.concat([selector(signature), ...words]))
  }
}

type Head = { treeSize: bigint; atBlock: bigint; owner: bigint; root: bigint }

function baseOf(log: Uint8Array): bigint {
  const preimage = new Uint8Array(64)
  preimage.set(log)
  return bigintOf(keccak(preimage))
}

function next(slot: bigint): bigint {
  return BigInt.asUintN(256, slot + 1n)
}

function headOf({ world }: Call, log: Uint8Array): Head {
  const slots = world.slotsOf(anchorAddress)
  const base = baseOf(log)
  const packed = world.load(slots, next(base))
  return {
    root: world.load(slots, base),
    treeSize: BigInt.asUintN(64, packed),
    atBlock: BigInt.asUintN(32, packed >> 64n),
    owner: packed >> 96n,
  }
}

function pack({ treeSize, atBlock, owner }: Head): bigint {
  return treeSize | (atBlock << 64n) | (owner << 96n)
}

const word = (call: Call, at: number) => call.words[at] as Uint8Array

const append: Verb = {
  words: 3,
  writes: true,
  gas: (call) => (headOf(call, word(call, 0)).root === 0n ? 32_000 : 14_000),
  run(call) {
    const log = word(call, 0)
    const head = headOf(call, log)
    const caller = call.message.caller.bytes
    if (head.owner === 0n || head.owner !== bigintOf(caller)) {
      throw new Reverted('NotOwner(bytes32,address)', log, wordBytes(bigintOf(caller)))
    }
    const treeSize = bigintOf(word(call, 1))
    const root = bigintOf(word(call, 2))
    if (treeSize <= head.treeSize || treeSize >= 1n << 64n) {
      throw new Reverted(
        'NotGrowing(bytes32,uint64,uint64)',
        log,
        wordBytes(head.treeSize),
        wordBytes(BigInt.asUintN(64, treeSize)),
      )
    }
    const slots = call.world.slotsOf(anchorAddress)
    const base = baseOf(log)
    call.world.store(slots, base, root)
    call.world.store(slots, next(base), pack({ ...head, treeSize, atBlock: call.atBlock }))
    const data = new Uint8Array(Buffer.concat([word(call, 1), word(call, 2)]))
    return { answer: new Uint8Array(), logs: [[anchorAddress, [appended, log], data]] }
  },
}

const head: Verb = {
  words: 1,
  writes: false,
  gas: () => 4_200,
  run(call) {
    const { treeSize, root, atBlock } = headOf(call, word(call, 0))
    const words = [treeSize, root, atBlock].map(wordBytes)
    return { answer: new Uint8Array(Buffer.concat(words)) }
  },
}

const owner: Verb = {
  words: 1,
  writes: false,
  gas: () => 2_100,
  run: (call) => ({ answer: wordBytes(headOf(call, word(call, 0)).owner) }),
}

/** Whoever comes first opens a log; only its owner hands it over. */
const open: Verb = {
  words: 2,
  writes: true,
  gas: () => 26_000,
  run(call) {
    const log = word(call, 0)
    const found = headOf(call, log)
    const caller = call.message.caller.bytes
    if (found.owner !== 0n && found.owner !== bigintOf(caller)) {
      throw new Reverted('NotOwner(bytes32,address)', log, wordBytes(bigintOf(caller)))
    }
    const heir = bigintOf(word(call, 1))
    if (heir === 0n || heir >= 1n << 160n) throw new Reverted('BadOwner(bytes32)', log)
    const slots = call.world.slotsOf(anchorAddress)
    call.world.store(slots, next(baseOf(log)), pack({ ...found, owner: heir }))
    const topics = [opened, log, wordBytes(heir)]
    return { answer: new Uint8Array(), logs: [[anchorAddress, topics, new Uint8Array()]] }
  },
}

const verbs = new Map<string, Verb>([
  [hexOf(selector('append(bytes32,uint64,bytes32)')), append],
  [hexOf(selector('head(bytes32)')), head],
  [hexOf(selector('owner(bytes32)')), owner],
  [hexOf(selector('open(bytes32,address)')), open],
])

/** Runs one call of the anchor contract; `gasLimit` is what it may use. */
export function runAnchor(
  world: World,
  message: Message,
  gasLimit: bigint,
  atBlock: bigint,
): ExecResult {
  const { data } = message
  const fail = (returnValue: Uint8Array, used: bigint): ExecResult => ({
    executionGasUsed: used,
    exceptionError: new EVMError(EVMError.errorMessages.REVERT),
    returnValue,
  })
  const verb = data.length >= 4 ? verbs.get(hexOf(data.subarray(0, 4))) : undefined
  const direct = message.to !== undefined && sameBytes(message.to.bytes, anchorAddress)
  if (!verb || !direct || message.value !== 0n || data.length < 4 + verb.words * 32) {
    return fail(new Uint8Array(), gasLimit < 100n ? gasLimit : 100n)
  }
  const words = Array.from({ length: verb.words }, (_, at) => data.slice(4 + at * 32, 36 + at * 32))
  const call = { world, message, atBlock, words }
  const gas = BigInt(verb.gas(call))
  const halt = (exceptionError: EVMError): ExecResult => ({
    executionGasUsed: gasLimit,
    exceptionError,
    returnValue: new Uint8Array(),
  })
  if (gas > gasLimit) return halt(outOfGas())
  if (verb.writes && message.isStatic) {
    return halt(new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE))
  }
  try {
    const { answer, logs } = verb.run(call)
    return { executionGasUsed: gas, returnValue: answer, ...(logs && { logs }) }
  } catch (error) {
    if (error instanceof Reverted) return fail(error.data, gas)
    throw error
  }
}

/** Storage that makes a log exist from the first block on. */
export function openLog(world: World, log: Uint8Array, heir: Uint8Array): void {
  const none = { treeSize: 0n, atBlock: 0n, root: 0n }
  const slots = world.slotsOf(anchorAddress)
  world.store(slots, next(baseOf(log)), pack({ ...none, owner: bigintOf(heir) }))
}
