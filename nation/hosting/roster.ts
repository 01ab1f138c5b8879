import type { Words } from '#kernel/words'
import { type Registry, registries } from '../registries/index.ts'

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
    code: 'kyc',
    memberClass: 'COM',
    memberCode: '0100112437',
    memberName: { vi: 'Ngân hàng Thương mại Sông Hồng', en: 'Song Hong Commercial Bank' },
    title: { vi: 'Nhận biết khách hàng', en: 'Know your customer' },
    registry: undefined,
    asks: true,
  },
]

/** The eight agencies with registries, and those who ask them. */
export const roster: readonly Agency[] = [...keepers, ...askers]

export function subsystemId({ memberClass, memberCode, code }: Agency): string {
  return `VN/${memberClass}/${memberCode}/${code}`
}

/** What public services may ask of whom, and for which procedure. */
export const publicServiceGrants = [
  { service: 'VN/GOV/MOJ/civil-status/marriages', procedure: 'birth-registration' },
  { service: 'VN/GOV/VSS/health-insurance/cards', procedure: 'birth-registration' },
  { service: 'VN/GOV/MAE/land/parcels', procedure: 'residence-confirmation' },
] as const
