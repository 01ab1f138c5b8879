import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Clock } from './clock.ts'
import { Problem } from './problem.ts'
import type { Words } from './words.ts'

/** A post that a person holds in an agency; what an official may do follows from its role. */
export type Office = {
  readonly role: string
  readonly organisationId: string
  readonly organisationName: string
  /** The administrative unit that the post is responsible for; null means the whole country. */
  readonly unitCode: string | null
}

/** Who is calling. Told by the room that keeps accounts, never by the request alone. */
export type Principal =
  | { readonly kind: 'stranger' }
  | {
      readonly kind: 'person'
      readonly accountId: string
      readonly personId: string
      readonly name: string
      /** Assurance level of the identity: 1 checked remotely, 2 in person. */
      readonly level: 1 | 2
      readonly sessionId: string
      readonly authenticatedAt: Date
      readonly offices: readonly Office[]
    }
  | {
      readonly kind: 'client'
      readonly clientId: string
      readonly name: string
      readonly scopes: readonly string[]
    }

/**
 * Who may call a route. A route that says nothing keeps the server from starting; one that names
 * several kinds of caller lets each of them in. `purpose` is one of the room's declared purposes.
 */
export type Access =
  | { readonly anyone: true; readonly limitPerMinute?: number }
  | {
      /** A logged-in person acting for themselves, of at least this level. */
      readonly person?: { readonly level: 1 | 2 }
      /** A logged-in official who holds one of these roles. */
      readonly official?: readonly string[]
      /** A program with this OAuth scope. */
      readonly client?: string
      readonly purpose: string
      /** The log-in must not be older than this. */
      readonly freshMinutes?: number
      /** Calls that one caller may make in a minute. */
      readonly limitPerMinute?: number
    }

/** Why personal data is used, and by what right; shown to the person in their access log. */
export type Purpose = { readonly words: Words; readonly basis: string }

/** The caller with the purpose of this call: what doors ask for and the audit book records. */
export type Actor = {
  readonly kind: 'person' | 'official' | 'client' | 'system'
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly basis: string
  readonly requestId: string
}

/** The slot that the room which keeps accounts fills. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal>

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    principal: Principal
    /** Set on every route whose access names a purpose. */
    actor: Actor
  }
}

/** Refuses a caller whom the route does not name. */
export function admit(access: Access, principal: Principal, now: Date): void {
  if ('anyone' in access) return
  if (principal.kind === 'stranger') throw strangerRefused()
  if (principal.kind === 'client') {
    if (access.client !== undefined && principal.scopes.includes(access.client)) return
    throw notAllowed()
  }
  if (!mayEnter(access, principal)) throw notAllowed()
  if (access.freshMinutes !== undefined) {
    const ageMs = now.getTime() - principal.authenticatedAt.getTime()
    if (ageMs > access.freshMinutes * 60_000) {
      throw new Problem(401, 'kernel.log-in-too-old', {
        vi: 'Vui lòng xác thực lại để thực hiện thao tác này.',
        en: 'Please authenticate again for this action.',
      })
    }
  }
}

function mayEnter(
  access: Exclude<Access, { anyone: true }>,
  person: Extract<Principal, { kind: 'person' }>,
): boolean {
  if (officeFor(access.official, person)) return true
  if (access.person && person.level >= access.person.level) return true
  if (!access.person && !heldAmong(access.official, person)) return false
  throw new Problem(403, 'kernel.level-too-low', {
    vi: 'Việc này cần tài khoản định danh mức 2. Vui lòng đến công an xã/phường để nâng mức.',
    en: 'This needs an account of level 2. Please visit the commune police to raise the level.',
  })
}

/**
 * The first of the person's offices whose role is among `roles`. Whoever is not surely who they say,
 * as after a log-in with a one-time code, acts for no agency.
 */
export function officeFor(
  roles: readonly string[] | undefined,
  principal: Principal,
): Office | undefined {
  if (principal.kind !== 'person' || principal.level < officialLevel) return undefined
  return heldAmong(roles, principal)
}

const officialLevel = 2

function heldAmong(
  roles: readonly string[] | undefined,
  { offices }: Extract<Principal, { kind: 'person' }>,
): Office | undefined {
  return offices.find((it) => roles?.includes(it.role))
}

/** The actor of a call that was let in by `admit`. */
export function actorOf(
  access: Exclude<Access, { anyone: true }>,
  principal: Principal,
  basis: string,
  requestId: string,
): Actor {
  const why = { purpose: access.purpose, basis, requestId }
  if (principal.kind === 'client') {
    return { kind: 'client', id: principal.clientId, name: principal.name, ...why }
  }
  if (principal.kind === 'stranger') throw strangerRefused()
  const office = officeFor(access.official, principal)
  if (!office) return { kind: 'person', id: principal.accountId, name: principal.name, ...why }
  const name = `${principal.name} · ${office.organisationName}`
  return { kind: 'official', id: principal.accountId, name, ...why }
}

function strangerRefused(): Problem {
  return new Problem(401, 'kernel.log-in-needed', {
    vi: 'Vui lòng đăng nhập để tiếp tục.',
    en: 'Please log in to continue.',
  })
}

function notAllowed(): Problem {
  return new Problem(403, 'kernel.not-allowed', {
    vi: 'Tài khoản này không có quyền thực hiện việc này.',
    en: 'This account is not allowed to do this.',
  })
}

/**
 * What one caller has of addresses: an IPv4 address, or the 64 bits of IPv6 that a line is given,
 * whose other half anyone may choose as they like.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = (text: string) => text.split(':').filter((it) => it !== '')
  const [before, after] = [groups(head), groups(tail ?? '')]
  const between = tail === undefined ? 0 : 8 - before.length - after.length
  const all = [...before, ...Array.from({ length: between }, () => '0'), ...after]
  return all
    .slice(0, 4)
    .map((it) => Number.parseInt(it, 16).toString(16))
    .join(':')
}

const callsPerMinute = 600
const windowMs = 60_000
const maxCallers = 100_000

/**
 * Counts calls per route and caller in windows of a minute, in this process: with N processes a
 * caller may reach N times the limit. Refuses with 429 what exceeds it.
 */
export function openCallLimits(clock: Clock) {
  const windows = new Map<string, { until: number; calls: number }>()
  const forgetExpired = (now: number): void => {
    for (const [key, { until }] of windows) if (until <= now) windows.delete(key)
    if (windows.size >= maxCallers) windows.clear()
  }
  return (access: Access, route: string, caller: string): void => {
    const key = `${route} ${caller}`
    const now = clock.elapsedMs()
    const window = windows.get(key)
    if (!window || window.until <= now) {
      if (windows.size >= maxCallers) forgetExpired(now)
      windows.set(key, { until: now + windowMs, calls: 1 })
      return
    }
    window.calls++
    if (window.calls > (access.limitPerMinute ?? callsPerMinute)) {
      throw tooManyCalls(Math.ceil((window.until - now) / 1000))
    }
  }
}

function tooManyCalls(retryAfterSeconds: number): Problem {
  return new Problem(
    429,
    'kernel.too-many-calls',
    {
      vi: 'Quá nhiều yêu cầu trong một phút; vui lòng chờ.',
      en: 'Too many requests in a minute; please wait.',
    },
    { retryAfterSeconds },
  )
}
