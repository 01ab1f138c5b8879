import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Acting, actAs, decide, fill, sign } from '#testing/cases'
import { openTestHouse, type TestHouse } from '#testing/house'

const api = '/api/public-services/v1'

async function registered(house: TestHouse, mother: Acting, id: string) {
  const registrar = await actAs(house, 'registrar')
  const decided = await decide(house, registrar, id)
  assert.equal(decided.status, 200, JSON.stringify(decided.body))
  await house.settle()
  const { body } = await mother.caller.get(`${api}/cases/${id}`)
  assert.equal(body.case.state, 'completed')
  return body.case
}

const fieldsOf = (form: { body: { groups: { fields: { name: string }[] }[] } }) =>
  form.body.groups.flatMap((it) => it.fields.map(({ name }) => name))

test('a married mother names the child; birth, father and home come from the registers', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { id, form } = await fill(mother, 'birth-registration', { middle: 'an', given: 'NHIÊN' })
  assert.deepEqual(form.body.problems, [])
  assert.ok(!fieldsOf(form).includes('father'), 'the husband is the father')
  assert.ok(!fieldsOf(form).includes('bornOn'), 'the hospital has told when')
  const submitted = await mother.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(submitted.body.state, 'submitted')
  assert.match(submitted.body.dossierNumber, /\.M02-/)
  await registered(house, mother, id)

  const { body: me } = await mother.caller.get('/api/population/v1/people/me')
  const child = me.relatives.find(
    (it: { role: string; fullName: string }) =>
      it.role === 'child' && it.fullName.endsWith('An Nhiên'),
  )
  assert.ok(child, 'the register knows the child')
  const inHousehold = me.household.members.find(
    (it: { personId: string }) => it.personId === child.personId,
  )
  assert.ok(['child', 'grandchild'].includes(inHousehold.relationToHead))

  for (const key of ['mother', 'father']) {
    const { caller } = await actAs(house, key)
    const { body } = await caller.get('/api/documents/v1/documents')
    const certificate = body.items.find((it: { type: string }) => it.type === 'birth-certificate')
    assert.equal(certificate.mine, false, `${key} keeps it for the child`)
    assert.match(certificate.holder, /An Nhiên$/)
    const number = certificate.lines.find((it: { name: string }) => it.name === 'personal_number')
    assert.match(number.value.vi, /^0(01)[23]26\d{6}$/)
    const father = certificate.lines.find((it: { name: string }) => it.name === 'father_name')
    assert.equal(father.value.vi, 'Trần Minh Đức')
  }
})

test('the birth notice serves one registration', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  const { id } = await fill(mother, 'birth-registration', { given: 'Bình' })
  await mother.caller.post(`${api}/cases/${id}/submit`)
  await registered(house, mother, id)
  const { form } = await fill(mother, 'birth-registration', { given: 'Bình' })
  assert.ok(fieldsOf(form).includes('bornOn'), 'no notice is left to use')
})

test('a single mother leaves the father out, and the certificate says nothing of one', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'single-mother')
  const { id, form } = await fill(mother, 'birth-registration', { father: 'unsaid', given: 'Khôi' })
  assert.deepEqual(form.body.problems, [])
  const surname = form.body.groups
    .flatMap((it: { fields: { name: string; options?: object[] }[] }) => it.fields)
    .find((it: { name: string }) => it.name === 'surname')
  assert.equal(surname.options.length, 1)
  await mother.caller.post(`${api}/cases/${id}/submit`)
  await registered(house, mother, id)
  const { body } = await mother.caller.get('/api/documents/v1/documents')
  assert.ok(!body.items[0].lines.some((it: { name: string }) => it.name === 'father_name'))
})

test('an unmarried father is entered when he confirms with his own passkey', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'single-mother')
  const man = await actAs(house, 'landlord')
  const { body: him } = await man.caller.get('/api/population/v1/people/me')
  const named = { father: 'named', fatherNumber: him.number, given: 'Khôi' }

  const wrong = await fill(mother, 'birth-registration', { ...named, fatherName: 'Nguyễn Văn Sai' })
  assert.deepEqual(
    wrong.form.body.problems.map((it: { pointer: string }) => it.pointer),
    ['#/answers/fatherNumber'],
  )
  const { id, form } = await fill(mother, 'birth-registration', {
    ...named,
    fatherName: him.fullName.toUpperCase(),
  })
  assert.deepEqual(form.body.problems, [])
  const shown = JSON.stringify(form.body.groups)
  for (const secret of [him.birthOn, him.permanentResidence.text]) {
    assert.ok(!shown.includes(secret), 'what the register holds of him stays unsaid')
  }

  const asked = await mother.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(asked.body.state, 'awaiting-consent')
  const consents = await man.caller.get(`${api}/consents`)
  assert.equal(consents.body.items[0].caseId, id)
  const stranger = await actAs(house, 'father')
  assert.equal((await stranger.caller.post(`${api}/consents/${id}/signing`)).status, 404)

  const signed = await sign(house, man, `${api}/consents/${id}/signing`)
  const given = await man.caller.post(`${api}/consents/${id}`, { answer: 'give', signed })
  assert.equal(given.status, 204)
  await registered(house, mother, id)
  const { body: after } = await man.caller.get('/api/population/v1/people/me')
  assert.ok(after.relatives.some((it: { fullName: string }) => it.fullName.endsWith('Khôi')))
})

test('a man who declines sends the case back to the mother', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'single-mother')
  const man = await actAs(house, 'landlord')
  const { body: him } = await man.caller.get('/api/population/v1/people/me')
  const { id } = await fill(mother, 'birth-registration', {
    father: 'named',
    fatherNumber: him.number,
    fatherName: him.fullName,
    given: 'Khôi',
  })
  await mother.caller.post(`${api}/cases/${id}/submit`)
  await man.caller.post(`${api}/consents/${id}`, { answer: 'decline' })
  const { body } = await mother.caller.get(`${api}/cases/${id}`)
  assert.equal(body.case.state, 'draft')
  assert.equal(body.case.consent, null)
})

test('a late registration asks why, costs a fee, and is flagged to the registrar', async () => {
  await using house = await openTestHouse()
  house.clock.travelTo('2027-03-01T02:00:00Z')
  const mother = await actAs(house, 'mother')
  const first = await fill(mother, 'birth-registration', { given: 'Muộn' })
  assert.deepEqual(
    first.form.body.problems.map((it: { pointer: string }) => it.pointer),
    ['#/answers/lateReason'],
  )
  const { id } = await fill(mother, 'birth-registration', {
    lateReason: 'Đi làm xa, chưa về được.',
  })
  const submitted = await mother.caller.post(`${api}/cases/${id}/submit`)
  assert.equal(submitted.body.fee, '8000')
  const registrar = await actAs(house, 'registrar')
  const review = await registrar.caller.get(`${api}/queue/${id}`)
  const late = review.body.checks.find(
    (it: { words: { en: string } }) => it.words.en === 'Within 60 days',
  )
  assert.equal(late.verdict, 'look')
})

test('a name with digits or signs is refused; letters of every accent are not', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'mother')
  for (const given of ['An1', 'An!', '☺', 'A_n']) {
    const { form } = await fill(mother, 'birth-registration', { given })
    assert.equal(form.body.problems[0]?.pointer, '#/answers/given', given)
  }
  const { form } = await fill(mother, 'birth-registration', { given: 'Ước', middle: 'Quỳnh Như' })
  assert.deepEqual(form.body.problems, [])
})

test('the same child is registered once', async () => {
  await using house = await openTestHouse()
  const mother = await actAs(house, 'single-mother')
  const { id } = await fill(mother, 'birth-registration', { father: 'unsaid', given: 'Khôi' })
  await mother.caller.post(`${api}/cases/${id}/submit`)
  const { body } = await mother.caller.get(`${api}/cases/${id}`)
  const born = body.groups[0].known[0].value.split(', ')[1].split('/').toReversed().join('-')
  await registered(house, mother, id)
  const again = await fill(mother, 'birth-registration', {
    father: 'unsaid',
    given: 'khôi',
    bornOn: born,
    sex: 'male',
    birthplace: 'Ở nhà',
    witness: ['x'],
  })
  await mother.caller.post(`${api}/cases/${again.id}/submit`)
  const registrar = await actAs(house, 'registrar')
  const refused = await decide(house, registrar, again.id)
  assert.equal(refused.body.code, 'population.birth-already-registered')
})
