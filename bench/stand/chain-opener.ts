/** Opens the store in a folder, reads, commits a block, says its memory in MB, and is killed. */
import { openChainStore } from '#blockchain/state'
import { addressOf, changing, entryOf } from './chain-blocks.ts'

const store = openChainStore({ folder: process.argv[2] ?? '', mode: 'archive' })
const { latest } = store.blocks
if (!latest || latest.number !== store.state.height) throw new Error('The last block is missing.')
const address = Buffer.from(addressOf(1), 'hex')
const proof = store.state.proof(store.state.height, address, [])
if (!proof || proof.accountProof.length === 0) throw new Error('Nothing can be proven.')
await store.commit(entryOf(store, changing([[addressOf(1), latest.number]]), []))
process.stdout.write(String(Math.round(process.memoryUsage().rss / 1_048_576)), () => {
  process.kill(process.pid, 'SIGKILL')
})
