import { createPublicKey } from 'node:crypto'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { accountUnknown } from '../accounts.ts'
import {
  AccountView,
  CurrentSession,
  DevicePut,
  PasskeyAnswer,
  PasskeyRequest,
} from '../contract.ts'
import type { Needs } from '../needs.ts'
import { strongSessionOf } from '../sessions.ts'
import { findAccount } from '../storage/accounts.ts'
import { type DeviceKey, findDevice, insertDevice, revokeDevice } from '../storage/devices.ts'
import { listPasskeys } from '../storage/passkeys.ts'
import { findTotp } from '../storage/totps.ts'
import { logIn } from './log-ins.ts'

const nothing = { type: 'null' } as const

/** /account — my account and what opens it. */
export function accountRoutes(needs: Needs): Routes {
  const { kernel, db, sessions, accounts } = needs
  const { clock } = kernel
  const read = { person: { level: 1 }, purpose: 'identity.account' } as const
  /** What opens the account changes only right after its person authenticated. */
  const change = { ...read, freshMinutes: 15 } as const

  return async (app) => {
    app.get(
      '/account',
      {
        config: { access: read },
        schema: {
          operationId: 'accountOwn',
          summary: 'My account, its passkeys and main device',
          response: { 200: AccountView },
        },
      },
      async (request) => {
        const { accountId } = request.principal as unknown as { accountId: Id<'account'> }
        const account = await findAccount(db, accountId)
        if (!account) throw accountUnknown()
        return accountView(needs, account)
      },
    )

    app.put(
      '/account/device',
      {
        config: { access: change },
        schema: {
          operationId: 'devicePut',
          summary: 'Make this phone the main device, in the place of an earlier one',
          body: DevicePut,
          response: { 200: AccountView },
        },
      },
      async (request) => {
        const { accountId } = await strongSessionOf(sessions, request)
        const { name, publicKey } = request.body
        checkKey(publicKey)
        const registeredAt = clock.now()
        const account = await db.transaction().execute(async (tx) => {
          const held = await accounts.held(tx, accountId)
          await revokeDevice(tx, accountId, registeredAt)
          const id = newId('device', registeredAt)
          await insertDevice(tx, { id, accountId, publicKey, name, registeredAt, lastUsedAt: null })
          await accounts.record(tx, request.actor, 'devicePut', held)
          return held
        })
        return accountView(needs, account)
      },
    )

    app.delete(
      '/account/device',
      {
        config: { access: read },
        schema: {
          operationId: 'deviceRemove',
          summary: 'Give up the main device',
          response: { 204: nothing },
        },
      },
      async (request, reply) => {
        const { accountId } = await strongSessionOf(sessions, request)
        await revokeDevice(db, accountId, clock.now())
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/account/lock',
      {
        config: { access: read },
        schema: {
          operationId: 'accountLockOwn',
          summary: 'Lock my account at once: every session and every grant ends',
          response: { 204: nothing },
        },
      },
      async (request, reply) => {
        const { accountId } = request.principal as unknown as { accountId: Id<'account'> }
        await db
          .transaction()
          .execute((tx) => accounts.lock(tx, accountId, 'self', null, request.actor))
        sessions.forget()
        await sessions.end(request, reply)
        return reply.code(204).send(null)
      },
    )
  }
}

/** /account/unlock — the owner opens a locked account with a passkey, and is logged in. */
export function unlockRoutes(needs: Needs): Routes {
  const { db, passkeys, sessions, accounts } = needs
  const open = { anyone: true, limitPerMinute: 30 } as const
  return async (app) => {
    app.post(
      '/account/unlock/options',
      {
        config: { access: open },
        schema: {
          operationId: 'accountUnlockBegin',
          summary: 'Begin to unlock my account with a passkey',
          response: { 200: PasskeyRequest },
        },
      },
      async (request, reply) =>
        passkeys.beginRequest('unlock', { browser: sessions.browserOf(request, reply) }),
    )

    app.post(
      '/account/unlock',
      {
        config: { access: open },
        schema: {
          operationId: 'accountUnlockOwn',
          summary: 'Unlock what I locked myself',
          body: PasskeyAnswer,
          response: { 200: CurrentSession },
        },
      },
      async (request, reply) => {
        const browser = sessions.browserIfAny(request)
        const { passkey } = await passkeys.finishRequest('unlock', { browser }, request.body)
        await db.transaction().execute(async (tx) => {
          const account = await accounts.held(tx, passkey.accountId)
          const actor = accounts.actorOf(account, request.id)
          await accounts.unlock(tx, passkey.accountId, 'self', actor)
        })
        return logIn(needs, request, reply, passkey.accountId, 'passkey')
      },
    )
  }
}

/** A point that is not on the curve is no key, whatever its form. */
function checkKey(publicKey: DeviceKey): void {
  try {
    createPublicKey({ key: publicKey, format: 'jwk' })
  } catch {
    throw new Problem(422, 'identity.device-key-refused', {
      vi: 'Khóa của thiết bị không hợp lệ.',
      en: 'The key of the device is not valid.',
    })
  }
}

export async function accountView(
  { db }: Needs,
  account: NonNullable<Awaited<ReturnType<typeof findAccount>>>,
): Promise<AccountView> {
  const [all, device, totp] = await Promise.all([
    listPasskeys(db, account.id),
    findDevice(db, account.id),
    findTotp(db, account.id),
  ])
  return {
    id: account.id,
    name: account.name,
    level: account.level,
    state: account.state,
    openedAt: account.openedAt.toISOString(),
    passkeys: all.map(({ id, name, backedUp, createdAt, lastUsedAt }) => ({
      id,
      name,
      backedUp,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    device: device
      ? {
          id: device.id,
          name: device.name,
          registeredAt: device.registeredAt.toISOString(),
          lastUsedAt: device.lastUsedAt?.toISOString() ?? null,
        }
      : null,
    totp: totp?.confirmed ?? false,
  }
}
