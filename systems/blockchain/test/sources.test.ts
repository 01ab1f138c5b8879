import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, encodeDeployData, getContractAddress, type Hex } from 'viem'
import { openTestHouse } from '#testing/house'
import { openCompiler } from '../contracts/compile.ts'
import { connect } from '../sdk/chain.ts'
import { accountOf, openTestNode } from './nodes.ts'

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
contract Box {
    uint256 public immutable size;
    uint256 public filled;
    constructor(uint256 size_) { size = size_; }
    function fill(uint256 by) external { filled += by; require(filled <= size); }
}`
const input = (content = source, runs = 200) => ({
  language: 'Solidity' as const,
  sources: { 'Box.sol': { content } },
  settings: { evmVersion: 'prague', optimizer: { enabled: true, runs } },
})

test('a source is kept where it compiles to the contract on the chain, and refused elsewhere', async () => {
  await using node = await openTestNode()
  await using house = await openTestHouse(undefined, { NDC_BLOCKCHAIN_NODE: node.url })
  const outputSelection = { '*': { '*': ['abi', 'evm.bytecode.object'] } }
  const { settings, ...rest } = input()
  const compiled = openCompiler().compile({ ...rest, settings: { ...settings, outputSelection } })
  const box = compiled.contracts?.['Box.sol']?.['Box']
  assert.ok(box)
  const bytecode: Hex = `0x${box.evm.bytecode.object}`
  const address = await deploy(node.url, encodeDeployData({ abi: box.abi, bytecode, args: [7n] }))

  const path = `/api/blockchain/v1/contracts/${address}/source`
  const submit = async (given: unknown, at = path) => {
    const standardJson = typeof given === 'string' ? given : JSON.stringify(given)
    const { status, body } = await house.caller().post(at, { standardJson })
    return status === 200 ? body : body.code
  }
  assert.equal((await house.caller().get(path)).body.code, 'blockchain.source-absent')
  assert.equal(await submit(input(source.replace('+=', '='))), 'blockchain.source-differs')
  assert.equal(await submit('{"'), 'blockchain.source-unreadable')
  assert.equal(await submit({ ...input(), sources: {} }), 'blockchain.source-uncompiled')
  assert.equal(await submit(input('contract {')), 'blockchain.source-uncompiled')
  const nobody = path.replace(address, accountOf(99).address)
  assert.equal(await submit(input(), nobody), 'blockchain.contract-absent')

  const withComment = await submit(input(`${source}\n// the same code, another comment`))
  assert.deepEqual([withComment.contract, withComment.match], ['Box.sol:Box', 'code'])
  assert.equal((await submit(input())).match, 'exact')
  const { body: kept } = await house.caller().get(path)
  assert.equal(kept.files[0].content, source)
  assert.equal((await submit(input(`${source} `))).match, 'exact', 'the exact one stays')
})

async function deploy(url: string, data: Hex): Promise<Address> {
  const { id, reader } = await connect({ url })
  const from = accountOf(11)
  const nonce = await reader.getTransactionCount({ address: from.address })
  const free = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }
  const call = { data, nonce, gas: 2_000_000n, chainId: id, ...free }
  const raw = await from.signTransaction({ ...call, type: 'eip1559' })
  const hash = await reader.sendRawTransaction({ serializedTransaction: raw })
  const { status } = await reader.waitForTransactionReceipt({ hash })
  assert.equal(status, 'success')
  return getContractAddress({ from: from.address, nonce: BigInt(nonce) })
}
