/** What a verdict says to people. */
import type { Words } from '#kernel/words'

export const words = {
  passed: {
    vi: 'Chữ ký hợp lệ: nội dung nguyên vẹn và người ký được xác nhận.',
    en: 'The signature is valid: the content is intact and the signer is known.',
  },
  altered: {
    vi: 'Nội dung đã bị thay đổi so với lúc ký.',
    en: 'The content is not what was signed: it was changed.',
  },
  uncheckable: {
    vi: 'Không kiểm tra được chữ ký vì thiếu chứng thư của người ký.',
    en: 'The signature cannot be checked without the certificate of the signer.',
  },
  keyMismatch: {
    vi: 'Chữ ký không khớp với khoá của người ký.',
    en: 'The signature was not made with the key of the signer.',
  },
  intact: {
    vi: 'Nội dung đã ký còn nguyên vẹn.',
    en: 'What was signed is intact.',
  },
  changesNone: {
    vi: 'Không có thay đổi nào sau khi ký.',
    en: 'Nothing was added after signing.',
  },
  changesData: {
    vi: 'Sau khi ký chỉ bổ sung dữ liệu kiểm tra và dấu thời gian, đúng quy định.',
    en: 'Only validation data and time-stamps were added after signing, as is allowed.',
  },
  changesSignatures: {
    vi: 'Sau khi ký chỉ có thêm chữ ký của người khác; nội dung không đổi.',
    en: 'Only further signatures were added after signing; the content is the same.',
  },
  changesOther: {
    vi: 'Tài liệu đã bị sửa sau khi ký: nội dung hiển thị có thể không phải nội dung đã ký.',
    en: 'The document was altered after signing: what is seen may not be what was signed.',
  },
  absent: {
    vi: 'Không có chứng thư của người ký trong tài liệu.',
    en: 'The certificate of the signer is not in the document.',
  },
  mismatch: {
    vi: 'Chữ ký chỉ định một chứng thư khác với chứng thư kèm theo.',
    en: 'The signature names another certificate than the one that is there.',
  },
  unbound: {
    vi: 'Chữ ký không ghi rõ chứng thư của người ký (thiếu thuộc tính signing-certificate).',
    en: 'The signature does not say by which certificate it was made (signing-certificate).',
  },
  unfitSigner: {
    vi: 'Chứng thư này không được cấp để ký tài liệu.',
    en: 'This certificate was not issued for signing documents.',
  },
  bound: {
    vi: 'Chứng thư của người ký được chữ ký ghi rõ.',
    en: 'The signature itself names the certificate of the signer.',
  },
  strong: {
    vi: 'Thuật toán đủ mạnh.',
    en: 'The algorithms are strong enough.',
  },
  weak: {
    vi: 'Chữ ký dùng thuật toán hoặc khoá quá yếu, không còn được tin cậy.',
    en: 'The signature uses an algorithm or key that is too weak to be relied on.',
  },
  trusted: {
    vi: 'Chứng thư do cơ quan chứng thực mà trung tâm tin cậy cấp.',
    en: 'The certificate comes from an authority that this center trusts.',
  },
  unfitChain: {
    vi: 'Trong chuỗi chứng thư có chứng thư không có quyền cấp chứng thư.',
    en: 'The chain holds a certificate that may not issue others.',
  },
  unknownIssuer: {
    vi: 'Tổ chức cấp chứng thư không nằm trong danh sách tin cậy của trung tâm.',
    en: 'The issuer of the certificate is not trusted by this center.',
  },
  timeProven: {
    vi: 'Thời điểm ký được chứng minh bằng dấu thời gian.',
    en: 'A time-stamp proves when it was signed.',
  },
  stampFails: {
    vi: 'Dấu thời gian không đáng tin cậy nên thời điểm ký chưa được chứng minh.',
    en: 'The time-stamp cannot be trusted, so the time of signing is not proven.',
  },
  timeClaimed: {
    vi: 'Thời điểm ký chỉ do người ký tự khai; không có dấu thời gian.',
    en: 'The time of signing is only what the signer states; there is no time-stamp.',
  },
  timeUnknown: {
    vi: 'Không rõ thời điểm ký.',
    en: 'It is not known when it was signed.',
  },
  notYetValid: {
    vi: 'Chữ ký được tạo trước khi chứng thư có hiệu lực.',
    en: 'It was signed before the certificate began to be valid.',
  },
  outOfBounds: {
    vi: 'Không chứng minh được rằng chữ ký được tạo khi chứng thư còn hiệu lực.',
    en: 'Nothing proves that it was signed while the certificate was valid.',
  },
  good: {
    vi: 'Chứng thư chưa bị thu hồi tại thời điểm ký.',
    en: 'The certificate was not revoked when it was signed.',
  },
  revocationUnknown: {
    vi: 'Chưa có thông tin về việc chứng thư có bị thu hồi hay không.',
    en: 'It is not known whether the certificate was revoked.',
  },
  authorityRevoked: {
    vi: 'Cơ quan cấp chứng thư đã bị thu hồi.',
    en: 'The authority that issued the certificate was revoked.',
  },
  revokedBefore: {
    vi: 'Chứng thư đã bị thu hồi trước khi ký.',
    en: 'The certificate had been revoked before it was signed.',
  },
  revokedNoProof: {
    vi: 'Chứng thư đã bị thu hồi và không chứng minh được rằng chữ ký có trước đó.',
    en: 'The certificate was revoked, and nothing proves that it was signed before that.',
  },
} as const satisfies Record<string, Words>

export const formatWords = (flaw: string): Words => ({
  vi: 'Chữ ký không đúng cấu trúc nên không chứng minh được điều gì.',
  en: `The signature does not have the form it must have, so it proves nothing: ${flaw}.`,
})
