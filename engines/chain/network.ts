import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '#kernel/problem'
import { writeDurably } from '#kernel/secrets'
import { timeText } from './signed-block.ts'
import { newKey } from './validator-key.ts'

export type NetworkPlan = {
  readonly folder: string
  readonly chainId: string
  readonly validators: number
  /** Nodes that follow and may become validators by vote. */
  readonly observers?: number
  /** Node N listens at `firstPort + 10 N` (peers) and one above (RPC), on this machine alone. */
  readonly firstPort: number
  readonly at: Date
  /** The application's own genesis (JSON), handed to InitChain, for these validators. */
  appState(validators: readonly LaidOutNode[]): unknown
  /** The largest block, in bytes. */
  readonly maxBytes?: number
}

export type LaidOutNode = {
  readonly name: string
  /** CometBFT's home. */
  readonly home: string
  readonly rpc: string
  /** Ed25519 of the validator, 32 bytes in base64. */
  readonly key: string
}

export type LaidOutNetwork = { readonly chainId: string; readonly nodes: readonly LaidOutNode[] }

type MadeNode = LaidOutNode & {
  /** As peers know it: the address of its node key. */
  readonly peer: string
  readonly peerPort: number
  readonly validator: ReturnType<typeof newKey>
}

const maxNodes = 50
/** Of each validator in the beginning. */
export const validatorPower = 10
const standardMaxBytes = 4 * 1024 * 1024
const plan = 'network.json'

/** The network that was laid out in a folder. */
export function readNetwork(folder: string): LaidOutNetwork | undefined {
  const file = join(folder, plan)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LaidOutNetwork) : undefined
}

/**
 * Lays out the folders of a local network, as `cometbft testnet` would: `node-N/cometbft` with
 * keys, genesis and settings. Nothing is started.
 */
export function layOutNetwork(order: NetworkPlan): LaidOutNetwork {
  const { folder, chainId, validators, observers = 0 } = order
  const count = validators + observers
  if (validators < 1 || count > maxNodes) {
    throw new Refusal(`A local network has from 1 to ${maxNodes} nodes, not ${count}.`)
  }
  if (readNetwork(folder)) throw new Refusal(`There is a network in ${folder} already.`)
  const nodes = Array.from({ length: count }, (_, at) => makeNode(order, at))
  const genesis = json(genesisOf(order, nodes.slice(0, validators)))
  for (const it of nodes) {
    const others = nodes.filter((other) => other !== it)
    const peers = others.map(({ peer, peerPort }) => `${peer}@127.0.0.1:${peerPort}`)
    const config = join(it.home, 'config')
    writeDurably(join(config, 'genesis.json'), genesis)
    writeDurably(join(config, 'config.toml'), settingsOf(it, peers))
    writeDurably(join(config, 'priv_validator_key.json'), json(it.validator))
    const state = { height: '0', round: 0, step: 0 }
    writeDurably(join(it.home, 'data/priv_validator_state.json'), json(state))
  }
  const laidOut = {
    chainId,
    nodes: nodes.map(({ name, home, rpc, key }) => ({ name, home, rpc, key })),
  }
  writeDurably(join(folder, plan), json(laidOut))
  return laidOut
}

function makeNode({ folder, firstPort }: NetworkPlan, at: number): MadeNode {
  const name = `node-${at + 1}`
  const home = join(folder, name, 'cometbft')
  const { address, priv_key } = newKey()
  writeDurably(join(home, 'config/node_key.json'), json({ priv_key }))
  const validator = newKey()
  const peerPort = firstPort + 10 * at
  return {
    name,
    home,
    rpc: `tcp://127.0.0.1:${peerPort + 1}`,
    key: validator.pub_key.value,
    peer: address.toLowerCase(),
    peerPort,
    validator,
  }
}

function genesisOf(order: NetworkPlan, validators: readonly MadeNode[]) {
  const { chainId, at, maxBytes = standardMaxBytes } = order
  return {
    // Whole seconds, which the first block bears as well.
    genesis_time: timeText({ seconds: Math.floor(at.getTime() / 1000), nanos: 0 }),
    chain_id: chainId,
    initial_height: '1',
    consensus_params: {
      block: { max_bytes: String(maxBytes), max_gas: '-1' },
      // Two weeks, within which who signed two blocks of one height can be shown.
      evidence: {
        max_age_num_blocks: '1000000',
        max_age_duration: String(14 * 86_400 * 1_000_000_000),
        max_bytes: '1048576',
      },
      validator: { pub_key_types: ['ed25519'] },
      version: { app: '0' },
      abci: { vote_extensions_enable_height: '0' },
    },
    validators: validators.map(({ name, validator: { address, pub_key } }) => ({
      address,
      pub_key,
      power: String(validatorPower),
      name,
    })),
    app_hash: '',
    app_state: order.appState(validators),
  }
}

/**
 * Blocks are made when there are transactions, and once a minute to show that the network lives.
 * What waits is asked of the application anew after each block: what can no longer stand in one
 * must not have blocks made for it.
 */
function settingsOf(node: MadeNode, peers: readonly string[]): string {
  return `# Written by "ndc chain network". What is not said here is CometBFT's standard.
moniker = "${node.name}"
db_backend = "goleveldb"
log_level = "error"

[rpc]
laddr = "${node.rpc}"
max_body_bytes = 4000000

[p2p]
laddr = "tcp://127.0.0.1:${node.peerPort}"
persistent_peers = "${peers.join(',')}"
persistent_peers_max_dial_period = "2s"
addr_book_strict = false
allow_duplicate_ip = true
pex = false

[mempool]
type = "flood"
size = 20000
max_txs_bytes = 268435456
max_tx_bytes = 1048576
cache_size = 50000
recheck = true
keep-invalid-txs-in-cache = false

[statesync]
enable = false

[consensus]
timeout_propose = "1s"
timeout_propose_delta = "250ms"
timeout_prevote = "500ms"
timeout_prevote_delta = "250ms"
timeout_precommit = "500ms"
timeout_precommit_delta = "250ms"
timeout_commit = "200ms"
create_empty_blocks = false
create_empty_blocks_interval = "60s"

[storage]
discard_abci_responses = true

[tx_index]
indexer = "null"

[instrumentation]
prometheus = false
`
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
