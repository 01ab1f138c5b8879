/** Deploys the coin and sends some, with ethers. */
import assert from 'node:assert/strict'
import { ContractFactory, JsonRpcProvider, Wallet } from 'ethers'
import { artifact, setting } from './artifact.ts'

// A block is there at once: answers that are kept for a quarter of a second would be old.
const provider = new JsonRpcProvider(setting('NDC_RPC_URL'), undefined, { cacheTimeout: -1 })
provider.pollingInterval = 200
const wallet = new Wallet(setting('NDC_KEY_1'), provider)
const { abi, bytecode } = artifact('Coin')
const coin = await new ContractFactory(abi, bytecode, wallet).deploy(wallet.address, 1_000n)
await coin.waitForDeployment()
const other = '0x00000000000000000000000000000000000000bb'
const sent = await coin.getFunction('transfer')(other, 9n)
const receipt = await sent.wait()
assert.equal(receipt?.status, 1)
assert.equal(await coin.getFunction('balanceOf')(other), 9n)
const { chainId } = await provider.getNetwork()
process.stdout.write(`ethers: coin at ${await coin.getAddress()} on chain ${chainId}\n`)
provider.destroy()
