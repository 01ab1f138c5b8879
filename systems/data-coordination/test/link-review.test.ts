import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Known } from '#nation'
import { openTestHouse } from '#testing/house'
import { logIn } from '#testing/people'
import { dataset, openStand, rowOf, stewardOf } from './linkage-stand.ts'

const api = '/api/data-coordination/v1'
const reason = 'Đã đối chiếu hồ sơ giấy'

/** Somebody whose name nobody else bears: by name and commune, it is likely them and not sure. */
function rareOnes(people: readonly Known[]): Known[] {
  const borne = new Map<string | null, number>()
  for (const { fullName } of people) borne.set(fullName, (borne.get(fullName) ?? 0) + 1)
  return people.filter((it) => borne.get(it.fullName) === 1)
}

const doubtful = (key: string, it: Known) => ({
  ...rowOf(key, it),
  personal_number: null,
  birth_on: null,
  address: null,
})

test('a row in doubt is decided by a steward who sees both sides, and is never asked again', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const [one, two] = rareOnes(await stand.people()) as [Known, Known]
  const rows = [doubtful('a', one), doubtful('b', two)]
  assert.equal((await stand.link(rows)).grey, 2)

  const steward = await logIn(house, 'steward')
  const list = await steward.get(`${api}/link-reviews?dataset=${dataset}`)
  assert.equal(list.body.open, 2)
  assert.doesNotMatch(JSON.stringify(list.body), new RegExp(one.fullName ?? ''))

  const { body } = await steward.get(`${api}/link-reviews/next?dataset=${dataset}`)
  const { review } = body
  const who = [one, two].find((it) => it.fullName === review.row.fullName) as Known
  const [candidate] = review.candidates
  assert.equal(candidate.personId, who.personId)
  assert.equal(candidate.person.number, who.personalNumber)
  assert.equal(candidate.person.fullName, who.fullName)
  assert.deepEqual(candidate.differences, ['residence'])
  assert.match(candidate.person.sexWords.vi, /^(Nam|Nữ)$/)
  assert.ok(candidate.steps.some((it: { field: string }) => it.field === 'rarity'))

  const path = `${api}/link-reviews/${review.id}/decisions`
  const nobody = { decision: 'match', personId: review.linkId, reason }
  assert.equal((await steward.post(path, nobody)).status, 422)
  const done = await steward.post(path, { decision: 'match', personId: who.personId, reason })
  assert.deepEqual(done.body, { state: 'decided', open: 1 })
  assert.equal((await steward.post(path, { decision: 'none', reason })).status, 409)

  const again = await stand.link(rows)
  assert.deepEqual([again.unchanged, again.grey], [2, 0])
  const link = (await stand.links()).find((it) => it.person_id === who.personId)
  assert.equal(link?.state, 'match')
  assert.equal((await steward.get(`${api}/link-reviews`)).body.open, 1)
})

test('a row that changed and changed back is as the steward decided it', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const [one] = rareOnes(await stand.people()) as [Known]
  await stand.link([doubtful('a', one)])
  const steward = await logIn(house, 'steward')
  const { body } = await steward.get(`${api}/link-reviews/next`)
  const path = `${api}/link-reviews/${body.review.id}/decisions`
  await steward.post(path, { decision: 'match', personId: one.personId, reason })

  await stand.link([{ ...doubtful('a', one), full_name: 'Người Khác Hẳn' }])
  assert.equal((await stand.links())[0]?.state, 'none')
  await stand.link([doubtful('a', one)])
  const [link] = await stand.links()
  assert.deepEqual([link?.state, link?.person_id], ['match', one.personId])
  assert.equal((await steward.get(`${api}/link-reviews`)).body.open, 0)
})

test('undoing restores exactly what was, asks again, and keeps the whole history', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const [one] = rareOnes(await stand.people()) as [Known]
  await stand.link([doubtful('a', one)])
  const steward = await logIn(house, 'steward')
  const { body } = await steward.get(`${api}/link-reviews/next`)
  const link = `${api}/links/${body.review.linkId}`
  const before = (await steward.get(link)).body.link
  const path = `${api}/link-reviews/${body.review.id}/decisions`
  await steward.post(path, { decision: 'match', personId: one.personId, reason })

  const [change] = (await steward.get(link)).body.changes
  const undone = await steward.post(`${link}/undo`, { changeId: change.id, reason: 'Nhầm hồ sơ' })
  assert.deepEqual(undone.body, { ...before, changedAt: undone.body.changedAt })
  const repeated = await steward.post(`${link}/undo`, { changeId: change.id, reason })
  assert.equal(repeated.status, 409)

  const open = await steward.get(`${api}/link-reviews/next`)
  assert.equal(open.body.review.id, body.review.id)
  assert.deepEqual(
    open.body.review.decisions.map((it: { counts: boolean }) => it.counts),
    [false],
  )
  const none = await steward.post(path, { decision: 'none', reason })
  assert.equal(none.body.state, 'decided')
  const { changes } = (await steward.get(link)).body
  assert.deepEqual(
    changes.map((it: { kind: string }) => it.kind),
    ['reviewed', 'undone', 'reviewed'],
  )
})

test('a link that is wrong is taken back, and the taking back can be undone too', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const [one] = (await stand.people()) as [Known]
  await stand.link([rowOf('a', one)])
  const steward = await logIn(house, 'steward')
  const { body } = await steward.get(`${api}/links?dataset=${dataset}`)
  const link = `${api}/links/${body.items[0].id}`
  const taken = await steward.post(`${link}/unlink`, { reason: 'Trùng tên, khác người' })
  assert.deepEqual([taken.body.state, taken.body.personId], ['none', null])
  assert.equal((await steward.post(`${link}/unlink`, { reason })).status, 409)
  await stand.link([rowOf('a', one)])
  assert.equal((await stand.links())[0]?.state, 'none')
  const [change] = (await steward.get(link)).body.changes
  const back = await steward.post(`${link}/undo`, { changeId: change.id, reason })
  assert.deepEqual(back.body, { ...body.items[0], changedAt: back.body.changedAt })
})

test('where two must agree, one alone decides nothing, and the other does not see it first', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const [one] = rareOnes(await stand.people()) as [Known]
  const steward = await logIn(house, 'steward')
  const setting = `${api}/linkage-settings/${dataset}`
  const usual = (await steward.get(setting)).body
  const saved = await steward.send('PUT', setting, { ...usual, eyes: 2 })
  assert.equal(saved.body.eyes, 2)
  await stand.link([doubtful('a', one)])

  const { body } = await steward.get(`${api}/link-reviews/next`)
  const path = `${api}/link-reviews/${body.review.id}/decisions`
  const match = { decision: 'match', personId: one.personId, reason }
  assert.equal((await steward.post(path, match)).body.state, 'open')
  assert.equal((await steward.post(path, match)).body.state, 'open')
  assert.equal((await steward.get(`${api}/link-reviews/next`)).body.review, null)

  const other = await stewardOf(house, 'VSS', dataset)
  const next = await other.get(`${api}/link-reviews/next`)
  assert.equal(next.body.review.id, body.review.id)
  assert.equal((await other.post(path, match)).body.state, 'decided')
})

test('rows of one person make one record by the rules, and come apart as they were', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const [one, two] = (await stand.people()) as [Known, Known]
  const plain = (one.fullName ?? '').normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase()
  const stranger = {
    ...rowOf('x1', two),
    personal_number: '001299123456',
    full_name: 'Quách Thị Ngọc Bích Trâm',
    birth_on: '1999-02-03',
    address: 'Số 1, đường Hàm Nghi',
  }
  const rows = [
    { ...rowOf('b', one), full_name: plain.replaceAll('Đ', 'D') },
    rowOf('a', one),
    rowOf('c', two),
    stranger,
    { ...stranger, row_key: 'x2', full_name: 'Quach Thi Ngoc Bich Tram' },
  ]
  assert.equal((await stand.link(rows)).merged, 2)

  const steward = await logIn(house, 'steward')
  const { body } = await steward.get(`${api}/record-merges?dataset=${dataset}`)
  const known = body.items.find((it: { personId: string }) => it.personId === one.personId)
  const detail = (await steward.get(`${api}/record-merges/${known.id}`)).body
  assert.equal(detail.golden.full_name, one.fullName)
  assert.equal(detail.provenance.full_name, 'a')
  assert.deepEqual(
    detail.rows.map((it: { key: string }) => it.key),
    ['a', 'b'],
  )
  const unknown = body.items.find((it: { personId: string | null }) => it.personId === null)
  assert.equal(unknown.rows, 2)

  const path = `${api}/record-merges/${known.id}/state`
  const undone = await steward.post(path, { state: 'undone', reason: 'Hai người khác nhau' })
  assert.equal(undone.body.state, 'undone')
  assert.equal((await steward.post(path, { state: 'undone', reason })).status, 409)
  await stand.link([...rows, { ...rowOf('d', two), address: null }])
  const after = (await steward.get(`${api}/record-merges?dataset=${dataset}&state=merged`)).body
  const merged = after.items.map((it: { personId: string | null }) => it.personId)
  assert.deepEqual(new Set(merged), new Set([null, two.personId]))
  const back = await steward.post(path, { state: 'merged', reason })
  assert.equal(back.body.state, 'merged')
})

test('a merge that grows takes the place of the one before, and others stay', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const [one, two] = (await stand.people()) as [Known, Known]
  const rows = [rowOf('a', one), rowOf('b', one), rowOf('c', two), rowOf('d', two)]
  assert.equal((await stand.link(rows)).merged, 2)
  assert.equal((await stand.link([...rows, rowOf('e', one)])).merged, 1)

  const steward = await logIn(house, 'steward')
  const { body } = await steward.get(`${api}/record-merges?dataset=${dataset}`)
  const found = body.items.map((it: { personId: string; rows: number; state: string }) => [
    it.personId,
    it.rows,
    it.state,
  ])
  assert.deepEqual(
    new Set(found),
    new Set([
      [one.personId, 2, 'superseded'],
      [two.personId, 2, 'merged'],
      [one.personId, 3, 'merged'],
    ]),
  )
})

test('nobody but stewards sees links, doubts and merges', async () => {
  await using house = await openTestHouse()
  const mother = await logIn(house, 'mother')
  for (const path of [
    'links?dataset=a-b',
    'link-reviews',
    'link-reviews/next',
    'record-merges?dataset=a-b',
  ]) {
    assert.equal((await mother.get(`${api}/${path}`)).status, 403, path)
    assert.equal((await house.caller().get(`${api}/${path}`)).status, 401, path)
  }
})

test('a data steward of another agency comes to no link, doubt, merge or setting of this one', async () => {
  await using house = await openTestHouse()
  await using stand = await openStand(house)
  const people = await stand.people()
  const [one, two] = people as [Known, Known]
  const [rare] = rareOnes(people.slice(2)) as [Known]
  const own = await stewardOf(house, 'VSS', dataset)
  const other = await stewardOf(house, 'MOJ', 'marriages')
  const twins = [rowOf('a', one), { ...rowOf('b', one), address: null }]
  await stand.link([...twins, rowOf('c', two), doubtful('d', rare)])

  const [link] = (await own.get(`${api}/links?dataset=${dataset}`)).body.items
  const [merge] = (await own.get(`${api}/record-merges?dataset=${dataset}`)).body.items
  const { review } = (await own.get(`${api}/link-reviews/next`)).body
  const usual = (await own.get(`${api}/linkage-settings/${dataset}`)).body
  const attempts: [string, string, object?][] = [
    ['GET', `links?dataset=${dataset}`],
    ['GET', `links/${link.id}`],
    ['POST', `links/${link.id}/unlink`, { reason }],
    ['POST', `links/${link.id}/undo`, { changeId: link.id, reason }],
    ['GET', `link-reviews?dataset=${dataset}`],
    ['GET', `link-reviews/next?dataset=${dataset}`],
    ['GET', `link-reviews/${review.id}`],
    ['POST', `link-reviews/${review.id}/decisions`, { decision: 'none', reason }],
    ['GET', `linkage-runs?dataset=${dataset}`],
    ['GET', `linkage-settings/${dataset}`],
    ['PUT', `linkage-settings/${dataset}`, usual],
    ['GET', `record-merges?dataset=${dataset}`],
    ['GET', `record-merges/${merge.id}`],
    ['POST', `record-merges/${merge.id}/state`, { state: 'undone', reason }],
    ['GET', 'links?dataset=of-nobody'],
  ]
  for (const [method, path, body] of attempts) {
    const answer = await other.send(method, `${api}/${path}`, body)
    assert.deepEqual(
      [answer.status, answer.body.code],
      [403, 'data-coordination.member-not-yours'],
      `${method} ${path}`,
    )
  }
  assert.deepEqual((await other.get(`${api}/link-reviews`)).body, { open: 0, items: [] })
  assert.deepEqual((await other.get(`${api}/link-reviews/next`)).body, { open: 0, review: null })
  const codes = ({ body }: { body: { items: { code: string }[] } }) =>
    body.items.map((it) => it.code)
  assert.deepEqual(codes(await other.get(`${api}/datasets`)), ['marriages'])
  assert.deepEqual(codes(await own.get(`${api}/datasets`)), [dataset])
  assert.equal((await own.get(`${api}/link-reviews`)).body.open, 1)
  assert.equal((await own.send('PUT', `${api}/linkage-settings/${dataset}`, usual)).status, 200)
})
