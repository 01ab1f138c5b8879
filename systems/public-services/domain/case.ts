/**
 * A case is one person's use of one public service, from draft to outcome. Words follow CPSV-AP
 * (public service, requirement, evidence, output). No I/O in this file: facts in, facts out.
 */
import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'

export const caseStates = [
  'draft',
  'awaiting-consent',
  'submitted',
  'in-review',
  'returned',
  'granted',
  'completed',
  'refused',
  'withdrawn',
] as const
export type CaseState = (typeof caseStates)[number]

export const moves = [
  'ask-consent',
  'decline-consent',
  'submit',
  'take',
  'release',
  'return',
  'grant',
  'refuse',
  'complete',
  'withdraw',
] as const
export type Move = (typeof moves)[number]

/** Who may go where. A move that is not written here does not exist. */
const table: Record<CaseState, Partial<Record<Move, CaseState>>> = {
  draft: { submit: 'submitted', 'ask-consent': 'awaiting-consent', withdraw: 'withdrawn' },
  'awaiting-consent': { submit: 'submitted', 'decline-consent': 'draft', withdraw: 'withdrawn' },
  submitted: { take: 'in-review', withdraw: 'withdrawn' },
  'in-review': {
    release: 'submitted',
    return: 'returned',
    grant: 'granted',
    refuse: 'refused',
  },
  returned: { submit: 'submitted', 'ask-consent': 'awaiting-consent', withdraw: 'withdrawn' },
  granted: { complete: 'completed' },
  completed: {},
  refused: {},
  withdrawn: {},
}

/** Where a move leads. Throws Problem 409 when the case cannot be moved so. */
export function next(state: CaseState, move: Move): CaseState {
  const to = table[state][move]
  if (to === undefined) throw moveNotAllowed(state, move)
  return to
}

/** May its answers still be changed by the applicant? */
export function isOpen(state: CaseState): boolean {
  return state === 'draft' || state === 'returned'
}

/** Is it with the officials, so that the deadline runs? */
export function isPending(state: CaseState): boolean {
  return state === 'submitted' || state === 'in-review'
}

export const stateWords: Record<CaseState, Words> = {
  draft: { vi: 'Đang soạn', en: 'Draft' },
  'awaiting-consent': { vi: 'Chờ xác nhận của người liên quan', en: 'Waiting for consent' },
  submitted: { vi: 'Đã nộp', en: 'Submitted' },
  'in-review': { vi: 'Đang giải quyết', en: 'In review' },
  returned: { vi: 'Cần bổ sung', en: 'Returned for completion' },
  granted: { vi: 'Đã duyệt, đang ký số', en: 'Granted, being signed' },
  completed: { vi: 'Đã có kết quả', en: 'Completed' },
  refused: { vi: 'Bị từ chối', en: 'Refused' },
  withdrawn: { vi: 'Đã rút', en: 'Withdrawn' },
}

const moveWords: Record<Move, Words> = {
  'ask-consent': { vi: 'xin xác nhận', en: 'sent for consent' },
  'decline-consent': { vi: 'từ chối xác nhận', en: 'declined' },
  submit: { vi: 'nộp', en: 'submitted' },
  take: { vi: 'nhận giải quyết', en: 'taken' },
  release: { vi: 'trả lại hàng chờ', en: 'released' },
  return: { vi: 'yêu cầu bổ sung', en: 'returned' },
  grant: { vi: 'duyệt', en: 'granted' },
  refuse: { vi: 'từ chối', en: 'refused' },
  complete: { vi: 'trả kết quả', en: 'completed' },
  withdraw: { vi: 'rút', en: 'withdrawn' },
}

function moveNotAllowed(state: CaseState, move: Move): Problem {
  const [now, wanted] = [stateWords[state], moveWords[move]]
  return new Problem(409, 'public-services.move-not-allowed', {
    vi: `Hồ sơ đang ở trạng thái "${now.vi}" nên không thể ${wanted.vi}.`,
    en: `A case that is "${now.en}" cannot be ${wanted.en}.`,
  })
}
