/** Deploys the coin and sends some, with viem. */
import assert from 'node:assert/strict'
import { createPublicClient, createWalletClient, defineChain, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { artifact, setting } from './artifact.ts'

const url = setting('NDC_RPC_URL')
const account = privateKeyToAccount(setting('NDC_KEY_1') as `0x${string}`)
const id = await createPublicClient({ transport: http(url) }).getChainId()
const chain = defineChain({
  id,
  name: 'NDC',
  nativeCurrency: { name: 'Coin', symbol: 'COIN', decimals: 18 },
  rpcUrls: { default: { http: [url] } },
})
const client = createPublicClient({ chain, transport: http() })
const wallet = createWalletClient({ chain, account, transport: http() })

const coin = artifact('Coin')
const deployment = await wallet.deployContract({
  ...coin,
  args: [account.address, 1_000n] as never,
})
const { contractAddress: address } = await client.waitForTransactionReceipt({ hash: deployment })
assert.ok(address)
const other = '0x00000000000000000000000000000000000000aa'
const transfer = {
  address,
  abi: coin.abi as unknown[],
  functionName: 'transfer',
  args: [other, 7n],
}
const hash = await wallet.writeContract(transfer)
const { status } = await client.waitForTransactionReceipt({ hash })
assert.equal(status, 'success')
const balance = { address, abi: coin.abi as unknown[], functionName: 'balanceOf', args: [other] }
assert.equal(await client.readContract(balance as never), 7n)
process.stdout.write(`viem: coin at ${address} on chain ${id}\n`)
