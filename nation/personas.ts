import { startOf } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import { fullName, parseName, type Sex } from '#population'
import type { Agencies } from './agencies.ts'
import type { Commune, Communes } from './communes.ts'
import { dateOf, years } from './day.ts'
import { familyFrom, wed } from './families.ts'
import { bringUp, type Family, type Ground, type Home, type Member } from './member.ts'
import { openNumbers } from './numbers.ts'
import { officeOf } from './officials.ts'
import type { Office, Organisation, Role } from './organisation.ts'
import { Random } from './random.ts'

export type PersonaKey =
  | 'mother'
  | 'father'
  | 'single-mother'
  | 'landlord'
  | 'commune-police'
  | 'registrar'
  | 'operator'
  | 'officer-elsewhere'
  | 'steward'

/** Someone to try the center as: the same person in every nation, whatever its seed and size. */
export type Persona = {
  readonly key: PersonaKey
  readonly personId: Id<'person'>
  readonly name: string
  /** Who this is and what there is to try. */
  readonly words: Words
  readonly role: Role | null
  readonly organisationId: Id<'organisation'> | null
  /** The commune in which the persona lives. */
  readonly communeCode: string
}

export type PersonaFamily = { readonly family: Family; readonly homes: readonly Home[] }

export type Cast = {
  readonly personas: readonly Persona[]
  readonly families: readonly PersonaFamily[]
  readonly offices: readonly Office[]
}

const words: Record<PersonaKey, Words> = {
  mother: {
    vi: 'Người mẹ vừa sinh con thứ hai: đăng ký khai sinh, xin xác nhận thông tin về cư trú.',
    en:
      'A mother who has just had her second child: registers the birth, asks for a confirmation ' +
      'of residence.',
  },
  father: {
    vi: 'Người cha trong gia đình ấy: cùng đứng tên trong giấy khai sinh của con.',
    en: 'The father in that family: named beside the mother on the birth certificate.',
  },
  'single-mother': {
    vi: 'Người mẹ chưa kết hôn, mới sinh con: đăng ký khai sinh không có phần khai về cha.',
    en: 'An unmarried woman with a newborn: registers the birth without naming a father.',
  },
  landlord: {
    vi: 'Chủ nhà cho thuê trọ: kiểm tra giấy tờ do người thuê xuất trình.',
    en: 'A landlord who rents out rooms: verifies the documents that tenants present.',
  },
  'commune-police': {
    vi: 'Đại úy công an phường: giải quyết hồ sơ cư trú, nâng mức tài khoản định danh.',
    en: 'A captain of the ward police: decides on residence, raises the level of accounts.',
  },
  registrar: {
    vi: 'Công chức tư pháp – hộ tịch của phường: giải quyết hồ sơ khai sinh.',
    en: 'The civil status official of the ward: decides on registrations of birth.',
  },
  operator: {
    vi: 'Người vận hành Trung tâm Dữ liệu quốc gia.',
    en: 'An operator of the National Data Center.',
  },
  'officer-elsewhere': {
    vi: 'Công an của một xã thuộc tỉnh khác: không có quyền đối với hồ sơ của phường này.',
    en: 'A police officer of a commune in another province: has no say over files of this ward.',
  },
  steward: {
    vi: 'Người quản trị dữ liệu của Trung tâm Dữ liệu quốc gia: làm sạch, kết nối, chia sẻ dữ liệu.',
    en: 'A data steward of the National Data Center: cleans, links and shares data.',
  },
}

/** Calls the personas up: their families, homes and posts. */
export function castPersonas(ground: Ground, agencies: Agencies): Cast {
  const stages = stagesOf(ground.communes)
  const { people, families } = bringUpCast(ground, stages)
  const posts = postsOf(stages, agencies)
  const keys = Object.keys(words) as PersonaKey[]
  const personas = keys.map((key): Persona => {
    const { id, name, home } = people[key]
    const held = posts[key]
    return {
      key,
      personId: id,
      name: fullName(name),
      words: words[key],
      role: held?.role ?? null,
      organisationId: held?.organisation.id ?? null,
      communeCode: (home as Home).commune.code,
    }
  })
  const aside = openAside(ground)
  const offices = keys.flatMap((key) => {
    const held = posts[key]
    return held ? officeOf(key === 'steward' ? aside : ground, people[key], held) : []
  })
  return { personas, families, offices }
}

/** Chance and ids apart from everyone's, for a post that came after the nation was counted out. */
function openAside(ground: Ground): Ground {
  const twoDaysBefore = startOf(dateOf(ground.opening - 2)).getTime()
  return { ...ground, numbers: openNumbers(twoDaysBefore), random: new Random().begin(0, 4) }
}

function bringUpCast(ground: Ground, { ward, otherWard, elsewhere }: Stages) {
  const { person, couple, childOf, household, families } = openStage(ground)

  const his = couple(person('Trần Văn Hòa', 'male', 62, ward), 'Lê Thị Nga', 59, 36)
  const hers = couple(person('Nguyễn Văn Bình', 'male', 58, otherWard), 'Phạm Thị Hạnh', 55, 33)
  const father = childOf(his, 'Trần Minh Đức', 'male', 33)
  const mother = childOf(hers, 'Nguyễn Thị Mai', 'female', 31)
  const young = wedAt(ground, father, mother, 6)
  const daughter = childOf(young, 'Trần Ngọc Hân', 'female', 4)
  household(
    [his, hers],
    [
      [ward, 'Số 18, ngõ 42, đường Hoàng Hoa Thám', [...his, ...young, daughter]],
      [otherWard, 'Số 7, ngõ 15, đường Lê Hồng Phong', hers],
    ],
  )

  const captain = person('Lê Quang Huy', 'male', 35, ward)
  const captains = couple(captain, 'Đặng Thu Phương', 33, 9)
  const captainsSon = childOf(captains, 'Lê Minh Khôi', 'male', 7)
  household([captains], [[ward, 'Số 5, ngõ 120, đường Quang Trung', [...captains, captainsSon]]])

  const clerks = couple(person('Ngô Văn Tuấn', 'male', 40, ward), 'Phạm Thị Thu Hà', 38, 14)
  const clerksGirl = childOf(clerks, 'Ngô Khánh Linh', 'female', 12)
  household([clerks], [[ward, 'Số 31, đường Trần Phú', [...clerks, clerksGirl]]])

  const operator = person('Vũ Hoàng Nam', 'male', 30, otherWard)
  household([[operator]], [[otherWard, 'Số 204, đường Nguyễn Trãi', [operator]]])

  const landlord = person('Hoàng Văn Phúc', 'male', 55, otherWard)
  const landlords = couple(landlord, 'Bùi Thị Liên', 52, 29)
  household([landlords], [[otherWard, 'Số 66, đường Lê Lợi', landlords]])

  const elders = couple(person('Đỗ Văn Thắng', 'male', 57, ward), 'Nguyễn Thị Lý', 54, 30)
  const singleMother = childOf(elders, 'Đỗ Thanh Hương', 'female', 27)
  household([elders], [[ward, 'Số 9, ngõ 77, đường Bà Triệu', [...elders, singleMother]]])

  const stranger = person('Cao Xuân Thắng', 'male', 41, elsewhere)
  const strangers = couple(stranger, 'Hồ Thị Vân', 38, 13)
  const strangersSon = childOf(strangers, 'Cao Đức Anh', 'male', 10)
  household([strangers], [[elsewhere, 'Số 12, đường Phan Bội Châu', [...strangers, strangersSon]]])

  const people: Record<PersonaKey, Member> = {
    mother,
    father,
    'single-mother': singleMother,
    landlord,
    'commune-police': captain,
    registrar: clerks[1],
    operator,
    'officer-elsewhere': stranger,
    steward: captains[1],
  }
  return { people, families }
}

type Post = Parameters<typeof officeOf>[2]

function postsOf(
  { ward, elsewhere }: Stages,
  agencies: Agencies,
): Partial<Record<PersonaKey, Post>> {
  const here = agencies.ofCommune(ward.code)
  const there = agencies.ofCommune(elsewhere.code)
  return {
    'commune-police': post(here.police, 'commune-police', 'Đại úy', 'Captain', ward.code),
    registrar: post(
      here.committee,
      'civil-registrar',
      'Công chức tư pháp – hộ tịch',
      'Civil status official',
      ward.code,
    ),
    operator: post(agencies.dataCenter, 'operator', 'Kỹ sư vận hành', 'Operations engineer', null),
    'officer-elsewhere': post(
      there.police,
      'commune-police',
      'Thượng úy',
      'Senior lieutenant',
      elsewhere.code,
    ),
    steward: post(agencies.dataCenter, 'data-steward', 'Quản trị dữ liệu', 'Data steward', null),
  }
}

function post(
  organisation: Organisation,
  role: Role,
  vi: string,
  en: string,
  unitCode: string | null,
): Post {
  return { organisation, role, title: { vi, en }, unitCode }
}

type Stages = Record<'ward' | 'otherWard' | 'elsewhere', Commune>

/** Two wards of Hà Nội and a commune of Nghệ An: the first of each in which people live. */
function stagesOf({ lived }: Communes): Stages {
  const [ward, otherWard] = lived.filter((it) => it.province === '01')
  const elsewhere = lived.find((it) => it.province === '40')
  if (!ward || !otherWard || !elsewhere) throw new RangeError('The personas have no homes.')
  return { ward, otherWard, elsewhere }
}

type Couple = readonly [husband: Member, wife: Member]
type Lodging = readonly [commune: Commune, detail: string, members: readonly Member[]]

/** What the lives of the personas are put together from. */
function openStage(ground: Ground) {
  const families: PersonaFamily[] = []
  const bornBefore = (age: number) => ground.today - years(age) - 100 - age
  const roots = (sex: Sex, age: number, commune: Commune) => ({
    sex,
    born: bornBefore(age),
    people: '01',
    religion: 'none' as const,
    bornIn: commune,
    origin: commune,
    steady: true,
  })
  const person = (name: string, sex: Sex, age: number, commune: Commune): Member =>
    bringUp(ground, { ...roots(sex, age, commune), name: parseName(name) })
  const couple = (husband: Member, wife: string, age: number, marriedYears: number): Couple =>
    wedAt(ground, husband, person(wife, 'female', age, husband.bornIn), marriedYears)
  const childOf = ([father, mother]: Couple, name: string, sex: Sex, age: number): Member => {
    const own = { ...roots(sex, age, father.bornIn), name: parseName(name), father, mother }
    const child = bringUp(ground, own)
    father.children.push(child)
    mother.children.push(child)
    return child
  }
  const household = (
    parents: readonly (readonly Member[])[],
    lodgings: readonly Lodging[],
  ): void => {
    const homes = lodgings.map(([commune, detail, members]): Home => {
      const address = { communeCode: commune.code, detail }
      const home = { commune, address, members: [...members] }
      for (const it of members) it.home = home
      return home
    })
    families.push({ family: familyFrom(parents), homes })
  }
  return { families, person, couple, childOf, household }
}

function wedAt(ground: Ground, husband: Member, wife: Member, marriedYears: number): Couple {
  const { bornIn } = husband
  wed(husband, wife, ground.today - years(marriedYears) - 60, bornIn, bornIn)
  return [husband, wife]
}
