import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, wait } from '#kernel/clock'
import type { Log } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import type { Secrets } from '#kernel/secrets'
import { claimFolder, letGoOf } from '../postgres/claim.ts'
import type { Application, BlockTime, Genesis } from './application.ts'
import { type BlockLog, type LoggedBlock, openBlockLog } from './block-log.ts'
import type { ChainDriver, DriverStatus } from './driver.ts'
import { resultsHash, sealBlock, soleValidator } from './seal-block.ts'
import { hexText, type SignedBlock, timeOf } from './signed-block.ts'
import { openValidatorKey, type ValidatorKey } from './validator-key.ts'

export type SoloConfig = {
  /** Keeps the key and the log of blocks. */
  readonly folder: string
  readonly application: Application
  readonly genesis: Omit<Genesis, 'validators' | 'initialHeight'>
  readonly clock: Clock
  readonly log: Log
  /** With them the key lies sealed. */
  readonly secrets?: Secrets
  /** Bytes of transactions in a block. */
  readonly maxBytes?: number
  /** How long a first transaction waits for company. */
  readonly gatherMs?: number
  /** The chain has stopped: nothing was lost, and the process should end and start anew. */
  onFault(error: unknown): void
}

const standardMaxBytes = 4 * 1024 * 1024
const standardGatherMs = 10

/**
 * Consensus of one: this process orders the transactions and signs the blocks with its one key, in
 * the form of CometBFT, so that they are verified like those of a network. Blocks are made on
 * demand. A block is executed first, which keeps nothing, then made durable in the log with what
 * came of it, then committed; after a crash the state catches up with the log.
 */
export async function openSolo(config: SoloConfig): Promise<ChainDriver> {
  const { folder } = config
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await claimFolder(folder)
  try {
    return await start(config)
  } catch (error) {
    letGoOf(folder)
    throw error
  }
}

async function start(config: SoloConfig): Promise<ChainDriver> {
  const { folder, log } = config
  const key = openValidatorKey(join(folder, 'priv_validator_key.json'), config.secrets)
  const blocks = openBlockLog(folder)
  const first = await catchUp(config, blocks, key)
  const maker = makeBlocks(config, blocks, key, first)
  await maker.wake()
  log.info({ height: blocks.height, chain: config.genesis.chainId }, 'solo chain is open')
  return {
    name: 'solo',
    async submit(tx) {
      maker.offer(tx)
    },
    status: () => Promise.resolve(statusOf(blocks.height)),
    signedBlock: (height) => Promise.resolve(signedBlock(blocks, key, height)),
    async close() {
      await maker.stop()
      blocks.close()
      letGoOf(folder)
    },
  }
}

/** Brings the state to where the log is; gives the state's hash. */
async function catchUp(config: SoloConfig, blocks: BlockLog, key: ValidatorKey): Promise<string> {
  const { application, genesis, folder } = config
  const info = await application.info()
  if (info.height > blocks.height) throw stateAhead(folder, info.height, blocks.height)
  let hash = hexText(info.appHash)
  if (info.height === 0) {
    const validators = [{ key: key.key, power: 10 }]
    const made = await application.initChain({ ...genesis, validators, initialHeight: 1 })
    hash = hexText(made.appHash)
  } else if (blocks.read(info.height)?.appHash !== hash) {
    throw stateDiffers(folder, info.height)
  }
  const own = soleValidator(key).address
  const last = blocks.read(blocks.height)
  if (last && last.header.proposer_address !== own) throw keyDiffers(folder)
  for (let height = info.height + 1; height <= blocks.height; height++) {
    const block = blocks.read(height) as LoggedBlock
    const again = await execute(application, block.txs, block, key)
    if (again.appHash !== block.appHash || again.resultsHash !== block.resultsHash) {
      throw stateDiffers(folder, height)
    }
    await application.commit()
    hash = again.appHash
  }
  return hash
}

async function execute(
  application: Application,
  txs: readonly Uint8Array[],
  { header }: { readonly header: LoggedBlock['header'] },
  key: ValidatorKey,
) {
  const done = await application.finalizeBlock({
    height: Number(header.height),
    time: timeOf(header.time),
    txs,
    proposer: key.address,
  })
  return { appHash: hexText(done.appHash), resultsHash: resultsHash(done.results) }
}

/** One block after the other, while there is something to put into one. */
function makeBlocks(config: SoloConfig, blocks: BlockLog, key: ValidatorKey, genesisHash: string) {
  const { application, genesis, clock, log, onFault } = config
  const { maxBytes = standardMaxBytes, gatherMs = standardGatherMs } = config
  let last = blocks.read(blocks.height)
  let waiting: Uint8Array[] = []
  let wanted = false
  let stopped = false
  let working: Promise<void> | undefined
  const isWanted = () => wanted && !stopped

  async function pick(time: BlockTime): Promise<readonly Uint8Array[]> {
    const candidates = waiting
    waiting = []
    const height = blocks.height + 1
    const order = { height, time, maxBytes, candidates, proposer: key.address }
    return application.prepareProposal(order)
  }

  /** False where there was nothing to make a block of. */
  async function makeBlock(): Promise<boolean> {
    if (stopped) return false
    const time = nextTime(clock, last)
    const txs = await pick(time)
    const stated = last?.header.app_hash
    const current = last?.appHash ?? genesisHash
    if (txs.length === 0 && stated === current) return false
    const order = { chainId: genesis.chainId, maxBytes, time, txs }
    const sealed = sealBlock(order, last ?? { appHash: genesisHash }, key)
    const block = { ...sealed, txs, ...(await execute(application, txs, sealed, key)) }
    blocks.append(block)
    await application.commit()
    last = block
    return true
  }

  /** Whoever comes while a block is made stands in the next one, with the proof of this one. */
  async function work(): Promise<void> {
    for (let more = true; more; ) {
      wanted = false
      const made = await makeBlock()
      more = made || isWanted()
      if (!made && more) await wait(gatherMs)
    }
  }

  function wake(): Promise<void> {
    wanted = true
    working ??= work()
      .catch((error: unknown) => {
        stopped = true
        log.error({ err: error, height: blocks.height }, 'solo chain has stopped')
        onFault(error)
      })
      .finally(() => {
        working = undefined
        if (wanted && !stopped) void wake()
      })
    return working
  }

  let gathering: NodeJS.Timeout | undefined
  return {
    wake,
    offer(tx: Uint8Array): void {
      if (stopped) throw new Error('The chain has stopped.')
      waiting.push(tx)
      wanted = true
      if (working) return
      gathering ??= setTimeout(() => {
        gathering = undefined
        void wake()
      }, gatherMs)
    },
    async stop(): Promise<void> {
      stopped = true
      clearTimeout(gathering)
      await working
    },
  }
}

/** After the last block, whatever has become of the wall clock. */
function nextTime(clock: Clock, last: LoggedBlock | undefined): BlockTime {
  const nowMs = clock.now().getTime()
  const parent = last && timeOf(last.header.time)
  const afterMs = parent ? parent.seconds * 1000 + Math.floor(parent.nanos / 1e6) + 1 : 0
  const ms = Math.max(nowMs, afterMs)
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 }
}

function signedBlock(blocks: BlockLog, key: ValidatorKey, height: number): SignedBlock | undefined {
  const found = blocks.read(height)
  if (!found) return undefined
  return { header: found.header, commit: found.commit, validators: [soleValidator(key)] }
}

function statusOf(height: number): DriverStatus {
  return {
    height,
    syncing: false,
    peers: 0,
    validators: 1,
    words: {
      vi:
        'Chuỗi chạy trên một máy: không chịu được lỗi, và mỗi bằng chứng chỉ có giá trị bằng ' +
        'đúng một khoá ký khối.',
      en:
        'The chain runs on one machine: it tolerates no fault, and a proof is worth exactly the ' +
        'one key that signs the blocks.',
    },
  }
}

function stateAhead(folder: string, state: number, log: number): Refusal {
  return new Refusal(
    `The chain's state is at block ${state}, but its log in ${folder} ends at block ${log}: one of ` +
      'them was restored alone. Restore both from the same backup.',
  )
}

function stateDiffers(folder: string, height: number): Refusal {
  return new Refusal(
    `The chain's state at block ${height} is not the one that its log in ${folder} has signed. ` +
      'Restore both from the same backup, or start with an empty state: it is made from the log.',
  )
}

function keyDiffers(folder: string): Refusal {
  return new Refusal(
    `The blocks in ${folder} were signed with another key than the one in priv_validator_key.json. ` +
      'Restore the key from a backup.',
  )
}
