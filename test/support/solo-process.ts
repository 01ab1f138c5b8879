/**
 * A solo chain of a counter in a process of its own that kills itself (kill -9) at the step that it
 * is told: `solo-process.ts FOLDER STEP VALUE`. Without a step it adds the value, says where it is,
 * and ends.
 */
import { openSolo } from '#engines/chain'
import { systemClock, wait } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { bytes, openCounter } from './counter-chain.ts'

const [folder = '', step = '', value = ''] = process.argv.slice(2)
let armed = false
const counter = openCounter(folder, (at) => {
  if (armed && at === step) process.kill(process.pid, 'SIGKILL')
})
const chain = await openSolo({
  folder,
  application: counter.application,
  genesis: { chainId: 'crash', time: { seconds: 1, nanos: 0 }, appState: new Uint8Array(0) },
  clock: systemClock,
  log: openLog('silent'),
  onFault: (error) => {
    throw error
  },
})
armed = true
if (value !== '') {
  const before = counter.sum()
  await chain.submit(bytes(value))
  while (counter.sum() === before) await wait(2)
}
const { height } = await chain.status()
await chain.close()
process.stdout.write(
  `${JSON.stringify({ height: Math.min(height, counter.height()), sum: counter.sum() })}\n`,
)
process.exit(0)
