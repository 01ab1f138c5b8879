import type { StateReader } from '../state/state.ts'
import type { Backend, RpcBlock } from './backend.ts'
import { count, fixed, flag, hash, object } from './params.ts'
import { RpcError, refused, wrongParams } from './rpc-error.ts'

/** Which block a parameter means: a number, a tag, or a hash. */

export const noBlock = () => refused('header not found')

/**
 * A number or a tag; undefined where there is no such block. What is decided is final at once, so
 * `safe`, `finalized` and `pending` are the latest.
 */
export function numberOf({ blocks }: Backend, value: unknown, at = 'block'): number | undefined {
  const { latest, first } = blocks
  if (!latest) return undefined
  switch (value) {
    case undefined:
    case null:
    case 'latest':
    case 'safe':
    case 'finalized':
    case 'pending':
      return latest.number
    case 'earliest':
      return first
  }
  const number = count(value, at)
  return number >= first && number <= latest.number ? number : undefined
}

/** A number, a tag, a hash, or EIP-1898's object; undefined where there is no such block. */
export function anyNumberOf(backend: Backend, value: unknown, at = 'block'): number | undefined {
  if (typeof value === 'string' && value.length === 66) {
    return backend.blocks.numberOf(fixed(value, 32, at))
  }
  if (typeof value !== 'object' || value === null) return numberOf(backend, value, at)
  const asked = object(value, at)
  flag(asked['requireCanonical'], `${at}.requireCanonical`)
  if (asked['blockHash'] !== undefined && asked['blockNumber'] !== undefined) {
    throw wrongParams('cannot specify both BlockHash and BlockNumber, choose one or the other')
  }
  if (asked['blockHash'] === undefined) return numberOf(backend, asked['blockNumber'], at)
  return backend.blocks.numberOf(hash(asked['blockHash'], `${at}.blockHash`))
}

export function blockOf(backend: Backend, number: number | undefined): RpcBlock | undefined {
  return number === undefined ? undefined : backend.blocks.block(number)
}

/** The height whose state is asked for; throws where there is none, or none any more. */
export function heightOf(backend: Backend, value: unknown): number {
  const number = anyNumberOf(backend, value)
  if (number === undefined) throw noBlock()
  if (number < backend.state.oldest) throw pruned(backend.state.oldest)
  return number
}

export function stateOf(backend: Backend, value: unknown): StateReader {
  const state = backend.state.at(heightOf(backend, value))
  if (!state) throw pruned(backend.state.oldest)
  return state
}

/** 4444 is the code of what a node has and keeps no more (EIP-4444). */
export function pruned(oldest: number): RpcError {
  return new RpcError(4444, `pruned history unavailable: states begin at block ${oldest}`)
}
