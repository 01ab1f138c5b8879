import { createHash } from 'node:crypto'
import { EVMError, type ExecResult, type PrecompileFunc } from '@ethereumjs/evm'
import { bigintOf } from '../state/bytes.ts'
import { compress } from './blake2.ts'
import { modularPower } from './modular-power.ts'

const nothing = new Uint8Array()

function failed(gasLimit: bigint, error: keyof typeof EVMError.errorMessages): ExecResult {
  const exceptionError = new EVMError(EVMError.errorMessages[error])
  return { executionGasUsed: gasLimit, exceptionError, returnValue: nothing }
}

/** 0x02. */
export const sha256: PrecompileFunc = ({ data, gasLimit }) => {
  const gas = 60n + 12n * BigInt(Math.ceil(data.length / 32))
  if (gas > gasLimit) return failed(gasLimit, 'OUT_OF_GAS')
  const returnValue = new Uint8Array(createHash('sha256').update(data).digest())
  return { executionGasUsed: gas, returnValue }
}

/** 0x05, powers modulo a number (EIP-198) at the prices of EIP-2565. */
export const power: PrecompileFunc = ({ data, gasLimit }) => {
  const lengths = [0, 32, 64].map((at) => bigintOf(padded(data, at, 32)))
  const [baseLength = 0n, exponentLength = 0n, modulusLength = 0n] = lengths
  const gas = priceOfPower(data, baseLength, exponentLength, modulusLength)
  if (gas > gasLimit) return failed(gasLimit, 'OUT_OF_GAS')
  if (baseLength === 0n && modulusLength === 0n) {
    return { executionGasUsed: gas, returnValue: nothing }
  }
  const exponentAt = 96 + Number(baseLength)
  const modulusAt = exponentAt + Number(exponentLength)
  const size = Number(modulusLength)
  const modulus = bigintOf(padded(data, modulusAt, size))
  const base = bigintOf(padded(data, 96, Number(baseLength)))
  const exponent = padded(data, exponentAt, Number(exponentLength))
  const answer = modularPower(base, exponent, modulus)
  const digits = answer === 0n ? '' : answer.toString(16)
  const returnValue = new Uint8Array(Buffer.from(digits.padStart(size * 2, '0'), 'hex'))
  return { executionGasUsed: gas, returnValue }
}

/** What lies beyond the data is zero. */
function padded(data: Uint8Array, at: number, length: number): Uint8Array {
  const part = data.subarray(at, at + length)
  if (part.length === length) return part
  const bytes = new Uint8Array(length)
  bytes.set(part)
  return bytes
}

function priceOfPower(data: Uint8Array, base: bigint, exponent: bigint, modulus: bigint): bigint {
  const words = ((base > modulus ? base : modulus) + 7n) / 8n
  const at = 96n + base
  const headLength = exponent < 32n ? Number(exponent) : 32
  const isGiven = at < BigInt(data.length)
  const head = isGiven ? bigintOf(padded(data, Number(at), headLength)) : 0n
  const rest = exponent > 32n ? 8n * (exponent - 32n) : 0n
  const steps = rest + (head > 0n ? BigInt(head.toString(2).length - 1) : 0n)
  const gas = (words * words * (steps > 0n ? steps : 1n)) / 3n
  return gas > 200n ? gas : 200n
}

/** 0x09, rounds of BLAKE2b (EIP-152). */
export const mix: PrecompileFunc = ({ data, gasLimit }) => {
  const last = data[212]
  if (data.length !== 213 || (last !== 0 && last !== 1)) return failed(gasLimit, 'OUT_OF_RANGE')
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const rounds = view.getUint32(0)
  const gas = BigInt(rounds)
  if (gas > gasLimit) return failed(gasLimit, 'OUT_OF_GAS')
  const words = (at: number, count: number) =>
    Array.from({ length: count }, (_, nth) => view.getBigUint64(at + nth * 8, true))
  const mixed = compress(rounds, words(4, 8), words(68, 16), words(196, 2), last === 1)
  const returnValue = new Uint8Array(64)
  const answer = new DataView(returnValue.buffer)
  for (const [nth, it] of mixed.entries()) answer.setBigUint64(nth * 8, it, true)
  return { executionGasUsed: gas, returnValue }
}
