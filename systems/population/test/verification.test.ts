import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fullName, type Person } from '#population'
import { openTestHouse, type TestHouse } from '#testing/house'
import { cardFacts, enterPerson, logInWith } from '#testing/people'

const path = '/api/population/v1/verifications'

describe('a bank verifies', () => {
  let house: TestHouse
  let person: Person
  let headers: Record<string, string>
  before(async () => {
    // The provider of tokens reads the wall clock.
    house = await openTestHouse(new Date().toISOString())
    person = await enterPerson(house, 'Nguyễn Thị Hoà', '1994-03-08')
    headers = await programWith(house, 'population.verify')
    await house.rooms.population.authorise({
      clientId: 'bank',
      purpose: 'open-account',
      basis: 'Luật Phòng, chống rửa tiền 14/2022/QH15',
      fields: new Set(['fullName', 'birthOn', 'alive']),
    })
  })
  after(() => house[Symbol.asyncDispose]())

  const ask = (claims: object, more: object = {}) =>
    house
      .caller()
      .post(path, { number: person.number, claims, purpose: 'open-account', ...more }, headers)

  test('with many questions at once from its first moment on', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask({ alive: 'yes' })))
    for (const { status, body } of answers) assert.equal(status, 200, JSON.stringify(body))
  })

  test('field by field, and learns nothing but yes, no and not found', async () => {
    const { status, body } = await ask({
      fullName: 'nguyễn thị hòa',
      birthOn: '1994-03-09',
      alive: 'yes',
    })
    assert.equal(status, 200)
    assert.deepEqual(body, {
      results: { fullName: 'match', birthOn: 'no-match', alive: 'match' },
    })
    const unknown = await ask({ fullName: 'A', alive: 'yes' }, { number: '001190999999' })
    assert.deepEqual(unknown.body, { results: { fullName: 'not-found', alive: 'not-found' } })
  })

  test('only what it was authorised for, for the purpose it was authorised for', async () => {
    const beyond = await ask({ phone: '0900000000' })
    assert.equal(beyond.status, 403)
    assert.equal(beyond.body.code, 'population.fields-not-authorised')
    const other = await ask({ fullName: 'A' }, { purpose: 'advertising' })
    assert.equal(other.body.code, 'population.purpose-not-authorised')
  })

  test('and the person sees that it did, why and by what right', async () => {
    await ask({ alive: 'yes' })
    const trail = await house.kernel.audit.trail(person.id, 1)
    assert.equal(trail[0]?.actor.kind, 'client')
    assert.equal(trail[0]?.purpose, 'open-account')
    assert.match(trail[0]?.basis ?? '', /rửa tiền/)
    assert.deepEqual(trail[0]?.fields, ['alive'])
    assert.equal(trail[0]?.outcome, 'matched')
  })

  test('by the number of today or one from before', async () => {
    const db = house.kernel.database.room('population')
    await db.transaction().execute((tx) =>
      house.rooms.population.correct(
        tx,
        person.id,
        {
          set: { birthOn: '1995-03-08' as never },
          effectiveOn: person.birthOn,
          source: 'cải chính',
        },
        { kind: 'system', id: 's', name: 's', purpose: 'p', basis: 'b', requestId: 'r' },
      ),
    )
    const now = (await house.rooms.population.person(person.id)) as Person
    assert.notEqual(now.number, person.number)
    for (const number of [person.number, now.number]) {
      const { body } = await ask({ fullName: fullName(person.name) }, { number })
      assert.deepEqual(body.results, { fullName: 'match' }, number)
    }
  })

  test('until it has guessed wrong too often about one person; others are not touched', async () => {
    const victim = await enterPerson(house, 'Lê Thị Đoán', '1990-01-01')
    const guess = (at: number) =>
      ask({ birthOn: `1991-01-${String(at).padStart(2, '0')}` }, { number: victim.number })
    for (let at = 1; at <= 20; at++) assert.equal((await guess(at)).status, 200)
    const stopped = await ask({ birthOn: '1990-01-01' }, { number: victim.number })
    assert.equal(stopped.status, 429)
    assert.equal(stopped.body.code, 'population.too-many-wrong-claims')
    assert.ok(Number(stopped.headers.get('retry-after')) > 0)
    assert.equal((await ask({ alive: 'yes' })).status, 200)
  })

  test('no more often by guessing everything at the same moment', async () => {
    const victim = await enterPerson(house, 'Lê Thị Song', '1990-01-01')
    const guesses = Array.from({ length: 60 }, (_, at) =>
      ask({ birthOn: `${1930 + at}-06-07` }, { number: victim.number }),
    )
    const answered = (await Promise.all(guesses)).filter(({ status }) => status === 200)
    assert.equal(answered.length, 20)
  })

  test('no answer to a stranger, a person, a program without the right, or nonsense', async () => {
    const claims = { alive: 'yes' }
    const body = { number: person.number, claims, purpose: 'open-account' }
    assert.equal((await house.caller().post(path, body)).status, 401)
    const personas = await house.caller().get('/api/identity/v1/demonstration/personas')
    const mother = personas.body.items.find((it: { key: string }) => it.key === 'mother')
    assert.equal((await (await logInWith(house, mother.passkey)).post(path, body)).status, 403)
    for (const wrong of [
      { ...body, number: '12' },
      { ...body, claims: {} },
      { ...body, claims: { shoeSize: '38' } },
      { ...body, claims: { alive: '' } },
      { number: person.number, claims },
      { ...body, more: 1 },
    ]) {
      assert.equal((await house.caller().post(path, wrong, headers)).status, 400)
    }
    assert.ok(cardFacts(person).number)
  })
})

/** A program of the bank with a token for this scope. */
async function programWith(house: TestHouse, scope: string): Promise<Record<string, string>> {
  const { secret } = await house.rooms.identity.addClient({
    id: 'bank',
    name: { vi: 'Ngân hàng', en: 'Bank' },
    kind: 'program',
    redirectUris: [],
    scopes: [scope],
  })
  const { status, body } = await house
    .caller()
    .post('/oidc/token', `grant_type=client_credentials&scope=${scope}`, {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`bank:${secret}`).toString('base64')}`,
    })
  assert.equal(status, 200, JSON.stringify(body))
  return { authorization: `Bearer ${body.access_token}` }
}
