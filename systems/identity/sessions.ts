import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely, Transaction } from 'kysely'
import type { Principal } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { sha256 } from '#kernel/digest'
import { type Id, newId, newSecret } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { SessionView } from './contract.ts'
import { type Account, checkUsable } from './domain/account.ts'
import { assuranceOf, type Method } from './domain/assurance.ts'
import { browserName } from './domain/browser.ts'
import { insertLogIn, type LogInOutcome } from './storage/log-ins.ts'
import type { Schema } from './storage/schema.ts'
import {
  endSessionByToken,
  findSession,
  insertSession,
  noteSessionUse,
  renewSession,
  type SessionInUse,
} from './storage/sessions.ts'

const minute = 60_000
/** A session ends after an hour unused, and after twelve hours in any case. */
export const idleMs = 60 * minute
const absoluteMs = 12 * 60 * minute
const browserMs = 15 * minute
/** How long an answer of the database is believed: so long may another process lag behind. */
const believedMs = 1_000
const maxBelieved = 50_000

export type Sessions = ReturnType<typeof openSessions>

/** Browser sessions: cookies, their life, and who stands behind a request. */
export function openSessions({ clock, publicUrl, log }: Kernel, db: Kysely<Schema>) {
  const secure = publicUrl.startsWith('https:')
  const prefix = secure ? '__Host-' : ''
  const names = { session: `${prefix}ndc_session`, browser: `${prefix}ndc_browser` }
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  const believed = new Map<string, { until: number; found: Promise<SessionInUse | undefined> }>()

  async function read(token: string): Promise<SessionInUse | undefined> {
    const now = clock.now()
    const idleSince = new Date(now.getTime() - idleMs)
    const found = await findSession(db, sha256(token), now, idleSince, civilDateOf(now))
    if (found && now.getTime() - found.lastUsedAt.getTime() > minute) {
      noteSessionUse(db, found.id, now).catch((err: unknown) => log.warn({ err }, 'use not noted'))
    }
    return found
  }

  function current(request: FastifyRequest): Promise<SessionInUse | undefined> {
    const token = request.cookies[names.session]
    if (!token || token.length > 100) return Promise.resolve(undefined)
    return ofToken(token)
  }

  function ofToken(token: string): Promise<SessionInUse | undefined> {
    const known = believed.get(token)
    const elapsed = clock.elapsedMs()
    if (known && known.until > elapsed) return known.found
    if (believed.size >= maxBelieved) believed.clear()
    const found = read(token)
    believed.set(token, { until: elapsed + believedMs, found })
    found.catch(() => believed.delete(token))
    return found
  }

  /** The browser behind a request, whoever uses it: the digest of a cookie of its own. */
  function browserOf(request: FastifyRequest, reply: FastifyReply): Buffer {
    const known = browserIfAny(request)
    if (known) return known
    const token = newSecret()
    void reply.setCookie(names.browser, token, { ...cookie, maxAge: browserMs / 1000 })
    return sha256(token)
  }

  function browserIfAny(request: FastifyRequest): Buffer | undefined {
    const token = request.cookies[names.browser]
    return token ? sha256(token) : undefined
  }

  async function note(
    tx: Kysely<Schema> | Transaction<Schema>,
    request: FastifyRequest,
    accountId: Id<'account'>,
    method: string,
    outcome: LogInOutcome,
  ): Promise<void> {
    const at = clock.now()
    const browser = browserName(request.headers['user-agent'])
    const id = newId('log-in', at)
    await insertLogIn(tx, { id, accountId, at, method, outcome, browser, ip: request.ip })
  }

  return {
    current,
    browserOf,
    browserIfAny,
    note,

    /**
     * Logs in: a new session with a new token, whatever the browser held before. Refuses an account
     * that is locked or closed, and leaves that in the person's log.
     */
    async start(
      tx: Transaction<Schema>,
      request: FastifyRequest,
      reply: FastifyReply,
      account: Account,
      method: Method,
    ): Promise<void> {
      checkUsable(account)
      const now = clock.now()
      const token = newSecret()
      const before = request.cookies[names.session]
      if (before) await endSessionByToken(tx, sha256(before), now)
      await insertSession(
        tx,
        {
          id: newId('session', now),
          accountId: account.id,
          method,
          authenticatedAt: now,
          createdAt: now,
          lastUsedAt: now,
          endsAt: new Date(now.getTime() + absoluteMs),
          browser: browserName(request.headers['user-agent']),
          ip: request.ip,
        },
        sha256(token),
      )
      await note(tx, request, account.id, method, 'succeeded')
      believed.delete(before ?? '')
      void reply.setCookie(names.session, token, { ...cookie, maxAge: absoluteMs / 1000 })
      void reply.clearCookie(names.browser, cookie)
      request.cookies[names.session] = token
    },

    /** The person authenticated again: the session goes on under a new token. */
    async renew(
      tx: Transaction<Schema>,
      request: FastifyRequest,
      reply: FastifyReply,
      session: SessionInUse,
      method: Method,
    ): Promise<void> {
      const token = newSecret()
      const authenticatedAt = clock.now()
      await renewSession(tx, session.id, { tokenSha256: sha256(token), method, authenticatedAt })
      await note(tx, request, session.accountId, method, 'succeeded')
      believed.delete(request.cookies[names.session] ?? '')
      const maxAge = Math.floor((session.endsAt.getTime() - authenticatedAt.getTime()) / 1000)
      void reply.setCookie(names.session, token, { ...cookie, maxAge })
      request.cookies[names.session] = token
    },

    /** Logs out. */
    async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const token = request.cookies[names.session]
      if (token) await endSessionByToken(db, sha256(token), clock.now())
      believed.delete(token ?? '')
      void reply.clearCookie(names.session, cookie)
    },

    /** The session behind a raw Cookie header: for the provider, which is no Fastify route. */
    ofHeader(header: string | undefined): Promise<SessionInUse | undefined> {
      const token = tokenIn(header, names.session)
      return token ? ofToken(token) : Promise.resolve(undefined)
    },

    async endOfHeader(header: string | undefined): Promise<void> {
      const token = tokenIn(header, names.session)
      if (token) await endSessionByToken(db, sha256(token), clock.now())
      believed.delete(token ?? '')
    },

    /** Forgets what was read, after sessions of others were ended here. */
    forget(): void {
      believed.clear()
    },
  }
}

function tokenIn(header: string | undefined, name: string): string | undefined {
  const found = header?.split(';').find((it) => it.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}

/** The caller that a session makes. */
export function principalOf(it: SessionInUse): Principal {
  return {
    kind: 'person',
    accountId: it.accountId,
    personId: it.personId,
    name: it.name,
    level: assuranceOf(it.method, it.accountLevel),
    sessionId: it.id,
    authenticatedAt: it.authenticatedAt,
    offices: it.offices,
  }
}

export function sessionView(it: SessionInUse): SessionView {
  return {
    id: it.id,
    name: it.name,
    accountId: it.accountId,
    level: assuranceOf(it.method, it.accountLevel),
    accountLevel: it.accountLevel,
    method: it.method,
    authenticatedAt: it.authenticatedAt.toISOString(),
    endsAt: it.endsAt.toISOString(),
    offices: it.offices.map((office) => ({ ...office })) as SessionView['offices'],
  }
}

/** The browser session of a request on a route for people; a token of a program is no session. */
export async function sessionOf(
  sessions: Sessions,
  request: FastifyRequest,
): Promise<SessionInUse> {
  const found = await sessions.current(request)
  if (
    found &&
    'accountId' in request.principal &&
    request.principal.accountId === found.accountId
  ) {
    return found
  }
  throw new Problem(403, 'identity.browser-session-needed', {
    vi: 'Việc này chỉ thực hiện được trong trình duyệt đã đăng nhập.',
    en: 'This can only be done in a browser that is logged in.',
  })
}

/** As `sessionOf`, for what opens the account: a one-time code alone does not reach it. */
export async function strongSessionOf(
  sessions: Sessions,
  request: FastifyRequest,
): Promise<SessionInUse> {
  const found = await sessionOf(sessions, request)
  if (found.method !== 'totp') return found
  throw new Problem(403, 'identity.passkey-log-in-needed', {
    vi: 'Vui lòng đăng nhập bằng khóa truy cập để thực hiện việc này.',
    en: 'Please log in with a passkey for this.',
  })
}
