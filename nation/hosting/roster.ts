import type { Words } from '#kernel/words'
import { type Registry, registries } from '../registries/index.ts'
import type { Access } from './access.ts'

/** A member of the exchange with one of its information systems, behind a gateway of its own. */
export type Agency = {
  /** Its name on the command line and of its folder: that of the subsystem. */
  readonly code: string
  readonly memberClass: 'GOV' | 'COM'
  readonly memberCode: string
  readonly memberName: Words
  readonly title: Words
  /** What it keeps and gives to others. */
  readonly registry: Registry | undefined
  /** Its programs ask others, from the gateway's own machine and without a certificate. */
  readonly asks: boolean
}

export const dataCenter: Words = { vi: 'Trung tâm Dữ liệu quốc gia', en: 'National Data Center' }

const keepers: readonly Agency[] = registries.map((registry) => ({
  code: registry.code,
  memberClass: 'GOV',
  memberCode: registry.member.slice('VN/GOV/'.length),
  memberName: registry.owner,
  title: registry.title,
  registry,
  asks: false,
}))

const askers: readonly Agency[] = [
  {
    code: 'public-services',
    memberClass: 'GOV',
    memberCode: 'NDC',
    memberName: dataCenter,
    title: { vi: 'Dịch vụ công trực tuyến', en: 'Online public services' },
    registry: undefined,
    asks: true,
  },
  {
    code: 'workshop',
    memberClass: 'GOV',
    memberCode: 'NDC',
    memberName: dataCenter,
    title: { vi: 'Xưởng xử lý dữ liệu', en: 'Data workshop' },
    registry: undefined,
    asks: true,
  },
  {
    code: 'try-it',
    memberClass: 'GOV',
    memberCode: 'NDC',
    memberName: dataCenter,
    title: { vi: 'Thử dịch vụ dữ liệu', en: 'Trying data services' },
    registry: undefined,
    asks: true,
  },
  {
    code: 'kyc',
    memberClass: 'COM',
    memberCode: '0100112437',
    memberName: { vi: 'Ngân hàng Thương mại Sông Hồng', en: 'Song Hong Commercial Bank' },
    title: { vi: 'Nhận biết khách hàng', en: 'Know your customer' },
    registry: undefined,
    asks: true,
  },
]

const bank = 'VN/COM/0100112437/kyc'

const procedures = {
  'birth-registration': {
    words: { vi: 'Đăng ký khai sinh', en: 'Birth registration' },
    basis: 'Luật Hộ tịch 60/2014/QH13, điều 16; Nghị định 63/2024/NĐ-CP',
  },
  'residence-confirmation': {
    words: { vi: 'Xác nhận thông tin về cư trú', en: 'Confirmation of residence information' },
    basis: 'Luật Cư trú 68/2020/QH14, điều 20',
  },
}
const cleaning = {
  code: 'data-quality',
  words: { vi: 'Làm sạch, đối chiếu dữ liệu', en: 'Cleaning and linking data' },
  basis: 'Luật Dữ liệu 60/2024/QH15, điều 14',
  byConsent: false,
}
const trial = {
  code: 'trial',
  words: { vi: 'Thử dịch vụ trên dữ liệu mô phỏng', en: 'Trying a service on synthetic data' },
  basis: 'Luật Dữ liệu 60/2024/QH15, điều 14',
  byConsent: false,
}
const dueDiligence = {
  code: 'due-diligence',
  words: { vi: 'Nhận biết khách hàng', en: 'Customer due diligence' },
  basis: 'Luật Phòng, chống rửa tiền 14/2022/QH15, điều 9',
  byConsent: false,
}
const loan = {
  code: 'loan',
  words: { vi: 'Xét duyệt khoản vay', en: 'Deciding on a loan' },
  basis: 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: sự đồng ý của chủ thể',
  byConsent: true,
}

/** The eight agencies with registries, and those who ask them. */
export const roster: readonly Agency[] = [...keepers, ...askers]

/** The ministries and agencies that keep registries, each once: they are members of the chain. */
export const chainMembers = [
  ...new Map(keepers.map(({ memberCode, memberName }) => [memberCode, memberName.vi])),
].map(([code, name]) => ({ code, name }))

export function subsystemId({ memberClass, memberCode, code }: Agency): string {
  return `VN/${memberClass}/${memberCode}/${code}`
}

/** Who may ask whom from the beginning, and what waits for a steward's decision. */
export const accesses: readonly Access[] = [
  ...(
    [
      ['MOJ/civil-status/marriages', 'birth-registration'],
      ['VSS/health-insurance/cards', 'birth-registration'],
      ['MAE/land/parcels', 'residence-confirmation'],
    ] as const
  ).map(([service, procedure]) => ({
    client: 'VN/GOV/NDC/public-services',
    service: `VN/GOV/${service}`,
    purpose: { ...procedures[procedure], code: procedure, byConsent: false },
  })),
  ...keepers.flatMap((it) =>
    (it.registry?.collections ?? []).map(({ code }) => ({
      client: 'VN/GOV/NDC/workshop',
      service: `${subsystemId(it)}/${code}`,
      purpose: cleaning,
    })),
  ),
  ...keepers.map((it) => ({
    client: 'VN/GOV/NDC/workshop',
    service: `${subsystemId(it)}/corrections`,
    purpose: cleaning,
  })),
  ...keepers.flatMap((it) =>
    (it.registry?.collections ?? []).map(({ code }) => ({
      client: 'VN/GOV/NDC/try-it',
      service: `${subsystemId(it)}/${code}`,
      purpose: trial,
    })),
  ),
  { client: bank, service: 'VN/GOV/MOF/enterprises/firms', purpose: dueDiligence },
  { client: bank, service: 'VN/GOV/VSS/social-insurance/participants', purpose: loan },
  { client: bank, service: 'VN/GOV/MAE/land/parcels', purpose: loan, open: true },
]
