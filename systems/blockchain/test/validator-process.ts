/**
 * A node of a network in a process of its own: `validator-process.ts FOLDER HOME GENESIS PORT
 * COMETBFT FAULT`. Faults, for the judge of consensus: `invalid-transaction` proposes bytes that
 * are none, `wrong-hash` states another state than its blocks make, `own-order` proposes empty
 * blocks whatever waits, so that with a process of the same key it says two things of one height.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Application, openCometbft } from '#engines/chain'
import { systemClock } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { openExecution } from '../execution/execution.ts'
import { genesisIn, startNode } from '../node/start.ts'
import { openChainStore } from '../state/chain-store.ts'

const [folder = '', home = '', genesisFile = '', port = '0', program = '', fault = ''] =
  process.argv.slice(2)
const log = openLog('warn', 2)
const genesis = genesisIn(genesisFile)

const node = fault === '' ? await openHonest() : await openLiar()
process.stdout.write('open\n')
process.once('SIGTERM', () => {
  void node.close().then(() => process.exit(0))
})

function openHonest() {
  return startNode({
    folder,
    genesis,
    consensus: { home, program, path: '' },
    listen: { port: Number(port) },
    mode: 'archive',
    clock: systemClock,
    log,
    onFault: () => process.exit(1),
  })
}

function openLiar() {
  mkdirSync(folder, { recursive: true })
  const store = openChainStore({ folder: join(folder, 'state'), mode: 'archive', window: 1_024 })
  const { application } = openExecution({ store, genesis })
  return openCometbft({ home, program, path: '', log, application: lying(application) })
}

function lying(application: Application): Application {
  return {
    ...application,
    async prepareProposal(order) {
      if (fault === 'own-order') return []
      const txs = await application.prepareProposal(order)
      return fault === 'invalid-transaction' ? [...txs, new Uint8Array(80).fill(7)] : txs
    },
    async finalizeBlock(proposal) {
      const done = await application.finalizeBlock(proposal)
      return fault === 'wrong-hash' ? { ...done, appHash: new Uint8Array(32).fill(9) } : done
    },
  }
}
