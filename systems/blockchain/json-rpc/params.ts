import { bytesOfHex, hexOf } from '../state/bytes.ts'
import { wrongParams } from './rpc-error.ts'

/** Readers of parameters: what is not as the execution APIs say is refused with −32602. */

export type Params = readonly unknown[]

const noHex = (at: string) => wrongParams(`invalid ${at}: not a hexadecimal string with 0x`)

/** 0x0, 0x1, 0x2a …: no leading zeros. */
export function quantity(value: unknown, at: string): bigint {
  if (typeof value !== 'string' || !/^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})$/.test(value)) {
    throw wrongParams(`invalid ${at}: not a quantity like 0x2a`)
  }
  return BigInt(value)
}

/** A quantity that JavaScript can count with. */
export function count(value: unknown, at: string, most = Number.MAX_SAFE_INTEGER): number {
  // Some clients send plain JSON numbers here.
  const number =
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? BigInt(value)
      : quantity(value, at)
  if (number > BigInt(most)) throw wrongParams(`invalid ${at}: more than ${most}`)
  return Number(number)
}

export function data(value: unknown, at: string): Uint8Array {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})*$/.test(value)) throw noHex(at)
  return bytesOfHex(value)
}

export function fixed(value: unknown, size: number, at: string): Uint8Array {
  if (typeof value !== 'string' || value.length !== 2 + size * 2) {
    throw wrongParams(`invalid ${at}: not ${size} bytes as hexadecimal with 0x`)
  }
  return data(value, at)
}

export const address = (value: unknown, at: string): Uint8Array => fixed(value, 20, at)
export const hash = (value: unknown, at: string): Uint8Array => fixed(value, 32, at)

/** A key of storage: at most 32 bytes, filled up on the left. */
export function slot(value: unknown): Uint8Array {
  const digits = typeof value === 'string' ? /^0x([0-9a-fA-F]*)$/.exec(value)?.[1] : undefined
  if (digits === undefined) throw wrongParams('invalid hex in storage key')
  if (digits.length > 64) throw wrongParams('storage key too long (want at most 32 bytes)')
  return bytesOfHex(digits.padStart(64, '0'))
}

export function flag(value: unknown, at: string): boolean {
  if (value === undefined) return false
  if (typeof value !== 'boolean') throw wrongParams(`invalid ${at}: not true or false`)
  return value
}

export function object(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongParams(`invalid ${at}: not an object`)
  }
  return value as Record<string, unknown>
}

export function list(value: unknown, at: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongParams(`invalid ${at}: not a list`)
  if (value.length > most) throw wrongParams(`invalid ${at}: more than ${most} entries`)
  return value
}

/** The value where it is there; neither undefined nor null. */
export function maybe<Result>(
  value: unknown,
  read: (value: unknown) => Result,
): Result | undefined {
  return value === undefined || value === null ? undefined : read(value)
}

export const hex = (bytes: Uint8Array): string => `0x${hexOf(bytes)}`
export const hexQuantity = (number: bigint | number): string => `0x${number.toString(16)}`
/** 32 bytes, filled up on the left. */
export const hexWord = (bytes: Uint8Array): string => `0x${hexOf(bytes).padStart(64, '0')}`
