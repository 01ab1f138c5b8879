import type { Application, Genesis, Proposal } from '#engines/chain'
import { hexOf } from '../state/bytes.ts'
import type { ChainStore } from '../state/chain-store.ts'
import { keccak } from '../state/keccak.ts'
import { sealBlock } from './block.ts'
import { rulesOf } from './chain-rules.ts'
import { beginWorld, type ChainGenesis, readGenesis } from './genesis.ts'
import { Machine } from './machine.ts'
import { type RefusalCode, Refused } from './refused.ts'
import { type ChainRules, contextOf, type RanBlock, runBlock } from './run-block.ts'
import { decodeTransaction, type Transaction } from './transaction.ts'
import { World } from './world.ts'

/** What the application asks of the pool; without one it takes what consensus offers. */
export type Candidates = {
  add(transaction: Transaction): boolean
  pick(maxBytes: number, maxGas: bigint): readonly Transaction[]
  drop(hash: Uint8Array): void
  isReady(hash: Uint8Array): boolean
}

export type ApplicationNeeds = {
  readonly store: ChainStore
  readonly genesis: ChainGenesis
  readonly rules: ChainRules
  pool(): Candidates | undefined
  /** After a block is durable. */
  committed(block: RanBlock): void
}

const none = new Uint8Array()

/**
 * The chain's state machine as consensus drives it. A height's hash is the state root after it, so
 * a block without transactions leaves it as it was. A block that was prepared or checked is not
 * run again when it is decided: what it did is kept, by height, time and content, until a commit.
 */
export function openApplication(needs: ApplicationNeeds): Application {
  const { store, rules } = needs
  const common = rulesOf(rules.chainId)
  const blockHash = (number: number) => store.blocks.header(number)?.hash ?? new Uint8Array(32)
  const machine = new Machine(common, new World(store.state), blockHash)
  const ran = new Map<string, RanBlock>()
  let decided: RanBlock | undefined
  const one = inTurn()

  async function run(order: Pick<Proposal, 'height' | 'time' | 'txs'>): Promise<RanBlock> {
    const key = keyOf(order)
    const known = ran.get(key)
    if (known) return known
    const parent = store.blocks.latest
    if (!parent || order.height !== parent.number + 1) {
      throw new Error(`Block ${order.height} does not follow block ${parent?.number ?? 'none'}.`)
    }
    machine.world = new World(store.state)
    const { state } = store
    const done = await runBlock({ machine, state, parent, rules, time: order.time }, order.txs)
    if (ran.size >= 4) ran.clear()
    ran.set(key, done)
    return done
  }

  return {
    async info() {
      const height = store.blocks.latest?.number
      return height === undefined
        ? { height: 0, appHash: none }
        : { height, appHash: store.state.root }
    },
    initChain: (order) => one(() => begin(needs, machine, order)),
    checkTx: (tx, again) => Promise.resolve(checkTx(needs, tx, again)),
    prepareProposal: (order) =>
      one(async () => {
        const pool = needs.pool()
        const picked = pool
          ? pool.pick(order.maxBytes, rules.gasLimit).map((it) => it.raw)
          : withinBytes(order.candidates, order.maxBytes)
        const all = await run({ ...order, txs: picked })
        if (all.refused.length === 0) return picked
        for (const { raw, why } of all.refused) {
          if (!mayStillRun.has(why.code)) pool?.drop(keccak(raw))
        }
        const txs = all.transactions.map((it) => it.raw)
        // What was passed over changed nothing: the same block without it has done the same.
        const results = all.results.filter((it) => it.code === 0)
        ran.set(keyOf({ ...order, txs }), { ...all, results, refused: [] })
        return txs
      }),
    processProposal: (proposal) =>
      one(async () => {
        const parent = store.blocks.latest
        if (parent && proposal.time.seconds < parent.timestamp) {
          return { accept: false, reason: 'the block is older than the one before' }
        }
        const [first] = (await run(proposal)).refused
        return first
          ? { accept: false, reason: `a transaction cannot run: ${first.why.message}` }
          : { accept: true, reason: '' }
      }),
    finalizeBlock: (proposal) =>
      one(async () => {
        decided = await run(proposal)
        const { results, plan, validatorUpdates } = decided
        return { results, appHash: plan.root, validatorUpdates }
      }),
    commit: () =>
      one(async () => {
        if (!decided) throw new Error('Nothing was finalized before this commit.')
        const block = decided
        await store.commit(block)
        decided = undefined
        ran.clear()
        needs.committed(block)
        return { retainHeight: 0 }
      }),
    query: (order) => Promise.resolve(query(store, order)),
    ...store.snapshots,
  }
}

/** There was no room, or the one before it had none: the next block may take it. */
const mayStillRun: ReadonlySet<RefusalCode> = new Set(['gas-above-block', 'nonce-too-high'])

function keyOf({ height, time, txs }: Pick<Proposal, 'height' | 'time' | 'txs'>): string {
  const hashes = Buffer.concat(txs.map((it) => keccak(it)))
  return `${height}/${time.seconds}.${time.nanos}/${hexOf(keccak(hashes))}`
}

function withinBytes(candidates: readonly Uint8Array[], maxBytes: number): Uint8Array[] {
  let left = maxBytes
  return candidates.filter((it) => {
    if (it.length > left) return false
    left -= it.length
    return true
  })
}

/** The genesis block is durable at once; asked again, it says the same. */
async function begin(needs: ApplicationNeeds, machine: Machine, order: Genesis) {
  const { store, rules } = needs
  const genesis = withValidators(needs.genesis, order)
  const validators = order.validators
  const known = store.blocks.header(0)
  if (known && store.blocks.latest?.number === 0) {
    return { appHash: store.state.root, validators }
  }
  machine.world = new World(store.state)
  await beginWorld(machine, genesis, contextOf(rules, 0, order.time))
  const plan = store.state.plan(machine.world.changes())
  const block = sealBlock({
    number: 0,
    parentHash: new Uint8Array(32),
    timestamp: order.time.seconds,
    gasLimit: rules.gasLimit,
    stateRoot: plan.root,
    transactions: [],
    receipts: [],
  })
  const meta = new Map([['genesis', new TextEncoder().encode(JSON.stringify(genesis))]])
  await store.commit({ block, receipts: [], plan, meta })
  return { appHash: plan.root, validators }
}

/**
 * Consensus says who validates; the members' book must say the same. Where the genesis names
 * nobody, the first member runs those that consensus begins with.
 */
function withValidators(genesis: ChainGenesis, order: Genesis): ChainGenesis {
  if (order.appState.length > 0) {
    const given = readGenesis(new TextDecoder().decode(order.appState))
    if (JSON.stringify(given) !== JSON.stringify(genesis)) {
      throw new Error('Consensus begins with another genesis than this node was given.')
    }
  }
  const keys = order.validators.map((it) => `0x${hexOf(it.key)}`)
  if (genesis.validators.length === 0) {
    const validators = order.validators.map((it, at) => ({
      ed25519Key: keys[at] as string,
      power: it.power,
      member: 1,
    }))
    return { ...genesis, validators }
  }
  const named = genesis.validators.map((it) => `${it.ed25519Key.toLowerCase()} ${it.power}`)
  const given = order.validators.map((it, at) => `${keys[at]} ${it.power}`)
  if (named.toSorted().join() !== given.toSorted().join()) {
    throw new Error('Consensus begins with other validators than the genesis names.')
  }
  return genesis
}

/**
 * Consensus makes blocks as long as something waits with it. So after a block it keeps only what
 * can stand in the next one; the rest waits in the pool alone.
 */
function checkTx({ pool }: ApplicationNeeds, raw: Uint8Array, again: boolean) {
  if (again && pool()?.isReady(keccak(raw)) === false) {
    return { code: 101, log: 'not to be run next', gasWanted: 0n }
  }
  try {
    const tx = decodeTransaction(raw)
    if (!again) pool()?.add(tx)
    return { code: 0, log: '', gasWanted: tx.gas }
  } catch (error) {
    if (error instanceof Refused) return { code: error.number, log: error.message, gasWanted: 0n }
    // What the pool has no room for is refused as well; it is no fault of this node.
    return { code: 100, log: (error as Error).message, gasWanted: 0n }
  }
}

/** Paths: `/account` with an address, `/head`; what a light client reads beside the headers. */
function query(store: ChainStore, order: Parameters<Application['query']>[0]) {
  const height = order.height || store.state.height
  const fail = (log: string) => ({ code: 1, value: none, log, height })
  if (order.path === '/head') {
    const header = store.blocks.header(height)
    return header ? { code: 0, value: header.header, log: '', height } : fail('no such block')
  }
  if (order.path !== '/account' || order.data.length !== 20) return fail('no such path')
  const account = store.state.at(height)?.account(order.data)
  if (!account) return fail('no such account')
  const facts = { nonce: String(account.nonce), balance: String(account.balance) }
  return { code: 0, value: new TextEncoder().encode(JSON.stringify(facts)), log: '', height }
}

/** Runs one thing after the other, in the order in which they were asked for. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
}
