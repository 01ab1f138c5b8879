import { addYears, ageOn } from '#kernel/civil-date'
import {
  day,
  type Registry,
  text,
  where,
  whereFields,
  whereOf,
  whose,
  whoseFields,
  whoseOf,
} from './registry.ts'

/** Of those between 18 and 65 so many have a tax code; of their children, as dependants. */
const perMille = { adult: 700, dependant: 150 }

export const tax: Registry = {
  code: 'tax',
  member: 'VN/GOV/MOF',
  owner: { vi: 'Bộ Tài chính', en: 'Ministry of Finance' },
  title: { vi: 'Cơ sở dữ liệu người nộp thuế', en: 'Taxpayer database' },
  law: 'Luật Quản lý thuế 38/2019/QH14, điều 95–99',
  collections: [
    {
      code: 'taxpayers',
      title: { vi: 'Người nộp thuế là cá nhân', en: 'Natural persons who pay tax' },
      fields: [
        text('id', 'Mã số thuế', 'Tax code'),
        ...whose,
        ...where,
        text('kind', 'Loại', 'Kind'),
        text('office', 'Cơ quan thuế quản lý', 'Tax office'),
        day('registeredOn', 'Ngày cấp mã số', 'Registered on'),
        text('state', 'Tình trạng', 'State'),
      ],
      identities: [{ ...whoseFields, ...whereFields }],
      dirt: 0.7,
    },
  ],
  *draw({ people }, scene) {
    const { random, today } = scene
    for (const it of people) {
      const age = ageOn(it.birthOn, today)
      const adult = age >= 18 && age < 66
      const chance = adult ? perMille.adult : age < 18 ? perMille.dependant : 0
      if (it.diedOn || (!random.chance(chance) && !scene.isPersona(it.id))) continue
      const commune = (it.currentResidence ?? it.permanentResidence)?.communeCode
      yield {
        collection: 'taxpayers',
        people: [it],
        row: {
          id: `8${String(scene.serial('taxpayer') + 1).padStart(9, '0')}`,
          ...whoseOf(it, scene),
          ...whereOf(it),
          kind: adult ? 'earner' : 'dependant',
          office: `Thuế cơ sở ${commune?.slice(0, 2) ?? '01'}`,
          registeredOn: addYears(today, -random.between(0, Math.max(0, Math.min(age, 60) - 18))),
          state: random.chance(40) ? 'closed' : 'active',
        },
      }
    }
  },
}
