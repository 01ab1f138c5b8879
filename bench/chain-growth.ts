/**
 * What a transfer costs the chain's store while the number of accounts grows: plan of the new root
 * and one synced commit with blocks, receipts, indexes and the past, 500 transfers a block between
 * accounts drawn evenly, the worst case for what is kept in memory. `npm run bench -- chain-growth
 * [accounts …]`; the first size is what the others are compared with.
 */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type BlockEntry, type ChainStore, openChainStore } from '#blockchain/state'
import { makeFolder } from './stand/center.ts'
import { addressOf, changing, entryOf, seeded } from './stand/chain-blocks.ts'
import { median, printHeadline, printTable, say } from './stand/report.ts'

const given = process.argv.slice(2).map(Number)
const sizes = given.length > 0 ? given : [100_000, 1_000_000, 10_000_000]
const [transfers, blocks, added] = [500, 24, 50_000]
const MB = 1_048_576
const chance = seeded(70_401)

const folder = makeFolder('chain-growth')
const store = openChainStore({ folder, mode: 'pruned', window: 16 })
try {
  const rows: (string | number)[][] = []
  const costs: number[] = []
  let accounts = 0
  for (const size of sizes) {
    while (accounts < size) {
      const more = Math.min(added, size - accounts)
      const first = accounts
      accounts += more
      const all = Array.from({ length: more }, (_, nth): [string, number] => [
        addressOf(first + nth),
        1,
      ])
      await store.commit(entryOf(store, changing(all), []))
    }
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
