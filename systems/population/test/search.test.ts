import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fullName, type Person } from '#population'
import { type Caller, openTestHouse, type TestHouse } from '#testing/house'
import { enterPerson, logIn } from '#testing/people'

type Found = { id: string; fullName: string; maskedNumber: string; commune: string | null }

describe('a registrar searches', () => {
  let house: TestHouse
  let registrar: Caller
  let mother: Person
  before(async () => {
    house = await openTestHouse()
    registrar = await logIn(house, 'registrar')
    const { rows } = await house.kernel.database
      .pool('population')
      .query(`select id from population.person where full_name = 'Nguyễn Thị Mai' limit 1`)
    mother = (await house.rooms.population.person(rows[0].id)) as Person
  })
  after(() => house[Symbol.asyncDispose]())

  const search = async (body: object) => {
    const answer = await registrar.post('/api/population/v1/people/search', body)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body as { items: Found[]; more: boolean }
  }
  const names = async (body: object) => (await search(body)).items.map((it) => it.fullName)

  test('with accents, without, in capitals, out of order, and misspelt: the name is found', async () => {
    const ways = [
      'Trần Ngọc Hân',
      'tran ngoc han',
      'TRẦN NGỌC HÂN',
      '  Trần   Ngọc  Hân ',
      'Trần Ngọc Hân'.normalize('NFD'),
      'han tran ngoc',
      'tran ngoc hna',
      'trann ngoc han',
      'tarn ngoc han',
      'txan ngoc han',
    ]
    for (const name of ways) {
      assert.ok((await names({ name })).includes('Trần Ngọc Hân'), name)
    }
  })

  test('a part of the name is enough, and who bears just that name comes first', async () => {
    assert.ok((await names({ name: 'ngoc han' })).includes('Trần Ngọc Hân'))
    assert.ok((await names({ name: 'Hân' })).includes('Trần Ngọc Hân'))
    await enterPerson(house, 'Ngọc Hân', '2001-02-03')
    assert.equal((await names({ name: 'Ngọc Hân' }))[0], 'Ngọc Hân')
  })

  test('accents as typed come before others', async () => {
    await enterPerson(house, 'Lê Văn Khoát Hùng', '1981-01-01')
    await enterPerson(house, 'Lê Văn Khoát Hưng', '1980-01-01')
    assert.deepEqual(await names({ name: 'khoát hùng' }), [
      'Lê Văn Khoát Hùng',
      'Lê Văn Khoát Hưng',
    ])
    assert.equal((await names({ name: 'khoát hưng' }))[0], 'Lê Văn Khoát Hưng')
    assert.equal((await names({ name: 'le van khoat hung' })).length, 2)
  })

  test('a year or a place leaves only those who fit', async () => {
    const year = Number(mother.birthOn.slice(0, 4))
    const commune = mother.currentResidence?.communeCode ?? ''
    const asked = [
      { birthYear: year },
      { unitCode: commune },
      { unitCode: commune.slice(0, 2) },
      { birthYear: year, unitCode: commune },
    ]
    for (const name of ['nguyen thi mai', 'Mai', 'nguyen mai']) {
      for (const where of asked) {
        const { items } = await search({ name, ...where, limit: 100 })
        assert.ok(
          items.some((it) => it.id === mother.id),
          JSON.stringify({ name, ...where }),
        )
      }
      for (const where of [{ birthYear: year - 1 }, { unitCode: '96' }]) {
        const { items } = await search({ name, ...where, limit: 100 })
        assert.ok(!items.some((it) => it.id === mother.id), JSON.stringify({ name, ...where }))
      }
    }
  })

  test('numbers are masked, places written out, and more is said to be there', async () => {
    const { items, more } = await search({ name: 'Nguyễn', limit: 5 })
    assert.equal(items.length, 5)
    assert.ok(more)
    for (const it of items) assert.match(it.maskedNumber, /^\d{3}••••••\d{3}$/)
    const { items: found } = await search({ name: 'Trần Ngọc Hân' })
    assert.match(found[0]?.commune ?? '', /^Phường .+, Thành phố Hà Nội$/)
  })

  test('what is no name finds nobody', async () => {
    for (const name of ['???', '---', ' ', 'qqqqqqqq', 'x'])
      assert.deepEqual(await names({ name }), [])
  })

  test('everyone who was shown can see it', async () => {
    await search({ name: 'nguyen thi mai' })
    const shown = await logIn(house, 'mother')
    const { body } = await shown.get('/api/population/v1/people/me/accesses')
    const use = body.items.find((it: { operation: string }) => it.operation === 'personSearch')
    assert.equal(use.actorKind, 'official')
    assert.match(use.actorName, /^Phạm Thị Thu Hà · Ủy ban nhân dân phường /)
    assert.ok(use.fields.includes('birthOn') && use.basis && use.purpose.en)
  })

  test('a name that was corrected is found under the new one', async () => {
    const person = await enterPerson(house, 'Bế Thị Nhỡ', '1999-09-09')
    const answer = await registrar.post('/api/population/v1/life-events', {
      kind: 'correction',
      personId: person.id,
      effectiveOn: '2026-11-01',
      set: { fullName: 'Bế Thị Zuyên' },
      source: 'Quyết định cải chính 12/2026',
    })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    assert.deepEqual(await names({ name: 'be thi zuyen' }), ['Bế Thị Zuyên'])
    assert.deepEqual(await names({ name: 'be thi zuyne' }), ['Bế Thị Zuyên'])
    const now = await house.rooms.population.person(person.id)
    assert.equal(now && fullName(now.name), 'Bế Thị Zuyên')
  })

  test('a question that is malformed is refused with the field named', async () => {
    const table: [object, string][] = [
      [{}, '#'],
      [{ name: '' }, '#/name'],
      [{ name: 'x'.repeat(101) }, '#/name'],
      [{ name: 'Mai', birthYear: 1200 }, '#/birthYear'],
      [{ name: 'Mai', unitCode: '1' }, '#/unitCode'],
      [{ name: 'Mai', limit: 101 }, '#/limit'],
      [{ name: 'Mai', number: '001' }, '#'],
    ]
    for (const [body, pointer] of table) {
      const answer = await registrar.post('/api/population/v1/people/search', body)
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.ok(answer.body.errors.some((it: { pointer: string }) => it.pointer === pointer))
    }
  })
})
