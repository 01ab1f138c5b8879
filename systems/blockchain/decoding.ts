import {
  type Abi,
  type AbiEvent,
  type AbiFunction,
  type AbiParameter,
  decodeEventLog,
  decodeFunctionData,
  type Hex,
  toEventSelector,
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
const longestName = 200
const mostFields = 50

export function systemContractAt(address: string): SystemContract | undefined {
  const names = Object.keys(systemAddresses) as SystemContract[]
  return names.find((it) => systemAddresses[it] === address.toLowerCase())
}

/** A call in words: the function with its arguments; of an unknown contract the selector. */
export function decodeCall(input: Hex, abi: Abi | undefined): DecodedCall | undefined {
  if (input.length < 10) return undefined
  const selector = input.slice(0, 10) as Hex
  const unknown = { call: selector, fields: [] }
  const found = abi && indexOf(abi).functions.get(selector)
  if (!found) return unknown
  try {
    const { args } = decodeFunctionData({ abi: [found], data: input })
    const call = toFunctionSignature(found).slice(0, longestName)
    return { call, fields: fieldsOf(found.inputs, args ?? []) }
  } catch {
    return unknown // the selector of a function, and no arguments that it could take
  }
}

/** An event in words; undefined where the contract or its event is not known. */
export function decodeLog(
  log: { readonly data: Hex; readonly topics: readonly Hex[] },
  abi: Abi | undefined,
): { readonly event: string; readonly fields: DecodedField[] } | undefined {
  const [topic] = log.topics
  const found = abi && topic && indexOf(abi).events.get(topic)
  if (!found) return undefined
  try {
    const topics = log.topics as [Hex, ...Hex[]]
    const { args } = decodeEventLog({ abi: [found], data: log.data, topics })
    const given: unknown = args ?? []
    // Named arguments come as an object; where one has no name, all come as a list.
    const values = Array.isArray(given)
      ? given
      : found.inputs.map(({ name }) => (given as Record<string, unknown>)[name ?? ''])
    return { event: found.name.slice(0, longestName), fields: fieldsOf(found.inputs, values) }
  } catch {
    return undefined // an event of that contract in an older form
  }
}

type Index = {
  readonly functions: ReadonlyMap<Hex, AbiFunction>
  readonly events: ReadonlyMap<Hex, AbiEvent>
}

const indexes = new WeakMap<Abi, Index>()

/** What an interface has by selector and topic: a block may hold thousands of calls. */
function indexOf(abi: Abi): Index {
  const known = indexes.get(abi)
  if (known) return known
  const functions = abi.filter((it): it is AbiFunction => it.type === 'function')
  const events = abi.filter((it): it is AbiEvent => it.type === 'event' && !it.anonymous)
  const index = {
    functions: new Map(functions.map((it) => [toFunctionSelector(it), it])),
    events: new Map(events.map((it) => [toEventSelector(it), it])),
  }
  indexes.set(abi, index)
  return index
}

function fieldsOf(inputs: readonly AbiParameter[], values: readonly unknown[]): DecodedField[] {
  return inputs.slice(0, mostFields).map(({ name, type }, at) => ({
    name: (name || String(at)).slice(0, longestName),
    type: type.slice(0, longestName),
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
