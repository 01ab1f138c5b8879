import type { Words } from '#kernel/words'
import type { GrantView, RequestView } from '../contract-grants.ts'

type Standing = { words: Words; color: string }

export const requestStates: Record<RequestView['state'], Standing> = {
  open: { words: { vi: 'Chờ trả lời', en: 'Waits for an answer' }, color: 'gold' },
  'asked-back': { words: { vi: 'Đang hỏi lại', en: 'Asked back' }, color: 'gold' },
  approved: { words: { vi: 'Đã cấp quyền', en: 'Approved' }, color: 'jade' },
  refused: { words: { vi: 'Từ chối', en: 'Refused' }, color: 'lacquer' },
  withdrawn: { words: { vi: 'Đã rút', en: 'Withdrawn' }, color: 'gray' },
}

export const grantStates: Record<GrantView['state'], Standing> = {
  active: { words: { vi: 'Còn hiệu lực', en: 'In force' }, color: 'jade' },
  expired: { words: { vi: 'Hết hạn', en: 'Expired' }, color: 'gray' },
  revoked: { words: { vi: 'Đã thu hồi', en: 'Revoked' }, color: 'lacquer' },
}
