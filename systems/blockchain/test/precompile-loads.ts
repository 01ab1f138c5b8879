import { bls12_381 } from '@noble/curves/bls12-381.js'
import { bn254 } from '@noble/curves/bn254.js'
import { wordBytes } from '../state/bytes.ts'

/** A call of a precompile that takes long for its gas. */
export type Load = {
  readonly name: string
  readonly precompile: number
  readonly data: Uint8Array
}

const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const repeat = (part: Uint8Array, times: number) =>
  join(...Array.from({ length: times }, () => part))
const ones = (length: number) => new Uint8Array(length).fill(0xff)

/** base, exponent and modulus as EIP-198 wants them. */
export function powerCall(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Uint8Array {
  const lengths = [base, exponent, modulus].map((it) => wordBytes(BigInt(it.length)))
  return join(...lengths, base, exponent, modulus)
}

function power(name: string, modulusBytes: number, exponentBytes: number, last = 0xff): Load {
  const modulus = ones(modulusBytes)
  modulus[modulusBytes - 1] = last
  const base = ones(modulusBytes)
  base[0] = 0x7e
  return { name, precompile: 5, data: powerCall(base, ones(exponentBytes), modulus) }
}

const mixing = (rounds: number) => {
  const data = new Uint8Array(213).map((_, at) => (at * 7) & 0xff)
  new DataView(data.buffer).setUint32(0, rounds)
  data[212] = 1
  return data
}

type Coordinates = { readonly x: bigint; readonly y: bigint }
type Coordinates2 = {
  readonly x: { readonly c0: bigint; readonly c1: bigint }
  readonly y: { readonly c0: bigint; readonly c1: bigint }
}

/** A point as the precompiles 6 to 8 take it. */
export const bnPoint = ({ x, y }: Coordinates) => join(wordBytes(x), wordBytes(y))
export const bnPoint2 = ({ x, y }: Coordinates2) => join(...[x.c1, x.c0, y.c1, y.c0].map(wordBytes))
const field = (it: bigint) => Buffer.from(it.toString(16).padStart(128, '0'), 'hex')
/** A point as the precompiles 0x0b to 0x0f take it. */
export const blsPoint = ({ x, y }: Coordinates) => join(field(x), field(y))
export const blsPoint2 = ({ x, y }: Coordinates2) => join(...[x.c0, x.c1, y.c0, y.c1].map(field))
export const blsField = field

/** What costs each precompile most time for its gas. */
export function heavyLoads(): readonly Load[] {
  const scalar = ones(32)
  const { G1, G2 } = bn254
  const one = bnPoint(G1.Point.BASE.multiply(77n).toAffine())
  const other = bnPoint(G1.Point.BASE.multiply(2n ** 200n + 5n).toAffine())
  const pair = join(one, bnPoint2(G2.Point.BASE.multiply(2n ** 150n + 3n).toAffine()))
  const first = blsPoint(bls12_381.G1.Point.BASE.multiply(77n).toAffine())
  const second = blsPoint2(bls12_381.G2.Point.BASE.multiply(2n ** 200n + 5n).toAffine())
  const load = (name: string, precompile: number, data: Uint8Array): Load => ({
    name,
    precompile,
    data,
  })
  return [
    load('ecrecover', 1, signedCall()),
    load('sha256, 32 bytes', 2, ones(32)),
    load('sha256, 64 kB', 2, ones(65_536)),
    load('ripemd160, 32 bytes', 3, ones(32)),
    load('ripemd160, 64 kB', 3, ones(65_536)),
    load('identity, 32 bytes', 4, ones(32)),
    load('identity, 64 kB', 4, ones(65_536)),
    power('modexp, 4 bytes, exponent of 1 kB', 4, 1_024),
    power('modexp, 8 bytes, exponent of 32', 8, 32),
    power('modexp, 8 bytes, exponent of 1 kB', 8, 1_024),
    power('modexp, 8 bytes even, exponent of 1 kB', 8, 1_024, 0xf0),
    power('modexp, 8 bytes, exponent of 16 kB', 8, 16_384),
    power('modexp, 16 bytes, exponent of 1 kB', 16, 1_024),
    power('modexp, 16 bytes even, exponent of 1 kB', 16, 1_024, 0xf0),
    power('modexp, 24 bytes, exponent of 1 kB', 24, 1_024),
    power('modexp, 32 bytes, exponent of 32', 32, 32),
    power('modexp, 32 bytes, exponent of 1 kB', 32, 1_024),
    power('modexp, 32 bytes even, exponent of 1 kB', 32, 1_024, 0xf0),
    power('modexp, 64 bytes, exponent of 64', 64, 64),
    power('modexp, 128 bytes', 128, 128),
    power('modexp, 256 bytes', 256, 256),
    power('modexp, 1 kB, exponent of 32', 1_024, 32),
    load('bn254 add', 6, join(one, other)),
    load('bn254 mul', 7, join(one, scalar)),
    load('bn254 pairing, none', 8, new Uint8Array()),
    load('bn254 pairing, 1', 8, pair),
    load('bn254 pairing, 8', 8, repeat(pair, 8)),
    load('blake2f, 1 round', 9, mixing(1)),
    load('blake2f, 12 rounds', 9, mixing(12)),
    load('blake2f, 100,000 rounds', 9, mixing(100_000)),
    load('bls12-381 G1 add', 11, join(first, first)),
    load('bls12-381 G1 sum, 1', 12, join(first, scalar)),
    load('bls12-381 G1 sum, 16', 12, repeat(join(first, scalar), 16)),
    load('bls12-381 G1 sum, 128', 12, repeat(join(first, scalar), 128)),
    load('bls12-381 G2 add', 13, join(second, second)),
    load('bls12-381 G2 sum, 1', 14, join(second, scalar)),
    load('bls12-381 G2 sum, 16', 14, repeat(join(second, scalar), 16)),
    load('bls12-381 G2 sum, 128', 14, repeat(join(second, scalar), 128)),
    load('bls12-381 pairing, 1', 15, join(first, second)),
    load('bls12-381 pairing, 8', 15, repeat(join(first, second), 8)),
    load('bls12-381 map to G1', 16, field(7n ** 120n)),
    load('bls12-381 map to G2', 17, join(field(7n ** 120n), field(3n))),
  ]
}

function signedCall(): Uint8Array {
  // The generator's own coordinate as r: whoever it is, somebody is recovered.
  const r = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n
  return join(ones(32), wordBytes(27n), wordBytes(r), wordBytes(r >> 1n))
}
