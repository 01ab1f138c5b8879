import { randomInt, verify } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { canonical } from '#kernel/digest'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import type { PersonalNumber } from '#population'
import {
  AppLogInAsk,
  AppLogInPoll,
  AppLogInShown,
  AppLogInState,
  ApprovalDecision,
  ApprovalList,
  ApprovalParams,
} from '../contract.ts'
import {
  type Approval,
  approvalLimits,
  approvalOver,
  decide,
  numberWrong,
  seenByScreen,
} from '../domain/approval.ts'
import { browserName } from '../domain/browser.ts'
import type { Needs } from '../needs.ts'
import { challengeOver } from '../passkeys.ts'
import { steady } from '../steady.ts'
import { accountOfPerson } from '../storage/accounts.ts'
import {
  findApproval,
  holdApproval,
  insertApproval,
  listWaiting,
  takeApproval,
  updateApproval,
} from '../storage/approvals.ts'
import { type DeviceKey, findDevice, noteDeviceUse } from '../storage/devices.ts'
import { logIn } from './log-ins.ts'

/** /log-ins/app — the screen that asks; it shows a number and waits for the main device. */
export function appLogInRoutes(needs: Needs): Routes {
  const { kernel, db, population, limits, sessions } = needs
  const { clock } = kernel
  const open = { anyone: true, limitPerMinute: 240 } as const

  /** The account that a device may approve for; null is answered in the same way. */
  async function accountWithDevice(number: string): Promise<Id<'account'> | null> {
    const person = await population.personByNumber(number as PersonalNumber)
    const account = person && (await accountOfPerson(db, person.id))
    if (!account || account.state !== 'active') return null
    if (!(await findDevice(db, account.id))) return null
    const waiting = await listWaiting(db, account.id, clock.now(), approvalLimits.waitingPerAccount)
    return waiting.length < approvalLimits.waitingPerAccount ? account.id : null
  }

  async function ask(request: FastifyRequest, number: string, browser: Buffer): Promise<Approval> {
    const now = clock.now()
    const approval: Approval = {
      id: newId('approval', now),
      accountId: await accountWithDevice(number),
      number: randomInt(10, 100),
      tries: 0,
      state: 'waiting',
      screen: browserName(request.headers['user-agent']),
      ip: request.ip,
      requestedAt: now,
      expiresAt: new Date(now.getTime() + approvalLimits.lastsMs),
    }
    await insertApproval(db, approval, browser)
    return approval
  }

  return async (app) => {
    app.post(
      '/log-ins/app',
      {
        config: { access: open },
        schema: {
          operationId: 'appLogInBegin',
          summary: 'Ask the main device of a person to approve a log-in on this screen',
          body: AppLogInAsk,
          response: { 201: AppLogInShown },
        },
      },
      async (request, reply) => {
        const { number } = request.body
        await limits.count('app', number, request.ip)
        const browser = sessions.browserOf(request, reply)
        const shown = await steady(clock, request.startedMs, ask(request, number, browser))
        return reply
          .code(201)
          .send({ id: shown.id, number: shown.number, expiresAt: shown.expiresAt.toISOString() })
      },
    )

    app.post(
      '/log-ins/app/poll',
      {
        config: { access: open },
        schema: {
          operationId: 'appLogInPoll',
          summary: 'Has the main device decided? An approval logs this browser in, once',
          body: AppLogInPoll,
          response: { 200: AppLogInState },
        },
      },
      async (request, reply) => {
        const browser = sessions.browserIfAny(request)
        const approval = browser && (await findApproval(db, request.body.id, browser))
        if (!approval) throw challengeOver()
        const state = seenByScreen(approval, clock.now())
        if (state !== 'approved') return { state, session: null }
        const accountId = await db.transaction().execute((tx) => takeApproval(tx, approval.id))
        if (!accountId) return { state: 'expired' as const, session: null }
        return { state, ...(await logIn(needs, request, reply, accountId, 'app')) }
      },
    )
  }
}

/** /approvals — the main device sees who asks to log in, and decides. */
export function approvalRoutes(needs: Needs): Routes {
  const { kernel, db, population, limits, sessions } = needs
  const { clock } = kernel
  const access = { person: { level: 1 }, purpose: 'identity.account' } as const
  const accountOf = (request: FastifyRequest) =>
    (request.principal as unknown as { accountId: Id<'account'> }).accountId

  /** Only the key of the main device decides, whoever else is logged in as the person. */
  async function checkSignature(
    accountId: Id<'account'>,
    requestId: string,
    { decision, number, signature }: ApprovalDecision,
  ): Promise<void> {
    const device = await findDevice(db, accountId)
    const signed = canonical({ decision, number, requestId })
    if (!device || !signedBy(device.publicKey, signed, signature)) throw signatureRefused()
    await noteDeviceUse(db, device.id, clock.now())
  }

  return async (app) => {
    app.get(
      '/approvals',
      {
        config: { access },
        schema: {
          operationId: 'approvalList',
          summary: 'Log-ins that wait for my main device',
          response: { 200: ApprovalList },
        },
      },
      async (request) => {
        const waiting = await listWaiting(db, accountOf(request), clock.now(), 10)
        return {
          items: waiting.map(({ id, screen, ip, requestedAt, expiresAt }) => ({
            id,
            screen,
            ip,
            requestedAt: requestedAt.toISOString(),
            expiresAt: expiresAt.toISOString(),
          })),
        }
      },
    )

    app.post(
      '/approvals/:id',
      {
        config: { access },
        schema: {
          operationId: 'approvalDecide',
          summary: 'Approve with the number that the other screen shows, refuse, or report',
          params: ApprovalParams,
          body: ApprovalDecision,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const accountId = accountOf(request)
        const { decision, number } = request.body
        await checkSignature(accountId, request.params.id, request.body)
        const after = await db.transaction().execute(async (tx) => {
          const approval = await holdApproval(tx, request.params.id, accountId)
          if (!approval) throw approvalOver()
          const decided = decide(approval, decision, number, clock.now())
          await updateApproval(tx, decided)
          const failed = decision === 'approve' && decided.state !== 'approved'
          const outcome = failed ? 'failed' : decision === 'report' ? 'reported' : 'refused'
          if (decided.state !== 'approved') {
            await sessions.note(tx, request, accountId, 'app', outcome)
          }
          return decided
        })
        if (after.state === 'reported' && 'personId' in request.principal) {
          const person = await population.person(request.principal.personId as Id<'person'>)
          if (person) await limits.block('app', person.number)
        }
        if (decision === 'approve' && after.state !== 'approved') throw numberWrong()
        return reply.code(204).send(null)
      },
    )
  }
}

function signedBy(key: DeviceKey, text: string, signature: string): boolean {
  return verify(
    'sha256',
    Buffer.from(text),
    { key: key as never, format: 'jwk', dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
}

function signatureRefused(): Problem {
  return new Problem(403, 'identity.device-signature-refused', {
    vi: 'Chỉ thiết bị chính của bạn mới được phê duyệt đăng nhập.',
    en: 'Only your main device may approve log-ins.',
  })
}
