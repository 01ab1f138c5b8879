/**
 * A log-in on one screen that the main device approves: the person types on the phone the number
 * that the screen shows, so that an unexpected request cannot be approved by habit. No I/O here.
 */
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'

export type ApprovalState = 'waiting' | 'approved' | 'refused' | 'reported' | 'taken'

export type Decision = 'approve' | 'refuse' | 'report'

export type Approval = {
  readonly id: Id<'approval'>
  /** Null for a number that has no account: nobody will approve it. */
  readonly accountId: Id<'account'> | null
  /** 10 … 99, shown on the screen that asks. */
  readonly number: number
  /** Wrong numbers typed on the device. */
  readonly tries: number
  readonly state: ApprovalState
  /** The browser that asks, in words, and its address. */
  readonly screen: string
  readonly ip: string
  readonly requestedAt: Date
  readonly expiresAt: Date
}

export const approvalLimits = { tries: 3, lastsMs: 120_000, waitingPerAccount: 3 } as const

/**
 * The approval after what the device decided. A wrong number counts as a try, and the last one
 * ends the request: it stays unsaid whether the next guess would have been right.
 */
export function decide(
  approval: Approval,
  decision: Decision,
  number: number | null,
  now: Date,
): Approval {
  if (approval.state !== 'waiting' || now >= approval.expiresAt) throw approvalOver()
  if (decision === 'refuse') return { ...approval, state: 'refused' }
  if (decision === 'report') return { ...approval, state: 'reported' }
  if (number === approval.number) return { ...approval, state: 'approved' }
  const tries = approval.tries + 1
  return { ...approval, tries, state: tries >= approvalLimits.tries ? 'refused' : 'waiting' }
}

/** What the asking screen is told; it takes an approval once. */
export function seenByScreen(
  approval: Approval,
  now: Date,
): 'waiting' | 'approved' | 'refused' | 'expired' {
  if (approval.state === 'taken' || now >= approval.expiresAt) return 'expired'
  if (approval.state === 'reported') return 'refused'
  return approval.state
}

export function approvalOver(): Problem {
  return new Problem(410, 'identity.approval-over', {
    vi: 'Yêu cầu đăng nhập này đã hết hạn hoặc đã được xử lý.',
    en: 'This log-in request has expired or was dealt with.',
  })
}

export function numberWrong(): Problem {
  return new Problem(422, 'identity.approval-number-wrong', {
    vi: 'Số nhập vào không khớp với số hiện trên màn hình đăng nhập.',
    en: 'The number is not the one shown on the screen that logs in.',
  })
}
