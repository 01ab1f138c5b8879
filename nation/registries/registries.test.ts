import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { addYears, type CivilDate } from '#kernel/civil-date'
import { canonical, sha256 } from '#kernel/digest'
import { openNation } from '#nation'
import { drawRegistries } from './drawing.ts'
import { type Row, registries, registryCodes } from './index.ts'

const today = '2026-11-23' as CivilDate
const size = 20_000

type Drawn = Map<string, Row[]>

function draw(seed: number, people: number): Drawn {
  const found: Drawn = new Map()
  for (const { registry, collection, row } of drawRegistries({ seed, people, today })) {
    const key = `${registry}/${collection}`
    const rows = found.get(key) ?? []
    rows.push(row)
    found.set(key, rows)
  }
  return found
}

const numberOf = (key: string, seed: number): string => {
  const nation = openNation({ seed, people: 100, today })
  const id = nation.personas.find((it) => it.key === key)?.personId
  const [batch] = nation.families()
  return batch?.people.find((it) => it.id === id)?.number as string
}

const of = (drawn: Drawn, number: string) =>
  [...drawn].flatMap(([key, rows]) =>
    rows.filter((it) => Object.values(it).includes(number)).map((row) => ({ key, row })),
  )

describe('the registries of a nation of 20,000', () => {
  let drawn: Drawn
  before(() => {
    drawn = draw(1945, size)
  })
  const rows = (key: string) => drawn.get(key) ?? []

  test('are eight, each record with the fields of its contract and an id of its own', () => {
    assert.deepEqual(registries.map((it) => it.code).toSorted(), [...registryCodes].toSorted())
    for (const { code, collections } of registries) {
      for (const { code: kind, fields } of collections) {
        const held = rows(`${code}/${kind}`)
        assert.ok(held.length > 40, `${code}/${kind}`)
        assert.equal(new Set(held.map((it) => it['id'])).size, held.length, `${code}/${kind}`)
        const names = fields.map((it) => it.name).toSorted()
        assert.equal(names.length, new Set(names).size)
        for (const it of held) assert.deepEqual(Object.keys(it).toSorted(), names)
      }
    }
  })

  test('hold as many as the country: nine of ten insured, most grown people with a licence', () => {
    const per = (key: string) => rows(key).length / size
    const within = (key: string, low: number, high: number) =>
      assert.ok(per(key) > low && per(key) < high, `${key}: ${per(key)}`)
    within('health-insurance/cards', 0.85, 0.98)
    within('driving-licences/licences', 0.5, 0.7)
    within('vehicles/registrations', 0.5, 0.75)
    within('social-insurance/participants', 0.2, 0.35)
    within('tax/taxpayers', 0.4, 0.6)
    within('land/parcels', 0.2, 0.35)
    within('civil-status/marriages', 0.2, 0.35)
  })

  test('are dirty in their own ways: missing and wrong numbers, old days, rows twice', () => {
    const share = (key: string, of: (it: Row) => boolean) =>
      rows(key).filter(of).length / rows(key).length
    const noNumber = (it: Row) => it['number'] === null
    assert.ok(share('health-insurance/cards', noNumber) < 0.06)
    assert.ok(share('land/parcels', noNumber) > 0.06)
    assert.ok(share('land/parcels', (it) => /^\d{9}$/.test(String(it['number']))) > 0.02)
    assert.ok(share('vehicles/registrations', (it) => /-\d$/.test(String(it['id']))) > 0.01)
    const written = /^\d\d\/\d\d\/\d{4}$/
    assert.ok(share('driving-licences/licences', (it) => written.test(String(it['birthOn']))) > 0.9)
    const capitals = (it: Row) => it['fullName'] === String(it['fullName']).toUpperCase()
    assert.equal(share('driving-licences/licences', capitals), 1)
  })

  test('a vehicle and a licence belong to somebody of age, and nothing is of tomorrow', () => {
    for (const it of rows('health-insurance/cards')) assert.ok(String(it['validFrom']) <= today)
    for (const it of rows('civil-status/births')) {
      assert.ok(String(it['registeredOn']) <= today)
    }
    const bad = rows('civil-status/marriages').filter(
      (it) =>
        it['husbandBirthOn'] &&
        String(it['marriedOn']) < addYears(it['husbandBirthOn'] as CivilDate, 20),
    )
    // A wrong birth date may make a husband younger than he was.
    assert.ok(bad.length < rows('civil-status/marriages').length / 100)
  })

  test('the mother has a marriage, insurance, a licence and the home that she lives in', () => {
    const mother = numberOf('mother', 1945)
    const found = of(drawn, mother)
    const one = (key: string) => found.find((it) => it.key === key)?.row
    assert.equal(one('civil-status/marriages')?.['husbandName'], 'Trần Minh Đức')
    assert.equal(one('civil-status/marriages')?.['endedOn'], null)
    assert.equal(one('health-insurance/cards')?.['fullName'], 'Nguyễn Thị Mai')
    assert.equal(one('driving-licences/licences')?.['state'], 'valid')
    assert.equal(one('land/parcels')?.['address'], 'Số 18, ngõ 42, đường Hoàng Hoa Thám')
    assert.equal(one('land/parcels')?.['use'], 'dwelling')
  })

  test('the single mother is insured and has no marriage', () => {
    const found = of(drawn, numberOf('single-mother', 1945)).map((it) => it.key)
    assert.ok(found.includes('health-insurance/cards'))
    assert.ok(!found.includes('civil-status/marriages'))
  })
})

describe('the same registries', () => {
  const digest = (drawn: Drawn) => sha256(canonical(Object.fromEntries(drawn))).toString('hex')

  test('come from the same seed, and others from another', () => {
    const [one, again, other] = [7, 7, 8].map((seed) => digest(draw(seed, 400)))
    assert.equal(one, again)
    assert.notEqual(one, other)
  })

  test('hold the personas alike, whatever the seed and the size', () => {
    for (const key of ['mother', 'father', 'landlord']) {
      const number = numberOf(key, 1)
      assert.deepEqual(of(draw(1, 150), number), of(draw(99, 600), number), key)
    }
  })
})
