import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import { provinces, provinceTitle } from '#population'
import type { Commune } from './communes.ts'
import type { Numbers } from './numbers.ts'
import type { Organisation, OrganisationKind } from './organisation.ts'
import type { Random } from './random.ts'

const ministries = `
Bộ Quốc phòng | Ministry of National Defence
Bộ Công an | Ministry of Public Security
Bộ Ngoại giao | Ministry of Foreign Affairs
Bộ Nội vụ | Ministry of Home Affairs
Bộ Tư pháp | Ministry of Justice
Bộ Tài chính | Ministry of Finance
Bộ Công Thương | Ministry of Industry and Trade
Bộ Nông nghiệp và Môi trường | Ministry of Agriculture and Environment
Bộ Xây dựng | Ministry of Construction
Bộ Văn hóa, Thể thao và Du lịch | Ministry of Culture, Sports and Tourism
Bộ Khoa học và Công nghệ | Ministry of Science and Technology
Bộ Giáo dục và Đào tạo | Ministry of Education and Training
Bộ Y tế | Ministry of Health
Bộ Dân tộc và Tôn giáo | Ministry of Ethnic and Religious Affairs
Thanh tra Chính phủ | Government Inspectorate
Ngân hàng Nhà nước Việt Nam | State Bank of Vietnam
Văn phòng Chính phủ | Government Office`

/** The agencies of the state. Their ids depend on the list of communes alone, not on the seed. */
export type Agencies = {
  readonly all: readonly Organisation[]
  readonly dataCenter: Organisation
  /** The People's Committee and the police of a commune, by its code. */
  ofCommune(code: string): { committee: Organisation; police: Organisation }
  hospitalOf(provinceCode: string): Organisation
}

export function openAgencies(
  communes: readonly Commune[],
  numbers: Numbers,
  random: Random,
): Agencies {
  const all: Organisation[] = []
  const add = (
    kind: OrganisationKind,
    name: Words,
    unitCode: string | null,
    parentId: Id<'organisation'> | null,
  ): Organisation => {
    const id = numbers.id('organisation', random)
    const it = { id, kind, name, unitCode, taxCode: null, parentId, address: null }
    all.push(it)
    return it
  }
  const [, security, ...others] = ministries
    .trim()
    .split('\n')
    .map((line) => {
      const [vi = '', en = ''] = line.split(' | ')
      return add('ministry', { vi, en }, null, null)
    }) as [Organisation, Organisation, ...Organisation[]]
  const health = others.find((it) => it.name.vi === 'Bộ Y tế') as Organisation
  const center = { vi: 'Trung tâm Dữ liệu quốc gia', en: 'National Data Center' }
  const dataCenter = add('data-center', center, null, security.id)
  const committees = new Map<string, Organisation>()
  const forces = new Map<string, Organisation>()
  const hospitals = new Map<string, Organisation>()
  for (const it of provinces) {
    const vi = provinceTitle(it)
    const lower = vi.replace(/^Tỉnh/, 'tỉnh').replace(/^Thành phố/, 'thành phố')
    committees.set(it.code, add('people-committee', committeeName(lower, it.nameEn), it.code, null))
    const force = { vi: `Công an ${lower}`, en: `${it.nameEn} Police` }
    forces.set(it.code, add('police', force, it.code, security.id))
    const hospital = { vi: `Bệnh viện Đa khoa ${lower}`, en: `${it.nameEn} General Hospital` }
    hospitals.set(it.code, add('hospital', hospital, it.code, health.id))
  }
  for (const { code, name, province } of communes) {
    const [vi, en] = [name.replace(/^\S/, (it) => it.toLowerCase()), englishName(name)]
    const above = (of: Map<string, Organisation>) => (of.get(province) as Organisation).id
    committees.set(code, add('people-committee', committeeName(vi, en), code, above(committees)))
    const police = { vi: `Công an ${vi}`, en: `${en} Police` }
    forces.set(code, add('police', police, code, above(forces)))
  }
  return {
    all,
    dataCenter,
    ofCommune: (code) => ({
      committee: committees.get(code) as Organisation,
      police: forces.get(code) as Organisation,
    }),
    hospitalOf: (code) => hospitals.get(code) as Organisation,
  }
}

function committeeName(vi: string, en: string): Words {
  return { vi: `Ủy ban nhân dân ${vi}`, en: `People’s Committee of ${en}` }
}

const englishKinds = { Phường: 'Ward', Xã: 'Commune', 'Đặc khu': 'Special Zone' }

/** "Phường Tân Hòa" is Tân Hòa Ward. */
function englishName(name: string): string {
  const [vi, en] = Object.entries(englishKinds).find(([kind]) => name.startsWith(kind)) ?? ['', '']
  return `${name.slice(vi.length).trim()} ${en}`
}
