import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Address, encodeFunctionData, type Hex } from 'viem'
import { governanceAbi } from '../contracts/abi.ts'
import { systemAddresses } from '../contracts/addresses.ts'
import {
  accountSlot,
  may,
  memberSlot,
  readAccount,
  readMember,
  rights,
} from '../contracts/layout.ts'
import { bigintOf, bytesOfHex, wordBytes } from '../state/bytes.ts'
import { account, council, openContracts, validatorKey } from './contract-stand.ts'

const governance = { address: systemAddresses.governance, abi: governanceAbi } as const
const day = 86_400n

type Stand = Awaited<ReturnType<typeof openContracts>>

async function open(members = 4) {
  const stand = await openContracts({
    members: council(members),
    validators: [1, 2].map((it) => ({ ed25519Key: validatorKey(it), power: 10, member: it })),
    admins: [],
    logs: [],
  })
  const as = (number: number) => account(number)
  const call = (
    from: Address,
    ...[name, args]: Parameters<typeof encode>
  ): ReturnType<Stand['call']> => stand.call(from, governance, name as never, args)
  /** Proposes and returns its number. */
  const propose = async (from: Address, data: Hex, term = day) =>
    (await stand.call(from, governance, 'propose', [governance.address, data, 'Why not', term]))
      .answer
  /** Proposes, lets the members vote in favour, executes. */
  const decide = async (data: Hex, voters: readonly number[]) => {
    const [first = 1, ...others] = voters
    const proposal = await propose(as(first), data)
    for (const it of others) await call(as(it), 'vote', [proposal, true])
    return stand.call(as(first), governance, 'execute', [proposal])
  }
  return { stand, as, call, propose, decide }
}

const encode = (functionName: string, args: readonly unknown[]): Hex =>
  encodeFunctionData({ abi: governanceAbi, functionName: functionName as never, args })

const refused = (name: string) => ({ name })

test('a member is admitted by more than two thirds of the seats, and its account acts', async () => {
  const { stand, as, decide } = await open()
  const admit = encode('admitMember', ['Bộ Tư pháp', 10_000_000n, true, false, account(50)])
  await assert.rejects(decide(admit, [1, 2]), refused('NotYetPassed'))
  const { answer, events } = await decide(admit, [1, 2, 3])
  assert.equal(BigInt(answer), 5n, 'the number of the member comes back')
  assert.deepEqual(
    events.map((it) => it.name),
    ['Executed', 'MemberAdmitted', 'AccountChanged'],
  )
  const { answer: member } = await stand.call(as(1), governance, 'memberOf', [5])
  assert.equal(member.name, 'Bộ Tư pháp')
  await stand.call(account(50), governance, 'putAccount', [account(51), 5, rights.send])
  await assert.rejects(
    stand.call(account(50), governance, 'propose', [governance.address, '0x', '', day]),
    refused('NoSeat'),
  )
})

test('the node reads from storage what the contract says', async () => {
  const { stand, as, decide } = await open()
  await stand.call(as(1), governance, 'putAccount', [account(60), 1, rights.send | rights.deploy])
  await decide(encode('setDeployment', [2, false]), [1, 2, 3])
  await decide(encode('setGasPerDay', [3, 7_000_000n]), [1, 2, 3])
  await decide(encode('suspendMember', [4]), [1, 2, 3])
  const slots = stand.world.slotsOf(bytesOfHex(governance.address))
  const word = (slot: Uint8Array) => wordBytes(stand.world.load(slots, bigintOf(slot)))
  for (const number of [1, 2, 3, 4, 60, 99]) {
    const found = readAccount(word(accountSlot(bytesOfHex(account(number)))))
    const member = found && readMember(word(memberSlot(found.member)))
    for (const right of [0, 1, 2, 3, 4, 8, 15]) {
      const ours = found && member ? may(found, member, right) : false
      const { answer } = await stand.call(as(1), governance, 'may', [account(number), right])
      assert.equal(ours, answer, `account ${number}, right ${right}`)
    }
    if (!found) continue
    const { answer } = await stand.call(as(1), governance, 'memberOf', [found.member])
    assert.equal(member?.gasPerDay, answer.gasPerDay)
  }
})

test('validators come, change and leave by vote, once a block, and one always stays', async () => {
  const { stand, decide } = await open()
  const set = (key: number, power: bigint, member: number) =>
    encode('setValidator', [validatorKey(key), power, member])
  const { events } = await decide(set(3, 5n, 3), [1, 2, 3])
  assert.deepEqual(events[1], {
    name: 'ValidatorChanged',
    args: { ed25519Key: validatorKey(3), power: 5n },
  })
  await assert.rejects(decide(set(3, 0n, 0), [1, 2, 3]), refused('ValidatorChangedThisBlock'))
  await assert.rejects(decide(encode('removeMember', [3]), [1, 2, 4]), refused('HasValidators'))
  stand.wait(1)
  await decide(set(3, 0n, 0), [1, 2, 3])
  await assert.rejects(decide(set(3, 7n, 3), [1, 2, 3]), refused('ValidatorChangedThisBlock'))
  stand.wait(1)
  await assert.rejects(decide(set(9, 0n, 0), [1, 2, 3]), refused('NoSuchValidator'))
  await assert.rejects(decide(set(9, 2n ** 40n + 1n, 3), [1, 2, 3]), refused('BadValidator'))
  await assert.rejects(decide(set(0, 1n, 3), [1, 2, 3]), refused('BadValidator'))
  await assert.rejects(decide(set(9, 1n, 77), [1, 2, 3]), refused('NoSuchMember'))
  await decide(set(1, 0n, 0), [1, 2, 3])
  await assert.rejects(decide(set(2, 0n, 0), [1, 2, 3]), refused('LastValidator'))
  const { answer } = await stand.call(account(1), governance, 'validatorKeys', [])
  assert.deepEqual(answer, [validatorKey(2)])
})

test('quotas and deployment need a majority, all else more than two thirds', async () => {
  const { stand, decide } = await open(5)
  await assert.rejects(decide(encode('setGasPerDay', [1, 9_000_000n]), [1, 2]), {
    name: 'NotYetPassed',
    args: [1n, 2n, 5n],
  })
  await decide(encode('setGasPerDay', [1, 9_000_000n]), [1, 2, 3])
  await decide(encode('setDeployment', [1, false]), [1, 2, 3])
  for (const other of [
    encode('setSeat', [5, false]),
    encode('suspendMember', [5]),
    encode('removeMember', [5]),
    encode('setSystemContract', [validatorKey(1), account(9)]),
    encode('putAccount', [account(70), 5, 1]),
    '0x' as const,
  ]) {
    await assert.rejects(decide(other, [1, 2, 3]), refused('NotYetPassed'))
  }
  await assert.rejects(
    decide(encode('setGasPerDay', [1, 4_999_999n]), [1, 2, 3]),
    refused('GasTooLow'),
  )
  const { answer } = await stand.call(account(1), governance, 'memberOf', [1])
  assert.equal(answer.gasPerDay, 9_000_000n)
})

test('nobody does alone what a vote does, and nobody acts without the right', async () => {
  const { stand, as, call, propose } = await open()
  for (const [name, args] of [
    ['admitMember', ['A', 9_000_000n, true, true, account(9)]],
    ['suspendMember', [1]],
    ['restoreMember', [1]],
    ['removeMember', [1]],
    ['setSeat', [1, false]],
    ['setGasPerDay', [1, 9_000_000n]],
    ['setDeployment', [1, true]],
    ['setValidator', [validatorKey(1), 1n, 1]],
    ['setSystemContract', [validatorKey(1), account(9)]],
  ] as const) {
    await assert.rejects(call(as(1), name, args), refused('NotByVote'), name)
  }
  const stranger = account(99)
  const proposal = await propose(as(1), '0x')
  await assert.rejects(call(stranger, 'vote', [proposal, true]), refused('NoRight'))
  await assert.rejects(call(stranger, 'execute', [proposal]), refused('NoRight'))
  await assert.rejects(call(stranger, 'withdraw', [proposal]), refused('NoRight'))
  await assert.rejects(propose(stranger, '0x'), refused('NoRight'))
  await assert.rejects(call(stranger, 'putAccount', [stranger, 1, 1]), refused('NoRight'))
  await assert.rejects(call(as(2), 'putAccount', [stranger, 1, 1]), refused('NoRight'))
  await assert.rejects(call(as(1), 'putAccount', [as(2), 1, 1]), refused('AccountTaken'))
  await assert.rejects(call(as(1), 'putAccount', [stranger, 1, 0]), refused('BadRights'))
  await assert.rejects(call(as(1), 'putAccount', [stranger, 1, 16]), refused('BadRights'))
  const nobody = `0x${'0'.repeat(40)}` as const
  await assert.rejects(call(as(1), 'putAccount', [nobody, 1, 1]), refused('ZeroAddress'))
  await assert.rejects(call(as(1), 'removeAccount', [stranger]), refused('NoSuchAccount'))
  await assert.rejects(call(as(1), 'removeAccount', [as(2)]), refused('NoRight'))
  await call(as(1), 'putAccount', [stranger, 1, rights.send])
  await assert.rejects(call(stranger, 'vote', [proposal, true]), refused('NoRight'))
  await call(as(1), 'removeAccount', [stranger])
  await stand.call(as(2), governance, 'putAccount', [stranger, 2, rights.govern])
  await call(stranger, 'vote', [proposal, true])
})

test('a proposal is voted on once by each, in its time, and executed once', async () => {
  const { stand, as, call, propose } = await open()
  const data = encode('setGasPerDay', [1, 9_000_000n])
  const late = await propose(as(1), data, 100n)
  await assert.rejects(call(as(1), 'vote', [late, false]), refused('AlreadyVoted'))
  await call(as(2), 'vote', [late, false])
  await assert.rejects(call(as(2), 'vote', [late, true]), refused('AlreadyVoted'))
  await call(as(3), 'vote', [late, true])
  await call(as(4), 'vote', [late, true])
  stand.wait(100)
  await assert.rejects(call(as(1), 'execute', [late]), refused('ProposalExpired'))
  const next = await propose(as(1), data)
  await assert.rejects(call(as(2), 'withdraw', [next]), refused('NotProposer'))
  await call(as(2), 'vote', [next, true])
  await call(as(3), 'vote', [next, true])
  await call(as(4), 'execute', [next])
  await assert.rejects(call(as(4), 'execute', [next]), refused('ProposalClosed'))
  await assert.rejects(call(as(4), 'vote', [next, true]), refused('ProposalClosed'))
  const taken = await propose(as(1), data)
  await call(as(1), 'withdraw', [taken])
  await assert.rejects(call(as(2), 'vote', [taken, true]), refused('ProposalClosed'))
  await assert.rejects(call(as(2), 'vote', [99n, true]), refused('NoSuchProposal'))
  await assert.rejects(propose(as(1), data, 0n), refused('BadTerm'))
  await assert.rejects(propose(as(1), data, 31n * day), refused('BadTerm'))
  await assert.rejects(propose(as(1), `0x${'00'.repeat(8_193)}`), refused('TooLong'))
})

test('somebody can always vote: the last active seat is neither suspended nor removed', async () => {
  const { as, call, propose, decide } = await open(2)
  await decide(encode('suspendMember', [2]), [1, 2])
  await assert.rejects(propose(as(2), '0x'), refused('NoRight'))
  await assert.rejects(decide(encode('suspendMember', [1]), [1]), refused('LastSeat'))
  await assert.rejects(decide(encode('setSeat', [1, false]), [1]), refused('LastSeat'))
  await assert.rejects(decide(encode('suspendMember', [2]), [1]), refused('NotActive'))
  await decide(encode('restoreMember', [2]), [1])
  await assert.rejects(decide(encode('restoreMember', [2]), [1, 2]), refused('NotActive'))
  await assert.rejects(decide(encode('suspendMember', [7]), [1, 2]), refused('NoSuchMember'))
  await assert.rejects(
    decide(encode('admitMember', ['', 9_000_000n, true, true, account(9)]), [1, 2]),
    refused('BadName'),
  )
  await call(as(2), 'putAccount', [account(80), 2, rights.govern])
})

type Step = { who: number; does: 'for' | 'against' | 'execute' | 'suspend' | 'restore' | 'wait' }

test('whatever the order of votes, suspensions and delays: no call passes with two thirds or less', async () => {
  const step = fc.record({
    who: fc.integer({ min: 1, max: 7 }),
    does: fc.constantFrom<Step['does'][]>(
      'for',
      'for',
      'for',
      'against',
      'execute',
      'execute',
      'suspend',
      'restore',
      'wait',
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const { stand, as, call, propose, decide } = await open(7)
      const proposal = await propose(as(1), encode('setSeat', [7, false]), 50n)
      const votes = new Map<number, boolean>([[1, true]])
      const suspended = new Set<number>()
      let waited = 0
      for (const { who, does } of steps) {
        const active = [1, 2, 3, 4, 5, 6, 7].filter((it) => !suspended.has(it))
        const happened = await attempt(async () => {
          if (does === 'for' || does === 'against') {
            await call(as(who), 'vote', [proposal, does === 'for'])
          } else if (does === 'execute') await call(as(who), 'execute', [proposal])
          else if (does === 'wait') {
            stand.wait(9)
            waited += 9
          } else await decide(encode(`${does}Member`, [who]), active)
        })
        if (does === 'for' || does === 'against') {
          const may = !votes.has(who) && !suspended.has(who) && waited < 50
          assert.equal(happened, may)
          if (happened) votes.set(who, does === 'for')
        }
        if (does === 'execute') {
          const inFavour = active.filter((it) => votes.get(it)).length
          const may = !suspended.has(who) && waited < 50
          assert.equal(happened, may && inFavour * 3 > active.length * 2)
          if (happened) return
        }
        if (does === 'suspend' && happened) suspended.add(who)
        if (does === 'restore' && happened) suspended.delete(who)
      }
    }),
    { numRuns: 25 },
  )
})

async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    assert.match((error as Error).name, /^[A-Z]/)
    assert.notEqual((error as Error).name, 'Error', (error as Error).message)
    return false
  }
}
