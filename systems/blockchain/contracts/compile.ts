/**
 * Compiles Solidity with solc-js. The system contracts' code stands in the genesis of a network, so
 * it comes out the same everywhere: one compiler, one set of settings, no path or comment in it.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export type Source = { readonly content: string }
export type Settings = Readonly<Record<string, unknown>>

/** The input of Solidity's compiler, as its documentation says ("Standard JSON"). */
export type StandardJson = {
  readonly language: 'Solidity'
  readonly sources: Readonly<Record<string, Source>>
  readonly settings: Settings
}

/** Where bytes of the deployed code are filled in by the constructor. */
export type Immutables = Readonly<Record<string, readonly { start: number; length: number }[]>>

export type AbiParameter = {
  readonly name: string
  readonly type: string
  readonly internalType?: string
  readonly indexed?: boolean
  readonly components?: readonly AbiParameter[]
}

export type AbiItem = {
  readonly type: 'constructor' | 'function' | 'event' | 'error' | 'fallback' | 'receive'
  readonly name?: string
  readonly inputs?: readonly AbiParameter[]
  readonly outputs?: readonly AbiParameter[]
  readonly stateMutability?: string
}

export type StorageLayout = {
  readonly storage: readonly { label: string; slot: string; offset: number; type: string }[]
  readonly types: Readonly<
    Record<string, { members?: readonly { label: string; slot: string; offset: number }[] }>
  > | null
}

export type CompiledContract = {
  readonly abi: readonly AbiItem[]
  readonly storageLayout?: StorageLayout
  readonly evm: {
    readonly bytecode: { readonly object: string }
    readonly deployedBytecode: { readonly object: string; readonly immutableReferences: Immutables }
  }
}

export type Compiled = {
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>
  readonly errors?: readonly { severity: 'error' | 'warning' | 'info'; formattedMessage: string }[]
}

type Compiler = {
  compile(input: string, callbacks?: { import: (path: string) => object }): string
  version(): string
}

/** The compiler is nine megabytes: it is loaded when something is compiled, not before. */
export function openCompiler(): {
  version: string
  compile(input: StandardJson, find?: (path: string) => string | undefined): Compiled
} {
  const compiler = createRequire(import.meta.url)('solc') as Compiler
  return {
    version: compiler.version(),
    compile(input, find) {
      const read = (path: string) => {
        const contents = find?.(path)
        return contents === undefined ? { error: `${path} was not handed in` } : { contents }
      }
      return JSON.parse(compiler.compile(JSON.stringify(input), { import: read })) as Compiled
    },
  }
}

export const systemSettings: Settings = {
  evmVersion: 'prague',
  optimizer: { enabled: true, runs: 1_000 },
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: {
    '*': {
      '*': [
        'abi',
        'storageLayout',
        'evm.bytecode.object',
        'evm.deployedBytecode.object',
        'evm.deployedBytecode.immutableReferences',
      ],
    },
  },
}

/** A source by the name it is imported under; only OpenZeppelin's may be asked for. */
export function findLibrary(path: string): string | undefined {
  if (!/^@openzeppelin\/contracts\/[A-Za-z0-9/-]+\.sol$/.test(path)) return undefined
  try {
    return readFileSync(fileURLToPath(import.meta.resolve(path)), 'utf8')
  } catch {
    return undefined
  }
}
