import type { Chance } from './chance.ts'

/** Code that mostly runs: it keeps operands on the stack, and touches few slots and accounts. */
export function randomCode(chance: Chance, accounts: readonly string[], depth = 0): Uint8Array {
  const code: number[] = []
  const push = (value: number | bigint | string) => {
    const hex = typeof value === 'string' ? value : value.toString(16)
    const bytes = [...Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')]
    code.push(0x5f + bytes.length, ...bytes)
  }
  const word = () => {
    const kind = chance.below(6)
    if (kind === 0) push(Buffer.from(chance.bytes(32)).toString('hex'))
    else if (kind === 1) push('f'.repeat(64))
    else if (kind === 2) push(chance.below(300))
    else push(chance.below(4))
  }
  const account = () => push(chance.pick(accounts))
  const snippets: (() => void)[] = [
    () => {
      word()
      word()
      code.push(chance.pick([1, 2, 3, 4, 5, 6, 7, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16]))
    },
    () => {
      word()
      word()
      code.push(chance.pick([0x17, 0x18, 0x1a, 0x1b, 0x1c, 0x1d]))
    },
    () => {
      for (let it = 0; it < 3; it += 1) word()
      code.push(chance.pick([8, 9]))
    },
    () => {
      word()
      code.push(chance.pick([0x15, 0x19, 0x35, 0x40, 0x49]))
    },
    () =>
      code.push(chance.pick([0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x47, 0x59, 0x5a])),
    () =>
      code.push(chance.pick([0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x48, 0x4a, 0x58, 0x5b, 0x5f])),
    () => {
      word()
      push(chance.below(200))
      code.push(chance.pick([0x52, 0x53]))
    },
    () => {
      push(chance.below(100))
      code.push(0x51)
    },
    () => {
      push(chance.below(70))
      push(chance.below(70))
      push(chance.below(70))
      code.push(chance.pick([0x37, 0x39, 0x5e, 0x3e]))
    },
    () => {
      push(chance.below(70))
      push(chance.below(70))
      code.push(0x20)
    },
    () => {
      push(chance.below(3))
      code.push(chance.pick([0x54, 0x5c]))
    },
    () => {
      word()
      push(chance.below(3))
      code.push(chance.pick([0x55, 0x55, 0x55, 0x5d]))
    },
    () => {
      const topics = chance.below(5)
      for (let it = 0; it < topics; it += 1) word()
      push(chance.below(70))
      push(chance.below(70))
      code.push(0xa0 + topics)
    },
    () => {
      account()
      code.push(chance.pick([0x31, 0x3b, 0x3f]))
    },
    () => {
      push(chance.below(40))
      push(chance.below(40))
      push(chance.below(40))
      account()
      code.push(0x3c)
    },
    () => call(),
    () => call(),
    () => create(),
    () => code.push(0x80 + chance.below(16)),
    () => code.push(0x90 + chance.below(16)),
    () => {
      const to = code.length + 7
      push(chance.below(2))
      code.push(0x61, to >> 8, to & 255, 0x57, 0x5b, 0x5b)
    },
  ]
  const call = () => {
    const kind = chance.pick([0xf1, 0xf1, 0xf2, 0xf4, 0xfa])
    for (let it = 0; it < 4; it += 1) push(chance.below(70))
    if (kind === 0xf1 || kind === 0xf2) push(chance.below(3))
    account()
    if (chance.below(3) === 0) push(chance.below(30_000))
    else code.push(0x5a)
    code.push(kind)
  }
  const create = () => {
    if (depth > 1) return
    const inner = randomCode(chance, accounts, depth + 1).slice(0, 32)
    push(Buffer.from(inner).toString('hex').padEnd(64, '0'))
    push(0)
    code.push(0x52)
    const twice = chance.below(2) === 0
    if (twice) push(chance.below(3))
    push(32)
    push(0)
    push(chance.below(2))
    code.push(twice ? 0xf5 : 0xf0)
  }
  const count = 3 + chance.below(25)
  for (let it = 0; it < count; it += 1) chance.pick(snippets)()
  const end = chance.below(8)
  if (end === 0) {
    account()
    code.push(0xff)
  } else if (end === 1) code.push(0xfe)
  else if (end < 6) {
    push(chance.below(70))
    push(chance.below(70))
    code.push(end === 2 ? 0xfd : 0xf3)
  }
  return Uint8Array.from(code)
}
