/**
 * An account is a person's electronic identity: its level says how surely the person was checked,
 * its state whether it may be used. No I/O in this file: facts in, facts out.
 */
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'

export type AccountState = 'active' | 'locked' | 'closed'

/** Who locked it decides who may unlock it. */
export type Locker = 'self' | 'official'

/** 1 checked remotely against the population register, 2 seen in person by an official. */
export type Level = 1 | 2

export type Account = {
  readonly id: Id<'account'>
  readonly personId: Id<'person'>
  readonly name: string
  readonly level: Level
  readonly state: AccountState
  readonly lockedBy: Locker | null
  readonly lockReason: string | null
  readonly openedAt: Date
  readonly changedAt: Date
}

/** Locks an account. An official's lock takes the place of the person's own. */
export function lock(account: Account, by: Locker, reason: string | null, now: Date): Account {
  if (account.state === 'closed') throw closed()
  if (account.lockedBy === 'official' && by === 'self') throw lockedByOfficial()
  return { ...account, state: 'locked', lockedBy: by, lockReason: reason, changedAt: now }
}

/** Unlocks an account; what an official locked only an official unlocks. */
export function unlock(account: Account, by: Locker, now: Date): Account {
  if (account.state === 'closed') throw closed()
  if (account.lockedBy === 'official' && by === 'self') throw lockedByOfficial()
  return { ...account, state: 'active', lockedBy: null, lockReason: null, changedAt: now }
}

/** Ends an account for good: the person died, or gave it up. */
export function close(account: Account, now: Date): Account {
  return { ...account, state: 'closed', lockedBy: null, lockReason: null, changedAt: now }
}

/** Raises to level 2 after an official saw the person. */
export function raise(account: Account, now: Date): Account {
  if (account.state === 'closed') throw closed()
  if (account.level === 2) throw alreadyRaised()
  return { ...account, level: 2, changedAt: now }
}

/** Throws unless the account may be used. */
export function checkUsable(account: Account): void {
  if (account.state === 'active') return
  if (account.state === 'closed') throw closed()
  if (account.lockedBy === 'official') throw lockedByOfficial()
  throw new Problem(403, 'identity.account-locked', {
    vi: 'Tài khoản đang tạm khóa theo yêu cầu của chủ tài khoản. Hãy mở khóa bằng khóa truy cập.',
    en: 'The account is locked by its owner. Unlock it with a passkey.',
  })
}

function closed(): Problem {
  return new Problem(403, 'identity.account-closed', {
    vi: 'Tài khoản này đã đóng.',
    en: 'This account is closed.',
  })
}

function lockedByOfficial(): Problem {
  return new Problem(403, 'identity.account-locked-by-official', {
    vi: 'Tài khoản bị cơ quan công an khóa. Vui lòng đến công an xã/phường để được giải quyết.',
    en: 'The account was locked by an official. Please visit the commune police.',
  })
}

function alreadyRaised(): Problem {
  return new Problem(409, 'identity.level-already-raised', {
    vi: 'Tài khoản đã ở mức 2.',
    en: 'The account is already of level 2.',
  })
}
