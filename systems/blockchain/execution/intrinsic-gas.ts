import type { AccessListItem, Transaction } from './transaction.ts'

/** EIP-3860: twice the largest code. */
export const maxInitCodeBytes = 49_152

type Asked = Pick<Transaction, 'to' | 'data'> & {
  readonly accessList: readonly AccessListItem[]
  readonly authorizations: readonly unknown[]
}

/**
 * What a transaction costs before its code runs, and what it costs at least for its data
 * (EIP-7623). EIP-2028, 2930, 3860 and 7702.
 */
export function intrinsicGas({ to, data, accessList, authorizations }: Asked): {
  readonly gas: number
  readonly floor: number
} {
  let zeros = 0
  for (const byte of data) if (byte === 0) zeros += 1
  const others = data.length - zeros
  let gas = 21_000 + zeros * 4 + others * 16
  if (to === undefined) gas += 32_000 + 2 * Math.ceil(data.length / 32)
  for (const { slots } of accessList) gas += 2_400 + 1_900 * slots.length
  gas += 25_000 * authorizations.length
  return { gas, floor: 21_000 + 10 * (zeros + 4 * others) }
}
