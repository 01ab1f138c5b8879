/**
 * Chance that falls the same way on every machine: 32-bit integer arithmetic only, no logarithms,
 * no locale. The generator is sfc32 (Chris Doty-Humphrey, PractRand), the hash that of splitmix32.
 */
export class Random {
  private a = 0
  private b = 0
  private c = 0
  private counter = 1

  /** Begins the sequence of a seed and a place in it; equal places have equal sequences. */
  begin(seed: number, stream: number, index = 0): this {
    this.a = mix(seed)
    this.b = mix(stream ^ this.a)
    this.c = mix(index ^ this.b)
    this.counter = 1
    for (let round = 0; round < 12; round++) this.next()
    return this
  }

  /** 0 … 4,294,967,295. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** 0 … limit − 1; `limit` at most 2,097,152, so that the product is exact. */
  below(limit: number): number {
    return Math.floor((this.next() * limit) / 4_294_967_296)
  }

  /** low … high, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** True in so many of a thousand cases. */
  chance(perMille: number): boolean {
    return this.below(1_000) < perMille
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T
  }
}

/** Spreads the bits of a 32-bit integer. */
export function mix(value: number): number {
  let it = (value + 0x9e3779b9) | 0
  it = Math.imul(it ^ (it >>> 16), 0x21f0aaad)
  it = Math.imul(it ^ (it >>> 15), 0x735a2d97)
  return (it ^ (it >>> 15)) >>> 0
}

/**
 * A permutation of 0 … left × right − 1: counting up through it yields every value once, in an
 * order that looks random. An unbalanced Feistel network over addition: each round is one-to-one.
 */
export function scatter(index: number, left: number, right: number, key: number): number {
  let high = Math.floor(index / right)
  let low = index % right
  for (let round = 0; round < 4; round++) {
    high = (high + mix(key ^ mix(low + round * 0x10001))) % left
    low = (low + mix(key ^ mix(high + round * 0x20003))) % right
  }
  return high * right + low
}

/** "Nguyễn 3, Trần" becomes a deck of four cards: drawing one draws by weight. */
export function deck(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s*,\s*/)
    .flatMap((card) => {
      const [, name = '', weight = '1'] = /^(.*?)(?:\s+(\d+))?$/.exec(card) ?? []
      return Array<string>(Number(weight)).fill(name)
    })
}
