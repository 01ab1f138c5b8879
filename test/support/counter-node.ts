/**
 * A validator of a counter in a process of its own: `counter-node.ts HOME FOLDER FAULT`. The
 * fault is how it lies: `invalid-transaction` or `wrong-hash`; none is honest.
 */
import { openCometbft } from '#engines/chain'
import { openLog } from '#kernel/log'
import { bytes, openCounter } from './counter-chain.ts'

const [home = '', folder = '', fault = ''] = process.argv.slice(2)
const { application } = openCounter(folder)
const lying: typeof application = {
  ...application,
  async prepareProposal(order) {
    const txs = await application.prepareProposal(order)
    return fault === 'invalid-transaction' ? [...txs, bytes('no number')] : txs
  },
  async finalizeBlock(proposal) {
    const done = await application.finalizeBlock(proposal)
    return fault === 'wrong-hash' ? { ...done, appHash: new Uint8Array(32).fill(9) } : done
  },
}
const chain = await openCometbft({
  home,
  application: lying,
  log: openLog('warn', 2),
  program: process.env['NDC_CHAIN_COMETBFT'] ?? '',
  path: process.env['PATH'] ?? '',
})
process.stdout.write('open\n')
process.once('SIGTERM', () => void chain.close().then(() => process.exit(0)))
