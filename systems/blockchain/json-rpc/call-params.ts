import type { AccessListItem, Authorization } from '../execution/transaction.ts'
import { hexOf } from '../state/bytes.ts'
import type {
  AccountOverride,
  BlockOverride,
  CallRequest,
  Overrides,
  TraceOptions,
} from './backend.ts'
import { address, count, data, flag, hash, list, maybe, object, quantity, slot } from './params.ts'
import { wrongParams } from './rpc-error.ts'

const mostEntries = 1_024

/** The transaction object of eth_call and its kin. */
export function callRequest(value: unknown): CallRequest {
  const it = object(value, 'transaction')
  const input = maybe(it['input'], (found) => data(found, 'input'))
  const older = maybe(it['data'], (found) => data(found, 'data'))
  if (input && older && hexOf(input) !== hexOf(older)) {
    throw wrongParams('both "data" and "input" are set and not equal')
  }
  const price = maybe(it['gasPrice'], (found) => quantity(found, 'gasPrice'))
  const maxFee = maybe(it['maxFeePerGas'], (found) => quantity(found, 'maxFeePerGas'))
  const maxTip = maybe(it['maxPriorityFeePerGas'], (found) =>
    quantity(found, 'maxPriorityFeePerGas'),
  )
  if (price !== undefined && (maxFee !== undefined || maxTip !== undefined)) {
    throw wrongParams('both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified')
  }
  return {
    from: maybe(it['from'], (found) => address(found, 'from')),
    to: maybe(it['to'], (found) => address(found, 'to')),
    gas: maybe(it['gas'], (found) => quantity(found, 'gas')),
    maxFee: maxFee ?? price,
    maxTip: maxTip ?? price,
    value: maybe(it['value'], (found) => quantity(found, 'value')) ?? 0n,
    data: input ?? older ?? new Uint8Array(),
    nonce: maybe(it['nonce'], (found) => quantity(found, 'nonce')),
    accessList: maybe(it['accessList'], accessList) ?? [],
    authorizations: maybe(it['authorizationList'], authorizations) ?? [],
  }
}

function accessList(value: unknown): AccessListItem[] {
  return list(value, 'accessList', mostEntries).map((entry) => {
    const it = object(entry, 'accessList')
    const slots = list(it['storageKeys'] ?? [], 'storageKeys', mostEntries)
    return {
      address: address(it['address'], 'accessList.address'),
      slots: slots.map((found) => hash(found, 'storage key')),
    }
  })
}

function authorizations(value: unknown): Authorization[] {
  return list(value, 'authorizationList', mostEntries).map((entry) => {
    const it = object(entry, 'authorizationList')
    return {
      chainId: quantity(it['chainId'], 'chainId'),
      address: address(it['address'], 'address'),
      nonce: quantity(it['nonce'], 'nonce'),
      parity: count(it['yParity'], 'yParity', 255),
      r: quantity(it['r'], 'r'),
      s: quantity(it['s'], 's'),
    }
  })
}

export function overrides(accounts: unknown, block: unknown): Overrides {
  const all = Object.entries(maybe(accounts, (it) => object(it, 'state override')) ?? {})
  if (all.length > mostEntries) throw wrongParams(`more than ${mostEntries} state overrides`)
  return {
    accounts: all.map(([of, value]) => accountOverride(of, value)),
    block: maybe(block, blockOverride) ?? {},
  }
}

function accountOverride(of: string, value: unknown): AccountOverride {
  const it = object(value, 'state override')
  if (it['movePrecompileToAddress'] !== undefined) {
    throw wrongParams('precompiles of this chain cannot be moved')
  }
  if (it['state'] !== undefined && it['stateDiff'] !== undefined) {
    throw wrongParams('account has both "state" and "stateDiff"')
  }
  return {
    address: address(of, 'address'),
    nonce: maybe(it['nonce'], (found) => quantity(found, 'nonce')),
    balance: maybe(it['balance'], (found) => quantity(found, 'balance')),
    code: maybe(it['code'], (found) => data(found, 'code')),
    state: maybe(it['state'], slots),
    stateDiff: maybe(it['stateDiff'], slots),
  }
}

function slots(value: unknown): ReadonlyMap<string, Uint8Array> {
  const all = Object.entries(object(value, 'storage'))
  if (all.length > mostEntries) throw wrongParams(`more than ${mostEntries} slots overridden`)
  return new Map(all.map(([key, found]) => [hexOf(slot(key)), hash(found, 'slot value')]))
}

function blockOverride(value: unknown): BlockOverride {
  const it = object(value, 'block override')
  const number = maybe(it['number'], (found) => quantity(found, 'number'))
  const timestamp = maybe(it['time'] ?? it['timestamp'], (found) => quantity(found, 'time'))
  const gasLimit = maybe(it['gasLimit'], (found) => quantity(found, 'gasLimit'))
  const baseFee = maybe(it['baseFeePerGas'] ?? it['baseFee'], (found) => quantity(found, 'baseFee'))
  const coinbase = maybe(it['feeRecipient'] ?? it['coinbase'], (found) =>
    address(found, 'coinbase'),
  )
  const prevRandao = maybe(it['prevRandao'] ?? it['random'], (found) => hash(found, 'prevRandao'))
  return {
    ...(number !== undefined && { number }),
    ...(timestamp !== undefined && { timestamp }),
    ...(gasLimit !== undefined && { gasLimit }),
    ...(baseFee !== undefined && { baseFee }),
    ...(coinbase && { coinbase }),
    ...(prevRandao && { prevRandao }),
  }
}

const tracers = ['callTracer', 'prestateTracer'] as const

export function traceOptions(value: unknown): TraceOptions {
  const it = maybe(value, (found) => object(found, 'trace options')) ?? {}
  const asked = it['tracer'] ?? undefined
  const tracer = asked === undefined ? 'structLogs' : tracers.find((known) => known === asked)
  if (!tracer) throw wrongParams(`no such tracer; there are ${tracers.join(' and ')}`)
  return {
    tracer,
    tracerConfig: maybe(it['tracerConfig'], (found) => object(found, 'tracerConfig')) ?? {},
    enableMemory: flag(it['enableMemory'], 'enableMemory'),
    disableStack: flag(it['disableStack'], 'disableStack'),
    disableStorage: flag(it['disableStorage'], 'disableStorage'),
    enableReturnData: flag(it['enableReturnData'], 'enableReturnData'),
    limit: maybe(it['limit'], (found) => count(found, 'limit')) ?? 0,
  }
}
