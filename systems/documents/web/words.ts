import type { Words } from '#kernel/words'
import { day } from '#portal/format.ts'
import type { Say } from '#portal/say.tsx'
import type { DocumentView, FileCheckView } from '../contract.ts'

export const standingWords: Record<DocumentView['state'], Words> = {
  valid: { vi: 'Còn hiệu lực', en: 'Valid' },
  expired: { vi: 'Hết hạn', en: 'Expired' },
  revoked: { vi: 'Đã thu hồi', en: 'Revoked' },
}

/** Until when a document holds, as a fact to show. */
export function validityFact({ validUntil }: Pick<DocumentView, 'validUntil'>, say: Say) {
  const until = validUntil ? day(validUntil) : say({ vi: 'Không thời hạn', en: 'Without limit' })
  return [say({ vi: 'Có giá trị đến', en: 'Valid until' }), until] as const
}

export const standingColors: Record<DocumentView['state'], string> = {
  valid: 'jade',
  expired: 'gray',
  revoked: 'lacquer',
}

type Verdict = {
  color: string
  icon: 'shield' | 'warning' | 'close' | 'information'
  title: Words
  text: Words
}

export const verdictWords: Record<FileCheckView['verdict'], Verdict> = {
  genuine: {
    color: 'jade',
    icon: 'shield',
    title: { vi: 'Giấy tờ thật, còn hiệu lực', en: 'Genuine, and valid' },
    text: {
      vi: 'Chữ ký số hợp lệ, tệp không bị sửa từ khi ký, và cơ quan cấp chưa thu hồi.',
      en: 'The signature is valid, the file is unchanged since signing, and it has not been revoked.',
    },
  },
  revoked: {
    color: 'lacquer',
    icon: 'close',
    title: { vi: 'Giấy tờ đã bị thu hồi', en: 'This document was revoked' },
    text: {
      vi: 'Tệp là thật nhưng cơ quan cấp đã thu hồi. Không chấp nhận giấy này.',
      en: 'The file is genuine, but its issuer has revoked it. Do not accept it.',
    },
  },
  expired: {
    color: 'gold',
    icon: 'warning',
    title: { vi: 'Giấy tờ thật nhưng đã hết hạn', en: 'Genuine, but expired' },
    text: {
      vi: 'Đề nghị người xuất trình xin giấy mới.',
      en: 'Ask for a new one.',
    },
  },
  changed: {
    color: 'lacquer',
    icon: 'close',
    title: { vi: 'Không hợp lệ', en: 'Not valid' },
    text: {
      vi: 'Chữ ký không khớp hoặc tệp đã bị sửa sau khi ký. Không chấp nhận giấy này.',
      en: 'The signature does not match, or the file was changed after signing. Do not accept it.',
    },
  },
  'signed-by-others': {
    color: 'gold',
    icon: 'information',
    title: { vi: 'Không phải giấy tờ do hệ thống này cấp', en: 'Not issued here' },
    text: {
      vi: 'Tệp có chữ ký số, nhưng chúng tôi không cấp giấy này. Xem chi tiết chữ ký bên dưới.',
      en: 'The file bears a signature, but we did not issue it. See the signature below.',
    },
  },
  unsigned: {
    color: 'lacquer',
    icon: 'close',
    title: { vi: 'Tệp không có chữ ký số', en: 'The file is not signed' },
    text: {
      vi: 'Bản chụp hoặc bản in lại không có giá trị như giấy tờ điện tử. Hãy xin tệp gốc.',
      en: 'A scan or a reprint does not count as the document. Ask for the original file.',
    },
  },
  unreadable: {
    color: 'lacquer',
    icon: 'close',
    title: { vi: 'Không đọc được tệp', en: 'The file cannot be read' },
    text: {
      vi: 'Tệp hỏng hoặc không phải PDF.',
      en: 'It is damaged, or not a PDF.',
    },
  },
}
