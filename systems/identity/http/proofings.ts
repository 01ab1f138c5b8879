import { sha256 } from '#kernel/digest'
import { newDigits, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  AccountState,
  CurrentSession,
  OneTimeCodeView,
  PasskeyCreated,
  PasskeyCreation,
  ProofingAsk,
  RecoveryAsk,
  RecoveryOpen,
} from '../contract.ts'
import { raise } from '../domain/account.ts'
import type { Needs } from '../needs.ts'
import { passkeyRefused } from '../passkeys.ts'
import { sessionView, strongSessionOf } from '../sessions.ts'
import { steady } from '../steady.ts'
import { updateAccount } from '../storage/accounts.ts'
import { insertPasskey } from '../storage/passkeys.ts'
import { insertProofing, saveCode, takeCode } from '../storage/proofings.ts'
import { accountByNumber, officialOf, refuseOwn, stateView } from './accounts.ts'

const codeLastsMs = 10 * 60_000
const codeTries = 5

/** /proofings — an official who sees the person raises the account to level 2. */
export function proofingRoutes(needs: Needs): Routes {
  const { kernel, db, sessions, accounts } = needs
  const { clock } = kernel

  return async (app) => {
    app.post(
      '/account/proofing-code',
      {
        config: {
          access: { person: { level: 1 }, purpose: 'identity.account', limitPerMinute: 10 },
        },
        schema: {
          operationId: 'proofingCodeAsk',
          summary: 'A code to show to the official on my own screen',
          response: { 201: OneTimeCodeView },
        },
      },
      async (request, reply) => {
        const { accountId } = await strongSessionOf(sessions, request)
        const code = newDigits(8)
        const expiresAt = new Date(clock.now().getTime() + codeLastsMs)
        await saveCode(db, accountId, 'level', sha256(code), expiresAt)
        void reply.header('cache-control', 'no-store')
        return reply.code(201).send({ code, expiresAt: expiresAt.toISOString() })
      },
    )

    app.post(
      '/proofings',
      {
        config: {
          access: {
            official: ['commune-police'],
            purpose: 'identity.administration',
            freshMinutes: 60,
            limitPerMinute: 30,
          },
        },
        schema: {
          operationId: 'proofingRecord',
          summary: 'Raise to level 2 a person whose face and document were seen',
          body: ProofingAsk,
          response: { 201: AccountState },
        },
      },
      async (request, reply) => {
        const { number, code, evidence } = request.body
        const found = await accountByNumber(needs, number)
        refuseOwn(request, found.id)
        const official = officialOf(request, 'commune-police')
        const at = clock.now()
        // Committed by itself: a wrong code is a try even though nothing else happens.
        if (!(await takeCode(db, found.id, 'level', sha256(code), at, codeTries))) {
          throw codeRefused()
        }
        const account = await db.transaction().execute(async (tx) => {
          const raised = raise(await accounts.held(tx, found.id), at)
          await updateAccount(tx, raised)
          await insertProofing(tx, {
            id: newId('proofing', at),
            accountId: found.id,
            kind: 'level',
            officialAccountId: official.id,
            officialName: official.name,
            evidence,
            at,
          })
          await accounts.record(tx, request.actor, 'proofingRecord', raised)
          await kernel.events.publish(tx, 'identity.account-raised', { accountId: found.id })
          return raised
        })
        sessions.forget()
        return reply.code(201).send(stateView(account))
      },
    )
  }
}

/** /recoveries — all devices are lost: an official sees the person and hands over a code. */
export function recoveryRoutes(needs: Needs): Routes {
  const { kernel, db, limits, passkeys, sessions, accounts } = needs
  const { clock } = kernel

  /** The account that this number and code open; one answer for all that is wrong. */
  async function accountByCode(number: string, code: string) {
    const account = await accountByNumber(needs, number).catch(() => undefined)
    const digest = sha256(code.toUpperCase().replaceAll('-', ''))
    if (!account || !(await takeCode(db, account.id, 'recovery', digest, clock.now(), codeTries))) {
      throw codeRefused()
    }
    return account
  }

  return async (app) => {
    app.post(
      '/recoveries',
      {
        config: {
          access: {
            official: ['commune-police'],
            purpose: 'identity.administration',
            freshMinutes: 60,
            limitPerMinute: 30,
          },
        },
        schema: {
          operationId: 'recoveryOpen',
          summary: 'A code with which the person in front of me makes a new passkey',
          body: RecoveryOpen,
          response: { 201: OneTimeCodeView },
        },
      },
      async (request, reply) => {
        const { number, evidence } = request.body
        const found = await accountByNumber(needs, number)
        refuseOwn(request, found.id)
        const official = officialOf(request, 'commune-police')
        const at = clock.now()
        const code = newRecoveryCode()
        const expiresAt = new Date(at.getTime() + codeLastsMs)
        await db.transaction().execute(async (tx) => {
          const account = await accounts.held(tx, found.id)
          await saveCode(tx, found.id, 'recovery', sha256(code.replaceAll('-', '')), expiresAt)
          await insertProofing(tx, {
            id: newId('proofing', at),
            accountId: found.id,
            kind: 'recovery',
            officialAccountId: official.id,
            officialName: official.name,
            evidence,
            at,
          })
          await accounts.record(tx, request.actor, 'recoveryOpen', account)
        })
        void reply.header('cache-control', 'no-store')
        return reply.code(201).send({ code, expiresAt: expiresAt.toISOString() })
      },
    )

    app.post(
      '/recoveries/options',
      {
        config: { access: { anyone: true, limitPerMinute: 30 } },
        schema: {
          operationId: 'recoveryBegin',
          summary: 'Hand in the code from the official, and begin to make a new passkey',
          body: RecoveryAsk,
          response: { 200: PasskeyCreation },
        },
      },
      async (request, reply) => {
        const { number, code } = request.body
        await limits.count('recovery', number, request.ip)
        const found = await steady(clock, request.startedMs, accountByCode(number, code))
        await limits.forget('recovery', number)
        const browser = sessions.browserOf(request, reply)
        return passkeys.beginCreation(
          'recovery',
          { browser },
          { accountId: found.id, name: found.name, subject: { accountId: found.id } },
        )
      },
    )

    app.post(
      '/recoveries/passkey',
      {
        config: { access: { anyone: true, limitPerMinute: 30 } },
        schema: {
          operationId: 'recoveryFinish',
          summary: 'The new passkey takes the place of all earlier ones; all sessions end',
          body: PasskeyCreated,
          response: { 200: CurrentSession },
        },
      },
      async (request, reply) => {
        const browser = sessions.browserIfAny(request)
        const made = await passkeys.finishCreation('recovery', { browser }, request.body)
        const accountId = made.challenge.subject['accountId'] as typeof made.challenge.accountId
        if (!accountId) throw passkeyRefused()
        await db.transaction().execute(async (tx) => {
          const account = await accounts.held(tx, accountId)
          await accounts.reset(tx, accountId)
          const added = await insertPasskey(tx, {
            ...made.credential,
            id: newId('passkey', clock.now()),
            accountId,
            name: request.body.name ?? 'Khóa truy cập',
            createdAt: clock.now(),
            lastUsedAt: clock.now(),
          })
          if (!added) throw passkeyRefused()
          const actor = accounts.actorOf(account, request.id)
          await accounts.record(tx, actor, 'recoveryFinish', account)
          const open =
            account.lockedBy === 'self'
              ? await accounts.unlock(tx, accountId, 'self', actor)
              : account
          await sessions.start(tx, request, reply, open, 'passkey')
        })
        sessions.forget()
        const session = await sessions.current(request)
        return { session: session ? sessionView(session) : null }
      },
    )
  }
}

/** Twelve digits in three groups: read out loud and typed without mistakes. */
function newRecoveryCode(): string {
  return [newDigits(4), newDigits(4), newDigits(4)].join('-')
}

function codeRefused(): Problem {
  return new Problem(422, 'identity.one-time-code-refused', {
    vi: 'Mã không đúng, đã hết hạn hoặc đã được dùng. Vui lòng lấy mã mới.',
    en: 'The code is wrong, expired or used already. Please get a new one.',
  })
}
