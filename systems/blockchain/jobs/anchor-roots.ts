import type pg from 'pg'
import type { SignedBlock } from '#engines/chain'
import { wait } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import type { Secrets } from '#kernel/secrets'
import type { Words } from '#kernel/words'
import type { ChainClient } from '../chain-client.ts'
import {
  anchorAddress,
  appendCall,
  openCall,
  readHead,
  slotsOf,
} from '../domain/anchor-contract.ts'
import { type LogName, logKey } from '../domain/log.ts'
import { rootOf, tilesOf } from '../domain/merkle-tree.ts'
import { bytesOf, hexOf, type StateProof } from '../domain/record-proof.ts'
import { type Checkpoint, listUnanchored, saveCheckpoints } from '../storage/checkpoints.ts'
import { readTiles } from '../storage/logs.ts'

type Parts = { pool: pg.Pool; chain: ChainClient; secrets: Secrets }

/** A log whose root is to stand on the chain, and what stands there for it now. */
type Due = {
  readonly log: LogName
  readonly size: number
  readonly root: Buffer
  readonly onChain: { readonly size: number; readonly root: string; readonly owner: string }
}

/** What keeps a log from being anchored; tried again, it stays so until somebody acts. */
export class AnchoringRefused extends Error {
  override name = 'AnchoringRefused'
  readonly words: Words

  constructor(words: Words) {
    super(words.en)
    this.words = words
  }
}

const longestWaitMs = 20_000
const lookMs = 25
const gasLimit = 100_000n

/** The account that owns this center's logs on the chain; its key follows from the master key. */
export async function anchorAccount(secrets: Secrets) {
  const { privateKeyToAccount } = await import('viem/accounts')
  return privateKeyToAccount(`0x${secrets.derive('blockchain.anchor-account').toString('hex')}`)
}

/**
 * Brings the roots of logs that have grown onto the chain, and keeps what proves them. What stands
 * on the chain is asked first, so a step that was broken off anywhere is simply done again.
 */
export function openRootAnchoring({ pool, chain, secrets }: Parts) {
  let account: ReturnType<typeof anchorAccount> | undefined

  /** Gives how many logs were anchored. One process at a time; another one gives 0. */
  async function anchorRoots(signal: AbortSignal): Promise<number> {
    const lease = await pool.connect()
    let lost: Error | undefined
    try {
      const { rows } = await lease.query('select pg_try_advisory_lock(764008) as mine')
      if (!rows[0]?.mine) return 0
      const done = await anchorAll(signal)
      await lease.query('select pg_advisory_unlock(764008)')
      return done
    } catch (error) {
      lost = error as Error
      throw error
    } finally {
      lease.release(lost) // a lost one is ended, and its lock with it
    }
  }

  async function anchorAll(signal: AbortSignal): Promise<number> {
    const grown = await listUnanchored(pool)
    if (grown.length === 0) return 0
    const heads = await readHeads(
      grown.map((it) => it.log),
      'latest',
    )
    const due = await Promise.all(
      grown.map(async ({ log, size }, nth): Promise<Due> => {
        const tiles = await readTiles(
          pool,
          tilesOf([{ from: 0, to: size }]).map((it) => ({ log, ...it })),
        )
        const root = Buffer.from(rootOf(size, tiles(log), sha256))
        return { log, size, root, onChain: heads[nth] as Head }
      }),
    )
    for (const it of due) refuseFork(it)
    await send(due, signal)
    await keep(due, signal)
    return due.length
  }

  /** Sends what is missing on the chain, and waits until it stands in blocks. */
  async function send(due: readonly Due[], signal: AbortSignal): Promise<void> {
    account ??= anchorAccount(secrets)
    const signer = await account
    const own = bytesOf(signer.address.toLowerCase())
    const calls = due.flatMap((it) => {
      if (it.onChain.size === it.size) return []
      const key = logKey(it.log)
      const isOpen = it.onChain.owner !== nobody
      if (isOpen && it.onChain.owner !== hexOf(own)) throw notOwner(it)
      const append = appendCall(key, it.size, it.root)
      return isOpen ? [append] : [openCall(key, own), append]
    })
    if (calls.length === 0) return
    const chainId = await chain.chainId()
    const first = Number(
      await chain.ask<string>('eth_getTransactionCount', [signer.address, 'latest']),
    )
    const hashes: string[] = []
    for (const [nth, data] of calls.entries()) {
      const raw = await signer.signTransaction({
        type: 'eip1559',
        chainId,
        nonce: first + nth,
        to: hexOf(anchorAddress),
        data: hexOf(data),
        gas: gasLimit,
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
      })
      hashes.push(await chain.ask<string>('eth_sendRawTransaction', [raw]))
    }
    for (const hash of hashes) {
      const receipt = await until(signal, () =>
        chain.ask<{ status: string } | null>('eth_getTransactionReceipt', [hash]),
      )
      if (receipt.status !== '0x1') throw new Error(`The chain refused the root sent in ${hash}.`)
    }
  }

  /** Keeps what proves the roots, once the header that names their state is signed. */
  async function keep(due: readonly Due[], signal: AbortSignal): Promise<void> {
    const names = due.map((it) => it.log)
    // A header names the state after the block before it.
    const { header, heads } = await until(signal, async () => {
      const latest = Number(await chain.ask<string>('eth_blockNumber'))
      if (latest === 0) return undefined
      const before = await readHeads(names, `0x${(latest - 1).toString(16)}`)
      const there = due.every(({ size }, nth) => (before[nth] as Head).size >= size)
      return there ? { header: latest, heads: before } : undefined
    })
    const signed = await until(signal, () =>
      chain.ask<SignedBlock | null>('ndc_signedBlock', [`0x${header.toString(16)}`]),
    )
    const anchored = due.flatMap(
      ({ log, size, root }, nth): (Checkpoint & { proof: StateProof })[] => {
        const head = heads[nth] as Head
        if (head.size !== size || head.root !== hexOf(root)) return []
        const { chain_id: name, height, time } = signed.header
        const anchoredAt = new Date(time)
        return [
          { log, size, root, chain: name, height: Number(height), anchoredAt, proof: head.proof },
        ]
      },
    )
    if (anchored.length > 0) await saveCheckpoints(pool, anchored, signed)
    if (anchored.length < due.length) throw new Error('The chain did not take every root.')
  }

  async function readHeads(names: readonly LogName[], block: string): Promise<Head[]> {
    const slots = names.map((it) => slotsOf(logKey(it)))
    const keys = slots.flatMap((it) => [hexOf(it.root), hexOf(it.head)])
    const found = await chain.ask<StorageProofs>('eth_getProof', [
      hexOf(anchorAddress),
      keys,
      block,
    ])
    return names.map((_, nth) => {
      const [root, head] = found.storageProof.slice(2 * nth, 2 * nth + 2)
      if (!root || !head) throw new Error('The node left out a slot of the anchor contract.')
      const { treeSize, owner } = readHead(bytesOf(wordOf(head.value)))
      return {
        size: treeSize,
        root: wordOf(root.value),
        owner: hexOf(owner),
        proof: { account: found.accountProof, root: root.proof, head: head.proof },
      }
    })
  }

  return {
    anchorRoots,
    async owner(): Promise<string> {
      account ??= anchorAccount(secrets)
      return (await account).address.toLowerCase()
    },
  }
}

type Head = Due['onChain'] & { readonly proof: StateProof }

type StorageProofs = {
  readonly accountProof: string[]
  readonly storageProof: { readonly value: string; readonly proof: string[] }[]
}

const nobody = hexOf(new Uint8Array(20))

const wordOf = (quantity: string): string => `0x${quantity.slice(2).padStart(64, '0')}`

/** Asks until there is an answer. */
async function until<Result>(
  signal: AbortSignal,
  ask: () => Promise<Result | null | undefined>,
): Promise<Result> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(longestWaitMs)])
  for (;;) {
    const found = await ask()
    if (found !== null && found !== undefined) return found
    await wait(lookMs, limit)
  }
}

/** The chain may hold less than the log, never more nor something else. */
function refuseFork({ log, size, root, onChain }: Due): void {
  if (onChain.size < size || (onChain.size === size && onChain.root === hexOf(root))) return
  throw new AnchoringRefused({
    vi: `Sổ "${log}" khác với gốc đã ghi trên chuỗi khối: cơ sở dữ liệu có thể đã được khôi phục từ bản sao lưu cũ.`,
    en: `The log "${log}" differs from what the chain holds: the database may come from an old backup.`,
  })
}

function notOwner({ log, onChain }: Due): AnchoringRefused {
  return new AnchoringRefused({
    vi: `Sổ "${log}" trên chuỗi khối thuộc về tài khoản ${onChain.owner}, không phải của trung tâm này.`,
    en: `The log "${log}" on the chain belongs to the account ${onChain.owner}, not to this center.`,
  })
}
