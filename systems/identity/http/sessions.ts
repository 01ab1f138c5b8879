import { pageSize } from '#kernel/contract'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  CurrentSession,
  PasskeyAnswer,
  PasskeyRequest,
  SessionList,
  SessionParams,
} from '../contract.ts'
import type { Needs } from '../needs.ts'
import { idleMs, sessionOf, sessionView } from '../sessions.ts'
import { listPasskeys } from '../storage/passkeys.ts'
import { endSessions, listSessions } from '../storage/sessions.ts'

/** /sessions/current — who is logged in here, and logging out. */
export function currentSessionRoutes({ sessions }: Needs): Routes {
  const open = { anyone: true, limitPerMinute: 120 } as const
  return async (app) => {
    app.get(
      '/sessions/current',
      {
        config: { access: { anyone: true, limitPerMinute: 6_000 } },
        schema: {
          operationId: 'sessionCurrent',
          summary: 'Who is logged in here; null for a stranger',
          response: { 200: CurrentSession },
        },
      },
      async (request, reply) => {
        void reply.header('cache-control', 'no-store')
        const session = await sessions.current(request)
        return { session: session ? sessionView(session) : null }
      },
    )

    app.delete(
      '/sessions/current',
      {
        config: { access: open },
        schema: {
          operationId: 'sessionEndCurrent',
          summary: 'Log out',
          response: { 200: CurrentSession },
        },
      },
      async (request, reply) => {
        await sessions.end(request, reply)
        return { session: null }
      },
    )
  }
}

/** /sessions — where I am logged in, ending that, and authenticating again. */
export function sessionRoutes({ kernel, db, passkeys, sessions }: Needs): Routes {
  const { clock } = kernel
  const access = { person: { level: 1 }, purpose: 'identity.account' } as const

  return async (app) => {
    app.get(
      '/sessions',
      {
        config: { access },
        schema: {
          operationId: 'sessionList',
          summary: 'Where I am logged in',
          response: { 200: SessionList },
        },
      },
      async (request) => {
        const own = await sessionOf(sessions, request)
        const now = clock.now()
        const idleSince = new Date(now.getTime() - idleMs)
        const all = await listSessions(db, own.accountId, now, idleSince, pageSize.max)
        return {
          items: all.map((it) => ({
            id: it.id,
            current: it.id === own.id,
            method: it.method,
            browser: it.browser,
            ip: it.ip,
            createdAt: it.createdAt.toISOString(),
            lastUsedAt: it.lastUsedAt.toISOString(),
            endsAt: it.endsAt.toISOString(),
          })),
        }
      },
    )

    app.delete(
      '/sessions/:id',
      {
        config: { access },
        schema: {
          operationId: 'sessionEnd',
          summary: 'End one of my sessions',
          params: SessionParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const own = await sessionOf(sessions, request)
        const only = request.params.id
        const ended = await endSessions(db, own.accountId, clock.now(), { only })
        if (ended === 0) throw sessionUnknown()
        sessions.forget()
        return reply.code(204).send(null)
      },
    )

    app.delete(
      '/sessions',
      {
        config: { access },
        schema: {
          operationId: 'sessionEndOthers',
          summary: 'End all my sessions but this one',
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const own = await sessionOf(sessions, request)
        await endSessions(db, own.accountId, clock.now(), { except: own.id })
        sessions.forget()
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/sessions/current/refresh/options',
      {
        config: { access },
        schema: {
          operationId: 'sessionRefreshBegin',
          summary: 'Begin to authenticate again with one of my passkeys',
          response: { 200: PasskeyRequest },
        },
      },
      async (request) => {
        const { accountId } = await sessionOf(sessions, request)
        const allow = await listPasskeys(db, accountId)
        return passkeys.beginRequest('refresh', { accountId }, { allow })
      },
    )

    app.post(
      '/sessions/current/refresh',
      {
        config: { access },
        schema: {
          operationId: 'sessionRefresh',
          summary: 'Authenticate again; the session goes on under a new token',
          body: PasskeyAnswer,
          response: { 200: CurrentSession },
        },
      },
      async (request, reply) => {
        const own = await sessionOf(sessions, request)
        await passkeys.finishRequest('refresh', { accountId: own.accountId }, request.body)
        await db.transaction().execute((tx) => sessions.renew(tx, request, reply, own, 'passkey'))
        const session = await sessions.current(request)
        return { session: session ? sessionView(session) : null }
      },
    )
  }
}

function sessionUnknown(): Problem {
  return new Problem(404, 'identity.session-unknown', {
    vi: 'Không có phiên đăng nhập này.',
    en: 'There is no such session.',
  })
}
