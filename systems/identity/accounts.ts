import type { Kysely, Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { type Account, close, type Locker, lock, unlock } from './domain/account.ts'
import type { Sessions } from './sessions.ts'
import { findAccount, updateAccount } from './storage/accounts.ts'
import { withdrawConsents } from './storage/consents.ts'
import { revokeDevice } from './storage/devices.ts'
import { deleteByAccount } from './storage/oidc-entities.ts'
import { revokePasskeys } from './storage/passkeys.ts'
import type { Schema } from './storage/schema.ts'
import { endSessions } from './storage/sessions.ts'
import { deleteTotp } from './storage/totps.ts'

export type Accounts = ReturnType<typeof openAccounts>

/** What happens to whole accounts: every door that an account opens closes with it. */
export function openAccounts({ clock, audit, purposes }: Kernel, sessions: Sessions) {
  type Tx = Transaction<Schema>

  async function held(tx: Tx, id: Id<'account'>): Promise<Account> {
    const account = await findAccount(tx, id, 'for update')
    if (!account) throw accountUnknown()
    return account
  }

  const use = (operation: string, { personId }: Account) =>
    ({
      room: 'identity',
      operation,
      subjectId: personId,
      fields: ['account'],
      outcome: 'changed',
    }) as const

  /** Ends sessions, grants and tokens; authenticators stay. */
  async function endAccess(tx: Tx, id: Id<'account'>): Promise<void> {
    await endSessions(tx, id, clock.now())
    await deleteByAccount(tx, id)
    sessions.forget()
  }

  return {
    held,
    endAccess,

    async lock(tx: Tx, id: Id<'account'>, by: Locker, reason: string | null, actor: Actor) {
      const account = lock(await held(tx, id), by, reason, clock.now())
      await updateAccount(tx, account)
      await endAccess(tx, id)
      await audit.record(tx, actor, [use('accountLock', account)])
      return account
    },

    async unlock(tx: Tx, id: Id<'account'>, by: Locker, actor: Actor) {
      const account = unlock(await held(tx, id), by, clock.now())
      await updateAccount(tx, account)
      await audit.record(tx, actor, [use('accountUnlock', account)])
      return account
    },

    /** Ends all access and all authenticators: what was lost or stolen is worth nothing. */
    async reset(tx: Tx, id: Id<'account'>): Promise<void> {
      const now = clock.now()
      await endAccess(tx, id)
      await revokePasskeys(tx, id, now)
      await revokeDevice(tx, id, now)
      await deleteTotp(tx, id)
    },

    async close(tx: Tx, account: Account): Promise<void> {
      const now = clock.now()
      await updateAccount(tx, close(account, now))
      await endAccess(tx, account.id)
      await revokePasskeys(tx, account.id, now)
      await revokeDevice(tx, account.id, now)
      await deleteTotp(tx, account.id)
      await withdrawConsents(tx, account.id, now)
    },

    /** Records a change to an account in the person's access log. */
    async record(tx: Tx, actor: Actor, operation: string, account: Account): Promise<void> {
      await audit.record(tx, actor, [use(operation, account)])
    },

    /** The person themselves as the actor of a call that is open to strangers. */
    actorOf(account: Pick<Account, 'id' | 'name'>, requestId: string): Actor {
      const purpose = 'identity.account'
      const basis = purposes.get(purpose)?.basis ?? ''
      return { kind: 'person', id: account.id, name: account.name, purpose, basis, requestId }
    },
  }
}

export function accountUnknown(): Problem {
  return new Problem(404, 'identity.account-unknown', {
    vi: 'Người này chưa có tài khoản định danh điện tử.',
    en: 'This person has no electronic identification account.',
  })
}

export type Db = Kysely<Schema>
