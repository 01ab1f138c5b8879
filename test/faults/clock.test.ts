import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Acting, actAs, decide, submitResidence } from '#testing/cases'
import { openingDay, openTestHouse, type TestHouse } from '#testing/house'

const hours = (count: number) => new Date(Date.parse(openingDay) + count * 3_600_000).toISOString()

/** A case from application to decision; returns its id. */
async function grant(house: TestHouse, citizen: Acting, officer: Acting): Promise<string> {
  const { id } = await submitResidence(citizen)
  const decided = await decide(house, officer, id)
  assert.equal(decided.status, 200, JSON.stringify(decided.body))
  return id
}

/** The state of a case and, where there is a document, what anyone learns who checks it. */
async function outcome({ caller }: Acting, id: string): Promise<string> {
  const { body } = await caller.get(`/api/public-services/v1/cases/${id}`)
  const [document] = body.case.documentIds
  if (body.case.state !== 'completed') return body.case.state
  const pdf = await caller.get(`/api/documents/v1/documents/${document}/pdf`)
  const check = await caller.send('POST', '/api/documents/v1/checks', pdf.body, {
    'content-type': 'application/pdf',
  })
  return `${body.case.state}, ${check.body.verdict}`
}

/** Waits until the job that issues documents has failed once; then lets it be due again. */
async function untilPutOff({ kernel }: TestHouse): Promise<() => Promise<unknown>> {
  const pool = kernel.database.pool('kernel')
  const from = `from graphile_worker.jobs where task_identifier = 'documents.issue-document'`
  for (let waited = 0; waited < 20_000; waited += 50) {
    const { rows } = await pool.query(`select last_error ${from} and last_error is not null`)
    if (rows.length > 0) {
      assert.match(rows[0].last_error, /no trusted time/)
      return () =>
        pool.query(`select graphile_worker.reschedule_jobs(array_agg(id), now()) ${from}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The document was not put off.')
}

test('while the clock is an hour behind nothing is refused or lost, and no wrong time is sealed', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const officer = await actAs(house, 'commune-police')
  const before = await grant(house, mother, officer)
  await house.settle()
  assert.equal(await outcome(mother, before), 'completed, genuine')

  house.clock.travelTo(hours(-1))
  const father = await actAs(house, 'father')
  const meanwhile = await grant(house, father, officer)
  const tryAgain = await untilPutOff(house)
  assert.equal(await outcome(father, meanwhile), 'granted')

  house.clock.travelTo(hours(0.1))
  await tryAgain()
  await house.settle()
  // To the clock he was away for an hour.
  assert.equal(await outcome(await actAs(house, 'father'), meanwhile), 'completed, genuine')
  assert.equal(await outcome(mother, before), 'completed, genuine')
  const { body } = await mother.caller.get('/api/public-services/v1/cases')
  assert.deepEqual(
    body.items.map((it: { id: string }) => it.id),
    [before],
  )
})

test('after a leap of a day people log in again, and the work goes on', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const officer = await actAs(house, 'commune-police')
  house.clock.travelTo(hours(24))
  await new Promise((resolve) => setTimeout(resolve, 1_050)) // a session is believed for a second
  for (const [{ caller }, path] of [[mother, 'cases'] as const, [officer, 'queue'] as const]) {
    assert.equal((await caller.get(`/api/public-services/v1/${path}`)).status, 401)
  }
  const again = [await actAs(house, 'mother'), await actAs(house, 'commune-police')] as const
  const id = await grant(house, ...again)
  await house.settle()
  assert.equal(await outcome(again[0], id), 'completed, genuine')
})
