import type { Static } from 'typebox'
import type { Words } from '#kernel/words'
import type { CertificateView, Reason } from '../contract.ts'

export type Profile = CertificateView['profile']

export const profileWords: Record<Profile, Words> = {
  root: { vi: 'Cơ quan chứng thực gốc', en: 'Root authority' },
  issuing: { vi: 'Cơ quan cấp chứng thư', en: 'Issuing authority' },
  ocsp: { vi: 'Trả lời trạng thái (OCSP)', en: 'Status responder (OCSP)' },
  'time-stamp': { vi: 'Dấu thời gian', en: 'Time-stamping' },
  person: { vi: 'Người ký', en: 'Official who signs' },
  seal: { vi: 'Con dấu cơ quan', en: 'Seal of an agency' },
  issuer: { vi: 'Cấp giấy tờ điện tử', en: 'Issuer of credentials' },
  verifier: { vi: 'Bên kiểm tra giấy tờ', en: 'Verifier of credentials' },
  system: { vi: 'Hệ thống của cơ quan', en: 'Program of an agency' },
  'tls-server': { vi: 'Máy chủ TLS', en: 'TLS server' },
  gateway: { vi: 'Cổng kết nối của cơ quan', en: 'Gateway of an agency' },
  configuration: { vi: 'Ký cấu hình chia sẻ dữ liệu', en: 'Signer of the configuration' },
}

export const statusWords: Record<CertificateView['status'], { words: Words; color: string }> = {
  valid: { words: { vi: 'Có hiệu lực', en: 'Valid' }, color: 'jade' },
  expired: { words: { vi: 'Hết hạn', en: 'Expired' }, color: 'gray' },
  revoked: { words: { vi: 'Đã thu hồi', en: 'Revoked' }, color: 'lacquer' },
}

export const stateWords: Record<'serving' | 'superseded' | 'revoked', Words> = {
  serving: { vi: 'Đang dùng', en: 'In use' },
  superseded: { vi: 'Đã thay thế', en: 'Superseded' },
  revoked: { vi: 'Đã thu hồi', en: 'Revoked' },
}

type ReasonCode = Static<typeof Reason>

/** Why, and whether the holder may have another certificate afterwards. */
export const reasons: Record<ReasonCode, { words: Words; barring: boolean }> = {
  'key-compromise': {
    words: { vi: 'Khóa có thể đã bị lộ', en: 'The key may be known to others' },
    barring: false,
  },
  superseded: {
    words: { vi: 'Đã có chứng thư thay thế', en: 'Replaced by another certificate' },
    barring: false,
  },
  'affiliation-changed': {
    words: { vi: 'Người giữ đã chuyển công tác', en: 'The holder changed office' },
    barring: true,
  },
  'cessation-of-operation': {
    words: { vi: 'Không còn sử dụng', en: 'No longer in use' },
    barring: true,
  },
  'privilege-withdrawn': {
    words: { vi: 'Bị thu hồi thẩm quyền ký', en: 'The right to sign was withdrawn' },
    barring: true,
  },
}
export const reasonCodes = Object.keys(reasons) as ReasonCode[]
export type { ReasonCode }

/** The attribute of a one-line name: CN=…, O=…, C=… */
export function partOf(name: string, attribute: 'CN' | 'O'): string {
  return new RegExp(`(?:^|, )${attribute}=(.*?)(?=, [A-Za-z]+=|$)`).exec(name)?.[1] ?? ''
}

/** Four digits at a time, as people read a long number. */
export function serialText(serial: string): string {
  return serial.match(/.{4}/g)?.join(' ') ?? serial
}
