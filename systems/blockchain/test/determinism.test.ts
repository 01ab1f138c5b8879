import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeFunctionData, parseAbi } from 'viem'
import { systemAddresses } from '../contracts/addresses.ts'
import type { TraceOptions } from '../json-rpc/backend.ts'
import { bytesOfHex, hexOf, wordBytes } from '../state/bytes.ts'
import { Chance } from './chance.ts'
import { clerk, founder, Ledger, logId, second, stranger } from './ledger.ts'
import { randomCode } from './random-code.ts'

const anchorAbi = parseAbi(['function append(bytes32 log, uint64 treeSize, bytes32 root)'])
const blocks = 25
const none = { accounts: [], block: {} }
const options: TraceOptions = {
  tracer: 'callTracer',
  tracerConfig: {},
  enableMemory: true,
  disableStack: false,
  disableStorage: false,
  enableReturnData: true,
  limit: 0,
}

/** Transactions of every kind; some fail, some may not run at all. */
async function randomBlock(chance: Chance, ledger: Ledger, known: string[], size: bigint) {
  const txs: Uint8Array[] = []
  const somebody = () => `0x${chance.pick(known)}` as const
  for (let more = chance.below(8); more > 0; more -= 1) {
    const [data, gas] = [`0x${hexOf(chance.bytes(chance.below(200)))}` as const, 300_000n]
    const accessList = [
      { address: somebody(), storageKeys: [`0x${hexOf(wordBytes(1n))}` as const] },
    ]
    const kind = chance.below(8)
    if (kind === 0) {
      const code = `0x${hexOf(randomCode(chance, known))}` as const
      txs.push(await ledger.sign(founder, { data: code, gas }))
    } else if (kind === 1) {
      const args = [logId, size + BigInt(more), `0x${hexOf(chance.bytes(32))}`] as const
      const call = encodeFunctionData({ abi: anchorAbi, functionName: 'append', args })
      txs.push(await ledger.sign(clerk, { to: systemAddresses.anchor, data: call }))
    } else if (kind === 2) {
      const type = chance.pick(['legacy', 'eip2930'] as const)
      const own = { type, gasPrice: 0n, to: somebody(), data, gas }
      const list = type === 'eip2930' ? { accessList } : {}
      txs.push(await ledger.sign(founder, { ...own, ...list } as never))
    } else if (kind === 3) {
      const signed = { address: somebody(), chainId: 0, nonce: chance.below(3) }
      const authorizationList = [await stranger.signAuthorization(signed)]
      txs.push(
        await ledger.sign(founder, {
          type: 'eip7702',
          to: somebody(),
          authorizationList,
          data,
          gas,
        }),
      )
    } else if (kind === 4) {
      txs.push(chance.bytes(90))
    } else {
      const value = BigInt(chance.below(3))
      const from = chance.pick([founder, founder, clerk, second])
      txs.push(await ledger.sign(from, { to: somebody(), data, gas, accessList, value }))
    }
  }
  return txs
}

/** What a busy node does beside: answers, traces, and proposals that come to nothing. */
async function disturb(
  chance: Chance,
  ledger: Ledger,
  txs: readonly Uint8Array[],
  known: string[],
) {
  const { application, evm } = ledger.execution
  const height = ledger.store.blocks.latest?.number ?? 0
  const request = {
    from: bytesOfHex(founder.address),
    to: bytesOfHex(chance.pick(known)),
    gas: 500_000n,
    maxFee: undefined,
    maxTip: undefined,
    value: 1n,
    data: chance.bytes(64),
    nonce: undefined,
    accessList: [],
    authorizations: [],
  }
  const kind = chance.below(4)
  if (kind === 0) await evm.call(request, height, none)
  if (kind === 1) await evm.estimateGas(request, height, none)
  if (kind === 2 && height > 0) await evm.trace(height, undefined, options)
  if (kind === 3) {
    const other = { ...ledger.order(txs.toReversed()), proposer: new Uint8Array(20).fill(7) }
    await application.prepareProposal({ ...other, maxBytes: 1e6, candidates: txs.toReversed() })
    await application.processProposal(other)
    if (chance.below(2) === 0) await application.finalizeBlock(other)
  }
}

test('a node that is disturbed, restarted and asked finds what one finds that only follows', async () => {
  await using quiet = await Ledger.open()
  await using busy = await Ledger.open()
  const chance = new Chance(704)
  const known = [
    ...[founder, clerk, second, stranger].map((it) => it.address.slice(2).toLowerCase()),
    ...Array.from({ length: 17 }, (_, at) => (at + 1).toString(16).padStart(40, '0')),
  ]
  let ran = 0
  for (let height = 1; height <= blocks; height += 1) {
    const txs = await randomBlock(chance, quiet, known, BigInt(height * 100))
    if (chance.below(6) === 0) await busy.restart()
    await disturb(chance, busy, txs, known)
    const order = quiet.order(txs)
    await busy.execution.application.processProposal(order)
    await disturb(chance, busy, txs, known)
    const found = await busy.execution.application.finalizeBlock(order)
    await disturb(chance, busy, [], known)
    const again = await busy.execution.application.finalizeBlock(order)
    await busy.execution.application.commit()
    const expected = await quiet.execution.application.finalizeBlock(order)
    await quiet.execution.application.commit()
    assert.deepEqual(found, expected, `block ${height}`)
    assert.deepEqual(again, expected, `block ${height}, decided again`)
    const [block, theirs] = [quiet, busy].map((it) => it.store.blocks.block(height))
    assert.deepEqual(theirs, block)
    const receipts = quiet.store.blocks.receipts(height) ?? []
    assert.deepEqual(busy.store.blocks.receipts(height) ?? [], receipts)
    for (const it of receipts) if (it.contractAddress) known.push(hexOf(it.contractAddress))
    ran += receipts.length
  }
  assert.equal(hexOf(busy.store.state.root), hexOf(quiet.store.state.root))
  assert.ok(ran > blocks, `only ${ran} transactions ran`)
  await busy.store.verify()
})
