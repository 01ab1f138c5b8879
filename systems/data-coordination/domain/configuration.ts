/**
 * What every gateway must know of all others, published by the center as one signed document that
 * only moves forward: a gateway keeps the newest it has seen and works from it alone.
 */
import type { Words } from '#kernel/words'
import type { MemberId, ServiceId, SubsystemId } from './identifier.ts'

export type Configuration = {
  readonly instance: string
  /** Grows by one with every change; an older one than the one held is refused. */
  readonly version: number
  readonly issuedAt: string
  /** Until then it may be used while the center is away. */
  readonly expiresAt: string
  readonly members: readonly MemberEntry[]
  readonly gateways: readonly GatewayEntry[]
  readonly services: readonly ServiceEntry[]
  readonly grants: readonly GrantEntry[]
  /** Certificates of the authorities, root first (base64 of DER). */
  readonly authorities: readonly string[]
  /** Serial numbers (hex) of certificates that are no longer good. */
  readonly revoked: readonly string[]
}

export type MemberEntry = {
  readonly id: MemberId
  readonly name: Words
  readonly subsystems: readonly { readonly id: SubsystemId; readonly name: Words }[]
}

export type GatewayEntry = {
  readonly id: string
  readonly owner: MemberId
  /** Where other gateways reach it: https, host and port. */
  readonly address: string
  /** The subsystems that it speaks for. */
  readonly serves: readonly SubsystemId[]
  /** base64 of DER; during a renewal the old and the new one. */
  readonly tlsCertificates: readonly string[]
  readonly signingCertificates: readonly string[]
}

export const serviceKinds = ['rest', 'feed', 'files'] as const
export type ServiceKind = (typeof serviceKinds)[number]

export type ServiceEntry = {
  readonly id: ServiceId
  readonly kind: ServiceKind
  readonly title: Words
  /** Of the contract: `v1`, `v2`. */
  readonly version: string
  readonly state: 'active' | 'deprecated'
  /** A deprecated service answers until the end of this day. */
  readonly sunsetOn: string | null
  readonly endpoints: readonly Endpoint[]
  /** Where the personal number of the one stands whose data is asked for; null: nobody's data. */
  readonly subject: SubjectPlace | null
  readonly timeoutMs: number
  /** Does the provider promise to do a request with the same X-Road-Id only once? */
  readonly acceptsId: boolean
  /** May bodies be kept, encrypted, in the message log? */
  readonly keepsBodies: boolean
}

/** `path` is below the service's own, with `{name}` for one segment and a final `**` for the rest. */
export type Endpoint = { readonly method: string; readonly path: string }

export type SubjectPlace =
  | { readonly in: 'path'; readonly segment: number }
  | { readonly in: 'query'; readonly name: string }
  /** A JSON pointer (RFC 6901). */
  | { readonly in: 'body'; readonly pointer: string }

/** That a subsystem may use a service: for what, by what right, how much of it and until when. */
export type GrantEntry = {
  readonly id: string
  readonly client: SubsystemId
  readonly service: ServiceId
  readonly purposes: readonly GrantPurpose[]
  /** The endpoints it opens; null: all. */
  readonly endpoints: readonly Endpoint[] | null
  /** The top-level fields of JSON answers that may pass; null: all. */
  readonly fields: readonly string[] | null
  readonly requestsPerMinute: number
  readonly requestsPerDay: number
  readonly validFrom: string
  readonly expiresAt: string
}

export type GrantPurpose = {
  readonly code: string
  readonly words: Words
  /** The law, or the consent of the person. */
  readonly basis: string
  /** By consent: the center must know a consent of the person that is in force. */
  readonly byConsent: boolean
}

/** What only one gateway is told: how its own services and information systems are reached. */
export type Assignment = {
  readonly gateway: string
  /** Of the configuration that it belongs to. */
  readonly version: number
  readonly issuedAt: string
  readonly targets: readonly Target[]
  readonly clients: readonly ClientBinding[]
  /** Questions to several services at once. */
  readonly composites: readonly Composite[]
}

export type Target = {
  readonly service: ServiceId
  readonly url: string
  /** Sent along with each request: how the service knows that its own gateway asks. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The information systems that may speak for a subsystem. */
export type ClientBinding = {
  readonly subsystem: SubsystemId
  /** SHA-256 of their certificates (hex). */
  readonly fingerprints: readonly string[]
  /** From this machine also without a certificate. */
  readonly plain: boolean
}

export type Composite = {
  readonly code: string
  /** Whose information systems may ask it. */
  readonly client: SubsystemId
  readonly title: Words
  readonly timeBudgetMs: number
  readonly parts: readonly {
    readonly name: string
    readonly service: ServiceId
    /** Below the service, with `{name}` for what the question gives. */
    readonly path: string
    /** Without this part the whole answer fails. */
    readonly required: boolean
  }[]
}

/** The extended key usage of certificates that sign configurations and assignments. */
export const configurationUsage = '2.999.704.1.3.1'

/** How long a configuration may be used without the center, in hours. */
export const validityHours = 72

/** From this part of its validity on, a gateway raises an alarm that the center is away. */
export const alarmsAfterPart = 0.5

export function isExpired(it: Configuration, now: Date): boolean {
  return now.getTime() >= Date.parse(it.expiresAt)
}

export function isStale(it: Configuration, now: Date): boolean {
  const [from, until] = [Date.parse(it.issuedAt), Date.parse(it.expiresAt)]
  return now.getTime() >= from + (until - from) * alarmsAfterPart
}

/** Does a request below a service (path begins with "/") fit one of the endpoints? */
export function fitsEndpoint(
  endpoints: readonly Endpoint[],
  method: string,
  path: string,
): boolean {
  return endpoints.some((it) => (it.method === method || it.method === '*') && fits(it.path, path))
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [segments(pattern), segments(path)]
  for (const [at, want] of wanted.entries()) {
    if (want === '**') return true
    const have = given[at]
    if (have === undefined || (have !== want && !/^\{.+\}$/.test(want))) return false
  }
  return wanted.length === given.length
}

function segments(path: string): string[] {
  return path.replace(/^\//, '').split('/')
}
