import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Actor } from '#kernel/access'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { type Birth, fullName, type Person, parseName, readPersonalNumber } from '#population'
import { openTestHouse, type TestHouse } from '#testing/house'

const day = (text: string) => text as CivilDate
const ward = '01001'
const actor: Actor = {
  kind: 'official',
  id: 'a',
  name: 'Người ghi',
  purpose: 'population.registry',
  basis: 'kiểm thử',
  requestId: 'r',
}

describe('the register takes in', () => {
  let house: TestHouse
  before(async () => {
    house = await openTestHouse()
  })
  after(() => house[Symbol.asyncDispose]())

  const register = () => house.rooms.population
  const inOne = <Result>(work: (tx: never) => Promise<Result>) =>
    house.kernel.database
      .room('population')
      .transaction()
      .execute((tx) => work(tx as never))
  const person = async (id: Id<'person'>) => (await register().person(id)) as Person
  const refuses = (work: Promise<unknown>, code: string) =>
    assert.rejects(work, (error) => error instanceof Problem && error.code === code, code)

  const born = (name: string, birthOn: string, more: Partial<Birth> = {}) =>
    inOne((tx) =>
      register().registerBirth(
        tx,
        {
          name: parseName(name),
          birthOn: day(birthOn),
          sex: 'male',
          birthplace: 'Hà Nội',
          communeCode: ward,
          registrationPlace: 'Hà Nội',
          origin: 'Hà Nội',
          ethnicity: '01',
          nationality: 'VNM',
          parents: [],
          householdId: null,
          source: 'Giấy chứng sinh',
          ...more,
        },
        actor,
      ),
    )
  const parent = (role: 'father' | 'mother', it: Person) => ({
    role,
    personId: it.id,
    fullName: fullName(it.name),
    nationality: it.nationality,
  })
  const move = (it: Person, detail: string, householdId?: Id<'household'>) =>
    inOne((tx) =>
      register().recordMove(
        tx,
        {
          personId: it.id,
          residence: 'permanent',
          to: { communeCode: ward, detail },
          householdId,
          effectiveOn: day('2026-11-01'),
          source: 'Đăng ký thường trú',
        },
        actor,
      ),
    )
  const marry = (first: Person, second: Person, on = '2026-01-10') =>
    inOne((tx) =>
      register().recordMarriage(
        tx,
        {
          firstId: first.id,
          secondId: second.id,
          marriedOn: day(on),
          place: 'Phường Tân Hòa',
          source: 'Giấy chứng nhận kết hôn 1/2026',
        },
        actor,
      ),
    )
  const couple = async (name: string) => {
    const husband = await born(`Trần Văn ${name}`, '1990-01-01')
    const wife = await born(`Lê Thị ${name}`, '1992-01-01', { sex: 'female' })
    await marry(husband, wife)
    return [husband, wife] as const
  }
  const household = async (it: Person) => {
    const id = (await person(it.id)).householdId
    return id ? register().household(id) : undefined
  }
  const relations = async (it: Person) =>
    Object.fromEntries(
      ((await household(it))?.members ?? []).map((one) => [one.fullName, one.relationToHead]),
    )

  test('a birth: a number of the province and the year, parents, household, history', async () => {
    const [husband, wife] = await couple('Sinh')
    await move(husband, 'Số 1, đường Một')
    const home = await household(husband)
    await move(wife, 'Số 1, đường Một', home?.id)
    const child = await born('Trần An', '2026-11-02', {
      sex: 'female',
      parents: [parent('father', husband), parent('mother', wife)],
      householdId: home?.id ?? null,
    })
    assert.deepEqual(readPersonalNumber(child.number), {
      placeCode: '001',
      sex: 'female',
      birthYear: 2026,
    })
    assert.deepEqual(await relations(child), {
      'Trần Văn Sinh': 'head',
      'Lê Thị Sinh': 'spouse',
      'Trần An': 'child',
    })
    const view = await register().personView(wife.id)
    assert.deepEqual(
      view?.relatives.map((it) => [it.role, it.fullName]),
      [
        ['spouse', 'Trần Văn Sinh'],
        ['child', 'Trần An'],
      ],
    )
  })

  test('the same child once, even when two registrars report it at the same moment', async () => {
    const mother = await born('Lê Thị Đôi', '1990-01-01', { sex: 'female' })
    const report = () =>
      born('Lê Bình', '2026-11-02', { parents: [parent('mother', mother)] }).then(
        () => 'done',
        (error: Problem) => error.code,
      )
    const answers = await Promise.all([report(), report()])
    assert.deepEqual(answers.toSorted(), ['done', 'population.birth-already-registered'].toSorted())
    const twin = await born('Lê An', '2026-11-02', { parents: [parent('mother', mother)] })
    assert.equal(fullName(twin.name), 'Lê An')
  })

  test('no birth in the future, of parents who cannot be, or in a place that is not', async () => {
    const girl = await born('Lê Thị Bé', '2020-01-01', { sex: 'female' })
    await refuses(born('A', '2026-11-19'), 'population.birth-in-future')
    await refuses(
      born('A', '2026-11-02', { parents: [parent('mother', girl)] }),
      'population.birth-parent-too-young',
    )
    await refuses(born('A', '2026-11-02', { communeCode: '99999' }), 'population.unit-unknown')
    const nobody = { ...parent('mother', girl), personId: crypto.randomUUID() as Id<'person'> }
    await refuses(born('A', '2026-11-02', { parents: [nobody] }), 'population.person-unknown')
  })

  test('a death: the spouse is widowed and becomes head, the children stay theirs', async () => {
    const [husband, wife] = await couple('Tử')
    await move(husband, 'Số 2, đường Hai')
    const home = await household(husband)
    await move(wife, 'Số 2, đường Hai', home?.id)
    const child = await born('Trần Con Tử', '2026-11-02', {
      parents: [parent('father', husband), parent('mother', wife)],
      householdId: home?.id ?? null,
    })
    const die = (on: string) =>
      inOne((tx) => register().recordDeath(tx, husband.id, day(on), 'Trích lục khai tử', actor))
    await refuses(die('2026-11-19'), 'population.event-in-future')
    await refuses(die('2025-12-31'), 'population.marriage-ends-before-it-began')
    await die('2026-11-10')
    await refuses(die('2026-11-10'), 'population.death-already-recorded')
    const dead = await person(husband.id)
    assert.equal(dead.diedOn, '2026-11-10')
    assert.equal(dead.householdId, null)
    assert.equal(dead.maritalStatus, 'married')
    assert.equal((await person(wife.id)).maritalStatus, 'widowed')
    assert.equal(await register().marriageOf(wife.id), undefined)
    assert.equal((await household(child))?.headId, wife.id)
    assert.deepEqual(await relations(child), { 'Lê Thị Tử': 'head', 'Trần Con Tử': 'child' })
    await marry(await born('Đỗ Văn Mới', '1985-01-01'), wife, '2026-11-15')
    assert.equal((await person(wife.id)).maritalStatus, 'married')
  })

  test('a marriage: both are married, and nobody twice, nor close kin, nor too young', async () => {
    const [husband, wife] = await couple('Cưới')
    assert.equal((await person(husband.id)).maritalStatus, 'married')
    assert.equal((await register().marriageOf(wife.id))?.firstId, husband.id)
    const other = await born('Ngô Văn Khác', '1990-01-01')
    await refuses(marry(other, wife, '2026-02-01'), 'population.marriage-already')
    const sister = await born('Trần Thị Chị', '2000-01-01', {
      sex: 'female',
      parents: [parent('father', husband)].map((it) => ({ ...it, personId: null })),
    })
    const father = await born('Trần Văn Cha', '1960-01-01')
    const son = await born('Trần Văn Trai', '1999-01-01', { parents: [parent('father', father)] })
    const daughter = await born('Trần Thị Gái', '2000-01-01', {
      sex: 'female',
      parents: [parent('father', father)],
    })
    await refuses(marry(son, daughter), 'population.marriage-close-kin')
    await refuses(marry(father, daughter), 'population.marriage-close-kin')
    const boy = await born('Trần Văn Trẻ', '2006-01-11')
    await refuses(marry(boy, sister), 'population.marriage-too-young')
    await refuses(marry(son, sister, '2026-11-19'), 'population.event-in-future')
    await refuses(marry(son, son), 'population.marriage-not-recognised')
  })

  test('a divorce: both are divorced, once', async () => {
    const [husband, wife] = await couple('Ly')
    const part = (on: string) =>
      inOne((tx) => register().recordDivorce(tx, wife.id, day(on), 'Quyết định ly hôn', actor))
    await refuses(part('2026-01-09'), 'population.marriage-ends-before-it-began')
    const answers = await Promise.allSettled([part('2026-06-01'), part('2026-06-01')])
    assert.deepEqual(answers.map((it) => it.status).toSorted(), ['fulfilled', 'rejected'])
    assert.equal((await person(husband.id)).maritalStatus, 'divorced')
    assert.equal((await person(wife.id)).maritalStatus, 'divorced')
    await refuses(part('2026-06-01'), 'population.not-married')
    const late = await born('Ngô Văn Muộn', '1990-01-01')
    await refuses(marry(late, wife, '2026-03-01'), 'population.marriage-already')
  })

  test('a move: to a household of their own, or into one that stands at the address', async () => {
    const [husband, wife] = await couple('Chuyển')
    await move(husband, 'Số 3, đường Ba')
    const home = await household(husband)
    assert.match(home?.fileNumber ?? '', /^01001-\d{6}$/)
    assert.deepEqual(await relations(husband), { 'Trần Văn Chuyển': 'head' })
    await refuses(move(wife, 'Số 4, đường Bốn', home?.id), 'population.household-unknown')
    await move(wife, 'Số 3, đường Ba', home?.id)
    assert.deepEqual(await relations(wife), {
      'Trần Văn Chuyển': 'head',
      'Lê Thị Chuyển': 'spouse',
    })
    await move(husband, 'Số 5, đường Năm')
    assert.deepEqual(await relations(wife), { 'Lê Thị Chuyển': 'head' })
    const moved = await person(husband.id)
    assert.deepEqual(moved.currentResidence, { communeCode: ward, detail: 'Số 5, đường Năm' })
    assert.notEqual(moved.householdId, home?.id)
  })

  test('a move that is reported late enters the history and changes nothing today', async () => {
    const it = await born('Lê Văn Trễ', '1990-01-01')
    await move(it, 'Số 6, đường Sáu')
    const before = await person(it.id)
    await inOne((tx) =>
      register().recordMove(
        tx,
        {
          personId: it.id,
          residence: 'permanent',
          to: { communeCode: ward, detail: 'Số 0, đường Cũ' },
          effectiveOn: day('2020-01-01'),
          source: 'Đăng ký thường trú cũ',
        },
        actor,
      ),
    )
    assert.deepEqual(await person(it.id), before)
    assert.equal((await household(it))?.detail, 'Số 6, đường Sáu')
    const { rows } = await house.kernel.database.pool('population').query(
      `select effective_on as on, changes->'permanentResidence'->'to'->>'detail' as detail
         from population.life_event where person_id = $1 and kind = 'move' order by effective_on`,
      [it.id],
    )
    assert.deepEqual(rows, [
      { on: '2020-01-01', detail: 'Số 0, đường Cũ' },
      { on: '2026-11-01', detail: 'Số 6, đường Sáu' },
    ])
  })

  test('a correction of the sex or the year: a new number, and the old one still leads there', async () => {
    const it = await born('Lê Thị Nhầm', '1990-01-01')
    const correct = (set: object) =>
      inOne((tx) =>
        register().correct(
          tx,
          it.id,
          { set, effectiveOn: day('1990-01-01'), source: 'Quyết định cải chính' },
          actor,
        ),
      )
    await refuses(correct({}), 'population.event-empty')
    await refuses(correct({ birthOn: '2026-11-19' }), 'population.birth-in-future')
    await correct({ birthOn: '1990-02-02' })
    assert.equal((await person(it.id)).number, it.number)
    await correct({ sex: 'female' })
    const now = await person(it.id)
    assert.notEqual(now.number, it.number)
    assert.equal(readPersonalNumber(now.number).sex, 'female')
    assert.equal((await register().personByNumber(it.number))?.id, it.id)
    assert.equal((await register().personByNumber(now.number))?.id, it.id)
    await correct({ birthOn: '1991-02-02' })
    const last = await person(it.id)
    assert.equal(readPersonalNumber(last.number).birthYear, 1991)
    for (const number of [it.number, now.number, last.number]) {
      assert.equal((await register().personByNumber(number))?.id, it.id)
    }
  })

  test('all of it or nothing: when the caller’s transaction fails, nothing has happened', async () => {
    const [husband, wife] = await couple('Hỏng')
    await assert.rejects(
      inOne(async (tx) => {
        await register().recordDeath(tx, husband.id, day('2026-11-10'), 'Trích lục', actor)
        throw new Error('the caller thinks again')
      }),
    )
    assert.equal((await person(husband.id)).diedOn, null)
    assert.equal((await person(wife.id)).maritalStatus, 'married')
    assert.ok(await register().marriageOf(wife.id))
  })
})
