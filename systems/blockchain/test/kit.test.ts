import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { openTestHouse } from '#testing/house'
import { openTestNode } from './nodes.ts'

const program = `
import { connect } from './ndc/systems/blockchain/sdk/chain.ts'
import { checkProof, findProofs } from './ndc/systems/blockchain/sdk/proofs.ts'
const { id, governance } = await connect({ url: process.env.NDC_RPC_URL })
console.log(id, await governance.read.memberCount(), typeof checkProof, typeof findProofs)`

const run = promisify(execFile)

test('the kit comes as an archive that other programs unpack, and its SDK runs by itself', async () => {
  await using node = await openTestNode()
  await using house = await openTestHouse(undefined, { NDC_BLOCKCHAIN_NODE: node.url })
  const { status, body } = await house.caller().get('/api/blockchain/v1/kit')
  assert.equal(status, 200)
  const folder = mkdtempSync(join(tmpdir(), 'ndc-archive-'))
  try {
    execFileSync('tar', ['xz', '-C', folder], { input: body })
    const kit = join(folder, 'ndc-chain-kit')
    for (const it of ['package.json', 'hardhat.config.ts', 'contracts/Coin.sol', 'README.md']) {
      assert.ok(existsSync(join(kit, it)), it)
    }
    symlinkSync(resolve('node_modules'), join(kit, 'node_modules'))
    // Chain and center answer in this very process, so it may not wait with folded hands.
    const args = ['--input-type=module', '-e', program]
    const env = { ...process.env, NDC_RPC_URL: `${house.url}/api/blockchain/v1/rpc` }
    const { stdout } = await run(process.execPath, args, { cwd: kit, env, timeout: 20_000 })
    assert.equal(stdout.trim(), '70402 2 function function')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
