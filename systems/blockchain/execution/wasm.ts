/**
 * Writes small WebAssembly modules: arithmetic on 64-bit integers that JavaScript has no fast words
 * for. What is written is an expression as its bytes, so that programs read like formulas.
 */
export type Code = readonly number[]

/** LEB128, as WebAssembly writes every number. */
export function unsigned(number: number): Code {
  const bytes: number[] = []
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

function signed(number: bigint): Code {
  const bytes: number[] = []
  for (let rest = number; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn)
    if (rest >= -64n && rest < 64n) return [...bytes, low]
    bytes.push(low + 128)
  }
}

/** What is used of the engine's WebAssembly, for which Node's types have no words. */
type Engine = {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}
const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly

export const types = { i32: 0x7f, i64: 0x7e } as const

const two = (op: number) => (left: Code, right: Code) => [...left, ...right, op]
const one = (op: number) => (it: Code) => [...it, op]

/** Both words of a memory access: alignment is a hint that engines ignore. */
const at = (op: number, address: Code, offset: number) => [...address, op, 0, ...unsigned(offset)]

export const i64 = {
  of: (number: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, number))],
  add: two(0x7c),
  sub: two(0x7d),
  mul: two(0x7e),
  and: two(0x83),
  or: two(0x84),
  xor: two(0x85),
  shiftRight: two(0x88),
  rotateRight: two(0x8a),
  isZero: one(0x50),
  ofUnsigned32: one(0xad),
  load: (address: Code, offset: number) => at(0x29, address, offset),
  /** Four bytes as an unsigned number. */
  load32: (address: Code, offset: number) => at(0x35, address, offset),
  store: (address: Code, offset: number, value: Code) => [...address, ...at(0x37, value, offset)],
  store32: (address: Code, offset: number, value: Code) => [...address, ...at(0x3e, value, offset)],
}

export const i32 = {
  of: (number: number): Code => [0x41, ...signed(BigInt(number | 0))],
  add: two(0x6a),
  sub: two(0x6b),
  mul: two(0x6c),
  and: two(0x71),
  shiftRight: two(0x76),
  isZero: one(0x45),
  loadByte: (address: Code, offset: number) => at(0x2d, address, offset),
}

export const get = (local: number): Code => [0x20, ...unsigned(local)]
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)]
/** `yes` where the condition is not zero, else `no`. */
export const select = (yes: Code, no: Code, condition: Code): Code => [
  ...yes,
  ...no,
  ...condition,
  0x1b,
]
export const call = (index: number, ...given: readonly Code[]): Code => [
  ...given.flat(),
  0x10,
  ...unsigned(index),
]
export const when = (condition: Code, ...then: readonly Code[]): Code => [
  ...condition,
  0x04,
  0x40,
  ...then.flat(),
  0x0b,
]
/** Goes round until `leaveIf` leaves it. */
export const forever = (...body: readonly Code[]): Code => [
  0x02,
  0x40,
  0x03,
  0x40,
  ...body.flat(),
  0x0c,
  0,
  0x0b,
  0x0b,
]
/** Directly within `forever`. */
export const leaveIf = (condition: Code): Code => [...condition, 0x0d, 1]

export type Routine = {
  readonly name: string
  /** All of type i32. */
  readonly takes: number
  /** After what it takes: how many locals of which type, in order. */
  readonly locals: readonly (readonly [count: number, type: number])[]
  readonly body: Code
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const sized = (content: Code): Code => [...unsigned(content.length), ...content]
const section = (id: number, items: readonly Code[]): Code => [id, ...sized(vector(items))]
const named = (name: string): Code => sized([...Buffer.from(name)])

/** A module with its routines, which give nothing back, and memory of so many pages of 64 KiB. */
export function assemble(
  routines: readonly Routine[],
  pages: number,
): { memory: Uint8Array; run: Readonly<Record<string, (...given: number[]) => void>> } {
  const bytes = [
    ...Buffer.from('\0asm\x01\0\0\0'),
    ...section(
      1,
      routines.map(({ takes }) => [
        0x60,
        ...vector(Array.from({ length: takes }, () => [types.i32])),
        0,
      ]),
    ),
    ...section(
      3,
      routines.map((_, index) => unsigned(index)),
    ),
    ...section(5, [[0, ...unsigned(pages)]]),
    ...section(7, [
      [...named('memory'), 2, 0],
      ...routines.map(({ name }, index) => [...named(name), 0, ...unsigned(index)]),
    ]),
    ...section(
      10,
      routines.map(({ locals, body }) => {
        const declared = vector(locals.map(([count, type]) => [...unsigned(count), type]))
        return sized([...declared, ...body, 0x0b])
      }),
    ),
  ]
  const { exports } = new engine.Instance(new engine.Module(Uint8Array.from(bytes)))
  const { memory, ...run } = exports
  return { memory: new Uint8Array((memory as { buffer: ArrayBuffer }).buffer), run: run as never }
}
