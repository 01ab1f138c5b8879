import { join, resolve } from 'node:path'
import { reachControl, readPorts } from '#nation/hosting'
import type { CenterConfig } from './config.ts'

/** The agencies of a demonstration live in this folder, each in one of its own. */
export const agenciesFolder = (dataDir: string): string => join(resolve(dataDir), 'agencies')

/** The switches of the agencies, for the page of the operator. */
export const agencySwitches = (dataDir: string) => reachControl(agenciesFolder(dataDir))

/** Where the gateway of a demonstration's agency takes calls; known once it has started. */
export function agencyGateway(
  dataDir: string,
  code: 'public-services' | 'try-it' | 'workshop',
): string | undefined {
  const ports = readPorts(join(agenciesFolder(dataDir), code))
  return ports && `http://127.0.0.1:${ports.clients}`
}

/** Does this demonstration have agencies beside it? */
export function hasAgencies({ center, nation }: CenterConfig): boolean {
  return center.mode === 'demonstration' && nation.agencies
}

/** Does this process keep the agencies of its nation running, beside itself? */
export function keepsAgencies(config: CenterConfig): boolean {
  const { serve, work } = config.center
  return hasAgencies(config) && serve === undefined && work === undefined
}
