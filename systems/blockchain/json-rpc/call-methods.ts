import { bigintOf } from '../state/bytes.ts'
import type { Backend, CallOutcome } from './backend.ts'
import { anyNumberOf, heightOf, noBlock } from './block-choice.ts'
import { callRequest, overrides, traceOptions } from './call-params.ts'
import { encodeBlock, encodeReceipt } from './formats.ts'
import type { Methods } from './methods.ts'
import { hash, hex, hexQuantity } from './params.ts'
import { RpcError, refused } from './rpc-error.ts'

/** What would happen: calls that leave no trace, and traces of what has happened. */
export function callMethods({ evm, ...backend }: Backend): Methods {
  const whole = { ...backend, evm }
  return {
    eth_call: async ([request, block, accounts, over]) => {
      const at = heightOf(whole, block)
      const it = await evm.call(callRequest(request), at, overrides(accounts, over))
      if (it.status === 0) throw failed(it)
      return hex(it.output)
    },
    eth_estimateGas: async ([request, block, accounts, over]) => {
      const at = heightOf(whole, block)
      const it = await evm.estimateGas(callRequest(request), at, overrides(accounts, over))
      if ('failed' in it) throw failed(it.failed)
      return hexQuantity(it.gas)
    },
    eth_createAccessList: async ([request, block, accounts]) => {
      const at = heightOf(whole, block)
      const it = await evm.accessList(callRequest(request), at, overrides(accounts, undefined))
      return {
        accessList: it.accessList.map(({ address, slots }) => ({
          address: hex(address),
          storageKeys: slots.map(hex),
        })),
        gasUsed: hexQuantity(it.gasUsed),
        ...(it.error !== undefined && { error: it.error }),
      }
    },
  }
}

export function debugMethods(backend: Backend): Methods {
  const { blocks, evm } = backend
  const rawBlock = (value: unknown) => {
    const number = anyNumberOf(backend, value)
    const block = number === undefined ? undefined : blocks.block(number)
    if (!block) throw noBlock()
    return block
  }
  const traceBlock = async (number: number | undefined, asked: string, options: unknown) => {
    const block = number === undefined ? undefined : blocks.block(number)
    if (!block) throw refused(`block ${asked} not found`)
    if (block.number === 0) throw refused('genesis is not traceable')
    const results = await evm.trace(block.number, undefined, traceOptions(options))
    return results.map((result, at) => ({
      txHash: hex(backend.decode(block.transactions[at] as Uint8Array).hash),
      result,
    }))
  }
  return {
    debug_getRawHeader: ([value]) => hex(rawBlock(value).header),
    debug_getRawBlock: ([value]) => hex(encodeBlock(rawBlock(value))),
    debug_getRawReceipts: ([value]) =>
      (blocks.receipts(rawBlock(value).number) ?? []).map((it) => hex(encodeReceipt(it))),
    debug_getRawTransaction: ([value]) => {
      const key = hash(value, 'transaction hash')
      const place = blocks.transaction(key)
      const raw = place && blocks.block(place.block)?.transactions[place.index]
      const found = raw ?? backend.pool.get(key)?.raw
      return found ? hex(found) : '0x'
    },
    debug_traceBlockByNumber: ([value, options]) =>
      traceBlock(anyNumberOf(backend, value), String(value), options),
    debug_traceBlockByHash: ([value, options]) =>
      traceBlock(blocks.numberOf(hash(value, 'block hash')), String(value), options),
    debug_traceTransaction: async ([value, options]) => {
      const place = blocks.transaction(hash(value, 'transaction hash'))
      if (!place) throw refused('transaction not found')
      const [result] = await evm.trace(place.block, place.index, traceOptions(options))
      return result
    },
    debug_traceCall: ([request, block, options]) => {
      const at = heightOf(backend, block)
      const asked = (options ?? {}) as Record<string, unknown>
      const over = overrides(asked['stateOverrides'], asked['blockOverrides'])
      return evm.traceCall(callRequest(request), at, over, traceOptions(options))
    },
  }
}

/** Reverts carry what the contract said; other failures only why. */
export function failed({ error, output }: CallOutcome): RpcError {
  if (error !== 'execution reverted') return refused(error ?? 'execution failed')
  const reason = reasonOf(output)
  const words = reason === undefined ? error : `${error}: ${reason}`
  return new RpcError(3, words, hex(output))
}

const panics: Readonly<Record<number, string>> = {
  1: 'assert(false)',
  17: 'arithmetic underflow or overflow',
  18: 'division or modulo by zero',
  33: 'enum overflow',
  34: 'invalid encoded storage byte array accessed',
  49: 'out-of-bounds array access; popping on an empty array',
  50: 'out-of-bounds access of an array or bytesN',
  65: 'out of memory',
  81: 'uninitialized function',
}

/** What Solidity's Error(string) or Panic(uint256) says. */
function reasonOf(output: Uint8Array): string | undefined {
  const selector = hex(output.subarray(0, 4))
  if (selector === '0x4e487b71' && output.length === 36) {
    const code = Number(bigintOf(output.subarray(4)))
    return panics[code] ?? `unknown panic code: ${code}`
  }
  if (selector !== '0x08c379a0' || output.length < 68) return undefined
  const size = bigintOf(output.subarray(36, 68))
  if (size > BigInt(output.length - 68)) return undefined
  return Buffer.from(output.subarray(68, 68 + Number(size))).toString('utf8')
}
