import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ageOn, type CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { openNation } from '#nation'
import { fullName, type Person } from '#population'

const today = '2026-11-23' as CivilDate

function cast(seed: number, people: number) {
  const nation = openNation({ seed, people, today })
  const [batch] = nation.families()
  if (!batch) throw new Error('A nation begins with its personas.')
  const held = new Map(batch.people.map((it) => [it.id, it]))
  const { personas, agencies } = nation
  const { parents, offices, marriages } = batch
  const person = (key: string): Person => {
    const persona = personas.find((it) => it.key === key)
    return held.get(persona?.personId as Id<'person'>) as Person
  }
  return { personas, parents, offices, marriages, agencies, person }
}

describe('the personas', () => {
  test('are the same people whatever the seed and the size', () => {
    const [one, other] = [cast(1, 100), cast(99, 50_000)]
    assert.deepEqual(one.personas, other.personas)
    for (const { key } of one.personas) assert.deepEqual(one.person(key), other.person(key))
  })

  test('the mother is 31, married to the father, with a daughter of four in the same home', () => {
    const { person, parents, marriages } = cast(1945, 100)
    const [mother, father] = [person('mother'), person('father')]
    assert.equal(fullName(mother.name), 'Nguyễn Thị Mai')
    assert.equal(ageOn(mother.birthOn, today), 31)
    assert.equal(mother.maritalStatus, 'married')
    assert.ok(
      marriages.some((it) => it.firstId === father.id && it.secondId === mother.id && !it.endedOn),
    )
    const children = parents.filter((it) => it.personId === mother.id).map((it) => it.childId)
    assert.equal(children.length, 1)
    assert.equal(mother.householdId, father.householdId)
    assert.equal(mother.permanentResidence?.communeCode.slice(0, 2), '01')
  })

  test('the single mother is not married, and her newborn is not in the register yet', () => {
    const { person, parents } = cast(1945, 100)
    assert.equal(person('single-mother').maritalStatus, 'single')
    assert.ok(!parents.some((it) => it.personId === person('single-mother').id))
  })

  test('each can be identified: a card, a telephone, an address', () => {
    const { personas, person } = cast(1945, 100)
    for (const { key } of personas) {
      const it = person(key)
      assert.ok(it.cards.length > 0, key)
      assert.ok(it.phone && it.email && it.currentResidence, key)
      assert.ok(it.missingOn === null && it.diedOn === null && it.temporaryResidence === null, key)
    }
  })

  test('officials hold one post each, in their ward; the other officer sits elsewhere', () => {
    const { personas, offices, agencies } = cast(1945, 20_000)
    const persona = (key: string) => personas.find((it) => it.key === key)
    for (const key of ['commune-police', 'registrar', 'operator', 'officer-elsewhere', 'steward']) {
      const { personId, role, organisationId } = persona(key) ?? {}
      const held = offices.filter((it) => it.personId === personId)
      assert.equal(held.length, 1, key)
      assert.equal(held[0]?.role, role)
      assert.equal(held[0]?.organisationId, organisationId)
      assert.ok(agencies.some((it) => it.id === organisationId))
    }
    const ward = persona('mother')?.communeCode
    assert.equal(persona('commune-police')?.communeCode, ward)
    assert.equal(persona('registrar')?.communeCode, ward)
    assert.notEqual(persona('landlord')?.communeCode, ward)
    assert.notEqual(persona('officer-elsewhere')?.communeCode.slice(0, 2), ward?.slice(0, 2))
  })
})
