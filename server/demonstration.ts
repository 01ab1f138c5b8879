import type { Beside } from '#engines/beside'
import { startAgencies, writeDemonstration } from '#nation/hosting'
import { agenciesFolder, keepsAgencies } from './agencies.ts'
import type { Center } from './center.ts'
import type { CenterConfig } from './config.ts'
import { readCommunes } from './seed.ts'
import { version } from './version.ts'

/**
 * Starts the agencies of the synthetic nation in a process beside the center; where they are not
 * wanted, it is noted how they may be started with `ndc agencies`.
 */
export function openDemonstrationAgencies(
  { kernel, nation: seeded, url: center }: Center,
  config: CenterConfig,
): Beside | undefined {
  if (!seeded) return undefined
  const { communes: list } = config.nation
  const { seed, people, today } = seeded
  const communes = list === undefined ? undefined : readCommunes(list)
  const nation = { seed, people, today, ...(communes && { communes }) }
  const folder = agenciesFolder(kernel.dataDir)
  writeDemonstration(folder, { center, nation })
  if (!keepsAgencies(config)) return undefined
  return startAgencies({ folder, center, version, logLevel: config.center.logLevel, nation })
}
