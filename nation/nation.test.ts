import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { addYears, ageOn, type CivilDate, civilDateOf } from '#kernel/civil-date'
import { canonical, sha256 } from '#kernel/digest'
import type { Id } from '#kernel/id'
import { type NationBatch, openNation, registerOpenedOn } from '#nation'
import { type Person, parsePersonalNumber, placeName, readPersonalNumber } from '#population'
import { pyramid } from './ages.ts'

const today = '2026-11-23' as CivilDate
const size = 20_000

/** A whole nation with what is needed to look across it. */
function gather(options: { seed?: number; people?: number; today?: CivilDate } = {}) {
  const nation = openNation({ seed: 1945, people: size, today, ...options })
  const all = emptyNation()
  for (const batch of nation.families()) {
    for (const key of Object.keys(all) as (keyof typeof all)[]) {
      ;(all[key] as unknown[]).push(...batch[key])
    }
  }
  const byId = new Map(all.people.map((it) => [it.id, it]))
  const person = (id: Id<'person'>) => byId.get(id) as Person
  const residents = Map.groupBy(
    all.people.filter((it) => it.householdId),
    (it) => it.householdId,
  )
  return { nation, ...all, person, residents }
}

type Whole = { -readonly [Key in keyof NationBatch]: NationBatch[Key][number][] }

const emptyNation = (): Whole => ({
  people: [],
  households: [],
  parents: [],
  marriages: [],
  events: [],
  firms: [],
  offices: [],
})

const digestOf = (people: readonly Person[]) =>
  sha256(people.map((it) => canonical(JSON.parse(JSON.stringify(it)))).join('\n')).toString('hex')

describe('a nation of 20,000', () => {
  let all: ReturnType<typeof gather>
  before(() => {
    all = gather()
  })

  test('has as many people as were asked for, each with a number of their own', () => {
    assert.equal(all.people.length, size)
    assert.equal(new Set(all.people.map((it) => it.id)).size, size)
    assert.equal(new Set(all.people.map((it) => it.number)).size, size)
  })

  test('numbers say sex and year of birth, under a place code valid on the day of issue', () => {
    for (const it of all.people) {
      assert.ok(parsePersonalNumber(it.number), it.number)
      const said = readPersonalNumber(it.number)
      assert.equal(said.sex, it.sex)
      assert.equal(said.birthYear, Number(it.birthOn.slice(0, 4)))
      const place = placeName(said.placeCode, civilDateOf(it.registeredAt))
      assert.ok(place, `${it.number} issued ${it.registeredAt.toISOString()}`)
      assert.ok(it.registrationPlace.endsWith(place), `${it.registrationPlace} is not ${place}`)
    }
  })

  test('a child is at least twelve years younger than its parents, whom it names', () => {
    const linked = all.parents.filter((it) => it.personId)
    assert.ok(linked.length > size / 2)
    for (const { childId, role, personId, fullName } of linked) {
      const [child, parent] = [all.person(childId), all.person(personId as Id<'person'>)]
      assert.ok(addYears(parent.birthOn, 12) < child.birthOn)
      if (role === 'mother') assert.ok(child.birthOn < addYears(parent.birthOn, 46))
      assert.equal(parent.sex, role === 'mother' ? 'female' : 'male')
      assert.ok(fullName.endsWith(parent.name.given))
      assert.ok(!parent.diedOn || parent.diedOn >= child.birthOn || role === 'father')
    }
  })

  test('every household has a head, alive and living in it, and one address for all', () => {
    assert.equal(new Set(all.households.map((it) => it.fileNumber)).size, all.households.length)
    for (const { id, headId, communeCode, detail } of all.households) {
      const members = all.residents.get(id) ?? []
      const heads = members.filter((it) => it.relationToHead === 'head')
      assert.deepEqual(heads.filter((it) => it.nationality === 'VNM').length <= 1, true)
      assert.ok(heads.some((it) => it.id === headId))
      for (const it of members) {
        assert.equal(it.diedOn, null)
        const home = it.permanentResidence ?? it.temporaryResidence
        assert.deepEqual(home, { communeCode, detail })
      }
      assert.ok(
        members.some((it) => ageOn(it.birthOn, today) >= 18),
        'children alone',
      )
    }
  })

  test('who is called spouse, child or parent of the head is that', () => {
    const parents = Map.groupBy(all.parents, (it) => it.childId)
    const isChild = (child: Person, parent: Person) =>
      (parents.get(child.id) ?? []).some((it) => it.personId === parent.id)
    const spouses = new Set(
      all.marriages
        .filter((it) => !it.endedOn)
        .flatMap((it) => [`${it.firstId} ${it.secondId}`, `${it.secondId} ${it.firstId}`]),
    )
    for (const { id, headId } of all.households) {
      const head = all.person(headId)
      for (const it of all.residents.get(id) ?? []) {
        if (it.relationToHead === 'spouse') assert.ok(spouses.has(`${headId} ${it.id}`))
        if (it.relationToHead === 'child') assert.ok(isChild(it, head))
        if (it.relationToHead === 'parent') assert.ok(isChild(head, it))
      }
    }
  })

  test('couples married at an age that the law allows, and nobody has two spouses', () => {
    const open = new Map<string, number>()
    for (const { firstId, secondId, marriedOn, endedOn } of all.marriages) {
      const [husband, wife] = [all.person(firstId), all.person(secondId)]
      assert.notEqual(husband.sex, wife.sex)
      for (const it of [husband, wife]) {
        assert.ok(ageOn(it.birthOn, marriedOn) >= (it.sex === 'male' ? 20 : 18))
        if (!endedOn) open.set(it.id, (open.get(it.id) ?? 0) + 1)
      }
      assert.ok(marriedOn <= today && (!endedOn || (marriedOn <= endedOn && endedOn <= today)))
    }
    assert.deepEqual(
      [...open.values()].filter((it) => it > 1),
      [],
    )
    for (const it of all.people) {
      const alive = it.diedOn === null
      if (alive) assert.equal(it.maritalStatus === 'married', open.has(it.id), it.id)
    }
  })

  test('nothing happened after today; what happened since the opening is in the history', () => {
    const deaths = new Map(
      all.events.filter((it) => it.changes.diedOn).map((it) => [it.personId, it.effectiveOn]),
    )
    for (const it of all.people) {
      assert.ok(it.birthOn <= today)
      assert.equal(deaths.get(it.id) ?? null, it.diedOn)
      assert.ok(it.diedOn === null || (it.diedOn >= registerOpenedOn && it.diedOn < today))
      for (const card of it.cards) {
        assert.ok(card.issuedOn > it.birthOn && card.issuedOn < today)
        assert.equal(card.number, it.number)
      }
    }
    for (const it of all.events) {
      assert.ok(it.effectiveOn >= registerOpenedOn && it.effectiveOn <= today)
      assert.ok(civilDateOf(it.recordedAt) >= it.effectiveOn)
      assert.ok(all.person(it.personId))
    }
  })

  test('old numbers, telephones and letters are well formed and belong to one person', () => {
    for (const pick of ['oldNumber', 'phone', 'email'] as const) {
      const given = all.people.flatMap((it) => it[pick] ?? [])
      assert.ok(given.length > size / 10, pick)
      assert.equal(new Set(given).size, given.length, pick)
    }
    for (const { oldNumber, phone, email } of all.people) {
      if (oldNumber) assert.match(oldNumber, /^\d{9}$/)
      if (phone) assert.match(phone, /^0[35789]\d{8}$/)
      if (email) assert.match(email, /^[a-z]+\.[a-z]*\d+@(example|vidu)\.vn$/)
    }
  })

  test('every commune in which people live has a registrar and an officer from among them', () => {
    const living = Map.groupBy(
      all.people.filter((it) => it.permanentResidence && it.householdId),
      (it) => it.permanentResidence?.communeCode as string,
    )
    for (const [code, people] of living) {
      if (people.length < 100) continue
      for (const role of ['civil-registrar', 'commune-police']) {
        const offices = all.offices.filter((it) => it.unitCode === code && it.role === role)
        assert.equal(offices.length, 1, `${role} of ${code}`)
        const holder = all.person((offices[0] as { personId: Id<'person'> }).personId)
        assert.equal(holder.permanentResidence?.communeCode, code)
      }
    }
  })

  test('looks like the country: ages, surnames, peoples, blood groups', () => {
    const living = all.people.filter((it) => !it.diedOn)
    const total = pyramid.reduce((sum, it) => sum + it.male + it.female, 0)
    const last = pyramid.at(-1)?.from ?? 0
    for (const band of pyramid) {
      for (const sex of ['male', 'female'] as const) {
        const found = living.filter((it) => {
          const from = Math.min(last, Math.floor(ageOn(it.birthOn, today) / 5) * 5)
          return it.sex === sex && from === band.from
        })
        const off = found.length / living.length - band[sex] / total
        assert.ok(Math.abs(off) < 0.008, `${sex} from ${band.from}: off by ${off.toFixed(4)}`)
      }
    }
    const share = (of: (it: Person) => boolean) => living.filter(of).length / living.length
    const near = (value: number, wanted: number, by: number) =>
      assert.ok(Math.abs(value - wanted) < by, `${value} is not near ${wanted}`)
    near(
      share((it) => it.name.surname === 'Nguyễn'),
      0.38,
      0.03,
    )
    near(
      share((it) => it.name.surname === 'Trần'),
      0.1,
      0.02,
    )
    near(
      share((it) => it.ethnicity === '01'),
      0.87,
      0.04,
    )
    near(
      share((it) => it.nationality !== 'VNM'),
      0.001,
      0.001,
    )
    const known = living.filter((it) => it.bloodGroup)
    for (const [group, wanted] of [
      ['O', 0.42],
      ['B', 0.31],
      ['A', 0.21],
      ['AB', 0.06],
    ] as const) {
      near(known.filter((it) => it.bloodGroup === group).length / known.length, wanted, 0.02)
    }
  })
})

describe('the same nation', () => {
  test('comes from the same seed, on every machine', () => {
    const { people } = gather({ people: 1_000 })
    assert.equal(
      digestOf(people),
      '48358752ceaabed169cc3a52ff888cc080be2113b1ba309893f80a0d72cf3946',
    )
  })

  test('comes again, and another from another seed', () => {
    const [one, again, other] = [1, 1, 2].map((seed) =>
      digestOf(gather({ seed, people: 500 }).people),
    )
    assert.equal(one, again)
    assert.notEqual(one, other)
  })

  test('never has more people than asked for, down to the personas, who are always there', () => {
    for (const people of [100, 101, 399, 2_000]) {
      assert.equal(gather({ people }).people.length, people)
    }
    const least = gather({ people: 1 })
    assert.equal(least.people.length, least.nation.people)
    for (const { personId } of least.nation.personas) assert.ok(least.person(personId))
  })

  test('stands on the day that it is given', () => {
    const { people } = gather({ people: 2_000, today: '2024-02-29' as CivilDate })
    assert.ok(people.every((it) => it.birthOn <= '2024-02-29'))
    assert.throws(() => gather({ today: '2022-12-31' as CivilDate }), RangeError)
  })
})
