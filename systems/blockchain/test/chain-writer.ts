/** Writes blocks into the folder given until it is killed or there is no room; says each height. */

import { openChainStore } from '../state/chain-store.ts'
import { keccak } from '../state/keccak.ts'
import { commitNext, hashOf, paying } from './stores.ts'

const store = openChainStore({ folder: process.argv[2] ?? '', mode: 'archive' })
const from = Buffer.alloc(20)
for (let height = store.state.height + 1; ; height++) {
  await commitNext(store, paying(height, 100), [
    {
      hash: keccak(hashOf(height)),
      type: 2,
      status: 1,
      gasUsed: 21_000n,
      cumulativeGasUsed: 21_000n,
      effectiveGasPrice: 0n,
      from,
      to: from,
      contractAddress: undefined,
      logs: [],
    },
  ])
  process.stdout.write(`${height}\n`)
}
