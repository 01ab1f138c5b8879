import { addDays, type CivilDate } from '#kernel/civil-date'
import type { Person } from '#population'
import {
  day,
  type Entry,
  type Kin,
  personalNumber,
  type Registry,
  type Row,
  type Scene,
  text,
} from './registry.ts'

/** Since then births are entered in a register that machines can read. */
const electronicSince = '2016-01-01' as CivilDate

const party = (of: string, vi: string, en: string) => [
  personalNumber(`${of}Number`, `Số định danh của ${vi}`, `Personal number of the ${en}`),
  text(`${of}Name`, `Họ tên ${vi}`, `Name of the ${en}`),
  day(`${of}BirthOn`, `Ngày sinh của ${vi}`, `Date of birth of the ${en}`),
]
const identity = (of: string) => ({
  number: `${of}Number`,
  name: `${of}Name`,
  birthOn: `${of}BirthOn`,
})
const partyOf = (
  of: string,
  it: Person | undefined,
  { nameOf }: Scene,
  name: string | null = null,
): Row => ({
  [`${of}Number`]: it?.number ?? null,
  [`${of}Name`]: it ? nameOf(it) : name,
  [`${of}BirthOn`]: it?.birthOn ?? null,
})

export const civilStatus: Registry = {
  code: 'civil-status',
  member: 'VN/GOV/MOJ',
  owner: { vi: 'Bộ Tư pháp', en: 'Ministry of Justice' },
  title: { vi: 'Cơ sở dữ liệu hộ tịch điện tử', en: 'Civil status database' },
  law: 'Luật Hộ tịch 60/2014/QH13, điều 58–61',
  collections: [
    {
      code: 'marriages',
      title: { vi: 'Đăng ký kết hôn', en: 'Marriages' },
      fields: [
        text('id', 'Số đăng ký', 'Registration number'),
        ...party('husband', 'chồng', 'husband'),
        ...party('wife', 'vợ', 'wife'),
        day('marriedOn', 'Ngày đăng ký kết hôn', 'Married on'),
        text('place', 'Nơi đăng ký', 'Registered in'),
        day('endedOn', 'Ngày chấm dứt', 'Ended on'),
        text('endedBy', 'Lý do chấm dứt', 'Ended by'),
      ],
      identities: [identity('husband'), identity('wife')],
      dirt: 0.3,
    },
    {
      code: 'births',
      title: { vi: 'Đăng ký khai sinh', en: 'Births' },
      fields: [
        text('id', 'Số đăng ký', 'Registration number'),
        ...party('child', 'con', 'child'),
        text('sex', 'Giới tính', 'Sex'),
        text('place', 'Nơi sinh', 'Place of birth'),
        ...party('mother', 'mẹ', 'mother'),
        ...party('father', 'cha', 'father'),
        day('registeredOn', 'Ngày đăng ký', 'Registered on'),
      ],
      identities: [identity('child'), identity('mother'), identity('father')],
      dirt: 0.2,
    },
    {
      code: 'deaths',
      title: { vi: 'Đăng ký khai tử', en: 'Deaths' },
      fields: [
        text('id', 'Số đăng ký', 'Registration number'),
        ...party('deceased', 'người mất', 'deceased'),
        day('diedOn', 'Ngày mất', 'Died on'),
        text('place', 'Nơi đăng ký', 'Registered in'),
        day('registeredOn', 'Ngày đăng ký', 'Registered on'),
      ],
      identities: [identity('deceased')],
      dirt: 0.4,
    },
  ],
  *draw(kin, scene) {
    for (const it of kin.marriages) {
      const [husband, wife] = [kin.person(it.firstId), kin.person(it.secondId)]
      yield entry('marriages', it.marriedOn, scene, [husband, wife], {
        ...partyOf('husband', husband, scene),
        ...partyOf('wife', wife, scene),
        marriedOn: it.marriedOn,
        place: it.place,
        endedOn: it.endedOn,
        endedBy: it.endedBy,
      })
    }
    const parents = Map.groupBy(kin.parents, (it) => it.childId)
    for (const it of kin.people) {
      if (it.birthOn >= electronicSince && it.nationality === 'VNM') {
        yield birth(it, parents.get(it.id) ?? [], kin, scene)
      }
      // Some deaths are never reported; their relatives learn of it when they need the extract.
      if (it.diedOn && !scene.random.chance(30)) yield death(it, it.diedOn, scene)
    }
  },
}

function birth(
  it: Person,
  parents: Kin['parents'][number][],
  { person }: Kin,
  scene: Scene,
): Entry {
  const [mother, father] = ['mother', 'father'].map((role) => parents.find((p) => p.role === role))
  const known = [mother, father].map((parent) => person(parent?.personId ?? null))
  return entry('births', it.birthOn, scene, [it, ...known], {
    ...partyOf('child', it, scene),
    sex: it.sex,
    place: it.birthplace,
    ...partyOf('mother', known[0], scene, mother?.fullName ?? null),
    ...partyOf('father', known[1], scene, father?.fullName ?? null),
    registeredOn: later(it.birthOn, scene, 55),
  })
}

function death(it: Person, diedOn: CivilDate, scene: Scene): Entry {
  return entry('deaths', diedOn, scene, [it], {
    ...partyOf('deceased', it, scene),
    diedOn,
    place: it.registrationPlace,
    registeredOn: later(diedOn, scene, 14),
  })
}

function later(from: CivilDate, { random, today }: Scene, most: number): CivilDate {
  const on = addDays(from, random.between(0, most))
  return on > today ? today : on
}

const books: Record<string, string> = { marriages: 'KH', births: 'KS', deaths: 'KT' }

function entry(
  collection: string,
  on: CivilDate,
  scene: Scene,
  people: Entry['people'],
  row: Row,
): Entry {
  const year = on.slice(0, 4)
  const book = `${books[collection]}-${year}`
  const id = `${book}-${String(scene.serial(book) + 1).padStart(6, '0')}`
  return { collection, people, row: { id, ...row } }
}
