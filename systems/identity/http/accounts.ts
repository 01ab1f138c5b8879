import type { FastifyRequest } from 'fastify'
import { officeFor } from '#kernel/access'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import type { PersonalNumber } from '#population'
import { accountUnknown } from '../accounts.ts'
import { AccountFind, AccountParams, AccountState, LockAsk } from '../contract.ts'
import type { Account } from '../domain/account.ts'
import type { Needs } from '../needs.ts'
import { accountOfPerson } from '../storage/accounts.ts'

/** /accounts — officials find an account, lock and unlock it. */
export function accountsRoutes(needs: Needs): Routes {
  const { kernel, db, accounts } = needs
  const access = {
    official: ['commune-police', 'operator'],
    purpose: 'identity.administration',
    freshMinutes: 60,
  } as const

  return async (app) => {
    app.post(
      '/accounts/find',
      {
        config: { access: { ...access, limitPerMinute: 60 } },
        schema: {
          operationId: 'accountFind',
          summary: 'The account of the person with this number',
          body: AccountFind,
          response: { 200: AccountState },
        },
      },
      async (request) => {
        const account = await accountByNumber(needs, request.body.number)
        await kernel.audit.settle(request.actor, [
          {
            room: 'identity',
            operation: 'accountFind',
            subjectId: account.personId,
            fields: ['name', 'account'],
            outcome: 'read',
          },
        ])
        return stateView(account)
      },
    )

    app.post(
      '/accounts/:id/lock',
      {
        config: { access },
        schema: {
          operationId: 'accountLock',
          summary: 'Lock an account, with a reason; only an official unlocks it',
          params: AccountParams,
          body: LockAsk,
          response: { 200: AccountState },
        },
      },
      async (request) => {
        const { id } = request.params
        refuseOwn(request, id)
        const { reason } = request.body
        const locked = await db
          .transaction()
          .execute((tx) => accounts.lock(tx, id, 'official', reason, request.actor))
        needs.sessions.forget()
        return stateView(locked)
      },
    )

    app.post(
      '/accounts/:id/unlock',
      {
        config: { access: { ...access, official: ['commune-police'] } },
        schema: {
          operationId: 'accountUnlock',
          summary: 'Unlock an account',
          params: AccountParams,
          response: { 200: AccountState },
        },
      },
      async (request) => {
        const { id } = request.params
        refuseOwn(request, id)
        const unlocked = await db
          .transaction()
          .execute((tx) => accounts.unlock(tx, id, 'official', request.actor))
        return stateView(unlocked)
      },
    )
  }
}

export async function accountByNumber({ population, db }: Needs, number: string): Promise<Account> {
  const person = await population.personByNumber(number as PersonalNumber)
  const account = person && (await accountOfPerson(db, person.id))
  if (!account) throw accountUnknown()
  return account
}

/** Nobody decides as an official about their own account. */
export function refuseOwn(request: FastifyRequest, id: Id<'account'>): void {
  const { principal } = request
  if (principal.kind === 'person' && principal.accountId === id) throw ownAccount()
}

export function ownAccount(): Problem {
  return new Problem(403, 'identity.own-account', {
    vi: 'Cán bộ không được tự xử lý tài khoản của chính mình.',
    en: 'Officials may not deal with their own account.',
  })
}

/** The calling official's account, and name with agency. */
export function officialOf(request: FastifyRequest, role: string) {
  const { principal, actor } = request
  if (principal.kind !== 'person' || !officeFor([role], principal)) {
    throw new TypeError(`The route lets in others than ${role}.`)
  }
  return { id: principal.accountId as Id<'account'>, name: actor.name }
}

export function stateView(it: Account): AccountState {
  return {
    id: it.id,
    name: it.name,
    level: it.level,
    state: it.state,
    lockedBy: it.lockedBy,
    lockReason: it.lockReason,
    openedAt: it.openedAt.toISOString(),
  }
}
