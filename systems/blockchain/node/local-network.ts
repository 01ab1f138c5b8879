import { join } from 'node:path'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { type LaidOutNode, layOutNetwork, readNetwork, validatorPower } from '#engines/chain'
import type { Clock } from '#kernel/clock'
import { writeDurably } from '#kernel/secrets'
import { rights } from '../contracts/layout.ts'
import type { ChainGenesis } from '../execution/genesis.ts'
import { openNetwork, testChainId } from './open-network.ts'
import { consensusName } from './start.ts'

export type LocalNode = {
  readonly name: string
  /** What `ndc chain node` is given as --data, --comet and --port. */
  readonly folder: string
  readonly home: string
  readonly port: number
}

export type LocalNetworkOrder = {
  readonly folder: string
  readonly validators: number
  /** Each node has ten ports: for its peers, for CometBFT's RPC, for JSON-RPC. */
  readonly firstPort: number
  /** Accounts that begin with a million coins. */
  readonly rich: readonly string[]
  readonly clock: Clock
}

/**
 * An open test network on this machine, one member behind each validator: laid out at the first
 * time, read from its folder later. The key of each member's account lies beside its node (0600).
 */
export function layOutLocalNetwork(order: LocalNetworkOrder): {
  readonly genesisFile: string
  readonly nodes: readonly LocalNode[]
} {
  const { folder, validators, firstPort, clock } = order
  const genesisFile = join(folder, 'genesis.json')
  const network =
    readNetwork(folder) ??
    layOutNetwork({
      folder,
      chainId: consensusName(testChainId),
      validators,
      firstPort,
      at: clock.now(),
      appState(nodes) {
        const genesis = genesisOf(folder, nodes, order.rich)
        writeDurably(genesisFile, `${JSON.stringify(genesis, null, 2)}\n`)
        return genesis
      },
    })
  return {
    genesisFile,
    nodes: network.nodes.map(({ name, home, rpc }) => ({
      name,
      folder: join(folder, name, 'chain'),
      home,
      port: Number(rpc.slice(rpc.lastIndexOf(':') + 1)) + 1,
    })),
  }
}

function genesisOf(
  folder: string,
  nodes: readonly LaidOutNode[],
  rich: readonly string[],
): ChainGenesis {
  const accounts = nodes.map(({ name }) => memberAccount(join(folder, name, 'member-key')))
  return {
    ...openNetwork(testChainId, [...rich, ...accounts]),
    members: nodes.map(({ name }, at) => ({
      name,
      gasPerDay: Number.MAX_SAFE_INTEGER,
      mayDeploy: true,
      seated: true,
      accounts: [{ account: accounts[at] as string, rights: allRights }],
    })),
    validators: nodes.map(({ key }, at) => ({
      ed25519Key: hexOf32(key),
      power: validatorPower,
      member: at + 1,
    })),
  }
}

const allRights = rights.send + rights.deploy + rights.govern + rights.staff

function memberAccount(file: string): string {
  const key = generatePrivateKey()
  writeDurably(file, `${key}\n`)
  return privateKeyToAddress(key)
}

function hexOf32(base64: string): string {
  return `0x${Buffer.from(base64, 'base64').toString('hex')}`
}
