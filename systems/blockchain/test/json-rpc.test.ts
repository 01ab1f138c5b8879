import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ContractFactory, JsonRpcProvider, NonceManager, Wallet, WebSocketProvider } from 'ethers'
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  type Hex,
  http,
  parseEventLogs,
  publicActions,
  webSocket,
} from 'viem'
import { accountOf, callRpc, openTestNode, type TestNode, testGenesis, until } from './nodes.ts'
import { compileToken } from './tokens.ts'

let node: TestNode
before(async () => {
  node = await openTestNode()
})
after(() => node[Symbol.asyncDispose]())

const token = compileToken()
const keyOf = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`
const chainAt = (url: string) => ({
  id: 70_402,
  name: 'test',
  nativeCurrency: { name: 'coin', symbol: 'C', decimals: 18 },
  rpcUrls: { default: { http: [url] } },
})

function viemAt(url: string, key: number) {
  const chain = chainAt(url)
  const account = accountOf(key)
  return createWalletClient({ account, chain, transport: http(url), pollingInterval: 20 }).extend(
    publicActions,
  )
}

test('with viem: a token is deployed, moved, watched and traced', async () => {
  const wallet = viemAt(node.url, 11)
  const live = createPublicClient({
    chain: chainAt(node.url),
    transport: webSocket(node.url.replace('http', 'ws')),
  })
  const deployed = await wallet.waitForTransactionReceipt({
    hash: await wallet.deployContract({ ...token, args: [1_000n] }),
  })
  const address = deployed.contractAddress as Hex
  assert.equal(deployed.status, 'success')

  const seen: unknown[] = []
  const heads: bigint[] = []
  const stopLogs = live.watchContractEvent({
    address,
    abi: token.abi,
    eventName: 'Transfer',
    onLogs: (logs) => seen.push(...logs),
  })
  const stopHeads = live.watchBlockNumber({ onBlockNumber: (it) => heads.push(it) })
  const filter = await wallet.createContractEventFilter({ address, abi: token.abi })
  await wait(300)

  const to = accountOf(22).address
  const call = { address, abi: token.abi, functionName: 'transfer', args: [to, 7n] } as const
  assert.ok((await wallet.estimateContractGas(call)) < 60_000n)
  const hash = await wallet.writeContract(call)
  const moved = await wallet.waitForTransactionReceipt({ hash })
  const [event] = parseEventLogs({ abi: token.abi, logs: moved.logs })
  assert.deepEqual((event as { args?: unknown }).args, {
    from: accountOf(11).address,
    to,
    value: 7n,
  })
  const read = { address, abi: token.abi, functionName: 'balanceOf', args: [to] } as const
  assert.equal(await wallet.readContract(read), 7n)
  const before = { ...read, blockNumber: deployed.blockNumber }
  assert.equal(await wallet.readContract(before), 0n, 'history')
  assert.equal((await wallet.getFilterChanges({ filter })).length, 1)
  assert.equal((await wallet.getFilterChanges({ filter })).length, 0)
  assert.equal((await wallet.getLogs({ address, fromBlock: 0n })).length, 2)

  const trace = await callRpc(node.url, 'debug_traceTransaction', hash, { tracer: 'callTracer' })
  assert.equal((trace.result as { to: string }).to, address)
  const proof = await wallet.getProof({ address, storageKeys: [keyOf(2)] })
  assert.equal(proof.storageProof[0]?.value, 1_000n, 'totalSupply')

  await until(() => seen.length > 0 && heads.includes(moved.blockNumber))
  assert.equal(seen.length, 1)
  stopLogs()
  stopHeads()
  ;(await live.transport.getRpcClient()).close()
})

test('with viem: reverts carry their reason, and estimates say it before anything is sent', async () => {
  const wallet = viemAt(node.url, 11)
  const deployed = await wallet.waitForTransactionReceipt({
    hash: await wallet.deployContract({ ...token, args: [1n] }),
  })
  const address = deployed.contractAddress as Hex
  const call = { address, abi: token.abi, functionName: 'fail', args: ['not today'] } as const
  await assert.rejects(wallet.readContract(call), /not today/)
  await assert.rejects(wallet.writeContract(call), /not today/)
  const tooMuch = { ...call, functionName: 'transfer', args: [accountOf(22).address, 2n] } as const
  await assert.rejects(wallet.estimateContractGas(tooMuch), /ERC20InsufficientBalance/)
})

test('with ethers: a token is deployed and moved over HTTP, and heard of over a WebSocket', async () => {
  const http = new JsonRpcProvider(node.url, 70_402, { staticNetwork: true, pollingInterval: 30 })
  const socket = new WebSocketProvider(node.url.replace('http', 'ws'), 70_402)
  try {
    const signer = new NonceManager(new Wallet(keyOf(21), http))
    const factory = new ContractFactory(token.abi as never, token.bytecode, signer)
    const contract = await factory.deploy(500n)
    await contract.waitForDeployment()
    const address = await contract.getAddress()
    const pending: string[] = []
    await socket.on('pending', (hash: string) => pending.push(hash))
    await wait(300)
    const sent = await contract.getFunction('transfer')(accountOf(22).address, 5n)
    const receipt = await sent.wait()
    assert.equal(receipt.status, 1)
    assert.equal(await contract.getFunction('balanceOf')(accountOf(22).address), 5n)
    const logs = await http.getLogs({ address, fromBlock: 0 })
    assert.equal(logs.length, 2)
    const fees = await http.getFeeData()
    assert.equal(fees.gasPrice, 0n, 'gas has no price')
    await until(() => pending.length > 0)
    assert.deepEqual(pending, [sent.hash])
  } finally {
    await socket.destroy()
    http.destroy()
  }
})

test('who is no member may not send, and who has spent the quota waits for another day', async () => {
  const stranger = viemAt(node.url, 99)
  await assert.rejects(
    stranger.sendTransaction({ to: accountOf(11).address, value: 0n, gas: 21_000n }),
    /belongs to no member/,
  )
  const genesis = testGenesis()
  const [first, second] = genesis.members
  const poor = { ...first, gasPerDay: 5_000_000 } as typeof first
  await using small = await openTestNode({
    genesis: { ...genesis, members: [poor, second] as typeof genesis.members },
  })
  const wallet = viemAt(small.url, 11)
  const to = accountOf(22).address
  const gas = 3_000_000n
  await wallet.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ to, gas }) })
  await assert.rejects(wallet.sendTransaction({ to, gas: 4_990_000n }), /gas left today/)
})

test('what waits is kept over a restart, and runs when what was missing comes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-node-'))
  try {
    const to = accountOf(21).address
    const sign = (nonce: number) =>
      accountOf(11).signTransaction({ to, nonce, gas: 21_000n, gasPrice: 0n, chainId: 70_402 })
    {
      await using first = await openTestNode({ folder })
      const early = await callRpc(first.url, 'eth_sendRawTransaction', await sign(1))
      assert.equal(early.error, undefined)
      assert.deepEqual((await callRpc(first.url, 'txpool_status')).result, {
        pending: '0x0',
        queued: '0x1',
      })
    }
    await using again = await openTestNode({ folder })
    const { result } = await callRpc(again.url, 'txpool_content')
    assert.deepEqual(Object.keys((result as { queued: object }).queued), [
      accountOf(11).address.toLowerCase(),
    ])
    const sent = await callRpc(again.url, 'eth_sendRawTransactionSync', await sign(0))
    assert.equal((sent.result as { status: string }).status, '0x1')
    const client = createTestClient({ mode: 'anvil', transport: http(again.url) }).extend(
      publicActions,
    )
    await until(
      async () => (await client.getTransactionCount({ address: accountOf(11).address })) === 2,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what consensus has signed can be had for each block', async () => {
  const { result } = await callRpc(node.url, 'ndc_signedBlock', '0x1')
  const { header, commit, validators } = result as {
    header: { height: string; chain_id: string }
    commit: { signatures: unknown[] }
    validators: unknown[]
  }
  assert.equal(header.height, '1')
  assert.equal(header.chain_id, 'ndc-70402')
  assert.deepEqual([commit.signatures.length, validators.length], [1, 1])
  assert.deepEqual((await callRpc(node.url, 'ndc_seal', '0x1')).result, {
    signatures: 1,
    validators: 1,
    round: 0,
  })
  assert.equal((await callRpc(node.url, 'ndc_signedBlock', '0xffff')).result, null)
})
