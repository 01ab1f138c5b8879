import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { network } from 'hardhat'
import { encodeFunctionData, keccak256, parseEther, stringToHex } from 'viem'

const { viem } = await network.create()
const client = await viem.getPublicClient({ pollingInterval: 200 })
const [first, second] = await viem.getWalletClients()
if (!first || !second) throw new Error('Two accounts are needed: NDC_KEY_1 and NDC_KEY_2.')

/** A transaction that failed stands in a block as well: only its receipt tells. */
async function done(hash: `0x${string}`): Promise<void> {
  const { status } = await client.waitForTransactionReceipt({ hash })
  assert.equal(status, 'success', `transaction ${hash}`)
}

/** Waits until that second is over: blocks come when there is something to do, time always. */
async function past(second: bigint): Promise<void> {
  while (Date.now() / 1_000 <= Number(second) + 1) await sleep(200)
}

test('ERC-20: a coin is deployed, sent, allowed and spent', async () => {
  const coin = await viem.deployContract('Coin', [first.account.address, parseEther('1000')])
  await done(await coin.write.transfer([second.account.address, parseEther('10')]))
  await done(await coin.write.approve([second.account.address, parseEther('5')]))
  const spend = { account: second.account }
  await done(
    await coin.write.transferFrom(
      [first.account.address, second.account.address, parseEther('5')],
      spend,
    ),
  )
  assert.equal(await coin.read.balanceOf([second.account.address]), parseEther('15'))
  await assert.rejects(
    coin.write.transferFrom([first.account.address, second.account.address, 1n], spend),
    /ERC20InsufficientAllowance/,
  )
  const events = await coin.getEvents.Transfer({}, { fromBlock: 0n })
  assert.equal(events.length, 3)
})

test('ERC-721: a deed is issued by its registrar only, and handed on', async () => {
  const deed = await viem.deployContract('Deed', [first.account.address])
  const digest = keccak256(stringToHex('what it stands for'))
  await assert.rejects(
    deed.write.issue([second.account.address, digest], { account: second.account }),
    /OwnableUnauthorizedAccount/,
  )
  await done(await deed.write.issue([first.account.address, digest]))
  await done(await deed.write.safeTransferFrom([first.account.address, second.account.address, 1n]))
  assert.equal((await deed.read.ownerOf([1n])).toLowerCase(), second.account.address.toLowerCase())
  assert.equal(await deed.read.digestOf([1n]), digest)
})

test('governor: holders propose, vote, and the assembly spends what it was given', async () => {
  const coin = await viem.deployContract('Coin', [first.account.address, parseEther('100')])
  const assembly = await viem.deployContract('Assembly', [coin.address, 12])
  await done(await coin.write.delegate([first.account.address]))
  await done(await coin.write.transfer([assembly.address, parseEther('20')]))
  const spend = encodeFunctionData({
    abi: coin.abi,
    functionName: 'transfer',
    args: [second.account.address, parseEther('20')],
  })
  const call = [[coin.address], [0n], [spend]] as const
  const why = 'Pay the second account'
  await sleep(1_100)
  await done(await assembly.write.propose([...call, why]))
  const proposal = await assembly.read.hashProposal([...call, keccak256(stringToHex(why))])
  await past(await assembly.read.proposalSnapshot([proposal]))
  await done(await assembly.write.castVote([proposal, 1]))
  await assert.rejects(
    assembly.write.execute([...call, keccak256(stringToHex(why))]),
    /GovernorUnexpectedProposalState/,
  )
  await past(await assembly.read.proposalDeadline([proposal]))
  await done(await assembly.write.execute([...call, keccak256(stringToHex(why))]))
  assert.equal(await coin.read.balanceOf([second.account.address]), parseEther('20'))
})
