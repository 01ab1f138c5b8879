import { type AgenciesProcess, startAgencies } from '#nation/hosting'
import { agenciesFolder, keepsAgencies } from './agencies.ts'
import type { Center } from './center.ts'
import type { CenterConfig } from './config.ts'
import { readCommunes } from './seed.ts'
import { version } from './version.ts'

/** Starts the agencies of the synthetic nation in a process beside the center. */
export function openDemonstrationAgencies(
  { kernel, nation, url }: Center,
  config: CenterConfig,
): AgenciesProcess | undefined {
  if (!nation || !keepsAgencies(config)) return undefined
  const { communes: list } = config.nation
  const { seed, people, today } = nation
  const communes = list === undefined ? undefined : readCommunes(list)
  return startAgencies({
    folder: agenciesFolder(kernel.dataDir),
    center: url,
    version,
    logLevel: config.center.logLevel,
    nation: { seed, people, today, ...(communes && { communes }) },
  })
}
