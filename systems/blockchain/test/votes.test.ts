import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { centerGenesis } from '#blockchain/network'
import { systemClock } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { type Caller, freePort, openTestHouse, type TestHouse } from '#testing/house'
import { enrolOfficial, logIn } from '#testing/people'
import { type ChainNode, startNode } from '../node/start.ts'
import { accountOf } from './nodes.ts'

const api = '/api/blockchain/v1'
const center = 'Trung tâm Dữ liệu quốc gia'
const newcomer = { name: 'Ngân hàng Nhà nước', gasPerDay: 50_000_000_000, mayDeploy: false }
const admission = {
  by: 1,
  reason: 'Kết nạp Ngân hàng Nhà nước để neo dữ liệu thanh toán',
  days: 7,
  change: { kind: 'admit', ...newcomer, seated: true, account: accountOf(77).address },
}

let house: TestHouse
let node: ChainNode
let operator: Caller

before(async () => {
  const port = await freePort()
  house = await openTestHouse(undefined, { NDC_BLOCKCHAIN_NODE: `http://127.0.0.1:${port}` })
  const folder = join(house.dataDir, 'chain')
  const { secrets } = house.kernel
  const members = [
    { code: 'NDC', name: center },
    { code: 'MOJ', name: 'Bộ Tư pháp' },
    { code: 'MPS', name: 'Bộ Công an' },
    { code: 'SELF', name: 'Thành viên tự giữ khóa' },
  ] as const
  node = await startNode({
    folder,
    genesis: centerGenesis(secrets, { folder, chainId: 70_401, members: [...members] }),
    consensus: 'solo',
    listen: { port },
    mode: 'archive',
    clock: systemClock,
    log: openLog('silent'),
    secrets,
    onFault: (error) => assert.fail(String(error)),
  })
  operator = await logIn(house, 'operator')
})

after(async () => {
  await house[Symbol.asyncDispose]()
  await node.close()
})

const proposal = async (id: number) => {
  const { body } = await house.caller().get(`${api}/proposals`)
  return body.items.find((it: { id: number }) => it.id === id)
}

test('an operator speaks for the members whose keys the center keeps, a steward for the own one', async () => {
  const { body } = await operator.get(`${api}/voices`)
  assert.deepEqual(
    body.items.map((it: { name: string }) => it.name),
    [center, 'Bộ Tư pháp', 'Bộ Công an'],
  )
  const { body: own } = await (await logIn(house, 'steward')).get(`${api}/voices`)
  assert.deepEqual(
    own.items.map((it: { name: string }) => it.name),
    [center],
  )
  const { caller: stranger } = await enrolOfficial(house, 'data-steward')
  assert.deepEqual((await stranger.get(`${api}/voices`)).body.items, [])
})

test('a member is proposed, voted on and admitted once more than two thirds agree', async () => {
  const { status, body } = await operator.post(`${api}/proposals`, admission)
  assert.equal(status, 201, JSON.stringify(body))
  const opened = await proposal(1)
  assert.deepEqual(
    [opened.state, opened.inFavour, opened.seats, opened.needed, opened.proposer],
    ['open', 1, 4, 3, center],
  )

  const vote = (by: number) => operator.post(`${api}/proposals/1/votes`, { by, inFavour: true })
  assert.equal((await vote(2)).status, 201)
  const early = await operator.post(`${api}/proposals/1/execution`, { by: 1 })
  assert.equal(early.status, 409)
  assert.equal(early.body.code, 'blockchain.governance-refused')
  assert.match(early.body.detail, /not enough votes/)

  const twice = await vote(2)
  assert.equal(twice.status, 409)
  assert.match(twice.body.detail, /has voted/)

  assert.equal((await vote(3)).status, 201)
  const { body: ballots } = await house.caller().get(`${api}/proposals/1/ballots`)
  assert.deepEqual(
    ballots.items.map((it: { ballot: string }) => it.ballot),
    ['for', 'for', 'for', 'none'],
  )

  const done = await operator.post(`${api}/proposals/1/execution`, { by: 1 })
  assert.equal(done.status, 201, JSON.stringify(done.body))
  assert.equal((await proposal(1)).state, 'executed')
  const { body: members } = await house.caller().get(`${api}/members`)
  const admitted = members.items.at(-1)
  assert.deepEqual(
    [admitted.id, admitted.name, admitted.standing, admitted.seated],
    [5, newcomer.name, 'active', true],
  )
  const transaction = await house.caller().get(`${api}/transactions/${done.body.hash}`)
  assert.match(transaction.body.call, /^execute/)
})

test('votes cast at the same moment for several members all count', async () => {
  const change = { kind: 'quota', member: 2, gasPerDay: 300_000_000_000 }
  const opened = await operator.post(`${api}/proposals`, { ...admission, change })
  assert.equal(opened.status, 201)
  const cast = [2, 3].map((by) => operator.post(`${api}/proposals/2/votes`, { by, inFavour: true }))
  assert.deepEqual(
    (await Promise.all(cast)).map((it) => it.status),
    [201, 201],
  )
  // Five seats by now; a quota needs a plain majority.
  assert.equal((await proposal(2)).needed, 3)
  assert.equal((await operator.post(`${api}/proposals/2/execution`, { by: 3 })).status, 201)
})

test('two proposals of one member at the same moment both come onto the chain', async () => {
  const change = { kind: 'seat', member: 5, seated: false }
  const orders = [1, 2].map((nth) =>
    operator.post(`${api}/proposals`, { ...admission, reason: `Lần thứ ${nth}`, change }),
  )
  assert.deepEqual(
    (await Promise.all(orders)).map((it) => it.status),
    [201, 201],
  )
  assert.ok(await proposal(4))
})

test('nobody speaks for a member that keeps its own key', async () => {
  const { status, body } = await operator.post(`${api}/proposals/3/votes`, {
    by: 4,
    inFavour: true,
  })
  assert.equal(status, 403)
  assert.equal(body.code, 'blockchain.voice-refused')
})

test('the audit book says who acted for which member, and who tried in vain', async () => {
  const { body } = await operator.get('/api/identity/v1/sessions/current')
  const { rows: acts } = await house.kernel.database.pool('kernel').query<{
    operation: string
    fields: string[]
    outcome: string
    actor: string
    subject: string
  }>(`select operation, fields, outcome, actor_id as actor, subject_id as subject
      from kernel.audit_record where purpose = 'blockchain.vote' order by id`)
  assert.ok(acts.every((it) => it.actor === body.session.accountId))
  assert.equal(new Set(acts.map((it) => it.subject)).size, 1)
  const firstOf = (operation: string, member: string, outcome: string) =>
    acts.find(
      (it) => it.operation === operation && it.fields.includes(member) && it.outcome === outcome,
    )
  assert.match(firstOf('chainVoteCast', '#3', 'changed')?.fields[2] ?? '', /^0x[0-9a-f]{36}$/)
  assert.ok(firstOf('chainProposalOpen', '#1', 'changed'))
  assert.ok(firstOf('chainProposalExecute', '#3', 'changed'))
  assert.ok(firstOf('chainVoteCast', '#4', 'refused'), 'a member that keeps its own key')
  assert.ok(firstOf('chainVoteCast', '#2', 'refused'), 'a second vote')
})

test('strangers, citizens and officials of other posts are refused', async () => {
  const vote = { by: 1, inFavour: true }
  assert.equal((await house.caller().post(`${api}/proposals`, admission)).status, 401)
  const { caller: police } = await enrolOfficial(house, 'commune-police')
  assert.equal((await police.post(`${api}/proposals/3/votes`, vote)).status, 403)
})

test('what is not a change is refused before the chain is asked', async () => {
  const wrong = [
    { ...admission, by: 0 },
    { ...admission, days: 31 },
    { ...admission, reason: 'ngắn' },
    { ...admission, change: { kind: 'quota', member: 2, gasPerDay: 1 } },
    { ...admission, change: { kind: 'abolish', member: 2 } },
    { ...admission, change: { ...admission.change, account: '0x12' } },
    { ...admission, change: { kind: 'validator', key: '0x00', power: 10, member: 1 } },
  ]
  for (const order of wrong) {
    const { status } = await operator.post(`${api}/proposals`, order)
    assert.equal(status, 400, JSON.stringify(order))
  }
  const nowhere = await operator.post(`${api}/proposals/99/votes`, { by: 1, inFavour: true })
  assert.equal(nowhere.status, 409)
  assert.match(nowhere.body.detail, /no such proposal/)
})

test('an old log-in has to prove itself again before it votes', async () => {
  house.clock.travelTo('2026-11-18T03:00:00Z')
  const { status, body } = await operator.post(`${api}/proposals/3/votes`, {
    by: 2,
    inFavour: true,
  })
  assert.equal(status, 401)
  assert.equal(body.code, 'kernel.log-in-too-old')
})
