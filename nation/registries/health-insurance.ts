import { addYears, ageOn } from '#kernel/civil-date'
import type { Person } from '#population'
import {
  day,
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

/** Nine of ten were insured in the years around 2025, nearly all of the young and the old. */
const insuredPerMille = { child: 980, pupil: 970, adult: 900, old: 975 }

export const healthInsurance: Registry = {
  code: 'health-insurance',
  member: 'VN/GOV/VSS',
  owner: { vi: 'Bảo hiểm xã hội Việt Nam', en: 'Viet Nam Social Security' },
  title: { vi: 'Cơ sở dữ liệu bảo hiểm y tế', en: 'Health insurance database' },
  law: 'Luật Bảo hiểm y tế 25/2008/QH12; Nghị định 43/2021/NĐ-CP',
  collections: [
    {
      code: 'cards',
      title: { vi: 'Thẻ bảo hiểm y tế', en: 'Health insurance cards' },
      fields: [
        text('id', 'Mã số thẻ', 'Card number'),
        ...whose,
        text('sex', 'Giới tính', 'Sex'),
        ...where,
        text('group', 'Nhóm đối tượng', 'Group'),
        text('clinic', 'Nơi khám chữa bệnh ban đầu', 'First clinic'),
        day('validFrom', 'Có giá trị từ', 'Valid from'),
        day('validUntil', 'Có giá trị đến', 'Valid until'),
      ],
      identities: [{ ...whoseFields, ...whereFields, sex: 'sex' }],
      dirt: 0.4,
    },
  ],
  *draw({ people }, scene) {
    const { random, today } = scene
    for (const it of people) {
      if (it.diedOn || it.nationality !== 'VNM') continue
      const age = ageOn(it.birthOn, today)
      if (!random.chance(chanceOf(age)) && !scene.isPersona(it.id)) continue
      const group = groupOf(it, age, scene)
      const province = it.number.slice(0, 3)
      const from = `${today.slice(0, 4)}-01-01`
      yield {
        collection: 'cards',
        people: [it],
        row: {
          id: `${group}4${province}${String(scene.serial('card') + 1).padStart(9, '0')}`,
          ...whoseOf(it, scene),
          sex: it.sex,
          ...whereOf(it),
          group,
          clinic: clinicOf(it),
          validFrom: from,
          validUntil: age < 6 ? addYears(it.birthOn, 6) : `${today.slice(0, 4)}-12-31`,
        },
      }
    }
  },
}

function chanceOf(age: number): number {
  if (age < 6) return insuredPerMille.child
  if (age < 20) return insuredPerMille.pupil
  return age < 60 ? insuredPerMille.adult : insuredPerMille.old
}

/** Children under six, pupils, workers, pensioners, and families that insure themselves. */
function groupOf(it: Person, age: number, { random, isPersona }: Scene): string {
  if (age < 6) return 'TE'
  if (age < 20) return 'HS'
  if (age >= 60) return random.chance(400) ? 'HT' : 'CT'
  return isPersona(it.id) || random.chance(480) ? 'DN' : 'GD'
}

function clinicOf(it: Person): string {
  const commune = (it.currentResidence ?? it.permanentResidence)?.communeCode
  return commune ? `Trạm Y tế ${commune}` : 'Bệnh viện Đa khoa tỉnh'
}
