import { addDays, addYears, ageOn } from '#kernel/civil-date'
import {
  count,
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

/** Of those of working age, four of ten pay in; of the old, a quarter draws a pension. */
const perMille = { paying: 400, pension: 260 }
const employersKept = 64

export const socialInsurance: Registry = {
  code: 'social-insurance',
  member: 'VN/GOV/VSS',
  owner: { vi: 'Bảo hiểm xã hội Việt Nam', en: 'Viet Nam Social Security' },
  title: { vi: 'Cơ sở dữ liệu bảo hiểm xã hội', en: 'Social insurance database' },
  law: 'Luật Bảo hiểm xã hội 41/2024/QH15; Nghị định 43/2021/NĐ-CP',
  collections: [
    {
      code: 'participants',
      title: { vi: 'Người tham gia bảo hiểm xã hội', en: 'Participants' },
      fields: [
        text('id', 'Mã số bảo hiểm xã hội', 'Social insurance number'),
        ...whose,
        text('sex', 'Giới tính', 'Sex'),
        ...where,
        text('employer', 'Đơn vị sử dụng lao động', 'Employer'),
        text('employerTaxCode', 'Mã số thuế của đơn vị', 'Tax code of the employer'),
        day('since', 'Tham gia từ', 'Since'),
        count('monthsPaid', 'Số tháng đã đóng', 'Months paid'),
        count('monthlyWage', 'Tiền lương tháng đóng (đồng)', 'Insured monthly wage (đồng)'),
        text('state', 'Tình trạng', 'State'),
      ],
      identities: [{ ...whoseFields, ...whereFields, sex: 'sex' }],
      dirt: 0.5,
    },
  ],
  *draw({ people, firms }, scene) {
    const { random, today } = scene
    const employers = firms.slice(0, employersKept)
    for (const it of people) {
      const age = ageOn(it.birthOn, today)
      const working = age >= 18 && age < 60
      const chance = working ? perMille.paying : age >= 60 ? perMille.pension : 0
      if (it.diedOn || it.nationality !== 'VNM') continue
      if (!random.chance(chance) && !(working && scene.isPersona(it.id))) continue
      const years = random.between(0, Math.max(0, Math.min(age, 60) - 20))
      const since = addDays(addYears(today, -years), -random.between(30, 330))
      const inFirm = !scene.isPersona(it.id) && employers.length > 0 && random.chance(700)
      const firm = inFirm ? random.pick(employers) : undefined
      yield {
        collection: 'participants',
        people: [it],
        row: {
          id: String(100_000_000 + scene.serial('participant')).padStart(10, '0'),
          ...whoseOf(it, scene),
          sex: it.sex,
          ...whereOf(it),
          employer: working ? (firm?.name.vi ?? 'Đơn vị hành chính, sự nghiệp') : null,
          employerTaxCode: working ? (firm?.taxCode ?? null) : null,
          since,
          monthsPaid: working ? years * 12 + random.between(1, 11) : random.between(180, 420),
          monthlyWage: working ? random.between(50, 280) * 100_000 : 0,
          state: working ? (random.chance(60) ? 'paused' : 'paying') : 'pension',
        },
      }
    }
  },
}
