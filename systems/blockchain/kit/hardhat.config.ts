import { fileURLToPath } from 'node:url'
import hardhatNodeTestRunner from '@nomicfoundation/hardhat-node-test-runner'
import hardhatViem from '@nomicfoundation/hardhat-viem'
import { configVariable, defineConfig } from 'hardhat/config'

export default defineConfig({
  plugins: [hardhatViem, hardhatNodeTestRunner],
  solidity: {
    version: '0.8.37',
    // The compiler comes with the packages: nothing is fetched when it runs.
    path: fileURLToPath(import.meta.resolve('solc/soljson.js')),
    settings: { evmVersion: 'prague', optimizer: { enabled: true, runs: 200 } },
  },
  networks: {
    ndc: {
      type: 'http',
      url: configVariable('NDC_RPC_URL'),
      // An estimate holds for its second: in the next one, a vote or a balance that is kept by
      // time takes a new slot. What is not used is not counted.
      gasMultiplier: 1.3,
      accounts: [configVariable('NDC_KEY_1'), configVariable('NDC_KEY_2')],
    },
  },
})
