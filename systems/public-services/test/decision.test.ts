import assert from 'node:assert/strict'
import { test } from 'node:test'
import { get } from '#portal/software-authenticator.ts'
import { actAs, decide, sign, submitResidence } from '#testing/cases'
import { openTestHouse } from '#testing/house'

const api = '/api/public-services/v1'
const grant = { outcome: 'grant', reasons: [] }

test('another person, another commune and a stranger do not find the case', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { id } = await submitResidence(mother)
  const landlord = await actAs(house, 'landlord')
  const elsewhere = await actAs(house, 'officer-elsewhere')
  const registrar = await actAs(house, 'registrar')
  assert.equal((await landlord.caller.get(`${api}/cases/${id}`)).status, 404)
  assert.equal((await landlord.caller.get(`${api}/queue/${id}`)).status, 403)
  for (const { caller } of [elsewhere, registrar]) {
    assert.equal((await caller.get(`${api}/queue/${id}`)).status, 404)
    assert.equal((await caller.post(`${api}/queue/${id}/take`)).status, 404)
    assert.equal((await caller.post(`${api}/queue/${id}/signing`, grant)).status, 404)
  }
  assert.equal((await house.caller().get(`${api}/cases/${id}`)).status, 401)
})

test('a signature counts for what was shown: not for another outcome, another case, or twice', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const first = await submitResidence(mother)
  const second = await submitResidence(mother)
  for (const { id } of [first, second]) await officer.caller.post(`${api}/queue/${id}/take`)
  const path = (id: string) => `${api}/queue/${id}`

  const reasons = [{ code: 'duplicate', note: 'Đã cấp hôm qua.' }]
  const forGrant = await sign(house, officer, `${path(first.id)}/signing`, grant)
  const swapped = await officer.caller.post(`${path(first.id)}/decision`, {
    outcome: 'refuse',
    reasons,
    signed: forGrant,
  })
  assert.ok(swapped.status >= 400 && swapped.status < 500, String(swapped.status))

  const forFirst = await sign(house, officer, `${path(first.id)}/signing`, grant)
  const moved = await officer.caller.post(`${path(second.id)}/decision`, {
    ...grant,
    signed: forFirst,
  })
  assert.ok(moved.status >= 400 && moved.status < 500, String(moved.status))

  const fresh = await sign(house, officer, `${path(first.id)}/signing`, grant)
  const body = { ...grant, signed: fresh }
  assert.equal((await officer.caller.post(`${path(first.id)}/decision`, body)).status, 200)
  const replayed = await officer.caller.post(`${path(first.id)}/decision`, body)
  assert.equal(replayed.status, 410)
})

test('the passkey of another official does not sign', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const other = await actAs(house, 'officer-elsewhere')
  const { id } = await submitResidence(mother)
  await officer.caller.post(`${api}/queue/${id}/take`)
  const asked = await officer.caller.post(`${api}/queue/${id}/signing`, grant)
  const { confirmation } = asked.body
  const response = await get(other.passkey, confirmation.options, house.url)
  const refused = await officer.caller.post(`${api}/queue/${id}/decision`, {
    ...grant,
    signed: { id: confirmation.id, response },
  })
  assert.ok(refused.status >= 400 && refused.status < 500)
  assert.equal((await mother.caller.get(`${api}/cases/${id}`)).body.case.state, 'in-review')
})

test('two decisions at the same moment: one holds, one document is ordered', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const { id } = await submitResidence(mother)
  await officer.caller.post(`${api}/queue/${id}/take`)
  const signatures = [
    await sign(house, officer, `${api}/queue/${id}/signing`, grant),
    await sign(house, officer, `${api}/queue/${id}/signing`, grant),
  ]
  const answers = await Promise.all(
    signatures.map((signed) =>
      officer.caller.post(`${api}/queue/${id}/decision`, { ...grant, signed }),
    ),
  )
  assert.deepEqual(
    answers.map((it) => it.status).toSorted((a, b) => a - b),
    [200, 409],
  )
  await house.settle()
  const { body } = await mother.caller.get('/api/documents/v1/documents')
  assert.equal(body.items.length, 1)
})

test('a colleague cannot decide what another has taken, but can put it back', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const { id } = await submitResidence(mother)
  const done = await decide(house, officer, id)
  assert.equal(done.status, 200)
  assert.equal((await officer.caller.post(`${api}/queue/${id}/release`)).status, 409)
})

test('nobody decides as an official in a matter of their own', async () => {
  await using house = await openTestHouse()
  const officer = await actAs(house, 'commune-police')
  const { id } = await submitResidence(officer)
  const { body } = await officer.caller.get('/api/identity/v1/sessions/current')
  await house.kernel.database
    .pool('public-services')
    .query('update public_services."case" set commune = $2 where id = $1', [
      id,
      body.session.offices[0].unitCode,
    ])
  const own = [
    await officer.caller.get(`${api}/queue/${id}`),
    await officer.caller.post(`${api}/queue/${id}/take`),
    await officer.caller.post(`${api}/queue/${id}/signing`, grant),
  ]
  for (const it of own) {
    assert.deepEqual([it.status, it.body.code], [403, 'public-services.own-case'])
  }
})

test('whose name an official saw in the queue is told of it', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  await submitResidence(mother)
  const { body: queue } = await officer.caller.get(`${api}/queue`)
  assert.equal(queue.items[0].applicant, mother.name)
  const { body } = await mother.caller.get('/api/population/v1/people/me/accesses')
  assert.ok(body.items.some((it: { operation: string }) => it.operation === 'queueList'))
})
