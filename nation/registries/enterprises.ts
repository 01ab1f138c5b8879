import type { CivilDate } from '#kernel/civil-date'
import type { Person } from '#population'
import type { Organisation } from '../organisation.ts'
import {
  count,
  day,
  type Registry,
  type Row,
  type Scene,
  text,
  where,
  whose,
  whoseFields,
  whoseOf,
} from './registry.ts'

export const enterprises: Registry = {
  code: 'enterprises',
  member: 'VN/GOV/MOF',
  owner: { vi: 'Bộ Tài chính', en: 'Ministry of Finance' },
  title: { vi: 'Cơ sở dữ liệu đăng ký doanh nghiệp', en: 'Business registration database' },
  law: 'Luật Doanh nghiệp 59/2020/QH14, điều 32–33',
  collections: [
    {
      code: 'firms',
      title: { vi: 'Doanh nghiệp', en: 'Firms' },
      fields: [
        text('id', 'Mã số doanh nghiệp', 'Enterprise code'),
        text('name', 'Tên doanh nghiệp', 'Name'),
        text('foreignName', 'Tên bằng tiếng nước ngoài', 'Name in a foreign language'),
        ...whose.map((it) => ({
          ...it,
          words: {
            vi: `${it.words.vi} của người đại diện`,
            en: `${it.words.en} of the representative`,
          },
        })),
        ...where,
        count('capital', 'Vốn điều lệ (đồng)', 'Charter capital (đồng)'),
        day('foundedOn', 'Ngày thành lập', 'Founded on'),
        text('state', 'Tình trạng', 'State'),
      ],
      identities: [whoseFields],
      dirt: 0.4,
    },
  ],
  *draw(kin, scene) {
    const offices = new Map(
      kin.offices.filter((it) => it.role === 'representative').map((it) => [it.organisationId, it]),
    )
    for (const firm of kin.firms) {
      const office = offices.get(firm.id)
      const representative = office && kin.person(office.personId)
      if (!representative) continue
      const row = firmRow(firm, representative, office.since, scene)
      yield { collection: 'firms', people: [representative], row }
    }
  },
}

function firmRow(firm: Organisation, by: Person, since: CivilDate, scene: Scene): Row {
  const { random } = scene
  return {
    id: firm.taxCode,
    name: firm.name.vi,
    foreignName: firm.name.en,
    ...whoseOf(by, scene),
    address: firm.address?.detail ?? null,
    communeCode: firm.address?.communeCode ?? null,
    capital: random.between(1, 200) * 100_000_000,
    foundedOn: since,
    state: random.chance(90) ? 'suspended' : 'active',
  }
}
