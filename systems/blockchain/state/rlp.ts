/**
 * RLP (Ethereum yellow paper, appendix B), strict: what has two spellings is refused. Decoded
 * strings are views into the input.
 */
export type Item = Uint8Array | readonly Item[]

/** Throws RangeError on anything but one whole item in its only spelling. */
export function decodeRlp(input: Uint8Array, depth = 8): Item {
  const [item, end] = read(input, 0, input.length, depth)
  if (end !== input.length) throw new RangeError('bytes stand behind the RLP item')
  return item
}

function read(input: Uint8Array, at: number, limit: number, depth: number): [Item, number] {
  if (at >= limit) throw new RangeError('the RLP item ends too early')
  const head = input[at] as number
  if (head < 0x80) return [input.subarray(at, at + 1), at + 1]
  if (head < 0xc0) {
    const [from, to] = extent(input, at, limit, 0x80)
    if (to - from === 1 && (input[from] as number) < 0x80) {
      throw new RangeError('a single byte below 0x80 stands for itself in RLP')
    }
    return [input.subarray(from, to), to]
  }
  if (depth === 0) throw new RangeError('the RLP lists are nested too deeply')
  const [from, to] = extent(input, at, limit, 0xc0)
  const items: Item[] = []
  for (let next = from; next < to; ) {
    const [item, end] = read(input, next, to, depth - 1)
    items.push(item)
    next = end
  }
  return [items, to]
}

function extent(input: Uint8Array, at: number, limit: number, base: number): [number, number] {
  const short = (input[at] as number) - base
  let from = at + 1
  let size = short
  if (short > 55) {
    const digits = short - 55
    if (digits > 4 || from + digits > limit) throw new RangeError('the RLP length is too long')
    size = 0
    for (const byte of input.subarray(from, from + digits)) size = size * 256 + byte
    if (input[from] === 0 || size < 56) throw new RangeError('the RLP length is not the shortest')
    from += digits
  }
  if (from + size > limit) throw new RangeError('the RLP item ends too early')
  return [from, from + size]
}

export function encodeRlp(item: Item): Uint8Array {
  const output = new Uint8Array(sizeOf(item))
  write(item, output, 0)
  return output
}

/** How many bytes the head of `size` bytes (below 2³²) takes. */
export function headSize(size: number): number {
  if (size < 56) return 1
  return size < 0x100 ? 2 : size < 0x1_0000 ? 3 : size < 0x100_0000 ? 4 : 5
}

function payload(items: readonly Item[]): number {
  let size = 0
  for (const it of items) size += sizeOf(it)
  return size
}

function sizeOf(item: Item): number {
  if (item instanceof Uint8Array) {
    return item.length === 1 && (item[0] as number) < 0x80 ? 1 : headSize(item.length) + item.length
  }
  const size = payload(item)
  return headSize(size) + size
}

function write(item: Item, output: Uint8Array, at: number): number {
  if (item instanceof Uint8Array) {
    if (item.length === 1 && (item[0] as number) < 0x80) {
      output[at] = item[0] as number
      return at + 1
    }
    const from = writeHead(output, at, 0x80, item.length)
    output.set(item, from)
    return from + item.length
  }
  let next = writeHead(output, at, 0xc0, payload(item))
  for (const it of item) next = write(it, output, next)
  return next
}

/** Writes the head of `size` bytes and says where the bytes begin. */
export function writeHead(output: Uint8Array, at: number, kind: 0x80 | 0xc0, size: number): number {
  const width = headSize(size) - 1
  if (width === 0) {
    output[at] = kind + size
    return at + 1
  }
  output[at] = kind + 55 + width
  for (let byte = 0; byte < width; byte += 1) {
    output[at + width - byte] = Math.floor(size / 256 ** byte) & 0xff
  }
  return at + 1 + width
}
