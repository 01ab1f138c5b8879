import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBlockFromRLP } from '@ethereumjs/block'
import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { encodeFunctionData, type Hex, keccak256, parseAbi } from 'viem'
import { governanceAbi } from '../contracts/abi.ts'
import { systemAddresses } from '../contracts/addresses.ts'
import { bigintOf, bytesOfHex, hexOf, wordBytes } from '../state/bytes.ts'
import { decodeRlp, encodeRlp } from '../state/rlp.ts'
import { chainId, clerk, founder, Ledger, logId, second, stranger, validatorKey } from './ledger.ts'

const anchorAbi = parseAbi([
  'function append(bytes32 log, uint64 treeSize, bytes32 root)',
  'function head(bytes32 log) view returns (uint64, bytes32, uint64)',
])
const anchor = systemAddresses.anchor

const append = (treeSize: bigint, root: Hex) => ({
  to: anchor,
  data: encodeFunctionData({
    abi: anchorAbi,
    functionName: 'append',
    args: [logId, treeSize, root],
  }),
})

test('a block is prepared, checked, decided and committed; its roots and hash are Ethereum’s', async () => {
  await using ledger = await Ledger.open()
  const { application } = ledger.execution
  const txs = [
    await ledger.sign(founder, { to: stranger.address, value: 5n, gas: 21_000n }),
    await ledger.sign(clerk, append(7n, `0x${'11'.repeat(32)}`)),
    await ledger.sign(founder, { data: '0x600a600c600039600a6000f3602a60005260206000f3' }),
  ]
  const order = ledger.order(txs)
  const prepared = await application.prepareProposal({ ...order, maxBytes: 1e6, candidates: txs })
  assert.deepEqual(prepared, txs)
  assert.deepEqual(await application.processProposal(order), { accept: true, reason: '' })
  const before = hexOf(ledger.store.state.root)
  const { results, appHash } = await application.finalizeBlock(order)
  assert.deepEqual(
    results.map((it) => it.code),
    [0, 0, 0],
  )
  assert.equal(hexOf(ledger.store.state.root), before, 'nothing is written before the commit')
  await application.commit()
  assert.equal(hexOf(ledger.store.state.root), hexOf(appHash))
  assert.deepEqual(await application.info(), { height: 1, appHash })

  const block = ledger.store.blocks.block(1)
  assert.ok(block)
  const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Prague })
  const body = block.transactions.map((it) => ((it[0] as number) < 0xc0 ? it : decodeRlp(it)))
  const rlp = encodeRlp([decodeRlp(block.header), body, [], []])
  const theirs = createBlockFromRLP(rlp, { common })
  assert.equal(hexOf(theirs.hash()), hexOf(block.hash))
  assert.ok(await theirs.transactionsTrieIsValid())
  assert.equal(hexOf(theirs.header.stateRoot), hexOf(appHash))
  const [, , created] = ledger.store.blocks.receipts(1) ?? []
  assert.equal(ledger.store.blocks.receipts(1)?.length, 3)
  assert.equal(
    hexOf(ledger.store.state.code(keccakOf('602a60005260206000f3'))),
    '602a60005260206000f3',
  )
  assert.equal(created?.status, 1)
  await ledger.store.verify()
})

const keccakOf = (code: string) => bytesOfHex(keccak256(`0x${code}`))

test('an empty block leaves the state root as it was, and a restart finds the same state', async () => {
  await using ledger = await Ledger.open()
  const first = await ledger.decide(await ledger.sign(clerk, append(1n, `0x${'22'.repeat(32)}`)))
  const empty = await ledger.decide()
  assert.equal(hexOf(empty.appHash), hexOf(first.appHash))
  await ledger.restart()
  const found = await ledger.execution.application.info()
  assert.equal(found.height, 2)
  assert.equal(hexOf(found.appHash), hexOf(first.appHash))
})

test('the genesis comes out the same everywhere, and asking twice changes nothing', async () => {
  await using one = await Ledger.open()
  await using other = await Ledger.open()
  assert.equal(hexOf(one.store.state.root), hexOf(other.store.state.root))
  const again = await one.begin()
  assert.equal(hexOf(again.appHash), hexOf(one.store.state.root))
  await one.store.verify()
})

test('what cannot run is passed over by who proposes and refused by who checks', async () => {
  await using ledger = await Ledger.open()
  const { application } = ledger.execution
  const good = await ledger.sign(founder, { to: stranger.address, value: 1n, gas: 21_000n })
  const unknown = await ledger.sign(stranger, { to: founder.address, gas: 21_000n })
  const gap = await ledger.sign(founder, { to: stranger.address, nonce: 9, gas: 21_000n })
  const all = [good, unknown, gap, Uint8Array.of(2, 0xc0), Uint8Array.of(3)]
  const order = ledger.order(all)
  const refused = await application.processProposal(order)
  assert.equal(refused.accept, false)
  assert.match(refused.reason, /belongs to no member/)
  const picked = await application.prepareProposal({ ...order, maxBytes: 1e6, candidates: all })
  assert.deepEqual(picked, [good])
  const { results } = await application.finalizeBlock(order)
  assert.deepEqual(
    results.map((it) => it.code),
    [0, 14, 6, 1, 2],
  )
  const kept = await application.finalizeBlock({ ...order, txs: picked })
  assert.equal(kept.results.length, 1)
})

test('a member acts within its quota of the day, and anew on the next day in Viet Nam', async () => {
  await using ledger = await Ledger.open()
  const send = () => ledger.sign(second, { to: anchor, gas: 3_000_000n, data: '0x00' })
  const [first, next] = [await send(), await send()]
  assert.deepEqual(
    (await ledger.decide(first)).results.map((it) => it.code),
    [0],
  )
  // What is used counts, not what is asked for: 3,000,000 are still left of 5,000,000.
  assert.deepEqual(
    (await ledger.decide(next)).results.map((it) => it.code),
    [0],
  )
  const greedy = await ledger.sign(second, { to: anchor, gas: 4_999_999n, data: '0x00' })
  assert.deepEqual(
    (await ledger.decide(greedy)).results.map((it) => it.code),
    [16],
  )
  // 2025-06-15T15:06:44Z is 22:06 in Viet Nam; two hours later another day has begun there.
  ledger.seconds += 2 * 3_600
  assert.deepEqual(
    (await ledger.decide(greedy)).results.map((it) => it.code),
    [0],
  )
})

test('only who may deploy deploys', async () => {
  await using ledger = await Ledger.open()
  const data = '0x600a600c600039600a6000f3602a60005260206000f3'
  const results = (
    await ledger.decide(
      await ledger.sign(clerk, { data }),
      await ledger.sign(second, { data }),
      await ledger.sign(founder, { data }),
    )
  ).results
  assert.deepEqual(
    results.map((it) => it.code),
    [17, 17, 0],
  )
})

test('a log grows by its owner only, and its head is proven from storage', async () => {
  await using ledger = await Ledger.open()
  const root: Hex = `0x${'33'.repeat(32)}`
  await ledger.decide(
    await ledger.sign(clerk, append(5n, root)),
    await ledger.sign(clerk, append(5n, root)),
    await ledger.sign(founder, append(6n, root)),
  )
  const receipts = ledger.store.blocks.receipts(1) ?? []
  assert.deepEqual(
    receipts.map((it) => it.status),
    [1, 0, 0],
  )
  const data = bytesOfHex(
    encodeFunctionData({ abi: anchorAbi, functionName: 'head', args: [logId] }),
  )
  const request = { ...anyCall, to: bytesOfHex(anchor), data }
  const { output } = await ledger.execution.evm.call(request, 1, { accounts: [], block: {} })
  assert.deepEqual(
    [0, 32, 64].map((at) => bigintOf(output.subarray(at, at + 32))),
    [5n, BigInt(root), 1n],
  )
  const base = bytesOfHex(keccak256(`${logId}${'0'.repeat(64)}`))
  const proof = ledger.store.state.proof(1, bytesOfHex(anchor), [base])
  assert.equal(hexOf(proof?.storageProof[0]?.value ?? new Uint8Array()), root.slice(2))
})

const anyCall = {
  from: undefined,
  to: undefined,
  gas: undefined,
  maxFee: undefined,
  maxTip: undefined,
  value: 0n,
  data: new Uint8Array(),
  nonce: undefined,
  accessList: [],
  authorizations: [],
}

test('a vote of the members changes the validators', async () => {
  await using ledger = await Ledger.open()
  const to = systemAddresses.governance
  const key = validatorKey(2)
  const abi = governanceAbi
  const change = encodeFunctionData({ abi, functionName: 'setValidator', args: [key, 3n, 1] })
  const propose = encodeFunctionData({
    abi,
    functionName: 'propose',
    args: [to, change, 'Thêm một nút xác thực', 86_400n],
  })
  const execute = encodeFunctionData({ abi, functionName: 'execute', args: [1n] })
  const first = await ledger.decide(await ledger.sign(founder, { to, data: propose }))
  assert.deepEqual(first.validatorUpdates, [])
  const done = await ledger.decide(await ledger.sign(founder, { to, data: execute }))
  assert.deepEqual(
    done.validatorUpdates.map((it) => ({ key: `0x${hexOf(it.key)}`, power: it.power })),
    [{ key, power: 3 }],
  )
})

test('calls, estimates, access lists and traces tell what would happen', async () => {
  await using ledger = await Ledger.open()
  // Stores 5 in slot 1, then answers it.
  const code = '0x6005600155600154600052602060 00f3'.replaceAll(' ', '') as Hex
  const init =
    `0x60${(16).toString(16)}600c60003960${(16).toString(16)}6000f3${code.slice(2)}` as Hex
  await ledger.decide(await ledger.sign(founder, { data: init }))
  const { evm } = ledger.execution
  const at = ledger.store.blocks.receipts(1)?.[0]?.contractAddress
  assert.ok(at)
  const none = { accounts: [], block: {} }
  const request = { ...anyCall, from: bytesOfHex(founder.address), to: at }
  const called = await evm.call(request, 1, none)
  assert.equal(bigintOf(called.output), 5n)
  const estimated = await evm.estimateGas(request, 1, none)
  assert.ok('gas' in estimated && estimated.gas >= called.gasUsed && estimated.gas < 60_000n)
  const listed = await evm.accessList(request, 1, none)
  assert.deepEqual(
    listed.accessList.map((it) => [hexOf(it.address), it.slots.map((slot) => hexOf(slot))]),
    [[hexOf(at), [hexOf(wordBytes(1n))]]],
  )
  await ledger.decide(await ledger.sign(founder, { to: `0x${hexOf(at)}` }))
  const options = {
    tracer: 'structLogs' as const,
    tracerConfig: {},
    enableMemory: false,
    disableStack: false,
    disableStorage: false,
    enableReturnData: false,
    limit: 0,
  }
  const [steps] = (await evm.trace(2, 0, options)) as [
    { structLogs: { op: string }[]; gas: number },
  ]
  assert.deepEqual(
    steps.structLogs.map((it) => it.op),
    ['PUSH1', 'PUSH1', 'SSTORE', 'PUSH1', 'SLOAD', 'PUSH1', 'MSTORE', 'PUSH1', 'PUSH1', 'RETURN'],
  )
  assert.equal(steps.gas, Number(called.gasUsed))
  const [calls] = (await evm.trace(2, 0, { ...options, tracer: 'callTracer' })) as [{ to: string }]
  assert.equal(calls.to, `0x${hexOf(at)}`)
  const [diff] = (await evm.trace(2, 0, {
    ...options,
    tracer: 'prestateTracer',
    tracerConfig: { diffMode: true },
  })) as [{ post: Record<string, { storage?: Record<string, string> }> }]
  assert.deepEqual(Object.values(diff.post[`0x${hexOf(at)}`]?.storage ?? {}), [
    `0x${hexOf(wordBytes(5n))}`,
  ])
})

test('a call without end is ended, and others run meanwhile', async () => {
  await using ledger = await Ledger.open()
  const { evm } = ledger.execution
  const overrides = {
    accounts: [{ ...nobody, code: bytesOfHex('0x5b600056') }],
    block: {},
  }
  let ticks = 0
  const timer = setInterval(() => (ticks += 1), 1)
  const request = { ...anyCall, to: nobody.address, gas: 10n ** 15n }
  const ended = await evm.call(request, 0, overrides).catch((error: Error) => error)
  clearInterval(timer)
  assert.ok(!(ended instanceof Error) && ended.error === 'out of gas')
  assert.ok(ticks > 3, `others ran ${ticks} times`)
})

const nobody = {
  address: bytesOfHex('0x00000000000000000000000000000000000bad00'),
  nonce: undefined,
  balance: undefined,
  code: undefined,
  state: undefined,
  stateDiff: undefined,
}
