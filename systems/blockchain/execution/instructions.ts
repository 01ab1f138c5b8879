import { EVMError } from '@ethereumjs/evm'
import { bigintOf, wordBytes } from '../state/bytes.ts'
import { keccak } from '../state/keccak.ts'
import { arithmetic, type Instruction } from './arithmetic.ts'
import { constantAt, type Frame, landingsOf, outOfGas } from './frame.ts'

const wordsIn = (size: bigint) => Math.ceil(Number(size) / 32)

function push(frame: Frame, value: bigint): void {
  frame.stack[frame.sp++] = value
}

function pop(frame: Frame): bigint {
  return frame.stack[--frame.sp] as bigint
}

function constant(f: (frame: Frame) => bigint): Instruction {
  return (frame) => push(frame, f(frame))
}

function memoryOf(frame: Frame): Uint8Array {
  return frame.state.memory._store
}

/** 32 bytes of `source` from there on, zeros behind its end. */
function wordAt(source: Uint8Array, at: bigint): bigint {
  if (at >= source.length) return 0n
  const from = Number(at)
  if (from + 32 <= source.length) return bigintOf(source.subarray(from, from + 32))
  const rest = source.subarray(from)
  return bigintOf(rest) << BigInt(8 * (32 - rest.length))
}

function copyFrom(sourceOf: (frame: Frame) => Uint8Array): Instruction {
  return (frame) => {
    const to = pop(frame)
    const from = pop(frame)
    const size = pop(frame)
    const at = frame.reach(to, size)
    frame.pay(3 * wordsIn(size))
    if (size === 0n) return
    const source = sourceOf(frame)
    const memory = memoryOf(frame)
    const start = from > source.length ? source.length : Number(from)
    const part = source.subarray(start, Math.min(start + Number(size), source.length))
    memory.set(part, at)
    memory.fill(0, at + part.length, at + Number(size))
  }
}

const copyReturned = copyFrom((frame) => frame.state.returnBytes)

const memory: Readonly<Record<number, readonly [number, Instruction]>> = {
  0x51: [
    3,
    (frame) => {
      const at = frame.reach(frame.stack[frame.sp - 1] as bigint, 32n)
      frame.stack[frame.sp - 1] = bigintOf(memoryOf(frame).subarray(at, at + 32))
    },
  ],
  0x52: [
    3,
    (frame) => {
      const at = frame.reach(pop(frame), 32n)
      memoryOf(frame).set(wordBytes(pop(frame)), at)
    },
  ],
  0x53: [
    3,
    (frame) => {
      const at = frame.reach(pop(frame), 1n)
      memoryOf(frame)[at] = Number(pop(frame) & 0xffn)
    },
  ],
  0x5e: [
    3,
    (frame) => {
      const to = pop(frame)
      const from = pop(frame)
      const size = pop(frame)
      frame.reach(to > from ? to : from, size)
      frame.pay(3 * wordsIn(size))
      if (size === 0n) return
      memoryOf(frame).copyWithin(Number(to), Number(from), Number(from + size))
    },
  ],
  0x20: [
    30,
    (frame) => {
      const offset = pop(frame)
      const size = pop(frame)
      const at = frame.reach(offset, size)
      frame.pay(6 * wordsIn(size))
      push(frame, bigintOf(keccak(memoryOf(frame).subarray(at, at + Number(size)))))
    },
  ],
}

const surroundings: Readonly<Record<number, readonly [number, Instruction]>> = {
  0x30: [2, constant(({ env }) => bigintOf(env.address.bytes))],
  0x32: [2, constant(({ env }) => bigintOf(env.origin.bytes))],
  0x33: [2, constant(({ env }) => bigintOf(env.caller.bytes))],
  0x34: [2, constant(({ env }) => env.callValue)],
  0x35: [3, (frame) => push(frame, wordAt(frame.env.callData, pop(frame)))],
  0x36: [2, constant(({ env }) => BigInt(env.callData.length))],
  0x37: [3, copyFrom(({ env }) => env.callData)],
  0x38: [2, constant(({ env }) => BigInt(env.code.length))],
  0x39: [3, copyFrom(({ env }) => env.code)],
  0x3a: [2, constant(({ env }) => env.gasPrice)],
  0x3d: [2, constant(({ state }) => BigInt(state.returnBytes.length))],
  0x3e: [
    3,
    (frame) => {
      const from = frame.stack[frame.sp - 2] as bigint
      const size = frame.stack[frame.sp - 3] as bigint
      if (from + size > frame.state.returnBytes.length) throw outOfGas()
      copyReturned(frame)
    },
  ],
  0x41: [2, constant(({ env }) => bigintOf(env.block.header.coinbase.bytes))],
  0x42: [2, constant(({ env }) => env.block.header.timestamp)],
  0x43: [2, constant(({ env }) => env.block.header.number)],
  0x44: [2, constant(({ env }) => bigintOf(env.block.header.prevRandao))],
  0x45: [2, constant(({ env }) => env.block.header.gasLimit)],
  0x46: [2, constant(({ chainId }) => chainId)],
  0x47: [5, constant(({ env }) => env.contract.balance)],
  0x48: [2, constant(({ env }) => env.block.header.baseFeePerGas ?? 0n)],
}

function jump(frame: Frame, to: bigint): void {
  const at = to < frame.code.length ? Number(to) : -1
  if (landingsOf(frame)[at] !== 1) throw new EVMError(EVMError.errorMessages.INVALID_JUMP)
  frame.pc = at
}

const flow: Readonly<Record<number, readonly [number, Instruction]>> = {
  0x00: [
    0,
    (frame) => {
      frame.halted = true
    },
  ],
  0x50: [
    2,
    (frame) => {
      frame.sp -= 1
    },
  ],
  0x56: [8, (frame) => jump(frame, pop(frame))],
  0x57: [
    10,
    (frame) => {
      const to = pop(frame)
      if (pop(frame) !== 0n) jump(frame, to)
    },
  ],
  0x58: [2, constant((frame) => BigInt(frame.pc - 1))],
  0x59: [2, constant((frame) => BigInt(frame.words * 32))],
  0x5a: [2, constant((frame) => BigInt(frame.gas))],
  0x5b: [1, () => undefined],
  0xf3: [0, (frame) => finish(frame)],
  0xfd: [
    0,
    (frame) => {
      finish(frame)
      throw new EVMError(EVMError.errorMessages.REVERT)
    },
  ],
}

function finish(frame: Frame): void {
  const offset = pop(frame)
  const size = pop(frame)
  const at = frame.reach(offset, size)
  frame.output = memoryOf(frame).slice(at, at + Number(size))
  frame.halted = true
}

const cold = 2_100
const warmed = 100

/** Warms the slot; answers whether it was cold. */
function touch(frame: Frame, slot: bigint): boolean {
  const { warm } = frame.slots
  if (warm.has(slot)) return false
  frame.world.put(warm, slot, true)
  return true
}

function load(frame: Frame): void {
  const slot = frame.stack[frame.sp - 1] as bigint
  frame.pay(touch(frame, slot) ? cold : warmed)
  frame.stack[frame.sp - 1] = frame.world.load(frame.slots, slot)
}

/** EIP-2200 with the prices of EIP-2929 and EIP-3529. */
function store(frame: Frame): void {
  const { world, slots, state } = frame
  if (frame.env.isStatic) throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE)
  const slot = pop(frame)
  const value = pop(frame)
  if (frame.gas <= 2_300) throw outOfGas()
  const extra = touch(frame, slot) ? cold : 0
  const now = world.load(slots, slot)
  const before = world.loadBefore(slots, slot)
  if (now === value) return frame.pay(extra + warmed)
  let refund = 0
  if (before === now) {
    frame.pay(extra + (before === 0n ? 20_000 : 2_900))
    if (before !== 0n && value === 0n) refund += 4_800
  } else {
    frame.pay(extra + warmed)
    if (before !== 0n && now === 0n) refund -= 4_800
    if (before !== 0n && value === 0n) refund += 4_800
    if (before === value) refund += before === 0n ? 19_900 : 2_800
  }
  state.gasRefund += BigInt(refund)
  world.store(slots, slot, value)
}

function log(topicCount: number): Instruction {
  return (frame) => {
    if (frame.env.isStatic) throw new EVMError(EVMError.errorMessages.STATIC_STATE_CHANGE)
    const offset = pop(frame)
    const size = pop(frame)
    const at = frame.reach(offset, size)
    frame.pay(8 * Number(size))
    const topics: Uint8Array[] = []
    for (let it = 0; it < topicCount; it += 1) topics.push(wordBytes(pop(frame)))
    const data = memoryOf(frame).slice(at, at + Number(size))
    frame.result.logs.push([frame.env.address.bytes, topics, data])
  }
}

/** How many operands an instruction takes, for those above; 0 where nothing is said. */
const taken: Readonly<Record<number, number>> = {
  0x08: 3,
  0x09: 3,
  0x15: 1,
  0x19: 1,
  0x20: 2,
  0x35: 1,
  0x37: 3,
  0x39: 3,
  0x3e: 3,
  0x50: 1,
  0x51: 1,
  0x52: 2,
  0x53: 2,
  0x54: 1,
  0x55: 2,
  0x56: 1,
  0x57: 2,
  0x5e: 3,
  0xf3: 2,
  0xfd: 2,
}

/** By operation code: what runs it, what it costs at least, what it needs on the stack. */
export const instructions: (Instruction | undefined)[] = Array.from(
  { length: 256 },
  () => undefined,
)
export const prices = new Int32Array(256)
export const needed = new Uint8Array(256)
/** How high the stack may stand before it. */
export const room = new Uint16Array(256).fill(1_024)

function define(op: number, gas: number, takes: number, gives: number, run: Instruction): void {
  instructions[op] = run
  prices[op] = gas
  needed[op] = takes
  room[op] = 1_024 + Math.min(0, takes - gives)
}

for (const table of [arithmetic, memory, surroundings, flow]) {
  for (const [code, [gas, run]] of Object.entries(table)) {
    const op = Number(code)
    const takes = taken[op] ?? (op > 0 && op < 0x20 ? 2 : 0)
    const gives = takes === 0 && op !== 0 && op !== 0x5b ? 1 : 0
    define(op, gas, takes, gives, run)
  }
}
define(0x54, 0, 1, 1, load)
define(0x55, 0, 2, 0, store)
define(0x5f, 2, 0, 1, (frame) => push(frame, 0n))
for (let size = 1; size <= 32; size += 1) {
  define(0x5f + size, 3, 0, 1, (frame) => {
    push(frame, constantAt(frame, frame.pc - 1, size))
    frame.pc += size
  })
}
for (let depth = 1; depth <= 16; depth += 1) {
  define(0x7f + depth, 3, depth, depth + 1, (frame) => {
    const { stack, sp } = frame
    stack[sp] = stack[sp - depth] as bigint
    frame.sp = sp + 1
  })
  define(0x8f + depth, 3, depth + 1, depth + 1, ({ stack, sp }) => {
    const top = stack[sp - 1] as bigint
    stack[sp - 1] = stack[sp - 1 - depth] as bigint
    stack[sp - 1 - depth] = top
  })
}
for (let topics = 0; topics <= 4; topics += 1) {
  define(0xa0 + topics, 375 * (topics + 1), topics + 2, 0, log(topics))
}
