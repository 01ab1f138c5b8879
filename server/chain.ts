import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { centerGenesis, type FirstMember } from '#blockchain/network'
import { type Beside, startBeside } from '#engines/beside'
import { type Secrets, writeDurably } from '#kernel/secrets'
import { chainMembers } from '#nation/hosting'
import type { CenterConfig } from './config.ts'
import { version } from './version.ts'

/** The center's own node lives in this folder. */
const folderOf = (dataDir: string): string => join(resolve(dataDir), 'chain')

/** Where a node of the chain takes calls: as it is set, or as the center's own has said. */
export function chainNode(
  dataDir: string,
  { blockchain }: Pick<CenterConfig, 'blockchain'>,
): () => string | undefined {
  if (blockchain.node !== '') return () => blockchain.node
  const file = join(folderOf(dataDir), 'node.json')
  return () => {
    if (!existsSync(file)) return undefined
    return (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url
  }
}

/**
 * Starts the center's own node in a process beside it, with a genesis of its own at the first
 * start. Nothing is started where another node is named, or where this process serves or works for
 * some rooms only: one of them keeps the node.
 */
export function startChainNode(
  { dataDir, secrets }: { dataDir: string; secrets: Secrets },
  { blockchain, center }: CenterConfig,
): Beside | undefined {
  if (blockchain.node !== '' || !blockchain.embedded) return undefined
  if (center.serve !== undefined || center.work !== undefined) return undefined
  const folder = folderOf(dataDir)
  const genesisFile = join(folder, 'genesis.json')
  if (!existsSync(genesisFile)) {
    const members = keptMembers({ center })
    const genesis = centerGenesis(secrets, { folder, chainId: blockchain.chainId, members })
    writeDurably(genesisFile, `${JSON.stringify(genesis, null, 2)}\n`)
  }
  return startBeside(new URL('../systems/blockchain/node/beside.ts', import.meta.url), {
    folder,
    genesisFile,
    masterKeyFile: join(resolve(dataDir), 'secrets/master.key'),
    history: blockchain.history,
    logLevel: center.logLevel,
    version,
  })
}

/** Members whose keys this center keeps: its own, and those of the agencies it invents. */
export function keptMembers({
  center,
}: Pick<CenterConfig, 'center'>): [FirstMember, ...FirstMember[]] {
  return [ownMember, ...(center.mode === 'demonstration' ? chainMembers : [])]
}

const ownMember: FirstMember = { code: 'NDC', name: 'Trung tâm Dữ liệu quốc gia' }
