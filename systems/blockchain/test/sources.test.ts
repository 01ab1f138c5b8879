import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Abi, type Address, encodeDeployData, encodeFunctionData, type Hex } from 'viem'
import { openTestHouse } from '#testing/house'
import { openCompiler } from '../contracts/compile.ts'
import { connect } from '../sdk/chain.ts'
import { accountOf, openTestNode } from './nodes.ts'

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
contract Box {
    event Filled(address indexed by, uint256 filled);
    uint256 public immutable size;
    uint256 public filled;
    constructor(uint256 size_) { size = size_; }
    function fill(uint256 by) external {
        filled += by;
        require(filled <= size);
        emit Filled(msg.sender, filled);
    }
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
  const fill = encodeFunctionData({ abi: box.abi as Abi, functionName: 'fill', args: [5n] })
  const hash = await send(node.url, address, fill)
  const seen = async () =>
    (await house.caller().get(`/api/blockchain/v1/transactions/${hash}`)).body
  const unknown = await seen()
  assert.deepEqual([unknown.call, unknown.fields], [fill.slice(0, 10), []])
  assert.equal(unknown.logs[0].event, null)

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

  const known = await seen()
  assert.deepEqual(
    [known.call, known.fields],
    ['fill(uint256)', [{ name: 'by', type: 'uint256', value: '5' }]],
  )
  const [{ event, fields }] = known.logs
  assert.deepEqual(
    [event, fields.map((it: { value: string }) => it.value)],
    ['Filled', [accountOf(11).address, '5']],
  )
  const { body: block } = await house.caller().get(`/api/blockchain/v1/blocks/${known.block}`)
  assert.equal(block.lines[0].call, 'fill(uint256)')
  const { body: own } = await house
    .caller()
    .get(`/api/blockchain/v1/accounts/${address}/transactions`)
  assert.equal(own.items[0].call, 'fill(uint256)')
})

async function deploy(url: string, data: Hex): Promise<Address> {
  const { reader } = await connect({ url })
  const { contractAddress } = await reader.getTransactionReceipt({
    hash: await send(url, null, data),
  })
  assert.ok(contractAddress)
  return contractAddress
}

/** Sends from account 11; resolves with the hash when it has done its work. */
async function send(url: string, to: Address | null, data: Hex): Promise<Hex> {
  const { id, reader } = await connect({ url })
  const from = accountOf(11)
  const nonce = await reader.getTransactionCount({ address: from.address })
  const free = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }
  const call = { to, data, nonce, gas: 2_000_000n, chainId: id, ...free }
  const raw = await from.signTransaction({ ...call, type: 'eip1559' })
  const hash = await reader.sendRawTransaction({ serializedTransaction: raw })
  const { status } = await reader.waitForTransactionReceipt({ hash })
  assert.equal(status, 'success')
  return hash
}
