/** What the client's gateway checks before it asks another: who asks, for what, by what right. */
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type Language, languageOf } from '#kernel/words'
import {
  type ClientBinding,
  fitsEndpoint,
  type GrantEntry,
  type ServiceEntry,
} from '../domain/configuration.ts'
import { Fault } from '../domain/fault.ts'
import { parseSubsystemId, type SubsystemId } from '../domain/identifier.ts'
import { parseTarget, type Target } from '../domain/target.ts'
import type { Standing } from './standing.ts'

export type Caller = {
  readonly client: SubsystemId
  readonly target: Target
  readonly method: string
  readonly language: Language
}

/** What may be asked, and by which grant. */
export type Admitted = Caller & {
  readonly service: ServiceEntry
  readonly grant: GrantEntry
  readonly purpose: string
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Who asks, and for what. Throws a Fault. */
export function callerOf(request: IncomingMessage, standing: Standing, nowMs: number): Caller {
  const { method = '', url = '', headers } = request
  const target = parseTarget(url)
  if (!target) {
    throw new Fault(
      'BadRequest',
      'The path must be /r1/{instance}/{class}/{member}/{subsystem}/{service}/… without "//", ' +
        '"." or ".." segments, ";" or escaped separators.',
    )
  }
  if (!methods.has(method)) throw new Fault('BadRequest', 'This method is not passed on.')
  const claimed = headers['x-road-client']
  const client = typeof claimed === 'string' ? parseSubsystemId(claimed) : undefined
  if (!client) {
    throw new Fault('BadRequest', 'X-Road-Client must name one subsystem: VN/GOV/MEMBER/SUBSYSTEM.')
  }
  checkBinding(client, request, standing, nowMs)
  return { client, target, method, language: languageOf(headers['accept-language']) }
}

/** X-Road-Client is a claim; the connection must prove it. */
function checkBinding(
  client: SubsystemId,
  request: IncomingMessage,
  standing: Standing,
  nowMs: number,
): void {
  const binding = standing.assignment.clients.find((it) => it.subsystem === client)
  if (!binding) {
    throw new Fault('SslAuthenticationFailed', `${client} is not a client of this gateway.`)
  }
  if (!isBound(binding, request, nowMs)) {
    throw new Fault(
      'SslAuthenticationFailed',
      binding.plain
        ? 'Without a registered certificate it may be used from the gateway’s own machine only.'
        : `The connection must show a certificate that is registered for ${client}.`,
    )
  }
}

type Known = { certificate: ClientCertificate | undefined; local: boolean }
type ClientCertificate = { fingerprint: string; from: number; until: number }
const connections = new WeakMap<object, Known>()

function isBound(binding: ClientBinding, { socket }: IncomingMessage, nowMs: number): boolean {
  let known = connections.get(socket)
  if (!known) {
    known = {
      certificate: certificateOf(socket as TLSSocket),
      local: isLoopback(socket.remoteAddress ?? ''),
    }
    connections.set(socket, known)
  }
  const { certificate, local } = known
  if (certificate && nowMs >= certificate.from && nowMs < certificate.until) {
    if (binding.fingerprints.some((it) => hexForm(it) === certificate.fingerprint)) return true
  }
  return binding.plain && local
}

/** The certificate that the client showed; it is trusted because it is registered. */
function certificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const shown = socket.encrypted ? socket.getPeerX509Certificate() : undefined
  return (
    shown && {
      fingerprint: hexForm(shown.fingerprint256),
      from: Date.parse(shown.validFrom),
      until: Date.parse(shown.validTo),
    }
  )
}

function hexForm(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase()
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address)
}

/** By what right. Throws a Fault where the provider's gateway would refuse anyway. */
export function admit(
  caller: Caller,
  narrowed: string | undefined,
  standing: Standing,
  nowMs: number,
): Admitted {
  const { directory } = standing
  const { client, target, method } = caller
  if (nowMs >= directory.expiresAtMs) {
    throw new Fault(
      'OutdatedGlobalConf',
      `It could be used until ${directory.configuration.expiresAt}; the center was away for long.`,
    )
  }
  const service = directory.services.get(target.service)
  if (!service) {
    const known = directory.parties.has(target.subsystem)
    throw known
      ? new Fault('UnknownService', target.service)
      : new Fault('UnknownMember', target.subsystem)
  }
  const grants = directory.grantsOf(client, target.service).filter((it) => isInForce(it, nowMs))
  if (grants.length === 0) {
    throw new Fault('AccessDenied', `${client} has no grant in force for ${target.service}.`)
  }
  const path = target.path === '' ? '/' : target.path
  const opening = grants.filter((it) => opens(it, service, method, path))
  if (opening.length === 0) {
    throw new Fault('AccessDenied', `The grant does not open ${method} on this path.`)
  }
  for (const grant of opening) {
    const purpose = purposeOf(grant, narrowed)
    if (purpose !== undefined) return { ...caller, service, grant, purpose }
  }
  throw new Fault('AccessDenied', 'NDC-Purpose names a purpose that no grant holds.')
}

export function isInForce({ validFrom, expiresAt }: GrantEntry, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs < Date.parse(expiresAt)
}

export function opens(
  { endpoints }: GrantEntry,
  service: ServiceEntry,
  method: string,
  path: string,
): boolean {
  if (endpoints && !fitsEndpoint(endpoints, method, path)) return false
  return fitsEndpoint(service.endpoints, method, path)
}

/** The first purpose of a grant holds where the client names none. */
function purposeOf({ purposes }: GrantEntry, narrowed: string | undefined): string | undefined {
  if (narrowed === undefined) return purposes[0]?.code
  return purposes.find((it) => it.code === narrowed)?.code
}
