/** What the provider's gateway checks before a request reaches the service: all of it, itself. */
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type GrantEntry, type GrantPurpose, type ServiceEntry } from '../domain/configuration.ts'
import { Fault } from '../domain/fault.ts'
import { type Fields, requestFields } from '../domain/message.ts'
import { parseTarget, type Target } from '../domain/target.ts'
import { isInForce, opens } from './consumer-admission.ts'
import { freshnessMs } from './corrected-clock.ts'
import { type Directory, faultOf, type Signer } from './directory.ts'
import { fieldsOf } from './headers.ts'
import { fingerprintOf } from './hop.ts'
import { type ReadSignature, readRequestSignature } from './message-signature.ts'
import type { Standing } from './standing.ts'

/** A request that certainly comes from a gateway that may speak for the client. */
export type Authentic = {
  readonly method: string
  readonly target: Target
  readonly fields: Fields
  readonly client: string
  readonly xRoadId: string
  readonly requestId: string
  readonly signature: ReadSignature
  readonly signer: Signer
}

/** A request that may be carried out. */
export type Permitted = Authentic & {
  readonly service: ServiceEntry
  readonly grant: GrantEntry
  readonly purpose: GrantPurpose
  /** Where the service is, as the assignment says. */
  readonly url: string
  /** What the service wants to see of its gateway. */
  readonly own: Readonly<Record<string, string>>
}

export const readFields = [...requestFields, 'signature-input', 'signature']

const needed = [
  'x-road-client',
  'x-road-id',
  'x-road-request-id',
  'ndc-grant',
  'ndc-purpose',
  'ndc-configuration',
] as const

/** Who asks? Throws a Fault. */
export function authenticate(
  request: IncomingMessage,
  fields: Fields,
  standing: Standing,
  nowMs: number,
): Authentic {
  const { directory } = standing
  const peer = peerOf(request.socket as TLSSocket, directory)
  if (!peer) throw new Fault('CertValidation', 'The certificate of the connection is not known.')
  const peerFault = faultOf(peer, nowMs)
  if (peerFault) throw new Fault('CertValidation', `The connection’s certificate is ${peerFault}.`)
  const { method = '', url = '' } = request
  const target = parseTarget(url)
  if (!target) throw new Fault('BadRequest', 'The path is not of this protocol.')
  const signature = readRequestSignature({ method, target: url, fields })
  if (!signature) {
    throw new Fault('SignatureVerification', 'The message is not signed as the protocol wants it.')
  }
  for (const name of needed) {
    if (!fields[name]) throw new Fault('BadRequest', `${name} is missing.`)
  }
  const signer = directory.signer(signature.keyId)
  if (!signer) throw new Fault('CertValidation', 'The signing certificate is not known.')
  const fault = faultOf(signer, nowMs)
  if (fault) throw new Fault('CertValidation', `The signing certificate is ${fault}.`)
  if (signer.gateway.id !== peer.gateway.id) {
    throw new Fault('CertValidation', 'The connection and the signature are of different gateways.')
  }
  if (!signature.isBy(signer.key)) throw new Fault('SignatureVerification', 'It does not verify.')
  const client = fields['x-road-client'] as string
  if (!signer.serves.has(client)) {
    throw new Fault('AccessDenied', `The gateway that signed does not speak for ${client}.`)
  }
  const { 'x-road-id': xRoadId = '', 'x-road-request-id': requestId = '' } = fields
  if (xRoadId.length > 128 || requestId.length > 64) {
    throw new Fault('BadRequest', 'X-Road-Id or X-Road-Request-Id is too long.')
  }
  return { method, target, fields, client, xRoadId, requestId, signature, signer }
}

/** The signed time must be near: what is older was answered or refused long ago. */
export function checkFreshness({ signature }: Authentic, nowMs: number): void {
  if (Math.abs(nowMs - signature.createdMs) <= freshnessMs) return
  throw new Fault('ClockSkew', `Here it is ${new Date(nowMs).toISOString()}.`)
}

/** May it be done? Throws a Fault. */
export function permit(it: Authentic, standing: Standing, nowMs: number): Permitted {
  const { directory, assignment } = standing
  const { target, client, fields, method } = it
  if (nowMs >= directory.expiresAtMs) {
    throw new Fault('OutdatedGlobalConf', `It could be used until ${expiryOf(directory)}.`)
  }
  const service = directory.services.get(target.service)
  const at = assignment.targets.find(({ service }) => service === target.service)
  if (!service || !at) throw new Fault('UnknownService', target.service)
  if (service.sunsetOn !== null && nowMs >= Date.parse(`${service.sunsetOn}T24:00:00+07:00`)) {
    throw new Fault('ServiceDisabled', `It was offered until ${service.sunsetOn}.`)
  }
  const grant = directory.grants.get(fields['ndc-grant'] as string)
  if (grant?.client !== client || grant.service !== target.service) {
    throw new Fault('AccessDenied', `No such grant ${whichConfiguration(it, directory)}.`)
  }
  if (!isInForce(grant, nowMs)) throw new Fault('AccessDenied', 'The grant is not in force.')
  if (!opens(grant, service, method, target.path === '' ? '/' : target.path)) {
    throw new Fault('AccessDenied', `The grant does not open ${method} on this path.`)
  }
  const purpose = grant.purposes.find(({ code }) => code === fields['ndc-purpose'])
  if (!purpose) throw new Fault('AccessDenied', 'The grant does not hold this purpose.')
  return { ...it, service, grant, purpose, url: at.url, own: at.headers ?? {} }
}

/** The version that the sender worked with; one that is not known here may explain a refusal. */
export function versionOf({ fields }: Authentic): number {
  const text = fields['ndc-configuration'] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

function whichConfiguration(it: Authentic, { configuration }: Directory): string {
  return `in configuration ${configuration.version}; it was asked under ${versionOf(it)}`
}

function expiryOf({ configuration }: Directory): string {
  return configuration.expiresAt
}

type Known = { directory: Directory; peer: Signer | undefined; fingerprint: string | undefined }
const connections = new WeakMap<TLSSocket, Known>()

/** The gateway at the other end of a connection, looked up once per configuration. */
function peerOf(socket: TLSSocket, directory: Directory): Signer | undefined {
  let known = connections.get(socket)
  if (known?.directory !== directory) {
    const fingerprint = known ? known.fingerprint : fingerprintOf(socket)
    const peer = fingerprint === undefined ? undefined : directory.tlsPeer(fingerprint)
    known = { directory, peer, fingerprint }
    connections.set(socket, known)
  }
  return known.peer
}

export function readFieldsOf(request: IncomingMessage): Fields {
  return fieldsOf(request.headers, readFields)
}
