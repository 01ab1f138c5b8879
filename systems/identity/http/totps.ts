import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { TotpConfirm, TotpSecret } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { strongSessionOf } from '../sessions.ts'
import { deleteTotp, findTotp, saveTotp, takeStep } from '../storage/totps.ts'
import { newTotp, stepOf } from '../totp.ts'

/** /account/totp — one-time codes of an authenticator app, for when no passkey is at hand. */
export function totpRoutes({ kernel, db, sessions, accounts }: Needs): Routes {
  const { clock } = kernel
  const access = { person: { level: 1 }, purpose: 'identity.account', freshMinutes: 15 } as const

  return async (app) => {
    app.post(
      '/account/totp',
      {
        config: { access },
        schema: {
          operationId: 'totpBegin',
          summary: 'A new secret for an authenticator app; in use once a code confirms it',
          response: { 201: TotpSecret },
        },
      },
      async (request, reply) => {
        const { accountId, name } = await strongSessionOf(sessions, request)
        const { sealed, uri, secret } = newTotp(kernel, accountId, name)
        await saveTotp(db, accountId, sealed, clock.now())
        void reply.header('cache-control', 'no-store')
        return reply.code(201).send({ uri, secret })
      },
    )

    app.post(
      '/account/totp/confirm',
      {
        config: { access: { ...access, limitPerMinute: 10 } },
        schema: {
          operationId: 'totpConfirm',
          summary: 'Put the secret into use with a first code',
          body: TotpConfirm,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { accountId } = await strongSessionOf(sessions, request)
        const totp = await findTotp(db, accountId)
        const step = totp ? stepOf(kernel, accountId, totp.sealed, request.body.code) : null
        await db.transaction().execute(async (tx) => {
          const account = await accounts.held(tx, accountId)
          if (step === null || !(await takeStep(tx, accountId, step, clock.now()))) {
            throw codeWrong()
          }
          await accounts.record(tx, request.actor, 'totpConfirm', account)
        })
        return reply.code(204).send(null)
      },
    )

    app.delete(
      '/account/totp',
      {
        config: { access },
        schema: {
          operationId: 'totpRemove',
          summary: 'Give up one-time codes',
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { accountId } = await strongSessionOf(sessions, request)
        await deleteTotp(db, accountId)
        return reply.code(204).send(null)
      },
    )
  }
}

function codeWrong(): Problem {
  return new Problem(422, 'identity.totp-code-wrong', {
    vi: 'Mã không đúng. Kiểm tra giờ trên điện thoại và thử mã mới.',
    en: 'The code is wrong. Check the clock of the phone and try a new code.',
  })
}
