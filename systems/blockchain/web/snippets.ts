/** Short programs against this very network, to be copied and run as they are. */
const governance = '0x0000000000000000000000000000000000007001'

export function curlSnippet(url: string): string {
  return `curl ${url} \\
  -H 'content-type: application/json' \\
  -d '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'`
}

export function viemSnippet(url: string, chainId: number): string {
  return `import { createPublicClient, defineChain, http, parseAbi } from 'viem'

const ndc = defineChain({
  id: ${chainId},
  name: 'NDC',
  nativeCurrency: { name: 'NDC', symbol: 'NDC', decimals: 18 },
  rpcUrls: { default: { http: ['${url}'] } },
})
const client = createPublicClient({ chain: ndc, transport: http() })

const members = await client.readContract({
  address: '${governance}',
  abi: parseAbi(['function memberCount() view returns (uint32)']),
  functionName: 'memberCount',
})
console.log(await client.getBlockNumber(), members)`
}

export function ethersSnippet(url: string): string {
  return `import { Contract, JsonRpcProvider } from 'ethers'

const provider = new JsonRpcProvider('${url}')
const governance = new Contract(
  '${governance}',
  ['function memberCount() view returns (uint32)'],
  provider,
)
console.log(await provider.getBlockNumber(), await governance.memberCount())`
}

/** Gas has no price, so a transaction names zero: whoever asks the node is told the same. */
export function sendSnippet(url: string, chainId: number): string {
  return `import { createWalletClient, defineChain, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readFileSync } from 'node:fs'

const wallet = createWalletClient({
  account: privateKeyToAccount(readFileSync('member.key', 'utf8').trim()),
  chain: defineChain({
    id: ${chainId},
    name: 'NDC',
    nativeCurrency: { name: 'NDC', symbol: 'NDC', decimals: 18 },
    rpcUrls: { default: { http: ['${url}'] } },
  }),
  transport: http(),
})
console.log(await wallet.sendTransaction({ to: wallet.account.address, value: 0n }))`
}

export function hardhatSnippet(url: string, chainId: number): string {
  return `// hardhat.config.ts
import { configVariable, defineConfig } from 'hardhat/config'

export default defineConfig({
  solidity: { version: '0.8.37', settings: { evmVersion: 'prague' } },
  networks: {
    ndc: {
      type: 'http',
      url: '${url}',
      chainId: ${chainId},
      gasMultiplier: 1.3,
      accounts: [configVariable('MEMBER_KEY')],
    },
  },
})`
}

export function foundrySnippet(url: string): string {
  return `cast block-number --rpc-url ${url}
forge create src/Token.sol:Token --rpc-url ${url} \\
  --private-key $MEMBER_KEY --gas-price 0 --broadcast`
}

/** `url`: where the chain takes JSON-RPC; the kit lies beside it. */
export function kitSnippet(url: string): string {
  return `curl -sS ${url.replace(/rpc$/, 'kit')} | tar xz
cd ndc-chain-kit && npm install
export NDC_RPC_URL=${url}
export NDC_KEY_1=0x… NDC_KEY_2=0x…
npm run build && npm test`
}
