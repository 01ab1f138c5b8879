import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { AccountView, PasskeyCreated, PasskeyCreation, PasskeyParams } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { passkeyRefused } from '../passkeys.ts'
import { strongSessionOf } from '../sessions.ts'
import { insertPasskey, listPasskeys, revokePasskeys } from '../storage/passkeys.ts'
import { accountView } from './account.ts'

const maxPasskeys = 20
const nothing = { type: 'null' } as const

/** /account/passkeys — adding and removing what opens my account. */
export function passkeyRoutes(needs: Needs): Routes {
  const { kernel, db, passkeys, sessions, accounts } = needs
  const { clock } = kernel
  /** What opens the account changes only right after its person authenticated. */
  const change = { person: { level: 1 }, purpose: 'identity.account', freshMinutes: 15 } as const

  return async (app) => {
    app.post(
      '/account/passkeys/options',
      {
        config: { access: change },
        schema: {
          operationId: 'passkeyAddBegin',
          summary: 'Begin to add a passkey',
          response: { 200: PasskeyCreation },
        },
      },
      async (request) => {
        const { accountId, name } = await strongSessionOf(sessions, request)
        const exclude = await listPasskeys(db, accountId)
        if (exclude.length >= maxPasskeys) throw tooManyPasskeys()
        return passkeys.beginCreation('addition', { accountId }, { accountId, name, exclude })
      },
    )

    app.post(
      '/account/passkeys',
      {
        config: { access: change },
        schema: {
          operationId: 'passkeyAdd',
          summary: 'Add the passkey that was made',
          body: PasskeyCreated,
          response: { 201: AccountView },
        },
      },
      async (request, reply) => {
        const { accountId } = await strongSessionOf(sessions, request)
        const { credential } = await passkeys.finishCreation(
          'addition',
          { accountId },
          request.body,
        )
        const account = await db.transaction().execute(async (tx) => {
          const held = await accounts.held(tx, accountId)
          const added = await insertPasskey(tx, {
            ...credential,
            id: newId('passkey', clock.now()),
            accountId,
            name: request.body.name ?? 'Khóa truy cập',
            createdAt: clock.now(),
            lastUsedAt: null,
          })
          if (!added) throw passkeyRefused()
          await accounts.record(tx, request.actor, 'passkeyAdd', held)
          return held
        })
        return reply.code(201).send(await accountView(needs, account))
      },
    )

    app.delete(
      '/account/passkeys/:id',
      {
        config: { access: change },
        schema: {
          operationId: 'passkeyRemove',
          summary: 'Remove a passkey; the last one stays',
          params: PasskeyParams,
          response: { 204: nothing },
        },
      },
      async (request, reply) => {
        const { accountId } = await strongSessionOf(sessions, request)
        await db.transaction().execute(async (tx) => {
          const account = await accounts.held(tx, accountId)
          if ((await listPasskeys(tx, accountId)).length < 2) throw lastPasskey()
          if (!(await revokePasskeys(tx, accountId, clock.now(), request.params.id))) {
            throw passkeyUnknown()
          }
          await accounts.record(tx, request.actor, 'passkeyRemove', account)
        })
        return reply.code(204).send(null)
      },
    )
  }
}

function passkeyUnknown(): Problem {
  return new Problem(404, 'identity.passkey-unknown', {
    vi: 'Không có khóa truy cập này.',
    en: 'There is no such passkey.',
  })
}

function lastPasskey(): Problem {
  return new Problem(409, 'identity.passkey-last', {
    vi: 'Đây là khóa truy cập cuối cùng. Hãy thêm khóa khác trước khi gỡ.',
    en: 'This is the last passkey. Add another before removing it.',
  })
}

function tooManyPasskeys(): Problem {
  return new Problem(409, 'identity.passkeys-too-many', {
    vi: 'Tài khoản đã có 20 khóa truy cập. Hãy gỡ bớt một khóa.',
    en: 'The account has 20 passkeys already. Remove one first.',
  })
}
