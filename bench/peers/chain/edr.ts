/** EDR, Hardhat's chain: sends transactions, mines blocks of 500. Prints per CPU-second. */
import { readFileSync } from 'node:fs'
import {
  ContractDecoder,
  EdrContext,
  L1_CHAIN_TYPE,
  l1GenesisState,
  l1HardforkFromString,
  l1ProviderFactory,
  MineOrdering,
} from '@nomicfoundation/edr'

type Load = Record<'setup' | 'warm' | 'main' | 'accounts', string[]> & { chainId: number }
const load = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Load
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replace('0x', ''), 'hex'))
const context = new EdrContext()
await context.registerProviderFactory(L1_CHAIN_TYPE, l1ProviderFactory())
const provider = await context.createProvider(
  L1_CHAIN_TYPE,
  {
    allowBlocksWithSameTimestamp: true,
    allowUnlimitedContractSize: false,
    bailOnCallFailure: false,
    bailOnTransactionFailure: false,
    chainId: BigInt(load.chainId),
    coinbase: new Uint8Array(20).fill(1),
    defaultTransactionGasLimit: 1_000_000n,
    genesisState: [
      ...l1GenesisState(l1HardforkFromString('prague')),
      ...load.accounts.map((it) => ({ address: bytes(it), balance: 10n ** 21n })),
    ],
    hardfork: 'prague',
    initialBaseFeePerGas: 0n,
    minGasPrice: 0n,
    mining: {
      autoMine: false,
      memPool: { order: MineOrdering.Fifo },
      blockGasLimit: 1_000_000_000n,
    },
    network: { genesisBlockGasLimit: 1_000_000_000n },
    networkId: BigInt(load.chainId),
    observability: {},
    ownedAccounts: [],
    precompileOverrides: [],
    transactionGasCap: false,
  } as never,
  { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => undefined },
  { subscriptionCallback: () => undefined },
  new ContractDecoder(),
)
let id = 0
async function ask(method: string, params: unknown[]): Promise<unknown> {
  id += 1
  const { data } = await provider.handleRequest(
    JSON.stringify({ jsonrpc: '2.0', id, method, params }),
  )
  const answer = (typeof data === 'string' ? JSON.parse(data) : data) as Record<string, unknown>
  if (answer['error']) throw new Error(JSON.stringify(answer['error']))
  return answer['result']
}

async function run(all: string[]): Promise<void> {
  if (all.length === 0) return
  for (let from = 0; from < all.length; from += 500) {
    for (const it of all.slice(from, from + 500)) await ask('eth_sendRawTransaction', [`0x${it}`])
    await ask('hardhat_setNextBlockBaseFeePerGas', ['0x0'])
    await ask('evm_mine', [])
  }
  const block = (await ask('eth_getBlockByNumber', ['latest', false])) as {
    transactions: unknown[]
  }
  if (block.transactions.length === 0) throw new Error('nothing was mined')
}

await run(load.setup)
await run(load.warm)
const before = process.cpuUsage()
await run(load.main)
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ perCpu: (load.main.length * 1e6) / (user + system) })}\n`)
process.exit(0)
