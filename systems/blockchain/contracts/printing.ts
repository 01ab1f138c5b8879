/** The printed papers of the system contracts: their code, and their interfaces for TypeScript. */
import { readFileSync } from 'node:fs'
import { type Artifacts, artifacts, compileSystem, digestOfSources } from './artifacts.ts'
import type { AbiItem, AbiParameter } from './compile.ts'

type Printed = { readonly file: string; readonly text: string }

const folder = 'systems/blockchain/contracts'

/** Compiles only where a source has changed since the last time. */
export function printContracts(): Printed[] {
  const current = keptDigest() === digestOfSources()
  const all = current ? artifacts() : compileSystem()
  return [
    { file: `${folder}/printed.json`, text: `${JSON.stringify(all, null, 1)}\n` },
    printAbis(all),
  ]
}

function keptDigest(): string | undefined {
  try {
    return artifacts().digest
  } catch {
    return undefined // nothing has been printed yet
  }
}

/** Is what is checked in printed from these sources? The first file that is not, if any. */
export function findDrift(): string | undefined {
  const all = artifacts()
  if (all.digest !== digestOfSources()) return `${folder}/printed.json`
  const { file, text } = printAbis(all)
  return readFileSync(file, 'utf8') === text ? undefined : file
}

/** Interfaces as sentences of Solidity: viem makes types of them, ethers reads them as they are. */
export function printAbis(all: Artifacts): Printed {
  const papers = Object.entries(all.contracts)
    .filter(([name]) => name !== 'MemberBook')
    .map(([name, { abi }]) => {
      const sentences = [...structsOf(abi), ...abi.map(sentence)]
      const lines = sentences.map((it) => `  '${it}',\n`).join('')
      return `\nexport const ${nameOf(name)} = parseAbi([\n${lines}])\n`
    })
  const lead =
    '/** The interfaces of the system contracts. Printed by `npm run print` from their sources. */\n' +
    "import { parseAbi } from 'viem'\n"
  return { file: `${folder}/abi.ts`, text: lead + papers.join('') }
}

function nameOf(contract: string): string {
  const bare = contract.replace(/^I(?=[A-Z])/, '')
  return `${bare.charAt(0).toLowerCase()}${bare.slice(1)}Abi`
}

function sentence(it: AbiItem): string {
  const inputs = `(${(it.inputs ?? []).map(parameter).join(', ')})`
  if (it.type === 'constructor') return `constructor${inputs}`
  if (it.type !== 'function') return `${it.type} ${it.name}${inputs}`
  const outputs = it.outputs ?? []
  const mutability = it.stateMutability === 'nonpayable' ? '' : ` ${it.stateMutability}`
  const returned = outputs.length > 0 ? ` returns (${outputs.map(parameter).join(', ')})` : ''
  return `function ${it.name}${inputs}${mutability}${returned}`
}

/** `struct Name { … }` of every tuple, the inner ones first. */
function structsOf(abi: readonly AbiItem[]): string[] {
  const found = new Set<string>()
  const take = ({ components, internalType = '' }: AbiParameter): void => {
    if (!components) return
    components.forEach(take)
    found.add(
      `struct ${structName(internalType)} { ${components.map((it) => `${parameter(it)};`).join(' ')} }`,
    )
  }
  for (const { inputs = [], outputs = [] } of abi) [...inputs, ...outputs].forEach(take)
  return [...found]
}

/** "struct MemberBook.Member[]" is `Member`. */
function structName(internalType: string): string {
  return internalType.replace(/^struct (?:\w+\.)?/, '').replace(/[[\]0-9]*$/, '')
}

function parameter({ type, name, indexed, components, internalType = '' }: AbiParameter): string {
  const shape = components ? `${structName(internalType)}${type.slice('tuple'.length)}` : type
  return [shape, indexed ? 'indexed' : '', name].filter(Boolean).join(' ')
}
