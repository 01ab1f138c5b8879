import { join, resolve } from 'node:path'
import { reachControl } from '#nation/hosting'
import type { CenterConfig } from './config.ts'

/** The agencies of a demonstration live in this folder, each in one of its own. */
export const agenciesFolder = (dataDir: string): string => join(resolve(dataDir), 'agencies')

/** The switches of the agencies, for the page of the operator. */
export const agencySwitches = (dataDir: string) => reachControl(agenciesFolder(dataDir))

/** Does this process keep the agencies of its nation running, beside itself? */
export function keepsAgencies({ center, nation }: CenterConfig): boolean {
  const whole = center.serve === undefined && center.work === undefined
  return center.mode === 'demonstration' && nation.agencies && whole
}
