import { readFileSync } from 'node:fs'
import { env } from 'node:process'

/** What `npm run build` made of a contract. */
export function artifact(name: string): { abi: never[]; bytecode: `0x${string}` } {
  const file = new URL(`../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}

export function setting(name: string): string {
  const value = env[name]
  if (!value) throw new Error(`Set ${name}.`)
  return value
}
