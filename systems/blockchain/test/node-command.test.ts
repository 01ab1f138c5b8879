import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { publicChainId } from '../execution/genesis.ts'
import { openNetwork } from '../node/open-network.ts'
import { genesisIn } from '../node/start.ts'
import { accountOf, callRpc, openTestNode } from './nodes.ts'

const program = join(import.meta.dirname, '../../../cli/ndc.ts')

async function start(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const args = ['chain', 'node', '--data', folder, '--open', '--port', '0', '--language', 'en']
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+$/.exec(line)?.[0]
    if (url) return { child, url }
  }
  throw new Error('the node has ended before it said where it is')
}

test('a node is run from the command line, is killed, and goes on where it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-command-'))
  const { child, url } = await start(folder)
  let again: Awaited<ReturnType<typeof start>> | undefined
  try {
    const to = accountOf(2).address
    const sign = (nonce: number) =>
      accountOf(1).signTransaction({ to, nonce, gas: 21_000n, gasPrice: 0n, chainId: 70_402 })
    const sent = await callRpc(url, 'eth_sendRawTransactionSync', await sign(0))
    const { blockHash, blockNumber } = sent.result as { blockHash: string; blockNumber: string }

    child.kill('SIGKILL')
    await once(child, 'exit')
    again = await start(folder)
    const block = await callRpc(again.url, 'eth_getBlockByNumber', blockNumber, false)
    assert.equal((block.result as { hash: string }).hash, blockHash)
    const next = await callRpc(again.url, 'eth_sendRawTransactionSync', await sign(1))
    assert.equal((next.result as { status: string }).status, '0x1')

    again.child.kill('SIGTERM')
    const [code] = (await once(again.child, 'exit')) as [number]
    assert.equal(code, 0)
  } finally {
    child.kill('SIGKILL')
    again?.child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

test('without a genesis, or with the public chain id unasked, no node starts', async () => {
  assert.throws(() => genesisIn('/nowhere/genesis.json'), /no genesis/)
  const genesis = openNetwork(publicChainId, [])
  await assert.rejects(openTestNode({ genesis }), /--yes-public/)
})

test('a Unix socket that a killed node has left is taken over, one that answers is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-socket-'))
  const socket = join(folder, 'rpc.sock')
  const leave = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`
  try {
    await once(spawn(process.execPath, ['-e', leave], { stdio: 'ignore' }), 'exit')
    assert.ok(existsSync(socket))
    await using first = await openTestNode({ listen: { socket } })
    assert.equal(first.url, `unix:${socket}`)
    await assert.rejects(openTestNode({ listen: { socket } }), /cannot listen/)
    const status = await new Promise((resolve, reject) => {
      get({ socketPath: socket, path: '/health' }, (it) => resolve(it.resume().statusCode)).on(
        'error',
        reject,
      )
    })
    assert.equal(status, 200)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
