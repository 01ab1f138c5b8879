import { type CivilDate, daysBetween, writtenDate } from '#kernel/civil-date'
import type { Words } from '#kernel/words'
import {
  asksForFather,
  type BirthFacts,
  type BirthNotice,
  fatherOf,
  isLate,
  motherOf,
  newbornOf,
  noticeOf,
  surnameOf,
} from './birth.ts'
import type { Answers, Field, Group, Known, Option } from './form.ts'
import { fromRegister, type Party } from './procedure.ts'
import { contact } from './residence-confirmation.ts'

/** The question groups of a birth registration, computed from facts and answers. */
export function birthForm(facts: BirthFacts, answers: Answers, today: CivilDate): Group[] {
  const newborn = newbornOf(facts, answers)
  return [
    noticeGroup(facts, answers),
    ...(isLate(newborn, today) && newborn ? [lateGroup(newborn.bornOn, today)] : []),
    parentsGroup(facts, answers),
    childGroup(facts, answers),
    homeGroup(facts, answers),
    contact(facts.declarant),
  ]
}

export const sexWords: Record<'male' | 'female', Words> = {
  male: { vi: 'Nam', en: 'Male' },
  female: { vi: 'Nữ', en: 'Female' },
}

function noticeGroup(facts: BirthFacts, answers: Answers): Group {
  const { notices } = facts
  const chosen = noticeOf(facts, answers)
  const several = notices.length > 1
  const choice: Field = {
    name: 'notice',
    kind: 'choice',
    words: { vi: 'Giấy chứng sinh', en: 'Birth notice' },
    required: true,
    ...(notices.length === 1 && { initial: notices[0]?.id ?? null }),
    options: [
      ...notices.map((it) => ({ value: it.id, words: noticeWords(it) })),
      {
        value: 'none',
        words: { vi: 'Trẻ sinh ngoài cơ sở y tế', en: 'The child was born outside a hospital' },
      },
    ],
  }
  const atHome = notices.length === 0 || answers['notice'] === 'none'
  return {
    id: 'birth',
    title: { vi: 'Việc sinh', en: 'The birth' },
    lead:
      several && !atHome
        ? { vi: 'Chọn trẻ được đăng ký lần này.', en: 'Choose the child to register now.' }
        : {
            vi: 'Bệnh viện đã gửi giấy chứng sinh; bạn không cần nộp bản giấy.',
            en: 'The hospital has sent the birth notice; no paper is needed.',
          },
    known: chosen ? noticeFacts(chosen) : [],
    fields: [...(notices.length > 0 ? [choice] : []), ...(atHome ? homeBirthFields : [])],
    ...(notices.length > 0 &&
      atHome && {
        lead: {
          vi: 'Khai việc sinh và tải lên văn bản của người làm chứng hoặc giấy cam đoan.',
          en: 'State the birth and upload a witness statement or a declaration.',
        },
      }),
    ...(notices.length === 0 && {
      lead: {
        vi: 'Chưa có giấy chứng sinh điện tử nào cho bạn. Khai việc sinh và tải lên văn bản của người làm chứng hoặc giấy cam đoan.',
        en: 'No hospital has sent a birth notice for you. State the birth and upload a witness statement or a declaration.',
      },
    }),
  }
}

const homeBirthFields: Field[] = [
  { name: 'bornOn', kind: 'day', words: { vi: 'Ngày sinh', en: 'Date of birth' }, required: true },
  {
    name: 'sex',
    kind: 'choice',
    words: { vi: 'Giới tính', en: 'Sex' },
    required: true,
    options: [
      { value: 'male', words: sexWords.male },
      { value: 'female', words: sexWords.female },
    ],
  },
  {
    name: 'birthplace',
    kind: 'text',
    words: { vi: 'Nơi sinh', en: 'Place of birth' },
    help: { vi: 'Địa chỉ nơi trẻ được sinh ra', en: 'The address where the child was born' },
    required: true,
  },
  {
    name: 'witness',
    kind: 'files',
    words: {
      vi: 'Văn bản xác nhận của người làm chứng hoặc giấy cam đoan',
      en: 'Statement of a witness, or a declaration',
    },
    help: { vi: 'Ảnh hoặc PDF, tối đa 10 MB mỗi tệp', en: 'Pictures or PDF, at most 10 MB each' },
    required: true,
  },
]

function noticeWords(it: BirthNotice): Words {
  return {
    vi: `Bé ${it.sex === 'male' ? 'trai' : 'gái'} sinh ngày ${writtenDate(it.bornOn)}, ${it.facility}`,
    en: `A ${it.sex === 'male' ? 'boy' : 'girl'} born on ${writtenDate(it.bornOn)}, ${it.facility}`,
  }
}

function noticeFacts(it: BirthNotice): Known[] {
  const source = {
    vi: `Giấy chứng sinh số ${it.number}, ${it.facility}`,
    en: `Birth notice ${it.number}, ${it.facility}`,
  }
  return [
    {
      words: { vi: 'Sinh lúc', en: 'Born at' },
      value: `${it.bornAt}, ${writtenDate(it.bornOn)}`,
      source,
    },
    { words: { vi: 'Giới tính', en: 'Sex' }, value: sexWords[it.sex], source },
    {
      words: { vi: 'Cân nặng', en: 'Weight' },
      value: `${(it.weightGrams / 1000).toFixed(2).replace('.', ',')} kg`,
      source,
    },
    {
      words: { vi: 'Nơi sinh', en: 'Place of birth' },
      value: `${it.facility}, ${it.place}`,
      source,
    },
  ]
}

function lateGroup(bornOn: CivilDate, today: CivilDate): Group {
  const days = daysBetween(bornOn, today)
  return {
    id: 'late',
    title: { vi: 'Đăng ký quá hạn', en: 'Late registration' },
    lead: {
      vi: `Trẻ sinh đã ${days} ngày, quá thời hạn 60 ngày. Vẫn đăng ký được; vui lòng cho biết lý do.`,
      en: `The child was born ${days} days ago, beyond the 60 days. It can still be registered; please say why it is late.`,
    },
    known: [],
    fields: [
      {
        name: 'lateReason',
        kind: 'long-text',
        words: { vi: 'Lý do', en: 'Reason' },
        required: true,
        maxLength: 500,
      },
    ],
  }
}

function parentsGroup(facts: BirthFacts, answers: Answers): Group {
  const mother = motherOf(facts)
  const father = fatherOf(facts, answers)
  const asks = asksForFather(facts, answers)
  const known = [
    ...(mother ? parentFacts(mother, { vi: 'Mẹ', en: 'Mother' }) : []),
    ...(father && !asks ? parentFacts(father, { vi: 'Cha', en: 'Father' }) : []),
  ]
  const named = answers['father'] === 'named'
  return {
    id: 'parents',
    title: { vi: 'Cha mẹ', en: 'Parents' },
    ...(asks && {
      lead: {
        vi: 'Cơ sở dữ liệu không ghi nhận hôn nhân vào lúc sinh, nên cha chỉ được ghi khi người đó tự xác nhận.',
        en: 'The register holds no marriage at the time of birth, so a father is entered only if he confirms it himself.',
      },
    }),
    known,
    fields: asks
      ? [
          {
            name: 'father',
            kind: 'choice',
            words: { vi: 'Về người cha', en: 'About the father' },
            required: true,
            options: [
              {
                value: 'named',
                words: {
                  vi: 'Ghi tên cha, người cha sẽ xác nhận',
                  en: 'Name the father; he will confirm',
                },
                note: {
                  vi: 'Kết hợp nhận cha cho con. Hồ sơ được gửi đi sau khi người cha xác nhận trong tài khoản của mình.',
                  en: 'Combined with the recognition of paternity. The case goes on once he confirms in his own account.',
                },
              },
              {
                value: 'unsaid',
                words: { vi: 'Không ghi tên cha', en: 'Leave the father out' },
                note: { vi: 'Có thể bổ sung sau này.', en: 'He can be added later.' },
              },
            ],
          },
          ...(named ? fatherFields : []),
        ]
      : [],
  }
}

const fatherFields: Field[] = [
  {
    name: 'fatherNumber',
    kind: 'personal-number',
    words: { vi: 'Số định danh của người cha', en: 'The father’s personal number' },
    required: true,
  },
  {
    name: 'fatherName',
    kind: 'text',
    words: { vi: 'Họ, chữ đệm và tên của người cha', en: 'The father’s full name' },
    help: {
      vi: 'Ghi đúng như trên căn cước. Người cha sẽ thấy và xác nhận trong tài khoản của mình.',
      en: 'As on his identity card. He will see it and confirm in his own account.',
    },
    required: true,
    maxLength: 100,
  },
]

function parentFacts(it: Party, role: Words): Known[] {
  const says = (vi: string, en: string): Words => ({
    vi: `${role.vi}: ${vi}`,
    en: `${role.en}: ${en}`,
  })
  return [
    { words: says('họ tên', 'name'), value: it.fullName, source: fromRegister },
    { words: says('ngày sinh', 'born on'), value: writtenDate(it.birthOn), source: fromRegister },
    { words: says('dân tộc', 'ethnic group'), value: it.ethnicity, source: fromRegister },
    {
      words: says('nơi cư trú', 'residence'),
      value: it.permanentResidence?.text ?? it.currentResidence?.text ?? '',
      source: fromRegister,
    },
  ]
}

function childGroup(facts: BirthFacts, answers: Answers): Group {
  const mother = motherOf(facts)
  const father = fatherOf(facts, answers)
  const parents = [father, mother].filter((it) => it !== null)
  const surnames: Option[] = [...new Set(parents.map((it) => surnameOf(it.fullName)))]
    .filter(Boolean)
    .map((it) => ({ value: it, words: { vi: it, en: it } }))
  const choose = (name: string, words: Words, options: Option[]): Field[] =>
    options.length === 0
      ? []
      : [
          {
            name,
            kind: 'choice',
            words,
            required: true,
            options,
            initial: options[0]?.value ?? null,
          },
        ]
  return {
    id: 'child',
    title: { vi: 'Đặt tên cho con', en: 'Name the child' },
    lead: {
      vi: 'Họ, dân tộc, quê quán theo cha hoặc mẹ, theo thỏa thuận của cha mẹ.',
      en: 'Surname, ethnic group and place of origin follow the father or the mother, as the parents agree.',
    },
    known: [],
    fields: [
      ...choose('surname', { vi: 'Họ', en: 'Surname' }, surnames),
      {
        name: 'middle',
        kind: 'text',
        words: { vi: 'Chữ đệm (không bắt buộc)', en: 'Middle name (optional)' },
        required: false,
        maxLength: 60,
      },
      {
        name: 'given',
        kind: 'text',
        words: { vi: 'Tên', en: 'Given name' },
        required: true,
        maxLength: 40,
      },
      ...(mother && father && mother.ethnicity !== father.ethnicity
        ? choose('ethnicity', { vi: 'Dân tộc', en: 'Ethnic group' }, afterParent)
        : []),
      ...(mother && father && mother.origin !== father.origin
        ? choose('origin', { vi: 'Quê quán', en: 'Place of origin' }, afterParent)
        : []),
    ],
  }
}

// Which parent, not which value: what the register holds of a man who was only named stays unsaid.
const afterParent: Option[] = [
  { value: 'father', words: { vi: 'Theo cha', en: 'The father’s' } },
  { value: 'mother', words: { vi: 'Theo mẹ', en: 'The mother’s' } },
]

function homeGroup(facts: BirthFacts, answers: Answers): Group {
  const mother = motherOf(facts)
  const father = fatherOf(facts, answers)
  const together = mother?.householdId !== undefined && mother?.householdId === father?.householdId
  const options: Option[] = []
  // Where a man lives who was only named stays unsaid.
  const secret = asksForFather(facts, answers) && !facts.fatherConsented ? father : null
  const add = (value: string, it: Party | null, words: Words): void => {
    if (!it?.householdId || !it.permanentResidence) return
    const address = it.permanentResidence.text
    options.push({ value, words, ...(it !== secret && { note: { vi: address, en: address } }) })
  }
  if (together) {
    add('mother', mother, { vi: 'Cùng hộ với cha mẹ', en: 'With the parents’ household' })
  } else {
    add('mother', mother, { vi: 'Cùng hộ với mẹ', en: 'With the mother’s household' })
    add('father', father, { vi: 'Cùng hộ với cha', en: 'With the father’s household' })
  }
  options.push({
    value: 'later',
    words: { vi: 'Đăng ký cư trú sau', en: 'Register the residence later' },
  })
  return {
    id: 'home',
    title: { vi: 'Nơi thường trú của con', en: 'Where the child will live' },
    lead: {
      vi: 'Đăng ký thường trú được làm luôn trong hồ sơ này, không phải nộp hồ sơ thứ hai.',
      en: 'The residence is registered in the same case; no second application is needed.',
    },
    known: [],
    fields: [
      {
        name: 'home',
        kind: 'choice',
        words: { vi: 'Nhập vào hộ', en: 'Household' },
        required: true,
        options,
        initial: options[0]?.value ?? null,
      },
    ],
  }
}
