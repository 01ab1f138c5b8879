import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse, type TestHouse } from '#testing/house'
import { enrolOfficial, logIn } from '#testing/people'
import { openCorrections } from '../linking/corrections.ts'
import type { Schema } from '../storage/schema.ts'

const api = '/api/data-coordination/v1'
const claim = {
  member: 'VN/GOV/VSS',
  dataset: 'health-insurance',
  field: 'birth_on',
  holds: '1995-11-07',
  should: '1995-07-11',
  grounds: 'Giấy khai sinh số 12/1995: ngày và tháng bị đảo.',
}

async function eventsOf(house: TestHouse): Promise<{ subject: string; body: object }[]> {
  const { rows } = await house.kernel.database
    .pool('kernel')
    .query(
      `select subject, body from kernel.event where subject like 'data-coordination.correction-%'`,
    )
  return rows
}

test('a person finds an error; the owner sees, accepts and mends it; both sides are told', async () => {
  await using house = await openTestHouse('2026-11-18T02:00:00Z')
  const mother = await logIn(house, 'mother')
  const filed = await mother.post(`${api}/corrections`, claim)
  assert.equal(filed.status, 201, JSON.stringify(filed.body))
  assert.equal(filed.body.state, 'filed')
  assert.equal(filed.body.dueOn, '2026-11-25')
  assert.equal((await mother.post(`${api}/corrections`, claim)).status, 409)

  const steward = await logIn(house, 'steward')
  const queue = await steward.get(`${api}/corrections/queue?member=VN/GOV/VSS`)
  assert.deepEqual(
    queue.body.items.map((it: { id: string }) => it.id),
    [filed.body.id],
  )
  const path = `${api}/corrections/${filed.body.id}`
  const move = (name: string, reason?: string) =>
    steward.post(`${path}/moves`, { move: name, ...(reason && { reason }) })
  assert.equal((await move('accept')).status, 409)
  assert.equal((await move('see')).body.state, 'seen')
  assert.equal((await move('accept')).body.state, 'accepted')

  house.clock.travelTo('2026-11-27T02:00:00Z')
  const late = (await mother.get(path)).body
  assert.deepEqual([late.ageDays, late.late], [9, true])
  assert.equal((await move('apply')).body.state, 'applied')
  const own = (await mother.get(`${api}/corrections`)).body.items
  assert.equal(own[0].state, 'applied')
  assert.deepEqual(
    own[0].moves.map((it: { move: string }) => it.move),
    ['file', 'see', 'accept', 'apply'],
  )
  assert.deepEqual((await steward.get(`${api}/corrections/queue`)).body.items, [])

  const events = await eventsOf(house)
  assert.equal(events.length, 4)
  assert.deepEqual(
    new Set(events.map((it) => it.subject.replace('data-coordination.correction-', ''))),
    new Set(['filed', 'seen', 'accepted', 'applied']),
  )
  assert.doesNotMatch(JSON.stringify(events), /1995/)

  const { body } = await mother.get('/api/population/v1/people/me/accesses')
  const seen = body.items.filter((it: { operation: string }) => it.operation === 'correctionQueue')
  assert.equal(seen.length, 1)
})

test('a refusal gives its reason, and the person may file again', async () => {
  await using house = await openTestHouse()
  const mother = await logIn(house, 'mother')
  const { body } = await mother.post(`${api}/corrections`, claim)
  const steward = await logIn(house, 'steward')
  const path = `${api}/corrections/${body.id}/moves`
  await steward.post(path, { move: 'see' })
  assert.equal((await steward.post(path, { move: 'refuse', reason: 'không' })).status, 422)
  const reason = 'Giấy khai sinh gốc ghi 07/11/1995, trùng với dữ liệu đang lưu.'
  const refused = await steward.post(path, { move: 'refuse', reason })
  assert.equal(refused.body.state, 'refused')
  const shown = (await mother.get(`${api}/corrections/${body.id}`)).body
  assert.equal(shown.moves.at(-1).reason, reason)
  assert.equal((await mother.post(`${api}/corrections`, claim)).status, 201)
})

test('nobody files for another, sees another’s correction, or moves it without the office', async () => {
  await using house = await openTestHouse()
  const mother = await logIn(house, 'mother')
  const father = await logIn(house, 'father')
  const { body: me } = await father.get('/api/population/v1/people/me')
  const forOther = await mother.post(`${api}/corrections`, { ...claim, personId: me.id })
  assert.equal(forOther.status, 403)
  const { body } = await mother.post(`${api}/corrections`, claim)
  assert.equal((await father.get(`${api}/corrections/${body.id}`)).status, 404)
  assert.equal(
    (await father.post(`${api}/corrections/${body.id}/moves`, { move: 'see' })).status,
    403,
  )
  assert.equal((await father.get(`${api}/corrections/queue`)).status, 403)
  const elsewhere = await enrolOfficial(house, 'data-steward')
  assert.deepEqual((await elsewhere.caller.get(`${api}/corrections/queue`)).body.items, [])
  const moved = await elsewhere.caller.post(`${api}/corrections/${body.id}/moves`, { move: 'see' })
  assert.equal(moved.status, 404)
})

test('an officer files for a person, who sees it', async () => {
  await using house = await openTestHouse()
  const mother = await logIn(house, 'mother')
  const { body: me } = await mother.get('/api/population/v1/people/me')
  const steward = await logIn(house, 'steward')
  const filed = await steward.post(`${api}/corrections`, { ...claim, personId: me.id })
  assert.equal(filed.body.filedBy, 'official')
  const [shown] = (await mother.get(`${api}/corrections`)).body.items
  assert.equal(shown.id, filed.body.id)
  const nobody = '01939c1e-0000-7000-8000-000000000000'
  assert.equal(
    (await steward.post(`${api}/corrections`, { ...claim, personId: nobody })).status,
    422,
  )
})

const wrong: [what: string, body: object][] = [
  ['no owner', { member: 'VSS' }],
  ['no dataset', { dataset: 'Health insurance!' }],
  ['a field that is none', { field: 'drop table;' }],
  ['nothing that should stand there', { should: '' }],
  ['no grounds', { grounds: '' }],
  ['what stands there already', { should: claim.holds }],
  ['a text without end', { grounds: 'x'.repeat(1_001) }],
]
test('a claim that says too little or too much is refused', async () => {
  await using house = await openTestHouse()
  const mother = await logIn(house, 'mother')
  for (const [what, part] of wrong) {
    const { status } = await mother.post(`${api}/corrections`, { ...claim, ...part })
    assert.ok(status === 400 || status === 422, `${what}: ${status}`)
  }
})

test('an owner with a gateway has its own system mend what it accepted', async () => {
  await using house = await openTestHouse()
  const mother = await logIn(house, 'mother')
  const filed = await mother.post(`${api}/corrections`, { ...claim, recordId: 'BH-1' })
  const steward = await logIn(house, 'steward')
  const path = `${api}/corrections/${filed.body.id}`
  await steward.post(`${path}/moves`, { move: 'see' })
  await steward.post(`${path}/moves`, { move: 'accept' })
  await house.settle()
  assert.equal((await mother.get(path)).body.state, 'accepted')

  const { kernel } = house
  const db = kernel.database.room<Schema>('data-coordination')
  const corrections = openCorrections({ kernel, db })
  const asked: object[] = []
  let away = true
  corrections.deliverThrough(async (it) => {
    if (away) throw new Error('the gateway is away')
    asked.push(it)
    return true
  })
  await assert.rejects(corrections.deliver(filed.body.id), /away/)
  away = false
  await corrections.deliver(filed.body.id)
  await corrections.deliver(filed.body.id)
  assert.equal(asked.length, 1)
  const done = (await mother.get(path)).body
  assert.equal(done.state, 'applied')
  assert.deepEqual([done.moves.at(-1).move, done.moves.at(-1).byName], ['apply', 'VN/GOV/VSS'])
  assert.ok(done.deliveredAt)
})
