/**
 * Confirmation of residence information (form CT07, Circular 66/2023/TT-BCA; Law on Residence
 * 68/2020/QH14 as reported): the commune police confirm what the register says, for one year.
 */
import { addYears, type CivilDate } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'
import type { Answers, Group } from './form.ts'
import {
  type CheckLine,
  type DocumentOrder,
  fromRegister,
  type Party,
  type Procedure,
  type ProcedureEntry,
  type ShownLine,
} from './procedure.ts'

export type ResidenceFacts = { readonly applicant: Party }

const purposes: Record<string, Words> = {
  school: { vi: 'Nhập học, thi tuyển', en: 'School enrolment or examination' },
  bank: { vi: 'Vay vốn, mở tài khoản ngân hàng', en: 'Loan or bank account' },
  housing: { vi: 'Thuê, mua nhà ở', en: 'Renting or buying a home' },
  work: { vi: 'Xin việc, hồ sơ lao động', en: 'Work' },
  visa: { vi: 'Xin thị thực, việc ở nước ngoài', en: 'Visa, matters abroad' },
  other: { vi: 'Việc khác', en: 'Something else' },
}

const entry: ProcedureEntry = {
  code: 'residence-confirmation',
  position: 1,
  title: { vi: 'Xác nhận thông tin về cư trú', en: 'Confirmation of residence information' },
  summary: {
    vi: 'Giấy xác nhận nơi thường trú, tạm trú và nơi ở hiện tại, do công an cấp xã ký số.',
    en: 'A confirmation of where you live, signed digitally by the commune police.',
  },
  audience: { vi: 'Công dân và người nước ngoài đang cư trú', en: 'Everyone who resides here' },
  steps: [
    { vi: 'Cho biết giấy dùng vào việc gì', en: 'Say what it is for' },
    { vi: 'Xem lại và nộp', en: 'Review and submit' },
    {
      vi: 'Nhận giấy điện tử đã ký trong ví của bạn',
      en: 'Receive the signed document in your wallet',
    },
  ],
  notAsked: [
    { vi: 'Tờ khai CT01 viết tay', en: 'A handwritten form CT01' },
    { vi: 'Bản sao căn cước', en: 'A copy of the identity card' },
    { vi: 'Sổ hộ khẩu, sổ tạm trú', en: 'Household and residence books' },
  ],
  outcome: { vi: 'Giấy xác nhận thông tin về cư trú', en: 'Confirmation of residence information' },
  validity: { vi: 'Một năm kể từ ngày cấp', en: 'One year from issue' },
  authority: { vi: 'Công an cấp xã nơi cư trú', en: 'Police of the commune of residence' },
  role: 'commune-police',
  workingDays: 1,
  feeWords: { vi: 'Không thu phí', en: 'Free of charge' },
  law: [
    'Luật Cư trú 68/2020/QH14, điều 17',
    'Thông tư 55/2021/TT-BCA, điều 17',
    'Thông tư 66/2023/TT-BCA',
  ],
  cost: {
    paper: [
      {
        words: { vi: 'Chuẩn bị tờ khai, bản sao', en: 'Form and copies' },
        hours: 1,
        other: 10_000,
      },
      { words: { vi: 'Đi lại hai lượt', en: 'Two trips' }, hours: 2, other: 30_000 },
      { words: { vi: 'Chờ nộp và nhận', en: 'Waiting to file and collect' }, hours: 1 },
      {
        words: { vi: 'Sao y, chứng thực khi dùng', en: 'Certified copies for use' },
        hours: 0.5,
        fees: 4_000,
      },
    ],
    digital: [
      { words: { vi: 'Trả lời hai câu hỏi và nộp', en: 'Two questions and submit' }, hours: 0.05 },
    ],
    subjects: 4_000_000,
    timesPerYear: 1,
    basis: {
      vi: 'Ước tính minh họa: số giờ theo khảo sát giả định, số lượt theo quy mô dân số; thay bằng số liệu khảo sát khi có.',
      en: 'Illustrative estimate: assumed hours, uses scaled to the population; to be replaced by surveyed figures.',
    },
  },
}

export const residenceConfirmation: Procedure<ResidenceFacts> = {
  entry,

  admit({ applicant }) {
    if (applicant.currentResidence) return
    throw new Problem(422, 'public-services.no-residence', {
      vi: 'Cơ sở dữ liệu chưa ghi nhận nơi cư trú của bạn. Vui lòng đăng ký cư trú với công an xã/phường trước.',
      en: 'The register holds no residence for you. Please register it with the commune police first.',
    })
  },

  form({ applicant }, answers) {
    return [contents(applicant), purposeGroup(answers), contact(applicant)]
  },

  check: () => [],

  communeOf: ({ applicant }) =>
    (applicant.permanentResidence ?? applicant.currentResidence)?.communeCode ?? '',

  feeOf: () => 0n,

  consentNeeded: () => undefined,

  enquiries: ({ applicant }) => [{ kind: 'dwelling', subject: applicant }],

  shown({ applicant }, answers) {
    return [
      ...residenceLines(applicant),
      {
        words: { vi: 'Dùng vào việc', en: 'For use in' },
        value: purposeOf(answers),
      },
      {
        words: { vi: 'Ghi cả thành viên hộ gia đình', en: 'With household members' },
        value: answers['withHousehold'] === true ? yes : no,
      },
    ]
  },

  checks({ applicant }): CheckLine[] {
    return [
      {
        words: { vi: 'Còn sống theo cơ sở dữ liệu', en: 'Alive according to the register' },
        verdict: applicant.diedOn ? 'failed' : 'passed',
      },
      {
        words: {
          vi: 'Nơi ở hiện tại trùng nơi thường trú',
          en: 'Lives where permanently resident',
        },
        verdict:
          applicant.currentResidence?.text === applicant.permanentResidence?.text
            ? 'passed'
            : 'look',
      },
    ]
  },
}

/** The document that a grant orders. */
export function residenceDocument(
  { applicant }: ResidenceFacts,
  answers: Answers,
  today: CivilDate,
): DocumentOrder {
  const members = answers['withHousehold'] === true ? applicant.household : []
  return {
    type: 'residence-confirmation',
    holder: 'applicant',
    validUntil: addYears(today, 1),
    claims: {
      fullName: applicant.fullName,
      birthOn: applicant.birthOn,
      sex: applicant.sex,
      number: applicant.number,
      ethnicity: applicant.ethnicity,
      nationality: applicant.nationality,
      permanentResidence: applicant.permanentResidence?.text ?? null,
      temporaryResidence: applicant.temporaryResidence?.text ?? null,
      currentResidence: applicant.currentResidence?.text ?? null,
      residenceFile: applicant.residenceFile,
      relationToHead: applicant.relationToHead,
      household: members.map(({ fullName, birthOn, relationToHead }) => ({
        fullName,
        birthOn,
        relationToHead,
      })),
      purpose: purposeOf(answers),
    },
  }
}

const yes: Words = { vi: 'Có', en: 'Yes' }
const no: Words = { vi: 'Không', en: 'No' }
const none: Words = { vi: 'Không có', en: 'None' }

function purposeOf(answers: Answers): Words {
  const purpose = String(answers['purpose'] ?? '')
  if (purpose === 'other') {
    const text = String(answers['purposeText'] ?? '')
    return { vi: text, en: text }
  }
  return purposes[purpose] ?? none
}

function residenceLines(it: Party): ShownLine[] {
  return [
    { words: { vi: 'Họ, chữ đệm và tên', en: 'Full name' }, value: it.fullName },
    {
      words: { vi: 'Nơi thường trú', en: 'Permanent residence' },
      value: it.permanentResidence?.text ?? none,
    },
    {
      words: { vi: 'Nơi tạm trú', en: 'Temporary residence' },
      value: it.temporaryResidence?.text ?? none,
    },
    {
      words: { vi: 'Nơi ở hiện tại', en: 'Current residence' },
      value: it.currentResidence?.text ?? none,
    },
    { words: { vi: 'Số hồ sơ cư trú', en: 'Residence file' }, value: it.residenceFile ?? none },
  ]
}

function contents(applicant: Party): Group {
  return {
    id: 'contents',
    title: { vi: 'Nội dung được xác nhận', en: 'What is confirmed' },
    lead: {
      vi: 'Những thông tin này lấy từ cơ sở dữ liệu, bạn không cần khai lại.',
      en: 'This comes from the register; you need not state it again.',
    },
    known: residenceLines(applicant).map((it) => ({ ...it, source: fromRegister })),
    fields:
      applicant.household.length > 1
        ? [
            {
              name: 'withHousehold',
              kind: 'yes-no',
              words: {
                vi: `Ghi cả ${applicant.household.length} thành viên trong hộ?`,
                en: `Include all ${applicant.household.length} members of the household?`,
              },
              required: true,
              initial: false,
            },
          ]
        : [],
  }
}

function purposeGroup(answers: Answers): Group {
  return {
    id: 'purpose',
    title: { vi: 'Giấy dùng vào việc gì?', en: 'What is it for?' },
    known: [],
    fields: [
      {
        name: 'purpose',
        kind: 'choice',
        words: { vi: 'Mục đích sử dụng', en: 'Purpose' },
        required: true,
        options: Object.entries(purposes).map(([value, words]) => ({ value, words })),
      },
      ...(answers['purpose'] === 'other'
        ? [
            {
              name: 'purposeText',
              kind: 'text' as const,
              words: { vi: 'Nêu rõ việc đó', en: 'Say what' },
              required: true,
              maxLength: 200,
            },
          ]
        : []),
    ],
  }
}

/** How to tell the applicant about progress; filled in where the register knows it. */
export function contact({ email, phone }: Party): Group {
  return {
    id: 'contact',
    title: { vi: 'Nhận thông báo', en: 'Notifications' },
    lead: {
      vi: 'Kết quả luôn nằm trong cổng này; chúng tôi có thể báo thêm qua thư điện tử.',
      en: 'The result is always here in the portal; we can write an e-mail as well.',
    },
    known: phone
      ? [{ words: { vi: 'Điện thoại', en: 'Phone' }, value: phone, source: fromRegister }]
      : [],
    fields: [
      {
        name: 'email',
        kind: 'email',
        words: { vi: 'Thư điện tử (không bắt buộc)', en: 'E-mail (optional)' },
        required: false,
        ...(email !== null && { initial: email }),
      },
    ],
  }
}
