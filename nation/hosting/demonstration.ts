import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '#kernel/secrets'
import type { NationOptions } from '../index.ts'

/** Which nation a center holds and where it is, for those who run its agencies. */
export type Demonstration = { readonly center: string; readonly nation: NationOptions }

const fileIn = (folder: string): string => join(folder, 'demonstration.json')

export function writeDemonstration(folder: string, it: Demonstration): void {
  writeDurably(fileIn(folder), JSON.stringify(it))
}

/** Undefined where no center has said so yet. */
export function readDemonstration(folder: string): Demonstration | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Demonstration
  } catch {
    return undefined
  }
}
