import {
  type Abi,
  type AbiFunction,
  type AbiParameter,
  decodeEventLog,
  decodeFunctionData,
  type Hex,
  toFunctionSelector,
  toFunctionSignature,
} from 'viem'
import {
  anchorAbi,
  credentialRootsAbi,
  didRegistryAbi,
  documentHashesAbi,
  governanceAbi,
  issuersAbi,
  statusListsAbi,
} from './contracts/abi.ts'
import { type SystemContract, systemAddresses } from './contracts/addresses.ts'

export type DecodedField = { readonly name: string; readonly type: string; readonly value: string }
export type DecodedCall = { readonly call: string; readonly fields: DecodedField[] }

/** The interfaces of the contracts that came with the chain. */
export const interfaces: Record<SystemContract, Abi> = {
  governance: governanceAbi,
  anchor: anchorAbi,
  didRegistry: didRegistryAbi,
  credentialRoots: credentialRootsAbi,
  issuers: issuersAbi,
  statusLists: statusListsAbi,
  documentHashes: documentHashesAbi,
}
const longestValue = 4_000

export function systemContractAt(address: string): SystemContract | undefined {
  const names = Object.keys(systemAddresses) as SystemContract[]
  return names.find((it) => systemAddresses[it] === address.toLowerCase())
}

/** The interface of a contract that this center knows: one that came with the chain. */
export function abiAt(address: string): Abi | undefined {
  const name = systemContractAt(address)
  return name && interfaces[name]
}

/** A call in words: the function with its arguments; of an unknown contract the selector. */
export function decodeCall(input: Hex, abi: Abi | undefined): DecodedCall | undefined {
  if (input.length < 10) return undefined
  const selector = input.slice(0, 10)
  const unknown = { call: selector, fields: [] }
  const found = abi?.find(
    (it): it is AbiFunction => it.type === 'function' && toFunctionSelector(it) === selector,
  )
  if (!abi || !found) return unknown
  try {
    const { args } = decodeFunctionData({ abi, data: input })
    return { call: toFunctionSignature(found), fields: fieldsOf(found.inputs, args ?? []) }
  } catch {
    return unknown // the selector of a function, and no arguments that it could take
  }
}

/** An event in words; undefined where the contract or its event is not known. */
export function decodeLog(
  log: { readonly data: Hex; readonly topics: readonly Hex[] },
  abi: Abi | undefined,
): { readonly event: string; readonly fields: DecodedField[] } | undefined {
  if (!abi || log.topics.length === 0) return undefined
  try {
    const { eventName, args } = decodeEventLog({
      abi,
      data: log.data,
      topics: log.topics as [Hex, ...Hex[]],
    })
    const event = abi.find((it) => it.type === 'event' && it.name === eventName)
    if (!eventName || event?.type !== 'event') return undefined
    const named = (args ?? {}) as unknown as Record<string, unknown>
    return {
      event: eventName,
      fields: fieldsOf(
        event.inputs,
        event.inputs.map(({ name }) => named[name ?? '']),
      ),
    }
  } catch {
    return undefined // an event of that contract in an older form
  }
}

function fieldsOf(inputs: readonly AbiParameter[], values: readonly unknown[]): DecodedField[] {
  return inputs.map(({ name, type }, at) => ({
    name: name ?? String(at),
    type,
    value: inWords(values[at]).slice(0, longestValue),
  }))
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return value.toString()
  return (
    JSON.stringify(value, (_, it: unknown) => (typeof it === 'bigint' ? it.toString() : it)) ?? ''
  )
}
