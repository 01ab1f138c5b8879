import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { NationOptions } from '../index.ts'
import type { RegistryCode } from '../registries/index.ts'

export type StoreFiles = Readonly<Record<RegistryCode, string>>
export type FillingTask = { readonly nation: NationOptions; readonly files: StoreFiles }

/**
 * Makes the stores of the agencies that are not there yet, in a process of its own so that all its
 * memory is given back; resolves with how many records were written.
 */
export function fillStores(nation: NationOptions, files: StoreFiles): Promise<number> {
  if (Object.values(files).every((it) => existsSync(it))) return Promise.resolve(0)
  const task: FillingTask = { nation, files }
  return new Promise((resolve, reject) => {
    const program = new URL('./filling-process.ts', import.meta.url)
    const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.once('error', reject)
    child.once('message', (written) => resolve(Number(written)))
    child.once('exit', (code) => reject(new Error(`Filling the registries ended with ${code}.`)))
    child.send(task)
  })
}
