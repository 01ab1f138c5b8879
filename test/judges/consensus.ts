/**
 * Four validators in four processes, each with its CometBFT: killed, left behind, lying, joining
 * and leaving: `npm run judge -- consensus`. Builds cometbft where Go is there and it is not.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { takeSnapshot } from '#blockchain/node'
import { wait } from '#kernel/clock'
import { accountOf, layOut, type NetworkNode, needComet } from '#testing/chain-network'
import { anchorOn, checkAlone } from '#testing/network-anchoring'
import { buildShiftedComet, shiftVariable } from '#testing/shifted-comet'

const governance = '0x0000000000000000000000000000000000007001'
const governanceAbi = parseAbi([
  'function propose(address target, bytes data, string reason, uint64 term) returns (uint256)',
  'function vote(uint256 proposal, bool inFavour)',
  'function execute(uint256 proposal) returns (bytes)',
  'function setValidator(bytes32 ed25519Key, uint64 power, uint32 member)',
])
const sink = '0x00000000000000000000000000000000000000ff'
const begun = performance.now()
const say = (line: string) => {
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1).padStart(6)
  process.stdout.write(`${seconds} s  ${line}\n`)
}

const folder = mkdtempSync(join(tmpdir(), 'ndc-net-'))
const nodes = layOut(folder, needComet(say), 1, 47_100)
const [a, b, c, d, guest] = nodes as [
  NetworkNode,
  NetworkNode,
  NetworkNode,
  NetworkNode,
  NetworkNode,
]
const four = [a, b, c, d]
try {
  await Promise.all(four.map((it) => it.start()))
  await agree(four)
  say('four validators, each of a member, have begun')
  await transfer(a, 11)
  await agree(four)
  say('a transfer is final, with the same state root at all four')
  await anchoring()
  await losses()
  await lies()
  await clocks()
  await votes()
  await joinBySnapshot()
  process.stdout.write('\nThe judge agrees.\n')
} catch (error) {
  process.stdout.write(`\nThe judge disagrees.\n${(error as Error).stack}\n`)
  process.exitCode = 1
} finally {
  await Promise.all(nodes.map((it) => it.kill()))
  rmSync(folder, { recursive: true, force: true })
}

async function anchoring(): Promise<void> {
  const anchored = await anchorOn(a, (to, data) => transfer(a, 11, { to, data }), 'a contract')
  await Promise.all(four.map((it) => it.kill()))
  const worth = checkAlone(anchored, 'a contract')
  say(`what a center anchored is proven with all of them stopped: ${worth}`)
  await Promise.all(four.map((it) => it.start()))
  await agree(four)
}

async function losses(): Promise<void> {
  await d.kill()
  const timeMs = await transfer(a, 11)
  say(`one of four is killed: the chain goes on (a transfer is final in ${timeMs} ms)`)
  await c.kill()
  const stuck = await send(b, 12)
  await wait(6_000)
  assert.equal(await receiptAt(b, stuck), null)
  say('two of four are killed: nothing is decided')
  await c.start()
  await final(b, stuck)
  await agree([a, b, c])
  say('one comes back: what waited is final, and there is no fork')
  await transfer(c, 13)
  await d.start()
  await agree(four)
  say('the one that lagged behind has caught up')

  const sent = (await Promise.all([11, 12, 13, 14].map((it) => sendMany(a, it, 25)))).flat()
  await final(a, sent[0] as Hex)
  const before = await headOf(a)
  await Promise.all(four.map((it) => it.kill()))
  await Promise.all(four.map((it) => it.start()))
  await agree(four)
  const again = await blockAt(a, before.number)
  assert.equal(again.stateRoot, before.stateRoot)
  await final(a, sent[0] as Hex)
  say(
    `all were killed under load: block ${before.number} has the same state root, nothing final is lost`,
  )
  // Those that waited come back from the journal of the node that took them.
  for (const it of sent) await final(b, it)
  await agree(four)
  say('all 100 transfers that were accepted are final')

  await d.kill()
  d.forget()
  await d.start()
  await agree(four)
  say('a validator that lost its disk has made its state anew from the blocks of the others')
}

async function lies(): Promise<void> {
  await d.kill()
  await d.start('invalid-transaction')
  const from = (await headOf(a)).number
  for (let round = 0; round < 8; round++) await transfer(round % 2 === 0 ? a : b, 11 + (round % 3))
  await agree([a, b, c])
  const proposers = await proposersSince(a, from)
  assert.ok(!proposers.has(d.address), 'a block of the liar was decided')
  say('a proposer of an invalid transaction has none of its blocks decided; the chain goes on')

  await d.kill()
  d.forget()
  await d.start('wrong-hash')
  const wrongFrom = (await headOf(a)).number
  for (let round = 0; round < 4; round++) await transfer(a, 11)
  await agree([a, b, c])
  assert.ok(!(await proposersSince(a, wrongFrom)).has(d.address))
  say('a validator of another state root cannot take part; the chain goes on')

  await d.kill()
  d.forget()
  await d.start()
  await agree(four)
  guest.takeKeyOf(d)
  await guest.start('own-order')
  const found = await evidence(a)
  assert.equal(found, d.address)
  await agree([a, b, c])
  say(
    'two processes with one key contradict each other: the proof of it stands in a block, no fork',
  )
  await guest.kill()
  guest.giveBackKey()
  guest.forget()
}

async function clocks(): Promise<void> {
  const comet = buildShiftedComet(folder)
  if (!comet) return say('no clock was shifted: that needs Go')
  const startAt = (seconds: number) =>
    d.start('', { comet, env: { [shiftVariable]: String(seconds) } })
  await d.kill()
  await startAt(3_600)
  await until('it takes transactions', async () => Boolean(await transfer(d, 14).catch(() => 0)))
  const from = await headOf(a)
  for (let round = 0; round < 8; round++) {
    await transfer(round % 2 === 0 ? a : d, 11 + (round % 3))
  }
  await agree(four)
  assert.ok((await proposersSince(a, from.number)).has(d.address), 'it made no block')
  const last = await headOf(a)
  const offMs = Math.abs(last.timeMs - Date.now())
  assert.ok(last.timeMs >= from.timeMs && offMs < 60_000, `the time of blocks is off by ${offMs}`)
  say('the clock of one is an hour ahead: it makes blocks, which keep the time of the others')
  await d.kill()
  await startAt(-3_600)
  for (let round = 0; round < 4; round++) await transfer(a, 11)
  await agree([a, b, c])
  await d.kill()
  await d.start()
  await agree(four)
  say('an hour behind, it stops at the first block of its future; set right, it follows again')
}

async function votes(): Promise<void> {
  await guest.start()
  await agree([...four, guest])
  const key = `0x${Buffer.from(guest.key, 'base64').toString('hex')}` as const
  await decide(1n, key, 10n)
  await validatorsBecome(5)
  await d.kill()
  await transfer(a, 11)
  await agree([a, b, c, guest])
  say('a validator has joined by vote of the members, and its vote counts')
  await d.start()
  await agree([...four, guest])
  await decide(2n, key, 0n)
  await validatorsBecome(4)
  await guest.kill()
  await transfer(a, 11)
  await agree(four)
  say('it has left by vote')
}

async function joinBySnapshot(): Promise<void> {
  await c.kill()
  const { height } = await takeSnapshot(c.folder)
  await c.start()
  for (let more = 0; more < 3; more++) await transfer(a, 11)
  await agree(four)
  const trusted = await a.comet<SignedHeader>(`commit?height=${height}`)
  guest.forget()
  guest.settings((text) =>
    text.replace(
      '[statesync]\nenable = false',
      `[statesync]\nenable = true\nrpc_servers = "${a.rpc},${b.rpc}"\ntrust_height = ${height}\n` +
        `trust_hash = "${trusted.signed_header.commit.block_id.hash}"\ntrust_period = "168h0m0s"`,
    ),
  )
  await guest.start()
  await agree([...four, guest], height + 1)
  await transfer(a, 11)
  await agree([...four, guest], height + 1)
  const { sync_info: sync } = await guest.comet<Synced>('status')
  assert.ok(Number(sync.earliest_block_height) > height, 'it has fetched all blocks')
  say(`a new node has begun with a snapshot of block ${height}, and follows`)
}

type SignedHeader = { signed_header: { commit: { block_id: { hash: string } } } }
type Synced = { sync_info: { earliest_block_height: string } }

/** All four members vote on the power of a validator, and the first executes. */
async function decide(proposal: bigint, key: Hex, power: bigint): Promise<void> {
  const data = encodeFunctionData({
    abi: governanceAbi,
    functionName: 'setValidator',
    args: [key, power, 1],
  })
  const call = (account: number, input: Hex) =>
    transfer(a, account, { to: governance, data: input })
  const propose = { abi: governanceAbi, functionName: 'propose' } as const
  await call(11, encodeFunctionData({ ...propose, args: [governance, data, 'judge', 3_600n] }))
  for (const account of [12, 13, 14]) {
    const ballot = { abi: governanceAbi, functionName: 'vote', args: [proposal, true] } as const
    await call(account, encodeFunctionData(ballot))
  }
  const act = { abi: governanceAbi, functionName: 'execute', args: [proposal] } as const
  await call(11, encodeFunctionData(act))
}

async function validatorsBecome(count: number): Promise<void> {
  await until(`the set has ${count} validators`, async () => {
    const { total } = await a.comet<{ total: string }>('validators?per_page=1')
    if (Number(total) !== count) await transfer(a, 11)
    return Number(total) === count
  })
}

type Call = { to: Hex; data?: Hex }

async function nonceAt(node: NetworkNode, account: number): Promise<number> {
  const { address } = accountOf(account)
  return Number(await node.call<Hex>('eth_getTransactionCount', [address, 'latest']))
}

/** One after the other, while blocks are made of them. */
async function sendMany(node: NetworkNode, account: number, count: number): Promise<Hex[]> {
  const first = await nonceAt(node, account)
  const sent: Hex[] = []
  for (let more = 0; more < count; more++) {
    sent.push(await sendAt(node, account, first + more))
  }
  return sent
}

async function send(node: NetworkNode, account: number, call?: Call): Promise<Hex> {
  return sendAt(node, account, await nonceAt(node, account), call)
}

async function sendAt(
  node: NetworkNode,
  account: number,
  nonce: number,
  call?: Call,
): Promise<Hex> {
  const from = accountOf(account)
  const raw = await from.signTransaction({
    type: 'eip1559',
    chainId: 70_402,
    nonce,
    gas: call ? 1_000_000n : 21_000n,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
    value: call ? 0n : 1n,
    to: sink,
    ...call,
  })
  return node.call<Hex>('eth_sendRawTransaction', [raw])
}

/** Milliseconds from sending to the receipt. */
async function transfer(node: NetworkNode, account: number, call?: Call): Promise<number> {
  const sentMs = performance.now()
  const hash = await send(node, account, call)
  await final(node, hash)
  return Math.round(performance.now() - sentMs)
}

type Receipt = { status: Hex; blockNumber: Hex } | null

async function receiptAt(node: NetworkNode, hash: Hex): Promise<Receipt> {
  return node.call<Receipt>('eth_getTransactionReceipt', [hash])
}

async function final(node: NetworkNode, hash: Hex): Promise<void> {
  await until(`${hash} is final at ${node.name}`, async () => {
    const found = await receiptAt(node, hash)
    if (found) assert.equal(found.status, '0x1')
    return found !== null
  })
}

type Block = { number: Hex; hash: Hex; stateRoot: Hex; timestamp: Hex }

async function blockAt(node: NetworkNode, number: number) {
  const at = `0x${number.toString(16)}`
  const found = await node.call<Block>('eth_getBlockByNumber', [at, false])
  const timeMs = Number(found.timestamp) * 1_000
  return { number, hash: found.hash, stateRoot: found.stateRoot, timeMs }
}

async function headOf(node: NetworkNode) {
  return blockAt(node, Number(await node.call<Hex>('eth_blockNumber', [])))
}

/** The same blocks from the first to the last that all of them have, and none far behind. */
async function agree(these: readonly NetworkNode[], first = 1): Promise<void> {
  let heads: number[] = []
  await until(`${these.map((it) => it.name).join(', ')} agree`, async () => {
    heads = await Promise.all(these.map(async (it) => (await headOf(it)).number))
    return Math.min(...heads) >= 1 && Math.max(...heads) - Math.min(...heads) <= 1
  })
  const last = Math.min(...heads)
  for (let height = Math.max(first, last - 40); height <= last; height++) {
    const blocks = await Promise.all(these.map((it) => blockAt(it, height)))
    assert.equal(new Set(blocks.map((it) => it.hash)).size, 1, `a fork at block ${height}`)
    assert.equal(new Set(blocks.map((it) => it.stateRoot)).size, 1)
  }
}

type CometBlock = {
  block: {
    header: { height: string; proposer_address: string }
    evidence: { evidence: { value: { vote_a: { validator_address: string } } }[] }
  }
}

async function proposersSince(node: NetworkNode, height: number): Promise<Set<string>> {
  const last = (await headOf(node)).number
  const found = new Set<string>()
  for (let at = height + 1; at <= last; at++) {
    const { block } = await node.comet<CometBlock>(`block?height=${at}`)
    found.add(block.header.proposer_address)
  }
  return found
}

/** Whose contradiction the first proof in a block from now on shows. */
async function evidence(node: NetworkNode): Promise<string> {
  let at = (await headOf(node)).number
  let found: string | undefined
  await until('a proof of a contradiction stands in a block', async () => {
    await transfer(node, 11)
    const last = (await headOf(node)).number
    for (; at <= last; at++) {
      const { block } = await node.comet<CometBlock>(`block?height=${at}`)
      found ??= block.evidence.evidence[0]?.value.vote_a.validator_address
    }
    return found !== undefined
  })
  return found ?? ''
}

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await done().catch((error: unknown) => notYet(error))) return
    await wait(100)
  }
  assert.fail(`It did not come about that ${what}.`)
}

/** A node that is not there yet is asked again; what is wrong is wrong. */
function notYet(error: unknown): false {
  if (error instanceof assert.AssertionError || error instanceof ReferenceError) throw error
  return false
}
