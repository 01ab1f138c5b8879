/** The center's own node: a process beside it, which ends with it. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { liveBeside } from '#engines/beside'
import { systemClock } from '#kernel/clock'
import { type LogLevel, openLog } from '#kernel/log'
import { openSecrets, writeDurably } from '#kernel/secrets'
import { genesisIn, startNode } from './start.ts'

export type NodeTask = {
  readonly folder: string
  readonly genesisFile: string
  readonly masterKeyFile: string
  readonly history: 'archive' | 'pruned'
  readonly logLevel: LogLevel
}

liveBeside<NodeTask>('The node of the chain', async (task) => {
  const log = openLog(task.logLevel)
  const said = join(task.folder, 'node.json')
  const node = await startNode({
    folder: task.folder,
    genesis: genesisIn(task.genesisFile),
    consensus: 'solo',
    listen: { port: 0 },
    mode: task.history,
    clock: systemClock,
    log,
    secrets: openSecrets(task.masterKeyFile),
    onFault() {
      // Whoever keeps this process starts another, which takes up where the chain has stopped.
      log.flush()
      process.exit(1)
    },
  })
  writeDurably(said, JSON.stringify({ url: node.url }))
  return {
    async close() {
      rmSync(said, { force: true })
      await node.close()
    },
  }
})
