/** A solo node with the genesis of tests: says its address and lives until SIGTERM. */
import { openTestNode } from './nodes.ts'

const node = await openTestNode()
process.stdout.write(`${node.url}\n`)
process.once('SIGTERM', () => {
  void node[Symbol.asyncDispose]().then(() => process.exit(0))
})
