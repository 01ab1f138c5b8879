import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Address, bytesToHex, encodeFunctionData, type Hex } from 'viem'
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
import { signConsent } from '../sdk/consent.ts'
import { bigintOf, bytesOfHex, wordBytes } from '../state/bytes.ts'
import { account, council, openContracts, validatorKey } from './contract-stand.ts'
import { accountOf } from './nodes.ts'

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
  /** A member adds an account whose key we hold, with its consent; gives its address. */
  const add = async (by: number, key: number, right: number) => {
    const signer = accountOf(key)
    const { answer: nonce } = await stand.call(as(1), governance, 'consents', [signer.address])
    const deadline = BigInt(stand.now.seconds + 600)
    const signed = await signConsent(signer, 70_401, { member: by, nonce, deadline })
    const order = [signer.address, by, right, deadline, signed] as const
    await stand.call(as(by), governance, 'addAccount', order)
    return signer.address
  }
  return { stand, as, call, propose, decide, add }
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
  await assert.rejects(
    stand.call(account(50), governance, 'propose', [governance.address, '0x', '', day]),
    refused('NoSeat'),
  )
})

test('the node reads from storage what the contract says', async () => {
  const { stand, as, decide, add } = await open()
  const added = await add(1, 60, rights.send | rights.deploy)
  await decide(encode('setDeployment', [2, false]), [1, 2, 3])
  await decide(encode('setGasPerDay', [3, 7_000_000n]), [1, 2, 3])
  await decide(encode('suspendMember', [4]), [1, 2, 3])
  const slots = stand.world.slotsOf(bytesOfHex(governance.address))
  const word = (slot: Uint8Array) => wordBytes(stand.world.load(slots, bigintOf(slot)))
  for (const address of [...[1, 2, 3, 4, 99].map(account), added]) {
    const found = readAccount(word(accountSlot(bytesOfHex(address))))
    const member = found && readMember(word(memberSlot(found.member)))
    for (const right of [0, 1, 2, 3, 4, 8, 15]) {
      const ours = found && member ? may(found, member, right) : false
      const { answer } = await stand.call(as(1), governance, 'may', [address, right])
      assert.equal(ours, answer, `account ${address}, right ${right}`)
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
  await decide(set(1, 4n, 1), [1, 2, 3])
  stand.wait(1)
  await decide(set(1, 0n, 0), [1, 2, 3])
  await assert.rejects(decide(set(2, 0n, 0), [1, 2, 3]), refused('LastValidator'))
  const { answer } = await stand.call(account(1), governance, 'validatorKeys', [])
  assert.deepEqual(answer, [validatorKey(2)])
})

test('at most a third of the power moves in a block, in one vote or in several', async () => {
  const { stand, decide } = await open()
  const set = (key: number, power: bigint) =>
    decide(encode('setValidator', [validatorKey(key), power, power === 0n ? 0 : 1]), [1, 2, 3])
  const tooMuch = (moved: bigint, before: bigint) => ({
    name: 'TooMuchPower',
    args: [moved, before],
  })
  await assert.rejects(set(3, 7n), tooMuch(7n, 20n))
  await assert.rejects(set(1, 0n), tooMuch(10n, 20n))
  await set(3, 4n)
  await assert.rejects(set(4, 3n), tooMuch(7n, 20n), 'together with what moved before')
  await set(4, 2n)
  stand.wait(1)
  await assert.rejects(set(2, 0n), tooMuch(10n, 26n))
  await set(2, 2n)
  await assert.rejects(set(3, 0n), tooMuch(12n, 26n))
  stand.wait(1)
  await set(2, 0n)
  await set(3, 0n)
})

test('no validator has a key for which anybody can sign', async () => {
  const { decide } = await open()
  const field = 2n ** 255n - 19n
  const order8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n
  const weak = [0n, 1n, order8, field - order8, field - 1n, field, field + 1n, 2n ** 255n - 1n]
  for (const y of weak.flatMap((it) => [it, it + 2n ** 255n])) {
    const key = bytesToHex(wordBytes(y).toReversed())
    const vote = decide(encode('setValidator', [key, 1n, 1]), [1, 2, 3])
    await assert.rejects(vote, refused('BadValidator'), key)
  }
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
  const { as, call, propose, decide, add } = await open()
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
  await assert.rejects(call(as(1), 'putAccount', [as(1), 1, 0]), refused('BadRights'))
  await assert.rejects(call(as(1), 'putAccount', [as(1), 1, 16]), refused('BadRights'))
  const nobody = `0x${'0'.repeat(40)}` as const
  const put = encode('putAccount', [nobody, 1, 1])
  await assert.rejects(decide(put, [1, 2, 3]), refused('ZeroAddress'))
  await assert.rejects(call(as(1), 'removeAccount', [stranger]), refused('NoSuchAccount'))
  await assert.rejects(call(as(1), 'removeAccount', [as(2)]), refused('NoRight'))
  const added = await add(1, 99, rights.send)
  await assert.rejects(call(added, 'vote', [proposal, true]), refused('NoRight'))
  await call(as(1), 'putAccount', [added, 1, rights.send | rights.deploy])
  await call(as(1), 'removeAccount', [added])
  await add(2, 99, rights.govern)
  await call(added, 'vote', [proposal, true])
})

test('a member adds only accounts that have signed for it, once each; a vote adds any', async () => {
  const { stand, as, call, decide, add } = await open()
  const stranger = account(99)
  await assert.rejects(call(as(1), 'putAccount', [stranger, 1, 1]), refused('NoConsent'))
  const deadline = BigInt(stand.now.seconds + 600)
  const holder = accountOf(88)
  const join = { member: 1, nonce: 0n, deadline }
  const consent = await signConsent(holder, 70_401, join)
  const asked = (
    by: number,
    member: number,
    address: Address,
    until = deadline,
    signed = consent,
  ) => call(as(by), 'addAccount', [address, member, rights.send, until, signed])
  await assert.rejects(asked(2, 2, holder.address), refused('NoConsent'), 'for another member')
  await assert.rejects(asked(1, 1, stranger), refused('NoConsent'), 'of another account')
  await assert.rejects(asked(1, 1, holder.address, deadline + 1n), refused('NoConsent'))
  await assert.rejects(asked(2, 1, holder.address), refused('NoRight'), 'by another member')
  const elsewhere = await signConsent(holder, 70_402, join)
  await assert.rejects(
    asked(1, 1, holder.address, deadline, elsewhere),
    refused('NoConsent'),
    'on another chain',
  )
  const late = BigInt(stand.now.seconds - 1)
  const expired = await signConsent(holder, 70_401, { ...join, deadline: late })
  await assert.rejects(asked(1, 1, holder.address, late, expired), refused('ConsentExpired'))
  await asked(1, 1, holder.address)
  await call(as(1), 'removeAccount', [holder.address])
  await assert.rejects(asked(1, 1, holder.address), refused('NoConsent'), 'a second time')
  await add(1, 88, rights.send)
  await decide(encode('putAccount', [stranger, 3, rights.send]), [1, 2, 3])
  const { answer } = await stand.call(as(1), governance, 'accountOf', [stranger])
  assert.equal(answer.member, 3)
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
  const { as, propose, decide, add } = await open(2)
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
  await add(2, 80, rights.govern)
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
  const suspendedFirst: Step[] = [
    { who: 7, does: 'suspend' },
    ...[2, 3, 5, 4].map((who): Step => ({ who, does: 'for' })),
    { who: 1, does: 'execute' },
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const { stand, as, call, propose, decide } = await open(7)
      const admit = encode('admitMember', ['A new member', 9_000_000n, false, false, account(9)])
      const proposal = await propose(as(1), admit, 50n)
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
    { numRuns: 25, examples: [[suspendedFirst]] },
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
