import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keccak256, stringToHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { didRegistryAbi } from '../contracts/abi.ts'
import { connect } from '../sdk/chain.ts'
import { signDidChange } from '../sdk/did-changes.ts'
import { accountOf, openTestNode, testGenesis } from './nodes.ts'

const hash = (text: string) => keccak256(stringToHex(text))
const key = `0x${(11).toString(16).padStart(64, '0')}` as const

test('a developer anchors, registers, publishes and proves through the SDK', async () => {
  const admins = [accountOf(11).address]
  await using node = await openTestNode({ genesis: testGenesis({ admins }) })
  const chain = await connect({ url: node.url, key })
  assert.equal(chain.id, 70_402)
  const own = accountOf(11).address

  await chain.openLog(hash('log'), own)
  await chain.append(hash('log'), 3n, hash('root'))
  const [treeSize, root] = await chain.anchor.read.head([hash('log')])
  assert.deepEqual([treeSize, root], [3n, hash('root')])
  await assert.rejects(chain.append(hash('log'), 3n, hash('root')), /NotGrowing/)

  await chain.registerDocument(hash('contract'), 2)
  const document = await chain.documents.read.documentOf([hash('contract')])
  assert.deepEqual([document.registrar, document.parties], [own, 2])

  await chain.registerDid(own, 1, hash('did document'))
  assert.equal((await chain.dids.read.resolve([own])).documentHash, hash('did document'))
  const stranger = await connect({ url: node.url, key: generatePrivateKey() })
  await assert.rejects(stranger.registerDocument(hash('x'), 1))
  const reader = await connect({ url: node.url })
  await assert.rejects(reader.registerDocument(hash('x'), 1), /only be read/)
})

test('a holder without an account signs, and a member hands the change in', async () => {
  await using node = await openTestNode()
  const chain = await connect({ url: node.url, key })
  const holder = privateKeyToAccount(generatePrivateKey())
  const did = holder.address
  const facts = { did, documentHash: hash('mine'), nonce: 0n, deadline: 2n ** 40n }
  const signature = await signDidChange(holder, chain.id, 'Register', {
    ...facts,
    controller: did,
    kind: 1,
  })
  const args = [did, did, 1, hash('mine'), facts.deadline, signature] as const
  await chain.write(chain.dids.address, didRegistryAbi, 'registerSigned', args)
  assert.equal((await chain.dids.read.resolve([did])).controller, did)
})
