/**
 * What came out when the system contracts were compiled (contracts/*.sol → printed.json). Starting
 * a node needs no compiler; `npm run print` compiles anew when a source has changed.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  type AbiItem,
  type CompiledContract,
  findLibrary,
  type Immutables,
  openCompiler,
  type Source,
  type StorageLayout,
  systemSettings,
} from './compile.ts'

export type Artifact = {
  /** The file it is written in. */
  readonly source: string
  readonly abi: readonly AbiItem[]
  /** Hexadecimal without 0x: the constructor's code, its arguments to be appended. */
  readonly bytecode: string
  readonly deployedBytecode: string
  readonly immutables: Immutables
  readonly storageLayout: StorageLayout | undefined
}

export type Artifacts = {
  readonly compiler: string
  readonly libraries: string
  /** SHA-256 of all that the code depends on. */
  readonly digest: string
  readonly contracts: Readonly<Record<string, Artifact>>
}

const folder = new URL('./', import.meta.url)
const kept = new URL('printed.json', folder)

let loaded: Artifacts | undefined

/** The printed artifacts, read once. */
export function artifacts(): Artifacts {
  loaded ??= JSON.parse(readFileSync(kept, 'utf8')) as Artifacts
  return loaded
}

export function artifactOf(name: string): Artifact {
  const found = artifacts().contracts[name]
  if (!found) throw new Error(`No contract "${name}" is printed.`)
  return found
}

/** The system contracts' own sources, by file name. */
export function systemSources(): Record<string, Source> {
  const files = readdirSync(folder).filter((it) => it.endsWith('.sol'))
  const read = (file: string) => ({ content: readFileSync(new URL(file, folder), 'utf8') })
  return Object.fromEntries(files.toSorted().map((it) => [it, read(it)]))
}

function versionOf(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string }
  return `${name} ${version}`
}

/** SHA-256 of the sources, the settings, and the versions of compiler and libraries. */
export function digestOfSources(): string {
  const versions = ['solc', '@openzeppelin/contracts'].map(versionOf)
  const all = JSON.stringify([versions, systemSettings, Object.entries(systemSources())])
  return createHash('sha256').update(all).digest('hex')
}

/** Compiles the system contracts; some three seconds. */
export function compileSystem(): Artifacts {
  const compiler = openCompiler()
  const sources = systemSources()
  const input = { language: 'Solidity', sources, settings: systemSettings } as const
  const { contracts = {}, errors = [] } = compiler.compile(input, findLibrary)
  const wrong = errors.filter(
    (it) => it.severity === 'error' || !it.formattedMessage.includes('@openzeppelin/'),
  )
  if (wrong.length > 0) throw new Error(wrong.map((it) => it.formattedMessage).join('\n'))
  const own = Object.keys(sources).flatMap((source) =>
    Object.entries(contracts[source] ?? {}).map(([name, it]) => [name, artifact(source, it)]),
  )
  return {
    compiler: compiler.version,
    libraries: versionOf('@openzeppelin/contracts'),
    digest: digestOfSources(),
    contracts: Object.fromEntries(own) as Record<string, Artifact>,
  }
}

function artifact(source: string, { abi, evm, storageLayout }: CompiledContract): Artifact {
  return {
    source,
    abi,
    bytecode: evm.bytecode.object,
    deployedBytecode: evm.deployedBytecode.object,
    immutables: evm.deployedBytecode.immutableReferences,
    storageLayout: storageLayout && withoutNumbers(storageLayout),
  }
}

/** Without the compiler's running numbers, which change with any source. */
function withoutNumbers({ storage, types }: StorageLayout): StorageLayout {
  const bare = (it: unknown) =>
    JSON.stringify(it)
      .replaceAll(/"astId":\d+,/g, '')
      .replaceAll(/\)\d+(?=_storage|\b)/g, ')')
  return JSON.parse(bare({ storage, types })) as StorageLayout
}
