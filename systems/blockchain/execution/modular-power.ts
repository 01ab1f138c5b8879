import { bigintOf, bytesOfHex } from '../state/bytes.ts'
import {
  assemble,
  type Code,
  call,
  forever,
  get,
  i32,
  i64,
  leaveIf,
  select,
  set,
  types,
  when,
} from './wasm.ts'

/**
 * Powers modulo a number (EIP-198). Moduli of up to 32 bytes, the dearest for their gas, go
 * through WebAssembly: odd ones by Montgomery's multiplication, powers of two by plain
 * multiplication, others by both. Larger ones are left to the engine's own big integers.
 */
export function modularPower(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  if (modulus <= 1n) return 0n
  const from = exponent.findIndex((byte) => byte !== 0)
  if (from < 0) return 1n
  const digits = exponent.subarray(from)
  const reduced = base % modulus
  if (modulus >= widest) return byWindows(reduced, digits, modulus)
  const twos = trailingZeros(modulus)
  const odd = modulus >> BigInt(twos)
  const byOdd = odd === 1n ? 0n : montgomeryPower(reduced % odd, digits, odd)
  if (twos === 0) return byOdd
  const byTwos = BigInt.asUintN(twos, lowPower(BigInt.asUintN(twos, reduced), digits, twos))
  const times = (byTwos - byOdd) * inverse(odd, twos)
  return byOdd + odd * BigInt.asUintN(twos, times)
}

const widest = 1n << 256n
const window = 16

function trailingZeros(number: bigint): number {
  let zeros = 0
  for (let rest = number; (rest & 1n) === 0n; rest >>= 1n) zeros += 1
  return zeros
}

/** Of an odd number modulo 2 to so many bits: each step doubles the digits that are right. */
function inverse(odd: bigint, bits: number): bigint {
  let found = 1n
  for (let right = 1; right < bits; right *= 2) {
    found = BigInt.asUintN(bits, found * (2n - odd * found))
  }
  return found
}

/** Four bits of the exponent at a time. */
function byWindows(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  const powers = [1n]
  for (let at = 1; at < window; at += 1) powers.push(((powers[at - 1] as bigint) * base) % modulus)
  let power = 1n
  for (const byte of exponent) {
    for (const digit of [byte >> 4, byte & 15]) {
      for (let times = 0; times < 4; times += 1) power = (power * power) % modulus
      if (digit > 0) power = (power * (powers[digit] as bigint)) % modulus
    }
  }
  return power
}

function montgomeryPower(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  const limbs = Math.ceil(modulus.toString(16).length / 8)
  const program = programOf('montgomery', limbs)
  const radix = BigInt(limbs * 32)
  const form = (number: bigint) => (number << radix) % modulus
  program.write(modulusAt, modulus)
  const factor = BigInt.asUintN(32, -inverse(modulus, 32))
  const power = program.power(form(1n), form(base), exponent, Number(factor))
  // Out of Montgomery's form: a last multiplication by one.
  program.write(resultAt, power)
  program.write(powersAt, 1n)
  program.multiply(resultAt, resultAt, powersAt, Number(factor))
  return program.read(resultAt)
}

/** Modulo 2 to so many bits, rounded up to whole limbs. */
function lowPower(base: bigint, exponent: Uint8Array, bits: number): bigint {
  return programOf('low', Math.ceil(bits / 32)).power(1n, base, exponent, 0)
}

/** What lies where in the memory of a program. */
const [modulusAt, resultAt, powersAt, exponentAt] = [0, 64, 128, 1_024]
const exponentRoom = 64_512
const mask = i64.of(0xffff_ffffn)
const high = (word: Code) => i64.shiftRight(word, i64.of(32n))
const low = (word: Code) => i64.and(word, mask)

type Kind = 'montgomery' | 'low'
/** Locals of `multiply`: to, left, right, factor; a digit of right; sums; left's and result's. */
const [to, left, right, factor, digit, sum, carry, quotient, fold, foldCarry, top] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
]
const leftLimb = (nth: number) => 11 + nth
const limbAt = (limbs: number, nth: number) => 11 + limbs + nth

function begin(limbs: number): Code {
  const each = Array.from({ length: limbs }, (_, nth) => nth)
  return [
    ...each.flatMap((nth) => set(leftLimb(nth), i64.load32(get(left), nth * 4))),
    ...each.flatMap((nth) => set(limbAt(limbs, nth), i64.of(0n))),
    ...set(top, i64.of(0n)),
  ]
}

/** Of left and right the product divided by 2^32 for each limb, modulo the modulus. */
function montgomery(limbs: number): Code {
  const limb = (nth: number) => limbAt(limbs, nth)
  const modulus = (nth: number) => i64.load32(i32.of(0), modulusAt + nth * 4)
  const body = [...begin(limbs)]
  for (let at = 0; at < limbs; at += 1) {
    body.push(...set(digit, i64.load32(get(right), at * 4)))
    for (let nth = 0; nth < limbs; nth += 1) {
      const product = i64.add(i64.mul(get(leftLimb(nth)), get(digit)), get(limb(nth)))
      body.push(...set(sum, nth === 0 ? product : i64.add(product, get(carry))))
      body.push(...set(carry, high(get(sum))))
      if (nth === 0) body.push(...set(quotient, low(i64.mul(get(sum), unsignedFactor))))
      const folded = i64.add(i64.mul(get(quotient), modulus(nth)), low(get(sum)))
      body.push(...set(fold, nth === 0 ? folded : i64.add(folded, get(foldCarry))))
      body.push(...set(foldCarry, high(get(fold))))
      if (nth > 0) body.push(...set(limb(nth - 1), low(get(fold))))
    }
    body.push(...set(sum, i64.add(i64.add(get(top), get(carry)), get(foldCarry))))
    body.push(...set(limb(limbs - 1), low(get(sum))), ...set(top, high(get(sum))))
  }
  return [...body, ...withoutModulus(limbs, limb, modulus)]
}

const unsignedFactor = i64.ofUnsigned32(get(factor))

/** Writes the result, less the modulus where it is not below it. */
function withoutModulus(
  limbs: number,
  limb: (nth: number) => number,
  modulus: (nth: number) => Code,
): Code {
  const body: number[] = [...set(carry, i64.of(0n))]
  for (let nth = 0; nth < limbs; nth += 1) {
    const less = i64.sub(i64.sub(get(limb(nth)), modulus(nth)), get(carry))
    body.push(...set(leftLimb(nth), less))
    body.push(...set(carry, i64.shiftRight(get(leftLimb(nth)), i64.of(63n))))
  }
  body.push(...set(sum, i64.shiftRight(i64.sub(get(top), get(carry)), i64.of(63n))))
  for (let nth = 0; nth < limbs; nth += 1) {
    const kept = select(get(leftLimb(nth)), get(limb(nth)), i64.isZero(get(sum)))
    body.push(...i64.store32(get(to), nth * 4, kept))
  }
  return body
}

/** The low limbs of the product. */
function lowProduct(limbs: number): Code {
  const limb = (nth: number) => limbAt(limbs, nth)
  const body = [...begin(limbs)]
  for (let at = 0; at < limbs; at += 1) {
    body.push(...set(digit, i64.load32(get(right), at * 4)))
    for (let nth = 0; at + nth < limbs; nth += 1) {
      const product = i64.add(i64.mul(get(leftLimb(nth)), get(digit)), get(limb(at + nth)))
      body.push(...set(sum, nth === 0 ? product : i64.add(product, get(carry))))
      body.push(...set(carry, high(get(sum))), ...set(limb(at + nth), low(get(sum))))
    }
  }
  for (let nth = 0; nth < limbs; nth += 1) {
    body.push(...i64.store32(get(to), nth * 4, get(limb(nth))))
  }
  return body
}

/** Of a part of the exponent, with its length and the factor: four squarings and a power each. */
function raise(limbs: number): Code {
  const [length, given, at, nibble] = [0, 1, 2, 3]
  const size = limbs * 4
  const multiply = (by: Code) => call(0, i32.of(resultAt), i32.of(resultAt), by, get(given))
  const step = (value: Code) => [
    ...Array.from({ length: 4 }, () => multiply(i32.of(resultAt))).flat(),
    ...set(nibble, value),
    ...when(get(nibble), multiply(i32.add(i32.of(powersAt), i32.mul(get(nibble), i32.of(size))))),
  ]
  const byte = i32.loadByte(get(at), exponentAt)
  return [
    ...set(at, i32.of(0)),
    ...forever(
      leaveIf(i32.isZero(i32.sub(get(length), get(at)))),
      step(i32.shiftRight(byte, i32.of(4))),
      step(i32.and(byte, i32.of(15))),
      set(at, i32.add(get(at), i32.of(1))),
    ),
  ]
}

type Program = {
  write(at: number, number: bigint): void
  read(at: number): bigint
  multiply(to: number, left: number, right: number, factor: number): void
  power(unit: bigint, base: bigint, exponent: Uint8Array, factor: number): bigint
}

const programs = new Map<string, Program>()

function programOf(kind: Kind, limbs: number): Program {
  const key = `${kind} ${limbs}`
  const known = programs.get(key)
  if (known) return known
  const program = openProgram(kind, limbs)
  programs.set(key, program)
  return program
}

function openProgram(kind: Kind, limbs: number): Program {
  const body = kind === 'montgomery' ? montgomery(limbs) : lowProduct(limbs)
  const words = [[7 + 2 * limbs, types.i64]] as const
  const routines = [
    { name: 'multiply', takes: 4, locals: words, body },
    { name: 'raise', takes: 2, locals: [[2, types.i32]] as const, body: raise(limbs) },
  ]
  const { memory, run } = assemble(routines, 1)
  const multiply = run['multiply'] as Program['multiply']
  const raisePart = run['raise'] as (length: number, factor: number) => void
  const size = limbs * 4

  const write = (at: number, number: bigint) => {
    memory.set(bytesOfHex(number.toString(16).padStart(size * 2, '0')).toReversed(), at)
  }
  const read = (at: number) => bigintOf(memory.slice(at, at + size).toReversed())

  return {
    write,
    read,
    multiply,
    power(unit, base, exponent, given) {
      write(powersAt, unit)
      write(powersAt + size, base)
      for (let nth = 2; nth < window; nth += 1) {
        const before = powersAt + (nth - 1) * size
        multiply(before + size, before, powersAt + size, given)
      }
      write(resultAt, unit)
      for (let at = 0; at < exponent.length; at += exponentRoom) {
        const part = exponent.subarray(at, at + exponentRoom)
        memory.set(part, exponentAt)
        raisePart(part.length, given)
      }
      return read(resultAt)
    },
  }
}
