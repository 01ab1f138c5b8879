import { ageOn } from '#kernel/civil-date'
import type { Person } from '#population'
import {
  count,
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

const perMille = { motorcycle: 620, second: 180, car: 65 }
const makes = {
  motorcycle: ['Honda Wave', 'Honda Vision', 'Yamaha Sirius', 'Honda SH', 'VinFast Evo', 'SYM'],
  car: ['VinFast VF 5', 'Toyota Vios', 'Hyundai Accent', 'Kia Morning', 'Ford Ranger', 'Mazda 3'],
}

export const vehicles: Registry = {
  code: 'vehicles',
  member: 'VN/GOV/MPS',
  owner: { vi: 'Bộ Công an', en: 'Ministry of Public Security' },
  title: { vi: 'Cơ sở dữ liệu đăng ký xe', en: 'Vehicle registration database' },
  law: 'Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15',
  collections: [
    {
      code: 'registrations',
      title: { vi: 'Đăng ký xe', en: 'Vehicle registrations' },
      fields: [
        text('id', 'Biển số', 'Plate'),
        ...whose,
        ...where,
        text('kind', 'Loại xe', 'Kind'),
        text('make', 'Nhãn hiệu', 'Make'),
        count('year', 'Năm sản xuất', 'Year of manufacture'),
        day('registeredOn', 'Ngày đăng ký', 'Registered on'),
      ],
      identities: [{ ...whoseFields, ...whereFields }],
      oldStyle: true,
      dirt: 1.1,
    },
  ],
  *draw({ people }, scene) {
    const { random, today } = scene
    for (const it of people) {
      const age = ageOn(it.birthOn, today)
      if (it.diedOn || age < 18 || age > 75) continue
      const persona = scene.isPersona(it.id)
      if (persona || random.chance(perMille.motorcycle)) yield vehicle(it, 'motorcycle', scene)
      if (random.chance(perMille.second)) yield vehicle(it, 'motorcycle', scene)
      if (random.chance(perMille.car)) yield vehicle(it, 'car', scene)
    }
  },
}

function vehicle(owner: Person, kind: 'motorcycle' | 'car', scene: Scene): Entry {
  const { random, today } = scene
  const province = (owner.currentResidence ?? owner.permanentResidence)?.communeCode.slice(0, 2)
  const series = (province ?? '01') + (kind === 'car' ? 'A' : 'B')
  const serial = scene.serial(series)
  const letter = String.fromCharCode(65 + (Math.floor(serial / 100_000) % 26))
  const number = String(serial % 100_000).padStart(5, '0')
  const year =
    Number(today.slice(0, 4)) - random.between(0, Math.min(16, ageOn(owner.birthOn, today) - 18))
  return {
    collection: 'registrations',
    people: [owner],
    row: {
      id: `${series}${letter}-${number.slice(0, 3)}.${number.slice(3)}`,
      ...whoseOf(owner, scene),
      ...whereOf(owner),
      kind,
      make: random.pick(makes[kind]),
      year,
      registeredOn: `${year}-${String(random.between(1, 10)).padStart(2, '0')}-15`,
    },
  }
}
