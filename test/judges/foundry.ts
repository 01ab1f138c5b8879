/**
 * Foundry's `cast`, fetched from the registry, before a node of the chain: it sends, deploys, calls,
 * reads logs and proofs: `npm run judge -- foundry`. `forge` needs a native compiler, which no
 * registry of packages has; with one installed it works against the same address.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chainKeys, openChainNode, runIn } from '#testing/chain-node'
import { listen } from '#testing/programs'

type Artifacts = { contracts: Record<string, { bytecode: string }> }
type Receipt = { status: string; contractAddress?: string; logs: unknown[] }

const folder = mkdtempSync(join(tmpdir(), 'ndc-cast-'))
try {
  await using node = await openChainNode()
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund']
  await runIn(folder, {}, 'npm', 'install', ...quiet, '@foundry-rs/cast@1.7.1')
  const program = join(folder, 'node_modules/.bin/cast')
  const cast = async (verb: string, ...args: string[]): Promise<string> => {
    const { status, text } = await listen(program, [verb, '--rpc-url', node.url, ...args])
    assert.equal(status, 0, `cast ${verb} ${args.join(' ')}: ${text}`)
    process.stdout.write(`  cast ${verb}: ${text.trim().slice(0, 70)}\n`)
    return text.trim()
  }
  const [key = '', other = ''] = chainKeys
  const sign = ['--private-key', key, '--json']
  const sent = async (...args: string[]): Promise<Receipt> => {
    const receipt = JSON.parse(await cast('send', ...sign, ...args)) as Receipt
    assert.equal(receipt.status, '0x1')
    return receipt
  }
  assert.equal(await cast('chain-id'), '70402')
  const { text } = await listen(program, ['wallet', 'address', '--private-key', other])
  const receiver = text.trim()
  const before = BigInt(await cast('balance', receiver))
  await sent(receiver, '--value', '5')
  assert.equal(BigInt(await cast('balance', receiver)), before + 5n)
  const printed = readFileSync('systems/blockchain/contracts/printed.json', 'utf8')
  const { bytecode } = (JSON.parse(printed) as Artifacts).contracts['DocumentHashes'] ?? {}
  const { contractAddress = '' } = await sent('--create', `0x${bytecode}`)
  const digest = `0x${'ab'.repeat(32)}`
  const { logs } = await sent(contractAddress, 'register(bytes32,uint16)', digest, '2')
  assert.equal(logs.length, 1)
  const shape = 'documentOf(bytes32)(address,uint64,uint16,bytes32)'
  assert.match(await cast('call', contractAddress, shape, digest), /\n2\n/)
  const event = 'Registered(bytes32 indexed,address indexed,uint16)'
  assert.match(await cast('logs', '--address', contractAddress, event), new RegExp(digest.slice(2)))
  assert.match(await cast('proof', contractAddress, '0x0'), /storageHash/)
  assert.ok(Number(await cast('estimate', receiver, '--value', '1')) >= 21_000)
  process.stdout.write('\nThe judge agrees.\n')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
