import type { Frame } from './frame.ts'

/** An instruction that has been paid for, and whose operands are on the stack. */
export type Instruction = (frame: Frame) => void

const signed = (word: bigint) => BigInt.asIntN(256, word)
const unsigned = (number: bigint) => BigInt.asUintN(256, number)
const whether = (it: boolean) => (it ? 1n : 0n)

/** `top` is the first operand, `second` the one below it. */
function binary(f: (top: bigint, second: bigint) => bigint): Instruction {
  return (frame) => {
    const { stack } = frame
    const at = frame.sp - 2
    stack[at] = f(stack[at + 1] as bigint, stack[at] as bigint)
    frame.sp = at + 1
  }
}

function unary(f: (top: bigint) => bigint): Instruction {
  return (frame) => {
    const at = frame.sp - 1
    frame.stack[at] = f(frame.stack[at] as bigint)
  }
}

function ternary(f: (a: bigint, b: bigint, c: bigint) => bigint): Instruction {
  return (frame) => {
    const { stack } = frame
    const at = frame.sp - 3
    stack[at] = f(stack[at + 2] as bigint, stack[at + 1] as bigint, stack[at] as bigint)
    frame.sp = at + 1
  }
}

function exponentiate(frame: Frame): void {
  const { stack } = frame
  const at = frame.sp - 2
  let base = stack[at + 1] as bigint
  let exponent = stack[at] as bigint
  if (exponent > 0n) frame.pay(50 * Math.ceil(exponent.toString(16).length / 2))
  let power = 1n
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) power = unsigned(power * base)
    base = unsigned(base * base)
  }
  stack[at] = power
  frame.sp = at + 1
}

function byteOf(at: bigint, word: bigint): bigint {
  return at > 31n ? 0n : (word >> (8n * (31n - at))) & 0xffn
}

function extendSign(size: bigint, word: bigint): bigint {
  return size > 30n ? word : unsigned(BigInt.asIntN(Number(size) * 8 + 8, word))
}

/** Stops, arithmetic, comparison and bits: 0x01–0x1d. Divisions by zero give zero. */
export const arithmetic: Readonly<Record<number, readonly [gas: number, Instruction]>> = {
  0x01: [3, binary((a, b) => unsigned(a + b))],
  0x02: [5, binary((a, b) => unsigned(a * b))],
  0x03: [3, binary((a, b) => unsigned(a - b))],
  0x04: [5, binary((a, b) => (b === 0n ? 0n : a / b))],
  0x05: [5, binary((a, b) => (b === 0n ? 0n : unsigned(signed(a) / signed(b))))],
  0x06: [5, binary((a, b) => (b === 0n ? 0n : a % b))],
  0x07: [5, binary((a, b) => (b === 0n ? 0n : unsigned(signed(a) % signed(b))))],
  0x08: [8, ternary((a, b, n) => (n === 0n ? 0n : (a + b) % n))],
  0x09: [8, ternary((a, b, n) => (n === 0n ? 0n : (a * b) % n))],
  0x0a: [10, exponentiate],
  0x0b: [5, binary(extendSign)],
  0x10: [3, binary((a, b) => whether(a < b))],
  0x11: [3, binary((a, b) => whether(a > b))],
  0x12: [3, binary((a, b) => whether(signed(a) < signed(b)))],
  0x13: [3, binary((a, b) => whether(signed(a) > signed(b)))],
  0x14: [3, binary((a, b) => whether(a === b))],
  0x15: [3, unary((a) => whether(a === 0n))],
  0x16: [3, binary((a, b) => a & b)],
  0x17: [3, binary((a, b) => a | b)],
  0x18: [3, binary((a, b) => a ^ b)],
  0x19: [3, unary((a) => unsigned(~a))],
  0x1a: [3, binary(byteOf)],
  0x1b: [3, binary((by, a) => (by > 255n ? 0n : unsigned(a << by)))],
  0x1c: [3, binary((by, a) => (by > 255n ? 0n : a >> by))],
  0x1d: [3, binary((by, a) => unsigned(signed(a) >> (by > 255n ? 255n : by)))],
}
