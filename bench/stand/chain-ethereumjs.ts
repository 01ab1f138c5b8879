/** EthereumJS as it comes: createVM, then runTx one after the other. Prints per CPU-second. */
import { readFileSync } from 'node:fs'
import { createBlock } from '@ethereumjs/block'
import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { createTxFromRLP } from '@ethereumjs/tx'
import { Account, createAddressFromString } from '@ethereumjs/util'
import { createVM, runTx } from '@ethereumjs/vm'
import { cpuSeconds } from '#testing/cpu'
import type { Load } from './chain-load.ts'

const load = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Load
const common = createCustomCommon({ chainId: load.chainId }, Mainnet, { hardfork: Hardfork.Prague })
const vm = await createVM({ common })
for (const it of load.accounts) {
  await vm.stateManager.putAccount(createAddressFromString(it), new Account(0n, 10n ** 21n))
}
const header = { number: 1n, timestamp: 1_750_000_000n, gasLimit: 10n ** 12n, baseFeePerGas: 0n }
const block = createBlock({ header }, { common })

async function run(all: readonly string[]): Promise<void> {
  for (const hex of all) {
    const tx = createTxFromRLP(Buffer.from(hex, 'hex'), { common })
    const { execResult } = await runTx(vm, { tx, block })
    if (execResult.exceptionError) throw new Error(execResult.exceptionError.error)
  }
  await vm.stateManager.getStateRoot()
}

await run(load.setup)
await run(load.warm.slice(0, 200))
const some = [...load.warm.slice(200), ...load.main].slice(0, 1_500)
const cpu = cpuSeconds()
await run(some)
process.stdout.write(`${JSON.stringify({ perCpu: some.length / (cpuSeconds() - cpu) })}\n`)
