import type { Backend } from './backend.ts'
import { noBlock, numberOf } from './block-choice.ts'
import { decodeHeader } from './header.ts'
import { count, hexQuantity, list, type Params } from './params.ts'
import { wrongParams } from './rpc-error.ts'

const mostBlocks = 1_024
const mostPercentiles = 100

/** eth_feeHistory: what gas cost in a range of blocks, and the tips at percentiles of their gas. */
export function feeHistory(backend: Backend, [size, newest, asked]: Params) {
  const last = numberOf(backend, newest, 'newest block')
  if (last === undefined) throw noBlock()
  const wanted = Math.min(count(size, 'block count'), mostBlocks)
  const first = Math.max(last - wanted + 1, backend.blocks.first)
  const percentiles = asked === undefined || asked === null ? undefined : readPercentiles(asked)
  const numbers =
    wanted === 0 ? [] : Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const headers = numbers.map((it) => decodeHeader(required(backend.blocks.header(it)).header))
  const following = backend.blocks.header(last + 1)
  const next = following ? decodeHeader(following.header).baseFee : backend.nextFees().base
  return {
    oldestBlock: hexQuantity(wanted === 0 ? 0 : first),
    baseFeePerGas: [...headers.map((it) => it.baseFee ?? 0n), next ?? 0n].map(hexQuantity),
    gasUsedRatio: headers.map((it) => Number(it.gasUsed) / Number(it.gasLimit)),
    baseFeePerBlobGas: [...headers, undefined].map(() => '0x0'),
    blobGasUsedRatio: headers.map(() => 0),
    ...(percentiles && {
      reward: numbers.map((number, at) =>
        rewards(backend, number, headers[at]?.baseFee, percentiles),
      ),
    }),
  }
}

function readPercentiles(value: unknown): readonly number[] {
  const all = list(value, 'reward percentiles', mostPercentiles)
  let before = 0
  return all.map((it) => {
    if (typeof it !== 'number' || !(it >= before && it <= 100)) {
      throw wrongParams('invalid reward percentiles: not rising from 0 to 100')
    }
    before = it
    return it
  })
}

function rewards(
  { blocks }: Backend,
  number: number,
  baseFee: bigint | undefined,
  percentiles: readonly number[],
): string[] {
  const paid = (blocks.receipts(number) ?? []).map(({ gasUsed, effectiveGasPrice }) => ({
    gasUsed,
    tip: effectiveGasPrice - (baseFee ?? 0n),
  }))
  paid.sort((a, b) => (a.tip < b.tip ? -1 : a.tip > b.tip ? 1 : 0))
  const all = Number(paid.reduce((sum, it) => sum + it.gasUsed, 0n))
  return percentiles.map((percentile) => {
    const threshold = (all * percentile) / 100
    let sum = 0
    for (const it of paid) {
      sum += Number(it.gasUsed)
      if (sum >= threshold) return hexQuantity(it.tip)
    }
    return '0x0'
  })
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw noBlock()
  return value
}
