/**
 * How long a chain of many blocks takes to open again, in a process of its own that has been killed
 * the hard way: from the start of Node until the last block, its state and a proof can be read, and
 * the next block is durable. `npm run bench -- chain-restart [blocks]`
 */
import { spawnSync } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openChainStore } from '#blockchain/state'
import { makeFolder } from './stand/center.ts'
import { addressOf, changing, entryOf, seeded } from './stand/chain-blocks.ts'
import { median, printHeadline, printTable } from './stand/report.ts'

const blocks = Number(process.argv[2] ?? 1_000_000)
const [accounts, atOnce, rounds] = [100_000, 1_000, 5]
const MB = 1_048_576
const chance = seeded(70_402)

const folder = makeFolder('chain-restart')
try {
  const store = openChainStore({ folder, mode: 'archive' })
  while (store.state.height < blocks) {
    let left = atOnce
    await store.commitAll(() => {
      if (left-- === 0) return undefined
      const pair = { from: Math.floor(chance() * accounts), to: Math.floor(chance() * accounts) }
      const height = store.state.height + 2
      const changes = changing([
        [addressOf(pair.from), height],
        [addressOf(pair.to), height],
      ])
      return entryOf(store, changes, [pair])
    })
  }
  await store.close()
  const opener = join(import.meta.dirname, 'stand', 'chain-opener.ts')
  const seconds: number[] = []
  let resident = 0
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    const { stdout, stderr, signal } = spawnSync(process.execPath, [opener, folder])
    seconds.push((performance.now() - begun) / 1_000)
    if (signal !== 'SIGKILL') throw new Error(stderr.toString())
    resident = Number(stdout.toString())
  }
  const disk = Math.round(statSync(join(folder, 'chain.mdb')).size / MB)
  printTable([
    ['blocks', 'MB on disk', 'seconds, median', 'slowest', 'MB resident', 'goal'],
    [blocks, disk, median(seconds), Math.max(...seconds), resident, '5 s'],
  ])
  printHeadline({
    name: 'chain-restart',
    ours: median(seconds),
    peer: null,
    unit: `seconds from nothing to the next durable block on a chain of ${blocks} blocks`,
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
