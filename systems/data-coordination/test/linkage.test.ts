import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '#testing/house'
import { enterPerson, logIn } from '#testing/people'
import { dataset, dirtyRegister, openStand, rowOf } from './linkage-stand.ts'

const api = '/api/data-coordination/v1'

test('a dirty register finds its people: nobody is taken for another, few are not found', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const { rows, truth } = dirtyRegister(await stand.people())
  const counts = await stand.link(rows)
  assert.equal(counts.rows, rows.length)
  const links = await stand.links()
  assert.equal(links.length, rows.length)
  const linked = links.filter((it) => it.state === 'match')
  const right = linked.filter((it) => truth.get(it.row_key) === it.person_id)
  const known = [...truth.values()].filter((it) => it !== null)
  assert.equal(right.length, linked.length)
  assert.ok(right.length / known.length > 0.93, `${right.length} of ${known.length}`)
  assert.equal(counts.matched, linked.length)

  const steward = await logIn(house, 'steward')
  const { body } = await steward.get(`${api}/links?dataset=${dataset}&state=match&limit=100`)
  assert.equal(body.items.length, 100)
  const detail = await steward.get(`${api}/links/${body.items[0].id}`)
  assert.equal(detail.status, 200)
  const sum = detail.body.steps.reduce((all: number, it: { weight: number }) => all + it.weight, 0)
  assert.ok(Math.abs(sum - detail.body.link.weight) < 0.001)
  const runs = await steward.get(`${api}/linkage-runs?dataset=${dataset}`)
  assert.equal(runs.body.items[0].matched, linked.length)
})

test('only rows that are new or have changed are compared again, and links last', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const people = (await stand.people()).slice(0, 30)
  const rows = people.map((it, at) => rowOf(`k${at}`, it))
  assert.equal((await stand.link(rows)).matched, 30)
  const before = await stand.links()

  const again = await stand.link(rows)
  assert.deepEqual([again.unchanged, again.pairs, again.matched], [30, 0, 0])
  assert.deepEqual(await stand.links(), before)

  const [first, second] = [rows[0], people[1]] as const
  assert.ok(first && second)
  const other = { ...rowOf('k0', second) }
  const changed = await stand.link([other, ...rows.slice(1), { ...first, row_key: 'new' }])
  assert.deepEqual([changed.rows, changed.unchanged, changed.matched], [31, 29, 2])
  const now = new Map((await stand.links()).map((it) => [it.row_key, it.person_id]))
  assert.equal(now.get('k0'), second.personId)
  assert.equal(now.get('new'), people[0]?.personId)

  const steward = await logIn(house, 'steward')
  const { body } = await steward.get(`${api}/links?dataset=${dataset}&limit=100`)
  const histories = await Promise.all(
    body.items.map((it: { id: string }) => steward.get(`${api}/links/${it.id}`)),
  )
  assert.ok(histories.every((it) => it.status === 200))
  const moved = histories.filter((it) => it.body.changes.length > 0)
  assert.equal(moved.length, 1)
  assert.equal(moved[0].body.changes[0].before.personId, people[0]?.personId)
  assert.equal(moved[0].body.changes[0].after.personId, second.personId)
})

test('whoever was linked sees it, with purpose and legal basis', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const mother = await logIn(house, 'mother')
  const { body: own } = await mother.get('/api/population/v1/people/me')
  const me = (await stand.people()).find((it) => it.personId === own.id)
  assert.ok(me)
  await stand.link([rowOf('one', me)])
  const { body } = await mother.get('/api/population/v1/people/me/accesses')
  const [access] = body.items
  assert.equal(access.room, 'data-coordination')
  assert.equal(access.outcome, 'matched')
  assert.match(access.purpose.en, /population register/)
  assert.match(access.basis, /60\/2024/)
  const held = await mother.get(`${api}/links/own`)
  assert.deepEqual(
    held.body.items.map((it: { dataset: string }) => it.dataset),
    [dataset],
  )
  const father = await logIn(house, 'father')
  assert.deepEqual((await father.get(`${api}/links/own`)).body.items, [])
})

test('rows that say nothing, and rubbish, are about nobody and break nothing', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const empty = { personal_number: null, full_name: null, birth_on: null, sex: null }
  const nowhere = { address: null, commune_code: null }
  const rubbish = {
    personal_number: "1'; drop table linkage_row; --",
    full_name: '\u0000☃ \u202e',
    birth_on: '31/02/1990',
    sex: 'x'.repeat(5_000),
    address: '%',
    commune_code: '-1',
  }
  const counts = await stand.link([
    { row_key: 'empty', ...empty, ...nowhere },
    { row_key: 'blank', personal_number: ' ', full_name: ' ', birth_on: '', sex: '', ...nowhere },
    { row_key: 'rubbish', ...rubbish, full_name: '☃ \u202e' },
  ])
  assert.deepEqual([counts.rows, counts.matched, counts.grey], [3, 0, 0])
  assert.deepEqual(
    (await stand.links()).map((it) => it.state),
    ['none', 'none', 'none'],
  )
  const none = await stand.link([])
  assert.equal(none.rows, 0)
})

test('a row about nobody finds its person once they are entered', async () => {
  await using house = await openTestHouse('2026-11-18T02:00:00Z')
  await using stand = await openStand(house)
  const born = await enterPerson(house, 'Trịnh Thị Bảo Ngân', '2001-04-19')
  const facts = { fullName: 'Trịnh Thị Bảo Ngân', birthOn: '2001-04-19', sex: 'female' }
  const nobodyYet = { personalNumber: '001301999999', address: null, communeCode: null }
  const absent = { fullName: 'Đoàn Minh Khuê', birthOn: '1988-02-27', sex: 'female' }
  const early = rowOf('early', { ...absent, ...nobodyYet })
  const known = rowOf('known', { ...facts, ...nobodyYet, personalNumber: born.number })
  assert.equal((await stand.link([early, known])).matched, 1)
  await enterPerson(house, absent.fullName, absent.birthOn)
  house.clock.travelTo('2026-11-20T02:00:00Z')
  assert.equal((await stand.link([early, known])).unchanged, 2)
  house.clock.travelTo('2026-11-26T02:00:00Z')
  const found = await stand.link([early, known])
  assert.deepEqual([found.unchanged, found.grey + found.matched], [1, 1])
})

test('a run that is stopped loses nothing, and two at a time do no harm', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  await using other = await openStand(house, 'other')
  const { rows } = dirtyRegister((await stand.people()).slice(0, 100))
  await assert.rejects(stand.link(rows, AbortSignal.abort(new Error('enough'))), /enough/)
  const [one, two] = await Promise.all([stand.link(rows), other.link(rows)])
  assert.ok(one.matched > 90 && two.matched + two.unchanged > 90)
  assert.deepEqual(await other.links(), await stand.links())
  const again = await stand.link(rows)
  assert.deepEqual([again.unchanged, again.rows], [rows.length, rows.length])
})
