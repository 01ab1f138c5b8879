import { ageOn, type CivilDate, writtenDate } from '#kernel/civil-date'
import { type FieldProblem, Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'
import {
  asksForFather,
  type BirthFacts,
  fatherOf,
  isLate,
  isName,
  lateFee,
  motherOf,
  type Newborn,
  newbornOf,
  properName,
  surnameOf,
} from './birth.ts'
import { birthForm, sexWords } from './birth-form.ts'
import type { Answers } from './form.ts'
import type {
  CheckLine,
  DocumentOrder,
  Party,
  Procedure,
  ProcedureEntry,
  ShownLine,
} from './procedure.ts'

const entry: ProcedureEntry = {
  code: 'birth-registration',
  position: 2,
  title: { vi: 'Đăng ký khai sinh', en: 'Birth registration' },
  summary: {
    vi: 'Khai sinh, cấp số định danh và nhập hộ cho trẻ mới sinh trong một lần, từ giấy chứng sinh của bệnh viện.',
    en: 'Register a newborn, get the personal number and the residence in one go, from the hospital’s birth notice.',
  },
  audience: { vi: 'Cha hoặc mẹ của trẻ', en: 'The father or the mother' },
  steps: [
    {
      vi: 'Xem giấy chứng sinh và đặt tên cho con',
      en: 'Look at the birth notice and name the child',
    },
    {
      vi: 'Người cha xác nhận, nếu cha mẹ chưa kết hôn',
      en: 'The father confirms, if the parents are not married',
    },
    {
      vi: 'Nhận giấy khai sinh điện tử trong ví',
      en: 'Receive the birth certificate in your wallet',
    },
  ],
  notAsked: [
    { vi: 'Giấy chứng sinh bản giấy', en: 'The birth notice on paper' },
    { vi: 'Giấy chứng nhận kết hôn', en: 'The marriage certificate' },
    {
      vi: 'Căn cước của cha mẹ, sổ hộ khẩu',
      en: 'The parents’ identity cards, the household book',
    },
    {
      vi: 'Hồ sơ đăng ký thường trú riêng cho con',
      en: 'A separate application for the child’s residence',
    },
  ],
  outcome: {
    vi: 'Giấy khai sinh, số định danh cá nhân, đăng ký thường trú',
    en: 'Birth certificate, personal number, residence',
  },
  validity: { vi: 'Không thời hạn', en: 'Without limit' },
  authority: {
    vi: 'Ủy ban nhân dân cấp xã nơi cư trú của mẹ hoặc cha',
    en: 'People’s Committee of the parents’ commune',
  },
  role: 'civil-registrar',
  workingDays: 1,
  feeWords: {
    vi: 'Miễn phí trong 60 ngày; quá hạn 8.000 đ',
    en: 'Free within 60 days; 8,000 đ when late',
  },
  law: [
    'Luật Hộ tịch 60/2014/QH13, điều 13–16',
    'Nghị định 123/2015/NĐ-CP, điều 15 (trẻ chưa xác định được cha)',
    'Luật Hôn nhân và gia đình 52/2014/QH13, điều 88',
    'Bộ luật Dân sự 91/2015/QH13, điều 26, 28, 30',
  ],
  cost: {
    paper: [
      {
        words: { vi: 'Chuẩn bị tờ khai, bản sao giấy tờ', en: 'Forms and copies' },
        hours: 1.5,
        other: 20_000,
      },
      {
        words: { vi: 'Khai sinh tại UBND, hai lượt', en: 'Two trips to the People’s Committee' },
        hours: 3,
        other: 30_000,
      },
      {
        words: {
          vi: 'Đăng ký thường trú tại công an, hai lượt',
          en: 'Two trips to the police for residence',
        },
        hours: 3,
        other: 30_000,
      },
      {
        words: { vi: 'Làm thẻ bảo hiểm y tế', en: 'Health insurance card' },
        hours: 2,
        other: 15_000,
      },
      { words: { vi: 'Trích lục, sao y', en: 'Extracts and copies' }, hours: 0.5, fees: 24_000 },
    ],
    digital: [
      {
        words: { vi: 'Đặt tên, xem lại và nộp', en: 'Name the child, review and submit' },
        hours: 0.1,
      },
    ],
    subjects: 1_400_000,
    timesPerYear: 1,
    basis: {
      vi: 'Ước tính minh họa: số giờ theo khảo sát giả định, 1,4 triệu trẻ sinh mỗi năm; thay bằng số liệu khảo sát khi có.',
      en: 'Illustrative estimate: assumed hours, 1.4 million births a year; to be replaced by surveyed figures.',
    },
  },
}

export const birthRegistration: Procedure<BirthFacts> = {
  entry,

  admit(facts) {
    if (motherOf(facts)) return
    throw new Problem(422, 'public-services.mother-declares', {
      vi: 'Cơ sở dữ liệu không ghi nhận bạn đang kết hôn. Người mẹ đăng ký khai sinh và mời bạn xác nhận là cha.',
      en: 'The register does not hold you as married. The mother registers the birth and asks you to confirm as the father.',
    })
  },

  form: birthForm,

  check(facts, answers, today) {
    return [
      ...birthProblems(newbornOf(facts, answers), motherOf(facts), today),
      ...fatherProblems(facts, answers),
      ...nameProblems(answers),
    ]
  },

  communeOf(facts, answers) {
    const home = (it: Party | null) =>
      (it?.permanentResidence ?? it?.currentResidence)?.communeCode ?? ''
    const chosen = answers['home'] === 'father' ? fatherOf(facts, answers) : motherOf(facts)
    return home(chosen) || home(facts.declarant)
  },

  feeOf: (facts, answers, today) => (isLate(newbornOf(facts, answers), today) ? lateFee : 0n),

  consentNeeded(facts, answers) {
    if (!asksForFather(facts, answers)) return undefined
    const father = fatherOf(facts, answers)
    if (!father || father.personId === facts.declarant.personId) return undefined
    return { personId: father.personId, role: 'father' }
  },

  enquiries(facts) {
    const { declarant, spouse } = facts
    const mother = motherOf(facts)
    return [
      ...(spouse ? [{ kind: 'marriage', subject: declarant, other: spouse } as const] : []),
      ...(mother ? [{ kind: 'health-insurance', subject: mother } as const] : []),
    ]
  },

  shown: shownLines,
  checks: machineChecks,
}

/** The child's name as it will be entered. */
export function childName(answers: Answers): { surname: string; middle: string; given: string } {
  const text = (name: string) => properName(String(answers[name] ?? ''))
  return { surname: text('surname'), middle: text('middle'), given: text('given') }
}

/** Ethnic group and place of origin: after the parent chosen, or what both share. */
export function childOrigin(facts: BirthFacts, answers: Answers) {
  const [mother, father] = [motherOf(facts), fatherOf(facts, answers)]
  const after = (choice: unknown) =>
    (choice === 'mother' ? mother : father) ?? mother ?? facts.declarant
  return {
    ethnicity: after(answers['ethnicity']).ethnicity,
    origin: after(answers['origin']).origin,
  }
}

/** The household that the child joins, or null when the residence is registered later. */
export function childHousehold(facts: BirthFacts, answers: Answers): string | null {
  if (answers['home'] === 'mother') return motherOf(facts)?.householdId ?? null
  if (answers['home'] === 'father') return fatherOf(facts, answers)?.householdId ?? null
  return null
}

/** The birth certificate that a grant orders, once the child has a number. */
export function birthCertificate(
  facts: BirthFacts,
  answers: Answers,
  registered: { number: string; registeredOn: CivilDate; registeredAt: string; bookNumber: string },
): DocumentOrder {
  const newborn = newbornOf(facts, answers) as Newborn
  const name = childName(answers)
  const parent = (it: Party | null) =>
    it && {
      fullName: it.fullName,
      birthOn: it.birthOn,
      ethnicity: it.ethnicity,
      nationality: it.nationality,
      residence: it.permanentResidence?.text ?? it.currentResidence?.text ?? null,
    }
  return {
    type: 'birth-certificate',
    holder: 'child',
    validUntil: null,
    claims: {
      fullName: [name.surname, name.middle, name.given].filter(Boolean).join(' '),
      birthOn: newborn.bornOn,
      sex: newborn.sex,
      ...childOrigin(facts, answers),
      nationality: 'VNM',
      birthplace: newborn.place,
      number: registered.number,
      mother: parent(motherOf(facts)),
      father: parent(fatherOf(facts, answers)),
      declarant: facts.declarant.fullName,
      registeredOn: registered.registeredOn,
      registeredAt: registered.registeredAt,
      bookNumber: registered.bookNumber,
    },
  }
}

function problem(field: string, vi: string, en: string): FieldProblem {
  return { pointer: `#/answers/${field}`, detail: { vi, en } }
}

function birthProblems(newborn: Newborn | null, mother: Party | null, today: CivilDate) {
  if (!newborn) return []
  const found: FieldProblem[] = []
  if (newborn.bornOn > today) {
    found.push(problem('bornOn', 'Ngày sinh ở tương lai.', 'The date of birth is in the future.'))
  }
  if (mother && ageOn(mother.birthOn, newborn.bornOn) < 12) {
    found.push(
      problem(
        'bornOn',
        'Ngày sinh không hợp với tuổi của mẹ.',
        'The date does not fit the mother’s age.',
      ),
    )
  }
  return found
}

function fatherProblems(facts: BirthFacts, answers: Answers): FieldProblem[] {
  if (answers['father'] !== 'named' || !asksForFather(facts, answers)) return []
  if (!answers['fatherNumber'] || !answers['fatherName']) return []
  const father = facts.namedFather
  if (!father) {
    return [
      problem(
        'fatherNumber',
        'Không có ai mang số định danh và họ tên này. Ghi lại đúng như trên thẻ căn cước.',
        'Nobody has this number and this name. Write both as they stand on the card.',
      ),
    ]
  }
  if (father.sex !== 'male' || father.diedOn || father.personId === facts.declarant.personId) {
    return [
      problem(
        'fatherNumber',
        'Người này không thể được ghi là cha.',
        'This person cannot be entered as the father.',
      ),
    ]
  }
  return []
}

function nameProblems(answers: Answers): FieldProblem[] {
  const found: FieldProblem[] = []
  for (const field of ['middle', 'given']) {
    const text = answers[field]
    if (typeof text !== 'string' || text.trim() === '' || isName(text)) continue
    found.push(
      problem(
        field,
        'Tên chỉ gồm chữ cái, không có số hay ký hiệu.',
        'A name has letters only, no digits or signs.',
      ),
    )
  }
  return found
}

const unsaid: Words = { vi: 'Không ghi', en: 'Left out' }

function shownLines(facts: BirthFacts, answers: Answers, today: CivilDate): ShownLine[] {
  const newborn = newbornOf(facts, answers)
  const name = childName(answers)
  const { ethnicity, origin } = childOrigin(facts, answers)
  const home = childHousehold(facts, answers)
  return [
    {
      words: { vi: 'Họ, chữ đệm và tên của con', en: 'The child’s name' },
      value: [name.surname, name.middle, name.given].filter(Boolean).join(' '),
    },
    {
      words: { vi: 'Ngày sinh', en: 'Date of birth' },
      value: newborn ? writtenDate(newborn.bornOn) : '',
    },
    { words: { vi: 'Giới tính', en: 'Sex' }, value: newborn ? sexWords[newborn.sex] : '' },
    { words: { vi: 'Nơi sinh', en: 'Place of birth' }, value: newborn?.place ?? '' },
    { words: { vi: 'Dân tộc', en: 'Ethnic group' }, value: ethnicity },
    { words: { vi: 'Quê quán', en: 'Place of origin' }, value: origin },
    { words: { vi: 'Mẹ', en: 'Mother' }, value: motherOf(facts)?.fullName ?? unsaid },
    { words: { vi: 'Cha', en: 'Father' }, value: fatherOf(facts, answers)?.fullName ?? unsaid },
    {
      words: { vi: 'Đăng ký thường trú', en: 'Residence' },
      value: home
        ? { vi: 'Nhập hộ cùng lúc', en: 'Registered with it' }
        : { vi: 'Đăng ký sau', en: 'Later' },
    },
    ...(isLate(newborn, today)
      ? [
          {
            words: { vi: 'Lý do quá hạn', en: 'Reason for lateness' },
            value: String(answers['lateReason'] ?? ''),
          },
        ]
      : []),
  ]
}

function machineChecks(facts: BirthFacts, answers: Answers, today: CivilDate): CheckLine[] {
  const newborn = newbornOf(facts, answers)
  const father = fatherOf(facts, answers)
  const surname = String(answers['surname'] ?? '')
  const surnames = [motherOf(facts), father].flatMap((it) => (it ? surnameOf(it.fullName) : []))
  return [
    {
      words: {
        vi: 'Giấy chứng sinh điện tử của cơ sở y tế',
        en: 'Electronic birth notice of a hospital',
      },
      verdict: newborn?.notice ? 'passed' : 'look',
      ...(!newborn?.notice && {
        note: { vi: 'Xem văn bản của người làm chứng.', en: 'Look at the witness statement.' },
      }),
    },
    {
      words: { vi: 'Họ theo cha hoặc mẹ', en: 'Surname of the father or the mother' },
      verdict: surnames.includes(surname) ? 'passed' : 'failed',
    },
    {
      words: { vi: 'Trong thời hạn 60 ngày', en: 'Within 60 days' },
      verdict: isLate(newborn, today) ? 'look' : 'passed',
    },
    ...(asksForFather(facts, answers) && father
      ? [
          {
            words: {
              vi: 'Người cha đã xác nhận bằng tài khoản của mình',
              en: 'The father confirmed in his own account',
            },
            verdict: facts.fatherConsented ? ('passed' as const) : ('failed' as const),
          },
        ]
      : []),
  ]
}
