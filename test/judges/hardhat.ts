/**
 * The developers' kit as an outsider has it: installed from the registry into a folder of its own,
 * built by Hardhat, deployed and tested on a node of the chain; the same contracts by scripts of
 * viem and of ethers: `npm run judge -- hardhat`.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chainKeys, openChainNode, runIn } from '#testing/chain-node'

const folder = mkdtempSync(join(tmpdir(), 'ndc-kit-'))
try {
  cpSync('systems/blockchain/kit', folder, {
    recursive: true,
    filter: (from) => !from.includes('node_modules'),
  })
  await using node = await openChainNode()
  const [first = '', second = ''] = chainKeys
  const env = { NDC_RPC_URL: node.url, NDC_KEY_1: first, NDC_KEY_2: second }
  await runIn(folder, env, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund')
  await runIn(folder, env, 'npm', 'run', 'build')
  await runIn(folder, env, 'npm', 'test')
  await runIn(folder, env, 'npm', 'run', 'deploy:viem')
  await runIn(folder, env, 'npm', 'run', 'deploy:ethers')
  process.stdout.write('\nThe judge agrees.\n')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
