import { assemble, type Code, forever, get, i32, i64, leaveIf, set, types } from './wasm.ts'

/** Which words of the message a round mixes in (RFC 7693, 2.7). */
const orders = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
]

/** The four words that each of a round's eight steps mixes. */
const steps = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const

const start = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
]

/** Where the 16 words of the work vector and of the message lie; the rounds are local 0. */
const [vectorAt, messageAt] = [0, 128]
const word = (nth: number) => nth + 1

function mix([a, b, c, d]: (typeof steps)[number], x: number, y: number): Code {
  const message = (nth: number) => i64.load(i32.of(0), messageAt + nth * 8)
  const add = (to: number, ...others: readonly Code[]) =>
    set(word(to), others.reduce(i64.add, get(word(to))))
  const turn = (to: number, by: number, bits: bigint) =>
    set(word(to), i64.rotateRight(i64.xor(get(word(to)), get(word(by))), i64.of(bits)))
  return [
    ...add(a, get(word(b)), message(x)),
    ...turn(d, a, 32n),
    ...add(c, get(word(d))),
    ...turn(b, c, 24n),
    ...add(a, get(word(b)), message(y)),
    ...turn(d, a, 16n),
    ...add(c, get(word(d))),
    ...turn(b, c, 63n),
  ]
}

function open() {
  const words = Array.from({ length: 16 }, (_, nth) => nth)
  const rounds = orders.flatMap((order) => [
    leaveIf(i32.isZero(get(0))),
    set(0, i32.sub(get(0), i32.of(1))),
    ...steps.map((it, nth) => mix(it, order[nth * 2] as number, order[nth * 2 + 1] as number)),
  ])
  const body = [
    ...words.flatMap((nth) => set(word(nth), i64.load(i32.of(0), vectorAt + nth * 8))),
    ...forever(...rounds),
    ...words.flatMap((nth) => i64.store(i32.of(0), vectorAt + nth * 8, get(word(nth)))),
  ]
  const locals = [[16, types.i64]] as const
  const { memory, run } = assemble([{ name: 'mix', takes: 1, locals, body }], 1)
  return { words: new BigUint64Array(memory.buffer, 0, 32), mix: run['mix'] as (n: number) => void }
}

let opened: ReturnType<typeof open> | undefined

/**
 * BLAKE2b's compression (RFC 7693, 3.2) with as many rounds as are wanted: `h` has 8 words, `m` 16,
 * `t` 2. Answers the new h.
 */
export function compress(
  rounds: number,
  h: readonly bigint[],
  m: readonly bigint[],
  t: readonly bigint[],
  last: boolean,
): bigint[] {
  opened ??= open()
  const { words, mix: run } = opened
  words.set([...h, ...start], vectorAt / 8)
  words.set(m, messageAt / 8)
  words[12] = (words[12] as bigint) ^ (t[0] as bigint)
  words[13] = (words[13] as bigint) ^ (t[1] as bigint)
  if (last) words[14] = ~(words[14] as bigint)
  run(rounds)
  return h.map((it, nth) => it ^ (words[nth] as bigint) ^ (words[nth + 8] as bigint))
}
