import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { type ChainDriver, openCometbft, openSolo } from '#engines/chain'
import type { Clock } from '#kernel/clock'
import type { Log } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import type { Secrets } from '#kernel/secrets'
import { systemAddresses } from '../contracts/addresses.ts'
import { type Execution, openExecution } from '../execution/execution.ts'
import { type ChainGenesis, publicChainId, readGenesis } from '../execution/genesis.ts'
import { authorityOf, decodeTransaction } from '../execution/transaction.ts'
import type { Backend } from '../json-rpc/backend.ts'
import { type Listen, serveRpc } from '../json-rpc/server.ts'
import { type Journal, openJournal } from '../pool/journal.ts'
import { type PoolLimits, PoolRefusal } from '../pool/limits.ts'
import { openPool, type Pool } from '../pool/pool.ts'
import { hexOf } from '../state/bytes.ts'
import { type ChainStore, openChainStore } from '../state/chain-store.ts'
import { passOnWaiting } from './passing-on.ts'
import { version } from './version.ts'

export type NodeOptions = {
  /** Holds all that the node keeps: `state`, `consensus`, `pool.journal`. */
  readonly folder: string
  readonly genesis: ChainGenesis
  readonly consensus:
    | 'solo'
    | { readonly home: string; readonly program: string; readonly path: string }
  readonly listen: Listen
  /** `archive` answers for every height, `pruned` for the last 1,024. */
  readonly mode: 'archive' | 'pruned'
  readonly clock: Clock
  readonly log: Log
  /** With them the key that signs blocks lies sealed. */
  readonly secrets?: Secrets
  readonly poolLimits?: Partial<PoolLimits>
  /** Needed for the chain id of the public network. */
  readonly yesPublic?: boolean
  /** The chain has stopped, and nothing was lost: the process should end and start anew. */
  onFault(error: unknown): void
}

export type ChainNode = {
  /** Where it takes JSON-RPC, by HTTP and WebSocket. */
  readonly url: string
  close(): Promise<void>
}

const keptStates = 1_024
const snapshotEvery = 10_000

/** The genesis in a file. Throws Refusal with every mistake in it. */
export function genesisIn(file: string): ChainGenesis {
  if (!existsSync(file)) throw new Refusal(`There is no genesis at ${file}.`)
  return readGenesis(readFileSync(file, 'utf8'))
}

/** Opens a node: its state, its execution, its pool, consensus, and JSON-RPC over all of them. */
export async function startNode(options: NodeOptions): Promise<ChainNode> {
  const { folder, genesis, clock, log } = options
  if (genesis.chainId === publicChainId && !options.yesPublic) throw isPublic()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const store = openStore(options)
  const closing: (() => unknown)[] = [() => store.close()]
  const close = async () => {
    for (const it of closing.splice(0).toReversed()) await it()
  }
  try {
    const execution = openExecution({ store, genesis, clock })
    const pool = openPool({ ...execution, clock, limits: options.poolLimits ?? {} })
    execution.usePool(pool)
    const driver = await openConsensus(options, execution)
    closing.push(() => driver.close())
    const journal = restore(join(folder, 'pool.journal'), pool)
    closing.push(() => journal.close(), passOnWaiting(pool, driver, log))
    const stop = execution.watch(({ transactions, refused }) => {
      for (const { raw } of refused) pool.drop(decodedHash(raw))
      const authorities = transactions.flatMap((it) => it.authorizations.map(authorityOf))
      pool.settle([...transactions.map((it) => it.from), ...authorities.filter((it) => !!it)])
      journal.tidy((hash) => pool.get(hash) !== undefined)
    })
    closing.push(stop)
    const server = await serveRpc(
      backendOf(options, { store, execution, pool, driver, journal }),
      options.listen,
      log,
    )
    closing.push(() => server.close())
    log.info({ url: server.url, height: store.blocks.latest?.number }, 'chain node is open')
    return { url: server.url, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Where there are others, snapshots are kept for those that join. */
function openStore({ folder, mode, consensus, log }: NodeOptions): ChainStore {
  const snapshots = {
    every: snapshotEvery,
    failed: (error: unknown) => log.warn({ err: error }, 'no snapshot was taken'),
  }
  return openChainStore({
    folder: join(folder, 'state'),
    mode,
    window: keptStates,
    ...(consensus !== 'solo' && { snapshots }),
  })
}

/** Takes a snapshot of a node that is not running. */
export async function takeSnapshot(folder: string): Promise<{ height: number; chunks: number }> {
  const store = openChainStore({ folder: join(folder, 'state'), mode: 'archive' })
  try {
    const { height, chunks } = await store.snapshots.take()
    return { height, chunks }
  } finally {
    await store.close()
  }
}

function openConsensus(options: NodeOptions, execution: Execution): Promise<ChainDriver> {
  const { folder, consensus, genesis, clock, log, secrets, onFault } = options
  const { application } = execution
  if (consensus !== 'solo') return openCometbft({ ...consensus, application, log })
  const seconds = Math.floor(clock.now().getTime() / 1_000)
  return openSolo({
    folder: join(folder, 'consensus'),
    application,
    genesis: {
      chainId: consensusName(genesis.chainId),
      time: { seconds, nanos: 0 },
      appState: new Uint8Array(),
    },
    clock,
    log,
    ...(secrets && { secrets }),
    onFault,
  })
}

/** As consensus calls a network, in the headers that it signs. */
export function consensusName(chainId: number): string {
  return `ndc-${chainId}`
}

/** Puts back into the pool what waited when the node was closed. */
function restore(file: string, pool: Pool): Journal {
  return openJournal(file, (raw) => {
    try {
      const transaction = decodeTransaction(raw)
      pool.add(transaction)
      return transaction
    } catch {
      return undefined // it stands in a block by now, or may run no more
    }
  })
}

type Parts = {
  readonly store: ChainStore
  readonly execution: Execution
  readonly pool: Pool
  readonly driver: ChainDriver
  readonly journal: Journal
}

function backendOf(options: NodeOptions, parts: Parts): Backend {
  const { store, execution, pool, driver, journal } = parts
  const { genesis, clock, mode, log } = options
  return {
    chainId: BigInt(genesis.chainId),
    client: `ndc/${version}/node${process.versions.node}`,
    clock,
    blocks: store.blocks,
    state: store.state,
    pool,
    evm: execution.evm,
    consensus: driver,
    keptStates: mode === 'pruned' ? keptStates : undefined,
    decode: decodeTransaction,
    async send(raw) {
      const transaction = decodeTransaction(raw)
      if (!pool.add(transaction)) return transaction.hash
      journal.note(transaction)
      try {
        await driver.submit(raw)
      } catch (error) {
        // Nobody else has it: who sent it shall know, and may send it again.
        pool.drop(transaction.hash)
        log.warn({ err: error }, 'a transaction was not passed on')
        const words =
          "this node's consensus did not take it (not up yet?); send it again in a moment"
        throw new PoolRefusal('not-passed-on', words)
      }
      return transaction.hash
    },
    // Gas is a quota of members and has no price.
    nextFees: () => ({ base: 0n, blob: 0n, tip: 0n }),
    config: () => forkConfig(genesis, store),
    watch: (tell) => execution.watch(({ height }) => tell(height)),
  }
}

function decodedHash(raw: Uint8Array): Uint8Array {
  try {
    return decodeTransaction(raw).hash
  } catch {
    return new Uint8Array(32) // no transaction at all: the pool never held it
  }
}

const precompileNames = [
  'ECREC',
  'SHA256',
  'RIPEMD160',
  'ID',
  'MODEXP',
  'BN254_ADD',
  'BN254_MUL',
  'BN254_PAIRING',
  'BLAKE2F',
  'KZG_POINT_EVALUATION',
  'BLS12_G1ADD',
  'BLS12_G1MSM',
  'BLS12_G2ADD',
  'BLS12_G2MSM',
  'BLS12_PAIRING_CHECK',
  'BLS12_MAP_FP_TO_G1',
  'BLS12_MAP_FP2_TO_G2',
]

/** EIP-7910: one fork, from the beginning on, and no other in sight. */
function forkConfig(genesis: ChainGenesis, { blocks }: ChainStore) {
  const first = blocks.header(0)
  const address = (at: number) => `0x${(at + 1).toString(16).padStart(40, '0')}`
  return {
    current: {
      activationTime: first?.timestamp ?? 0,
      blobSchedule: null,
      chainId: `0x${genesis.chainId.toString(16)}`,
      forkId: `0x${hexOf(forkId(first?.hash))}`,
      precompiles: {
        ...Object.fromEntries(precompileNames.map((name, at) => [name, address(at)])),
        NDC_ANCHOR: systemAddresses.anchor,
      },
      systemContracts: systemAddresses,
    },
    next: null,
    last: null,
  }
}

/** EIP-2124 without forks: the checksum of the genesis block's hash. */
function forkId(genesisHash: Uint8Array = new Uint8Array(32)): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(genesisHash))
  return bytes
}

function isPublic(): Refusal {
  return new Refusal(
    `Chain id ${publicChainId} is the public network's: what is signed for one would count on the other. ` +
      'If this node is to be of that network, start it with --chain-id 704 --yes-public.',
  )
}
