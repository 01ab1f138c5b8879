import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { create, get } from '#portal/software-authenticator.ts'
import { openTestHouse, type TestHouse } from '#testing/house'
import { cardFacts, enrol, enterPerson } from '#testing/people'

const api = '/api/identity/v1'

const refused = async (house: TestHouse, facts: object) => {
  const { status, body } = await house.caller().post(`${api}/enrolments`, facts)
  return [status, body.code]
}

test('the facts of the card and a passkey open an account and log in', async () => {
  await using house = await openTestHouse()
  const { caller, person } = await enrol(house)
  const { body } = await caller.get(`${api}/sessions/current`)
  assert.equal(body.session.name, 'Nguyễn Thị Hoa')
  assert.deepEqual([body.session.level, body.session.accountLevel], [1, 1])
  assert.equal((await caller.get('/api/population/v1/people/me')).body.id, person.id)
  const account = await caller.get(`${api}/account`)
  assert.equal(account.body.passkeys.length, 1)

  const log = await caller.get(`${api}/log-ins`)
  assert.deepEqual(
    log.body.items.map((it: { outcome: string }) => it.outcome),
    ['succeeded'],
  )
  const uses = await caller.get('/api/population/v1/people/me/accesses')
  const enrolment = uses.body.items.find((it: { operation: string }) =>
    it.operation.startsWith('enrolmentBegin'),
  )
  assert.equal(enrolment.outcome, 'matched')
})

test('wrong data is refused in the same words, whichever part is wrong', async () => {
  await using house = await openTestHouse()
  const facts = cardFacts(await enterPerson(house))
  const wrong = [
    { ...facts, number: '001194999999' },
    { ...facts, fullName: 'Nguyễn Thị Hòe' },
    { ...facts, fullName: 'Nguyen Thi Hoa' },
    { ...facts, birthOn: '1994-03-09' },
    { ...facts, cardIssuedOn: '2021-05-05' },
    { number: facts.number, fullName: facts.fullName, birthOn: facts.birthOn },
    { ...facts, cardIssuedOn: undefined, permanentCommune: '01001' },
  ]
  const answers = []
  for (const it of wrong) {
    const { status, body } = await house.caller().post(`${api}/enrolments`, it)
    answers.push(JSON.stringify([status, body]))
    if (it.number === facts.number) house.clock.travelTo(laterBy(house, 61))
  }
  assert.equal(new Set(answers).size, 1, answers.join('\n'))
  assert.match(answers[0] ?? '', /identity\.enrolment-not-verified/)
})

test('guessing the facts of one number is stopped for an hour after five tries', async () => {
  await using house = await openTestHouse()
  const facts = cardFacts(await enterPerson(house))
  for (let day = 10; day < 15; day++) {
    await house.caller().post(`${api}/enrolments`, { ...facts, birthOn: `1994-03-${day}` })
  }
  const stopped = await house.caller().post(`${api}/enrolments`, facts)
  assert.deepEqual([stopped.status, stopped.body.code], [429, 'identity.too-many-tries'])
  assert.ok(Number(stopped.headers.get('retry-after')) > 3_000)
  house.clock.travelTo(laterBy(house, 61))
  assert.equal((await house.caller().post(`${api}/enrolments`, facts)).status, 201)
})

test('children are represented by parents, the dead are refused like strangers', async () => {
  await using house = await openTestHouse()
  const child = await enterPerson(house, 'Lê Minh Khôi', '2013-01-02')
  assert.deepEqual(await refused(house, cardFacts(child)), [403, 'identity.enrolment-too-young'])
  const late = await enterPerson(house, 'Phạm Thị Sen', '1950-01-02')
  await house.kernel.database
    .pool('population')
    .query('update population.person set died_on = $1 where id = $2', ['2026-10-01', late.id])
  assert.deepEqual(await refused(house, cardFacts(late)), [422, 'identity.enrolment-not-verified'])
  const fourteen = await enterPerson(house, 'Lê Minh Anh', '2012-11-18')
  assert.equal((await house.caller().post(`${api}/enrolments`, cardFacts(fourteen))).status, 201)
})

test('one account a person: a second enrolment is told how to recover', async () => {
  await using house = await openTestHouse()
  const person = await enterPerson(house)
  const [first, second] = [house.caller(), house.caller()]
  const begun = [
    await first.post(`${api}/enrolments`, cardFacts(person)),
    await second.post(`${api}/enrolments`, cardFacts(person)),
  ]
  const finish = async (caller: typeof first, body: (typeof begun)[0]['body']) => {
    const { response } = await create(body.options, house.url)
    return caller.post(`${api}/enrolments/passkey`, { id: body.id, response })
  }
  const [one, other] = await Promise.all([
    finish(first, begun[0]?.body),
    finish(second, begun[1]?.body),
  ])
  assert.deepEqual(new Set([one.status, other.status]), new Set([201, 409]))
  assert.deepEqual(await refused(house, cardFacts(person)), [409, 'identity.account-exists'])
})

test('the passkey must answer this challenge, here, in this browser, once, in time', async () => {
  await using house = await openTestHouse()
  const person = await enterPerson(house)
  const begin = async (caller = house.caller()) => {
    const { body } = await caller.post(`${api}/enrolments`, cardFacts(person))
    return { caller, id: body.id as string, options: body.options }
  }
  const answer = async (it: Awaited<ReturnType<typeof begin>>, response: unknown) => {
    const { status, body } = await it.caller.post(`${api}/enrolments/passkey`, {
      id: it.id,
      response,
    })
    return [status, body.code]
  }
  const over = [410, 'identity.challenge-over']
  const no = [422, 'identity.passkey-refused']

  const phished = await begin()
  const elsewhere = await create(phished.options, 'https://ndc.example')
  assert.deepEqual(await answer(phished, elsewhere.response), no)
  assert.deepEqual(await answer(phished, elsewhere.response), over, 'a challenge is taken once')

  const otherSite = await begin()
  const rp = { ...otherSite.options, rp: { id: 'ndc.example', name: 'NDC' } }
  assert.deepEqual(await answer(otherSite, (await create(rp, house.url)).response), no)

  const stale = await begin()
  const fresh = await begin()
  const old = await create({ ...stale.options }, house.url)
  assert.deepEqual(await answer(fresh, old.response), no, 'the answer to another challenge')

  const stolen = await begin()
  const made = await create(stolen.options, house.url)
  assert.deepEqual(await answer({ ...stolen, caller: house.caller() }, made.response), over)

  const late = await begin()
  house.clock.travelTo(laterBy(house, 6))
  assert.deepEqual(await answer(late, (await create(late.options, house.url)).response), over)

  const assertion = await begin()
  const { passkey } = await create(assertion.options, house.url)
  const got = await get(passkey, assertion.options, house.url)
  assert.equal((await answer(assertion, got))[0], 400, 'an assertion is no attestation')
})

test('malformed requests are refused before anything is looked up', async () => {
  await using house = await openTestHouse()
  const caller = house.caller()
  for (const body of [
    {},
    { number: '12', fullName: 'A B', birthOn: '1990-01-01' },
    { number: '001194000001', fullName: 'A B', birthOn: '1990-02-31' },
    { number: '001194000001', fullName: 'x'.repeat(300), birthOn: '1990-01-01' },
    { number: '001194000001', fullName: 'A B', birthOn: '1990-01-01', level: 2 },
  ]) {
    assert.equal((await caller.post(`${api}/enrolments`, body)).status, 400)
  }
  assert.equal((await caller.post(`${api}/enrolments`, `{"number":`)).status, 400)
})

test('a page of another site cannot enrol or log in with this browser', async () => {
  await using house = await openTestHouse()
  const answer = await house
    .caller()
    .post(`${api}/log-ins/passkey/options`, {}, { origin: 'https://evil.example' })
  assert.deepEqual([answer.status, answer.body.code], [403, 'kernel.cross-site'])
})

test('an account ends with the life of its person', async () => {
  await using house = await openTestHouse()
  const { caller, person, accountId } = await enrol(house)
  await house.kernel.database
    .room('population')
    .transaction()
    .execute((tx) =>
      house.rooms.population.recordDeath(tx, person.id, '2026-11-17' as CivilDate, 'giấy báo tử', {
        kind: 'system',
        id: 'test',
        name: 'Kiểm thử',
        purpose: 'population.registry',
        basis: 'kiểm thử',
        requestId: 'test',
      }),
    )
  await house.settle()
  assert.equal((await house.rooms.identity.account(accountId))?.state, 'closed')
  assert.equal((await caller.get(`${api}/account`)).status, 401)
})

function laterBy(house: TestHouse, minutes: number): string {
  return new Date(house.clock.now().getTime() + minutes * 60_000).toISOString()
}

test('how long a refusal takes does not say whether there is such a person', async () => {
  await using house = await openTestHouse()
  const facts = { ...cardFacts(await enterPerson(house)), fullName: 'Nguyễn Thị Sai' }
  for (const number of [facts.number, '001190999999']) {
    const from = performance.now()
    assert.equal((await refused(house, { ...facts, number }))[0], 422)
    assert.ok(performance.now() - from >= 149, number)
  }
})
