import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actAs, decide, fill, issueResidence, submitResidence } from '#testing/cases'
import { openTestHouse } from '#testing/house'

const api = '/api/public-services/v1'

test('what the register knows is shown with its source and not asked; the rest is two questions', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { form } = await fill(mother, 'residence-confirmation', {})
  const known = form.body.groups.flatMap((it: { known: object[] }) => it.known)
  assert.ok(known.some((it: { value: string }) => it.value === 'Nguyễn Thị Mai'))
  for (const it of known) assert.equal(it.source.en, 'National population database')
  const fields = form.body.groups.flatMap((it: { fields: { name: string }[] }) =>
    it.fields.map(({ name }) => name),
  )
  assert.deepEqual(fields, ['withHousehold', 'purpose', 'email'])
  assert.deepEqual(
    form.body.problems.map((it: { pointer: string }) => it.pointer),
    ['#/answers/purpose'],
  )
})

test('a confirmation goes from application to a signed document, and everyone is told', async () => {
  await using house = await openTestHouse()
  const { mother, caseId, documentId } = await issueResidence(house)
  const { body: form } = await mother.caller.get(`${api}/cases/${caseId}`)
  assert.match(form.case.dossierNumber, /^H01\.\d\d\.\d\d\.M01-261118-0001$/)
  assert.deepEqual(
    form.steps.map((it: { move: string }) => it.move),
    ['submit', 'take', 'grant', 'complete'],
  )
  const { body: document } = await mother.caller.get(`/api/documents/v1/documents/${documentId}`)
  assert.equal(document.state, 'valid')
  assert.equal(document.validUntil, '2027-11-18')
  const { body: notices } = await mother.caller.get(`${api}/notices`)
  assert.equal(notices.unread, 2)
  assert.ok(notices.items.some((it: { words: { en: string } }) => /is decided/.test(it.words.en)))
  const { body: uses } = await mother.caller.get('/api/population/v1/people/me/accesses')
  const review = uses.items.find((it: { operation: string }) => it.operation === 'caseReview')
  assert.equal(review, undefined, 'nobody looked without deciding')
})

test('the officer sees what the decision rests on, and the applicant sees that they looked', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const { id } = await submitResidence(mother)
  const queue = await officer.caller.get(`${api}/queue`)
  assert.equal(queue.body.counts.waiting, 1)
  assert.equal(queue.body.items[0].workingDaysLeft, 1)
  const review = await officer.caller.get(`${api}/queue/${id}`)
  assert.equal(review.body.applicant.fullName, 'Nguyễn Thị Mai')
  assert.match(review.body.applicant.maskedNumber, /^\d{3}•{6}\d{3}$/)
  const { body: uses } = await mother.caller.get('/api/population/v1/people/me/accesses')
  assert.equal(uses.items[0].operation, 'caseReview')
  assert.equal(uses.items[0].actorKind, 'official')
  assert.match(uses.items[0].actorName, /Lê Quang Huy/)
  assert.match(uses.items[0].purpose.en, /Deciding/)
})

test('a case without an answer is not submitted, and says which', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { id } = await fill(mother, 'residence-confirmation', { purpose: 'other' })
  const refused = await mother.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(refused.status, 422)
  assert.equal(refused.body.code, 'public-services.case-incomplete')
  assert.deepEqual(refused.body.errors, [
    { pointer: '#/answers/purposeText', detail: 'Fill this in.' },
  ])
})

test('a draft is kept as typed, and going back to the service finds it again', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { id } = await fill(mother, 'residence-confirmation', { purpose: 'work' })
  const again = await mother.caller.post(`${api}/cases`, { procedure: 'residence-confirmation' })
  assert.equal(again.body.id, id)
  const { body } = await mother.caller.get(`${api}/cases/${id}`)
  assert.equal(body.answers.purpose, 'work')
})

test('a returned case says what to do, is completed, and keeps its number', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const { id, dossierNumber } = await submitResidence(mother)
  await officer.caller.post(`${api}/queue/${id}/take`)
  const bare = await officer.caller.post(`${api}/queue/${id}/return`, {
    reasons: [{ code: 'answer-unclear', note: '?' }],
  })
  assert.equal(bare.body.code, 'public-services.reason-needed')
  const note = 'Cho biết rõ hợp đồng nào.'
  const returned = await officer.caller.post(`${api}/queue/${id}/return`, {
    reasons: [{ code: 'answer-unclear', note }],
  })
  assert.equal(returned.body.state, 'returned')
  const { body } = await mother.caller.get(`${api}/cases/${id}`)
  assert.equal(body.case.reasons[0].note, note)
  assert.equal(body.groups[0].id, 'supplement')
  const reply = 'Hợp đồng vay số 12.'
  await mother.caller.send('PUT', `${api}/cases/${id}/answers`, {
    answers: { purpose: 'bank', reply },
  })
  const submitted = await mother.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(submitted.body.state, 'submitted')
  const { body: review } = await officer.caller.get(`${api}/queue/${id}`)
  assert.ok(review.lines.some((it: { value: unknown }) => it.value === reply))
  assert.equal(submitted.body.dossierNumber, dossierNumber)
  assert.equal((await decide(house, officer, id)).status, 200)
})

test('a refusal is signed like a grant, has a reason, and orders no document', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const { id } = await submitResidence(mother)
  const refused = await decide(house, officer, id, 'refuse', [
    { code: 'not-competent', note: 'Nộp tại công an phường khác.' },
  ])
  assert.equal(refused.body.state, 'refused')
  await house.settle()
  const { body } = await mother.caller.get('/api/documents/v1/documents')
  assert.deepEqual(body.items, [])
  const again = await officer.caller.post(`${api}/queue/${id}/take`)
  assert.equal(again.body.code, 'public-services.move-not-allowed')
})

test('a case is withdrawn before it is taken, and no later', async () => {
  await using house = await openTestHouse()
  const [mother, officer] = [await actAs(house, 'mother'), await actAs(house, 'commune-police')]
  const first = await submitResidence(mother)
  const withdrawn = await mother.caller.post(`${api}/cases/${first.id}/withdraw`)
  assert.equal(withdrawn.body.state, 'withdrawn')
  const second = await submitResidence(mother)
  await officer.caller.post(`${api}/queue/${second.id}/take`)
  const late = await mother.caller.post(`${api}/cases/${second.id}/withdraw`)
  assert.equal(late.status, 409)
})

test('submitted on a Friday evening, it is due after the weekend', async () => {
  await using house = await openTestHouse('2026-11-20T12:00:00Z')
  const mother = await actAs(house, 'mother')
  const { dueAt } = await submitResidence(mother)
  assert.equal(dueAt, '2026-11-24T10:00:00.000Z')
})

test('what cannot be kept, and what nobody offers, is refused in words', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { id } = await fill(mother, 'residence-confirmation', {})
  const save = (answers: object) =>
    mother.caller.send('PUT', `${api}/cases/${id}/answers`, { answers })
  for (const text of ['a\u0000b', 'a\ud800']) {
    const refused = await save({ purpose: text })
    assert.deepEqual([refused.status, refused.body.code], [400, 'kernel.text-malformed'])
  }
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const first = await save(Object.fromEntries(letters.map((it) => [`${it}x`, '1'])))
  assert.equal(first.status, 200)
  const more = await save(Object.fromEntries(letters.map((it) => [`${it}y`, '1'])))
  assert.deepEqual([more.status, more.body.code], [422, 'public-services.answers-too-many'])
  for (const procedure of ['constructor', 'none']) {
    const opened = await mother.caller.post(`${api}/cases`, { procedure })
    const shown = await mother.caller.get(`${api}/catalogue/${procedure}`)
    assert.deepEqual([opened.status, shown.status], [404, 404], procedure)
  }
  const asked = await mother.caller.post('/api/did/v1/presentations', {
    type: 'constructor',
    claims: ['given_name'],
    purpose: 'Để xem nơi cư trú',
  })
  assert.deepEqual([asked.status, asked.body.code], [422, 'did.claims-unknown'])
  const provider = await house.caller().get('/oidc/auth?client_id=%00')
  assert.equal(provider.status, 400)
})
