import { type CivilDate, daysBetween, nextWorkingDay } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'

/** An error that someone found in what an agency holds, on its way to the owner and back. */
export type CorrectionState = 'filed' | 'seen' | 'accepted' | 'refused' | 'applied'
export type CorrectionMove = 'see' | 'accept' | 'refuse' | 'apply'

// A move that is not written here does not exist.
const moves: Record<CorrectionState, Partial<Record<CorrectionMove, CorrectionState>>> = {
  filed: { see: 'seen' },
  seen: { accept: 'accepted', refuse: 'refused' },
  accepted: { apply: 'applied' },
  refused: {},
  applied: {},
}

/** The state after a move. A refusal says why. */
export function moved(
  state: CorrectionState,
  move: CorrectionMove,
  reason: string | undefined,
): CorrectionState {
  const next = moves[state][move]
  if (!next) {
    throw new Problem(409, 'data-coordination.correction-move-impossible', {
      vi: `Yêu cầu đính chính đang ở trạng thái "${stateWords[state].vi}" nên không thể thực hiện bước này.`,
      en: `The correction is ${stateWords[state].en}, so this step is not possible.`,
    })
  }
  if (move === 'refuse' && (reason ?? '').trim().length < 10) {
    throw new Problem(422, 'data-coordination.correction-reason-needed', {
      vi: 'Từ chối đính chính phải nêu lý do để người yêu cầu hiểu được (ít nhất 10 ký tự).',
      en: 'A refusal must give a reason that the person can understand (at least 10 characters).',
    })
  }
  return next
}

export const isClosed = (state: CorrectionState): boolean => Object.keys(moves[state]).length === 0

/** Working days that the owner has: two to answer (Law 91/2025, as reported), three to mend. */
const workingDays = 5

export function dueOn(filedOn: CivilDate): CivilDate {
  let day = filedOn
  for (let left = workingDays; left > 0; left--) day = nextWorkingDay(day)
  return day
}

/** How long it took, or has taken until today; and whether that is too long. */
export function ageOf(
  it: {
    readonly filedOn: CivilDate
    readonly dueOn: CivilDate
    readonly closedOn: CivilDate | null
  },
  today: CivilDate,
): { readonly days: number; readonly late: boolean } {
  const until = it.closedOn ?? today
  return { days: daysBetween(it.filedOn, until), late: until > it.dueOn }
}

export const stateWords: Readonly<Record<CorrectionState, Words>> = {
  filed: { vi: 'đã gửi, chờ cơ quan chủ quản xem', en: 'filed, waiting to be seen by the owner' },
  seen: { vi: 'cơ quan chủ quản đang xem xét', en: 'under review by the owner' },
  accepted: { vi: 'được chấp nhận, chờ cập nhật', en: 'accepted, waiting to be applied' },
  refused: { vi: 'bị từ chối', en: 'refused' },
  applied: { vi: 'đã cập nhật', en: 'applied' },
}
