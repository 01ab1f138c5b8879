/**
 * What a transfer costs the chain's store while the number of accounts grows: plan of the new root
 * and one synced commit with blocks, receipts, indexes and the past, 500 transfers a block between
 * accounts drawn evenly, the worst case for what is kept in memory. `npm run bench -- chain-growth
 * [accounts …]`; the first size is what the others are compared with.
 */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createKeccak } from 'hash-wasm'
import { type BlockEntry, type ChainStore, openChainStore } from '#blockchain/state'
import { makeFolder } from './stand/center.ts'
import { addressOf, changing, entryOf, seeded } from './stand/chain-blocks.ts'
import { median, printHeadline, printTable, say } from './stand/report.ts'

const given = process.argv.slice(2).map(Number)
const sizes = given.length > 0 ? given : [100_000, 1_000_000, 10_000_000]
const [transfers, blocks, added, window] = [500, 24, 50_000, 16]
const MB = 1_048_576
const chance = seeded(70_401)

const folder = makeFolder('chain-growth')
const store = openChainStore({ folder, mode: 'pruned', window })
try {
  const rows: (string | number)[][] = []
  const costs: number[] = []
  let accounts = 0
  for (const size of sizes) {
    await addAccounts(accounts, size)
    accounts = size
    // What the load left to be forgotten is no cost of a transfer.
    do await store.commit(entryOf(store, changing([]), []))
    while (store.state.oldest < store.state.height - window)
    for (let block = 0; block < blocks; block++) await measure(store, size)
    const all: Cost[] = []
    for (let block = 0; block < blocks; block++) all.push(await measure(store, size))
    const cost = { cpu: median(all.map((it) => it.cpu)), wall: median(all.map((it) => it.wall)) }
    costs.push(cost.cpu)
    const disk = Math.round(statSync(join(folder, 'chain.mdb')).size / MB)
    const memory = Math.round(process.memoryUsage().rss / MB)
    rows.push([size.toLocaleString('en'), cost.cpu, cost.wall, disk, memory])
    say(`${size.toLocaleString('en')} accounts: ${cost.cpu.toFixed(3)} ms of CPU a transfer`)
  }
  printTable([['accounts', 'ms CPU/transfer', 'ms wall', 'MB on disk', 'MB resident'], ...rows])
  const [first = 1] = costs
  printHeadline({
    name: 'chain-growth',
    ours: (costs.at(-1) ?? first) / first,
    peer: null,
    unit: `CPU of a transfer at ${rows.at(-1)?.[0]} accounts to that at ${rows[0]?.[0]}`,
  })
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}

/** In the order of the trie, which is how a store is filled fastest. */
async function addAccounts(from: number, to: number): Promise<void> {
  const hasher = await createKeccak(256)
  const order = new BigUint64Array(to - from)
  for (let nth = from; nth < to; nth++) {
    const digest = hasher
      .init()
      .update(Buffer.from(addressOf(nth), 'hex'))
      .digest('binary')
    order[nth - from] = (new DataView(digest.buffer).getBigUint64(0) & ~0xff_ffffn) | BigInt(nth)
  }
  order.sort()
  for (let start = 0; start < order.length; start += added) {
    const all = Array.from(order.subarray(start, start + added), (it): [string, number] => [
      addressOf(Number(it & 0xff_ffffn)),
      1,
    ])
    await store.commit(entryOf(store, changing(all), []))
  }
}

type Cost = { readonly cpu: number; readonly wall: number }

/** Milliseconds that one transfer of a block takes. */
async function measure(to: ChainStore, size: number): Promise<Cost> {
  const parties = Array.from({ length: transfers }, () => ({
    from: Math.floor(chance() * size),
    to: Math.floor(chance() * size),
  }))
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  const changes = changing(
    parties.flatMap((it): [string, number][] => [
      [addressOf(it.from), to.state.height + 2],
      [addressOf(it.to), to.state.height + 2],
    ]),
  )
  const entry: BlockEntry = entryOf(to, changes, parties)
  await to.commit(entry)
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / 1_000 / transfers, wall: (performance.now() - wall) / transfers }
}
