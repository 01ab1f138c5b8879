import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NobleBLS } from '@ethereumjs/evm'
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { blsCurve } from '../execution/bls-curve.ts'
import { hexOf } from '../state/bytes.ts'
import { Chance } from './chance.ts'
import { blsField, blsPoint, blsPoint2 } from './precompile-loads.ts'

const [G1, G2] = [bls12_381.G1.Point, bls12_381.G2.Point]
const fieldOrder = G1.Fp.ORDER
const noble = new NobleBLS()
blsCurve.init?.()
const chance = new Chance(12)
const numberOf = (bytes: Uint8Array) => BigInt(`0x${hexOf(bytes)}`)
const scalar = () => 1n + (numberOf(chance.bytes(32)) % (G1.Fn.ORDER - 1n))
const join = (...pieces: Uint8Array[]) => new Uint8Array(Buffer.concat(pieces))
const one = () => blsPoint(G1.BASE.multiply(scalar()).toAffine())
const two = () => blsPoint2(G2.BASE.multiply(scalar()).toAffine())

/** On the curve, most likely in no subgroup. */
function strayOne(): Uint8Array {
  for (;;) {
    const x = numberOf(chance.bytes(47))
    const y2 = G1.Fp.create(x ** 3n + 4n)
    try {
      return blsPoint({ x, y: G1.Fp.sqrt(y2) })
    } catch {
      continue // no such point
    }
  }
}

type Call = Exclude<keyof typeof noble, 'init'>

function agree(call: Call, input: Uint8Array): void {
  const answer = (of: Pick<typeof noble, Call>) => {
    try {
      return hexOf(of[call](input))
    } catch {
      return 'refused'
    }
  }
  assert.equal(answer(blsCurve), answer(noble), `${call} of 0x${hexOf(input)}`)
}

/** The same input with something wrong in it. */
function spoilt(input: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(input)
  const kind = chance.below(4)
  if (kind === 0) bytes[chance.below(bytes.length)] = chance.below(256)
  if (kind === 1) bytes.set(blsField(fieldOrder + BigInt(chance.below(3))), 0)
  if (kind === 2) bytes.fill(0, 0, 128)
  if (kind === 3) bytes.fill(0xff, 16, 64)
  return bytes
}

test('sums, maps and pairings of BLS12-381 are those of an independent library', () => {
  for (let round = 0; round < 12; round += 1) {
    const [first, second, other, big] = [one(), strayOne(), two(), chance.bytes(32)]
    const negative = blsPoint(G1.BASE.multiply(scalar()).negate().toAffine())
    agree('addG1', join(first, second))
    agree('addG1', join(first, first))
    agree('addG1', join(first, new Uint8Array(128)))
    agree('addG2', join(other, two()))
    agree('addG2', join(other, other))
    agree('msmG1', join(first, big, negative, chance.bytes(32)))
    agree('msmG1', join(first, big, second, big))
    agree('msmG2', join(other, big, two(), new Uint8Array(32)))
    agree('pairingCheck', join(first, other))
    agree('pairingCheck', join(second, other))
    agree('pairingCheck', join(first, other, negative, other))
    agree('mapFPtoG1', blsField(numberOf(chance.bytes(47))))
    agree('mapFP2toG2', join(blsField(numberOf(chance.bytes(47))), blsField(BigInt(round))))
    for (let more = 0; more < 8; more += 1) {
      agree('addG1', spoilt(join(first, second)))
      agree('addG2', spoilt(join(other, other)))
      agree('msmG1', spoilt(join(first, big)))
      agree('msmG2', spoilt(join(other, big)))
      agree('pairingCheck', spoilt(join(first, other)))
      agree('mapFPtoG1', spoilt(blsField(7n)))
      agree('mapFP2toG2', spoilt(join(blsField(7n), blsField(9n))))
    }
  }
})

test('a point and its negative pair to one, and points without end are their sum', () => {
  const [first, other] = [G1.BASE.multiply(5n), two()]
  const both = join(blsPoint(first.toAffine()), other, blsPoint(first.negate().toAffine()), other)
  assert.equal(numberOf(blsCurve.pairingCheck(both)), 1n)
  const pair = join(blsPoint(G1.BASE.toAffine()), blsField(3n).subarray(32))
  const many = new Uint8Array(Buffer.concat(Array.from({ length: 1_000 }, () => pair)))
  const sum = blsPoint(G1.BASE.multiply(3_000n).toAffine())
  assert.equal(hexOf(blsCurve.msmG1(many)), hexOf(sum))
})
