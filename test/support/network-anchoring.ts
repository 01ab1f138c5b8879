/** A center that anchors on a network of validators, and a proof of it that is checked alone. */
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { memberKey } from '#blockchain/network'
import { type Trusted, verifyProofFile } from '#blockchain/verification'
import { systemClock, wait } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { newId } from '#kernel/id'
import type { NetworkNode } from './chain-network.ts'
import { openFreshCenter } from './judging.ts'

const governance = '0x0000000000000000000000000000000000007001'
const abi = parseAbi([
  'function addAccount(address account, uint32 member, uint8 rights, uint256 deadline, bytes consent)',
  'function consentDigest(address, uint32, uint256, uint256) view returns (bytes32)',
])
const deadline = 4_000_000_000n

export type Anchored = { readonly proof: string; readonly trusted: Trusted }

/** Makes the center's account one of the first member's, anchors a content, and ends the center. */
export async function anchorOn(
  node: NetworkNode,
  call: (to: Hex, data: Hex) => Promise<unknown>,
  content: string,
): Promise<Anchored> {
  await using bench = await openFreshCenter({ NDC_BLOCKCHAIN_NODE: node.url })
  const { kernel, rooms, server } = bench.center
  const { port } = server.server.address() as AddressInfo
  const account = privateKeyToAccount(memberKey(kernel.secrets, 'NDC'))
  const asked = [account.address, 1, 0n, deadline] as const
  const data = encodeFunctionData({ abi, functionName: 'consentDigest', args: asked })
  const digest = await node.call<Hex>('eth_call', [{ to: governance, data }, 'latest'])
  const consent = await account.sign({ hash: digest })
  const args = [account.address, 1, 1, deadline, consent] as const
  await call(governance, encodeFunctionData({ abi, functionName: 'addAccount', args }))

  const id = newId('record', systemClock.now())
  const { blockchain } = rooms
  await kernel.database
    .room('documents')
    .transaction()
    .execute((tx) => blockchain.anchor(tx, 'documents', [{ id, digest: sha256(content) }]))
  for (let tries = 0; tries < 400; tries++) {
    const found = await blockchain.find(id)
    if (found?.state === 'proven') {
      const answer = await fetch(`http://127.0.0.1:${port}/api/blockchain/v1/validators/trusted`)
      return { proof: JSON.stringify(found.proof), trusted: (await answer.json()) as Trusted }
    }
    await wait(50)
  }
  return assert.fail('the content was not anchored')
}

/** Nothing is running any more: the proof holds for this content, and for no other byte. */
export function checkAlone({ proof, trusted }: Anchored, content: string): string {
  const found = verifyProofFile(proof, Buffer.from(content), trusted)
  assert.ok(found.good, JSON.stringify(found.steps))
  const flipped = Buffer.from(content)
  flipped[0] = (flipped[0] as number) ^ 1
  assert.ok(!verifyProofFile(proof, flipped, trusted).good)
  assert.ok(!verifyProofFile(proof, Buffer.from(content), { ...trusted, logs: [] }).good)
  return found.worth.en
}
