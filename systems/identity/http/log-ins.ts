import type { FastifyReply, FastifyRequest } from 'fastify'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import type { PersonalNumber } from '#population'
import {
  CurrentSession,
  LogInList,
  LogInQuery,
  PasskeyAnswer,
  PasskeyRequest,
  TotpLogIn,
} from '../contract.ts'
import { checkUsable } from '../domain/account.ts'
import type { Method } from '../domain/assurance.ts'
import type { Needs } from '../needs.ts'
import { passkeyRefused } from '../passkeys.ts'
import { sessionView } from '../sessions.ts'
import { steady } from '../steady.ts'
import { accountOfPerson, findAccount } from '../storage/accounts.ts'
import { listLogIns } from '../storage/log-ins.ts'
import { findTotp, takeStep } from '../storage/totps.ts'
import { stepOf } from '../totp.ts'

/** /log-ins — with a passkey or a one-time code; and the log of every attempt. */
export function logInRoutes(needs: Needs): Routes {
  const { kernel, db, population, limits, passkeys, sessions } = needs
  const open = { anyone: true, limitPerMinute: 120 } as const

  async function accountByCode(request: FastifyRequest, number: string, code: string) {
    const person = await population.personByNumber(number as PersonalNumber)
    const account = person && (await accountOfPerson(db, person.id))
    if (!account) return undefined
    const totp = await findTotp(db, account.id)
    const step = totp?.confirmed ? stepOf(kernel, account.id, totp.sealed, code) : null
    if (step !== null && (await takeStep(db, account.id, step, null))) return account.id
    await sessions.note(db, request, account.id, 'totp', 'failed')
    return undefined
  }

  return async (app) => {
    app.post(
      '/log-ins/passkey/options',
      {
        config: { access: open },
        schema: {
          operationId: 'passkeyLogInBegin',
          summary: 'Begin to log in with a passkey; the device offers those it has for this site',
          response: { 200: PasskeyRequest },
        },
      },
      async (request, reply) =>
        passkeys.beginRequest('log-in', { browser: sessions.browserOf(request, reply) }),
    )

    app.post(
      '/log-ins/passkey',
      {
        config: { access: open },
        schema: {
          operationId: 'passkeyLogInFinish',
          summary: 'Log in with the answer of the passkey',
          body: PasskeyAnswer,
          response: { 200: CurrentSession },
        },
      },
      async (request, reply) => {
        const browser = sessions.browserIfAny(request)
        const { passkey } = await passkeys.finishRequest('log-in', { browser }, request.body)
        return logIn(needs, request, reply, passkey.accountId, 'passkey')
      },
    )

    app.post(
      '/log-ins/totp',
      {
        config: { access: open },
        schema: {
          operationId: 'totpLogIn',
          summary: 'Log in with number and one-time code; proves level 1 only',
          body: TotpLogIn,
          response: { 200: CurrentSession },
        },
      },
      async (request, reply) => {
        const { number, code } = request.body
        await limits.count('totp', number, request.ip)
        const accountId = await steady(
          kernel.clock,
          request.startedMs,
          accountByCode(request, number, code),
        )
        if (!accountId) throw codeRefused()
        await limits.forget('totp', number)
        return logIn(needs, request, reply, accountId, 'totp')
      },
    )

    app.get(
      '/log-ins',
      {
        config: { access: { person: { level: 1 }, purpose: 'identity.account' } },
        schema: {
          operationId: 'logInList',
          summary: 'Every log-in and attempt on my account, newest first',
          querystring: LogInQuery,
          response: { 200: LogInList },
        },
      },
      async (request) => {
        const id = (request.principal as unknown as { accountId: Id<'account'> }).accountId
        const all = await listLogIns(db, id, pageSize.default, request.query.before)
        return {
          items: all.map(({ accountId: _, at, ...it }) => ({ ...it, at: at.toISOString() })),
        }
      },
    )
  }
}

/** The last step of every way in: the account must be usable, and the session is new. */
export async function logIn(
  { db, sessions }: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
  accountId: Id<'account'>,
  method: Method,
): Promise<CurrentSession> {
  const account = await findAccount(db, accountId)
  if (!account) throw passkeyRefused()
  try {
    checkUsable(account)
  } catch (refusal) {
    await sessions.note(db, request, accountId, method, 'locked')
    throw refusal
  }
  await db.transaction().execute((tx) => sessions.start(tx, request, reply, account, method))
  const session = await sessions.current(request)
  return { session: session ? sessionView(session) : null }
}

function codeRefused(): Problem {
  return new Problem(422, 'identity.code-refused', {
    vi: 'Số định danh hoặc mã không đúng, hoặc mã đã được dùng.',
    en: 'The number or the code is wrong, or the code was used already.',
  })
}
