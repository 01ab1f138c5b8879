/**
 * One validator of ours, all in: CheckTx (decoding, recovery, pool), proposal, its check,
 * execution, receipts, roots, and one synced commit for each block of 500. Prints per CPU-second.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChainGenesis, openExecution, openPool } from '#blockchain/execution'
import { openChainStore } from '#blockchain/state'
import { systemClock } from '#kernel/clock'
import { cpuSeconds } from '#testing/cpu'
import type { Load } from './chain-load.ts'

const load = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Load
const blockSize = 500
const genesis: ChainGenesis = {
  chainId: load.chainId,
  open: false,
  gasLimit: 1_000_000_000,
  members: [
    {
      name: 'Bench',
      gasPerDay: Number.MAX_SAFE_INTEGER,
      mayDeploy: true,
      seated: true,
      accounts: load.accounts.map((account) => ({ account, rights: 15 })),
    },
  ],
  validators: [],
  admins: [],
  logs: load.logs.map((it) => ({ ...it })),
  alloc: Object.fromEntries(load.accounts.map((it) => [it, { balance: '1000000000000000000000' }])),
}
const folder = mkdtempSync(join(tmpdir(), 'ndc-bench-chain-'))
const store = openChainStore({ folder, mode: 'pruned' })
const execution = openExecution({ store, genesis })
const { application } = execution
const limits = { mostOfSender: 100_000, widestGap: 100_000 }
const pool = openPool({ ...execution, clock: systemClock, limits })
execution.usePool(pool)
execution.watch(({ transactions }) => pool.settle(transactions.map((it) => it.from)))
const began = 1_750_000_000
await application.initChain({
  chainId: 'bench',
  time: { seconds: began, nanos: 0 },
  validators: [{ key: new Uint8Array(32).fill(1), power: 10 }],
  appState: new Uint8Array(),
  initialHeight: 1,
})

async function run(all: readonly string[]): Promise<void> {
  let ran = 0
  for (let from = 0; from < all.length; from += blockSize) {
    for (const hex of all.slice(from, from + blockSize)) {
      const checked = await application.checkTx(Buffer.from(hex, 'hex'), false)
      if (checked.code !== 0) throw new Error(checked.log)
    }
    const height = store.state.height + 1
    const order = {
      height,
      time: { seconds: began + height, nanos: 0 },
      proposer: new Uint8Array(20),
    }
    const txs = await application.prepareProposal({ ...order, maxBytes: 4e6, candidates: [] })
    const proposal = { ...order, txs }
    if (!(await application.processProposal(proposal)).accept) throw new Error('refused')
    const { results } = await application.finalizeBlock(proposal)
    ran += results.filter((it) => it.code === 0).length
    await application.commit()
  }
  const failed = store.blocks.receipts(store.state.height)?.filter((it) => it.status === 0) ?? []
  if (ran !== all.length || failed.length > 0) throw new Error(`${ran} of ${all.length} ran`)
}

try {
  await run(load.setup)
  await run(load.warm)
  const cpu = cpuSeconds()
  await run(load.main)
  process.stdout.write(`${JSON.stringify({ perCpu: load.main.length / (cpuSeconds() - cpu) })}\n`)
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}
