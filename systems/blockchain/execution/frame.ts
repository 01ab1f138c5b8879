import { EVMError } from '@ethereumjs/evm'
import type { Address } from '@ethereumjs/util'
import { bigintOf } from '../state/bytes.ts'
import type { Slots, World } from './world.ts'

/** What EthereumJS keeps of one call; its own instructions read and write it. */
export type RunState = {
  programCounter: number
  opCode: number
  gasLeft: bigint
  gasRefund: bigint
  memoryWordCount: bigint
  highestMemCost: bigint
  memory: { _store: Uint8Array }
  stack: { _store: bigint[]; _len: number }
  code: Uint8Array
  returnBytes: Uint8Array
  /** What the CALL or CREATE that is about to run hands on. */
  messageGasLimit?: bigint
  env: CallEnvironment
}

export type CallEnvironment = {
  readonly address: Address
  readonly caller: Address
  readonly origin: Address
  readonly callData: Uint8Array
  readonly callValue: bigint
  readonly code: Uint8Array
  readonly isStatic: boolean
  readonly depth: number
  readonly gasPrice: bigint
  readonly block: { readonly header: BlockFacts }
  readonly contract: { readonly balance: bigint }
}

export type BlockFacts = {
  readonly number: bigint
  readonly coinbase: Address
  readonly timestamp: bigint
  readonly prevRandao: Uint8Array
  readonly gasLimit: bigint
  readonly baseFeePerGas?: bigint
}

export type CallLog = [address: Uint8Array, topics: Uint8Array[], data: Uint8Array]

/** One call while its code runs: numbers where EthereumJS has bigints, and no promises. */
export class Frame {
  pc = 0
  gas: number
  sp = 0
  /** The size of memory, in words of 32 bytes, and what was paid for it. */
  words = 0
  memoryCost = 0
  halted = false
  output: Uint8Array | undefined
  /** EthereumJS replaces the array when a call that it made has logged. */
  readonly result: { logs: CallLog[] }
  readonly stack: bigint[]
  readonly code: Uint8Array
  readonly about: CodeFacts
  readonly state: RunState
  readonly env: CallEnvironment
  readonly world: World
  readonly chainId: bigint
  #slots: Slots | undefined

  constructor(
    state: RunState,
    code: Uint8Array,
    world: World,
    chainId: bigint,
    result: { logs: CallLog[] },
  ) {
    this.state = state
    this.env = state.env
    this.gas = Number(state.gasLeft)
    this.stack = state.stack._store
    this.code = code
    this.about = factsOf(code)
    this.world = world
    this.chainId = chainId
    this.result = result
  }

  get slots(): Slots {
    this.#slots ??= this.world.slotsOf(this.env.address.bytes)
    return this.#slots
  }

  pay(gas: number): void {
    this.gas -= gas
    if (this.gas < 0) throw outOfGas()
  }

  /** Pays for memory up to there and makes it; answers the offset as a number. */
  reach(offset: bigint, size: bigint): number {
    if (size === 0n) return 0
    const end = offset + size
    if (end > 0xffff_ffffn) throw outOfGas()
    const words = Math.ceil(Number(end) / 32)
    if (words > this.words) {
      const cost = words * 3 + Math.floor((words * words) / 512)
      this.pay(cost - this.memoryCost)
      this.memoryCost = cost
      this.words = words
      const { memory } = this.state
      if (memory._store.length < words * 32) {
        const larger = new Uint8Array(Math.max(words * 32, memory._store.length * 2))
        larger.set(memory._store)
        memory._store = larger
      }
    }
    return Number(offset)
  }

  /** Hands the call to EthereumJS' instructions, and takes it back. */
  lend(): void {
    const { state } = this
    state.programCounter = this.pc
    state.gasLeft = BigInt(this.gas)
    state.memoryWordCount = BigInt(this.words)
    state.highestMemCost = BigInt(this.memoryCost)
    state.stack._len = this.sp
  }

  takeBack(): void {
    const { state } = this
    this.pc = state.programCounter
    this.gas = Number(state.gasLeft)
    this.words = Number(state.memoryWordCount)
    this.memoryCost = Number(state.highestMemCost)
    this.sp = state.stack._len
    const { memory } = state
    if (memory._store.length < this.words * 32) {
      const larger = new Uint8Array(this.words * 32)
      larger.set(memory._store)
      memory._store = larger
    }
  }
}

export function outOfGas(): EVMError {
  return new EVMError(EVMError.errorMessages.OUT_OF_GAS)
}

/** What is known of a code without running it; kept as long as its bytes are. */
export type CodeFacts = {
  /** 1 where a jump may land; made at the first jump. */
  landings: Uint8Array | undefined
  /** By position: which of `constants` a PUSH there puts on the stack, counted from 1. */
  readonly places: Uint16Array
  readonly constants: bigint[]
}

const known = new WeakMap<Uint8Array, CodeFacts>()

function factsOf(code: Uint8Array): CodeFacts {
  const found = known.get(code)
  if (found) return found
  const facts: CodeFacts = {
    landings: undefined,
    places: new Uint16Array(code.length),
    constants: [0n],
  }
  known.set(code, facts)
  return facts
}

export function landingsOf({ about, code }: Frame): Uint8Array {
  if (about.landings) return about.landings
  const landings = new Uint8Array(code.length)
  for (let at = 0; at < code.length; at += 1) {
    const op = code[at] as number
    if (op === 0x5b) landings[at] = 1
    else if (op >= 0x60 && op <= 0x7f) at += op - 0x5f
  }
  about.landings = landings
  return landings
}

/** The constant of the PUSH at `at`, decoded once. */
export function constantAt(frame: Frame, at: number, size: number): bigint {
  const { places, constants } = frame.about
  const place = places[at] as number
  if (place !== 0) return constants[place] as bigint
  const { code } = frame
  let bytes = code.subarray(at + 1, at + 1 + size)
  if (bytes.length < size) {
    const padded = new Uint8Array(size)
    padded.set(bytes)
    bytes = padded
  }
  const constant = bigintOf(bytes)
  if (constants.length < 0xffff) {
    places[at] = constants.length
    constants.push(constant)
  }
  return constant
}
