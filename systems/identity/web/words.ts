import type { Words } from '#kernel/words'
import type { LogInView } from '../contract.ts'

const methods: Record<string, Words> = {
  passkey: { vi: 'Khóa truy cập', en: 'Passkey' },
  app: { vi: 'Phê duyệt trên thiết bị chính', en: 'Approved on the main device' },
  totp: { vi: 'Mã một lần', en: 'One-time code' },
}

/** How somebody logged in, in words. */
export function methodWords(method: string): Words {
  return methods[method] ?? { vi: method, en: method }
}

export const outcomeWords: Record<LogInView['outcome'], Words> = {
  succeeded: { vi: 'Thành công', en: 'Logged in' },
  failed: { vi: 'Không đúng', en: 'Failed' },
  refused: { vi: 'Đã từ chối', en: 'Refused' },
  reported: { vi: 'Đã báo không phải tôi', en: 'Reported as not me' },
  locked: { vi: 'Tài khoản đang khóa', en: 'Account was locked' },
}

export const levelWords: Record<1 | 2, Words> = {
  1: { vi: 'Mức 1: đã đối chiếu từ xa', en: 'Level 1: checked remotely' },
  2: { vi: 'Mức 2: đã xác minh trực tiếp', en: 'Level 2: seen in person' },
}

export const toAccount = { vi: 'Tài khoản và thiết bị', en: 'Account and devices' }
export const toLogIn = { vi: 'Cách đăng nhập khác', en: 'Other ways to log in' }

export const kindWords: Record<string, Words> = {
  ministry: { vi: 'Bộ, cơ quan ngang bộ', en: 'Ministry' },
  'data-center': { vi: 'Trung tâm dữ liệu', en: 'Data center' },
  'people-committee': { vi: 'Ủy ban nhân dân', en: "People's committee" },
  police: { vi: 'Công an', en: 'Police' },
  hospital: { vi: 'Bệnh viện', en: 'Hospital' },
  firm: { vi: 'Doanh nghiệp', en: 'Firm' },
}

export const roleWords: Record<string, Words> = {
  'commune-police': { vi: 'Công an xã, phường', en: 'Commune police' },
  'civil-registrar': { vi: 'Công chức tư pháp - hộ tịch', en: 'Civil registrar' },
  operator: { vi: 'Người vận hành trung tâm', en: 'Operator of the center' },
  'data-steward': { vi: 'Quản trị dữ liệu', en: 'Data steward' },
}
