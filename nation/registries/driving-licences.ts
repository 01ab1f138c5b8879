import { addYears, ageOn, type CivilDate } from '#kernel/civil-date'
import type { Person } from '#population'
import {
  day,
  type Entry,
  type Registry,
  type Scene,
  text,
  where,
  whereFields,
  whereOf,
  whose,
  whoseFields,
  whoseOf,
} from './registry.ts'

/** Per mille of those between 18 and 70: motorcycles, and cars beside them. */
const perMille = {
  male: { motorcycle: 820, car: 210 },
  female: { motorcycle: 640, car: 70 },
}

export const drivingLicences: Registry = {
  code: 'driving-licences',
  member: 'VN/GOV/MPS',
  owner: { vi: 'Bộ Công an', en: 'Ministry of Public Security' },
  title: { vi: 'Cơ sở dữ liệu giấy phép lái xe', en: 'Driving licence database' },
  law: 'Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15',
  collections: [
    {
      code: 'licences',
      title: { vi: 'Giấy phép lái xe', en: 'Driving licences' },
      fields: [
        text('id', 'Số giấy phép lái xe', 'Licence number'),
        ...whose,
        ...where,
        text('class', 'Hạng', 'Class'),
        day('issuedOn', 'Ngày cấp', 'Issued on'),
        day('expiresOn', 'Có giá trị đến', 'Expires on'),
        text('state', 'Tình trạng', 'State'),
      ],
      identities: [{ ...whoseFields, ...whereFields }],
      oldStyle: true,
      dirt: 0.9,
    },
  ],
  *draw({ people }, scene) {
    const { random, today } = scene
    for (const it of people) {
      const age = ageOn(it.birthOn, today)
      if (it.diedOn || age < 19 || age > 70) continue
      const rate = perMille[it.sex]
      const persona = scene.isPersona(it.id)
      if (persona || random.chance(rate.motorcycle)) yield licence(it, 'A1', age, scene)
      if (random.chance(rate.car)) yield licence(it, age < 60 ? 'B' : 'C1', age, scene)
    }
  },
}

/** Licences for motorcycles do not expire; those for cars last ten years. */
function licence(it: Person, kind: string, age: number, scene: Scene): Entry {
  const { random, today } = scene
  const years = random.between(0, Math.min(age - 19, kind === 'A1' ? 30 : 9))
  const issuedOn = addYears(today, -years)
  const serial = String(scene.serial('licence') + 1).padStart(8, '0')
  const expiresOn: CivilDate | null = kind === 'A1' ? null : addYears(issuedOn, 10)
  return {
    collection: 'licences',
    people: [it],
    row: {
      id: `${issuedOn.slice(2, 4)}${kind === 'A1' ? '01' : '02'}${serial}`,
      ...whoseOf(it, scene),
      ...whereOf(it),
      class: kind,
      issuedOn,
      expiresOn,
      state: random.chance(12) ? 'withdrawn' : 'valid',
    },
  }
}
