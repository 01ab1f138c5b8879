/** The configuration with its indexes: every question of the exchange is one look-up. */
import { type KeyObject, X509Certificate } from 'node:crypto'
import type {
  Configuration,
  GatewayEntry,
  GrantEntry,
  ServiceEntry,
} from '../domain/configuration.ts'
import { keyIdOf } from '../signature.ts'

export type Directory = {
  readonly configuration: Configuration
  readonly expiresAtMs: number
  readonly gateways: ReadonlyMap<string, GatewayEntry>
  readonly services: ReadonlyMap<string, ServiceEntry>
  readonly grants: ReadonlyMap<string, GrantEntry>
  /** Subsystems and members that exist. */
  readonly parties: ReadonlySet<string>
  /** The authorities as PEM, for TLS. */
  readonly authorities: readonly string[]
  grantsOf(client: string, service: string): readonly GrantEntry[]
  /** Those that speak for a subsystem. */
  gatewaysOf(subsystem: string): readonly GatewayEntry[]
  /** Whose signing certificate has this SHA-256 (base64url)? */
  signer(keyId: string): Signer | undefined
  /** Whose TLS certificate has this SHA-256 (base64url)? */
  tlsPeer(fingerprint: string): Signer | undefined
}

/** A certificate of a gateway, as the configuration names it. */
export type Signer = {
  readonly gateway: GatewayEntry
  readonly key: KeyObject
  readonly certificate: Checked
  readonly serves: ReadonlySet<string>
}

export type CertificateFault = 'revoked' | 'expired' | 'not-yet-valid' | 'unknown-issuer'

/** What is wrong with this certificate now; undefined when nothing is. */
export function faultOf(it: Signer, nowMs: number): CertificateFault | undefined {
  const { revoked, trusted, from, until } = it.certificate
  if (revoked) return 'revoked'
  if (!trusted) return 'unknown-issuer'
  if (nowMs < from) return 'not-yet-valid'
  return nowMs >= until ? 'expired' : undefined
}

export type Checked = {
  readonly der: string
  readonly keyId: string
  readonly key: KeyObject
  readonly serial: string
  /** Signed by one of the authorities. */
  readonly trusted: boolean
  readonly revoked: boolean
  readonly from: number
  readonly until: number
}

const caches = new WeakMap<Directory, Map<string, Checked>>()

export function directoryOf(configuration: Configuration, before?: Directory): Directory {
  const sameAuthorities =
    before !== undefined && trustOf(before.configuration) === trustOf(configuration)
  const known = (sameAuthorities && caches.get(before)) || new Map<string, Checked>()
  const cache = new Map<string, Checked>()
  const revoked = new Set(configuration.revoked.map(serialForm))
  const authorities = configuration.authorities.map((it) => new X509Certificate(bytes(it)))
  const check = (der: string): Checked => {
    const held = known.get(der) ?? checkCertificate(der, authorities, revoked)
    const checked = { ...held, revoked: revoked.has(held.serial) }
    cache.set(der, checked)
    return checked
  }
  const signers = new Map<string, Signer>()
  const tlsPeers = new Map<string, Signer>()
  const speaking = new Map<string, GatewayEntry[]>()
  for (const gateway of configuration.gateways) {
    const serves = new Set<string>(gateway.serves)
    const enter = (into: Map<string, Signer>, der: string): void => {
      const certificate = check(der)
      into.set(certificate.keyId, { gateway, key: certificate.key, certificate, serves })
    }
    for (const der of gateway.signingCertificates) enter(signers, der)
    for (const der of gateway.tlsCertificates) enter(tlsPeers, der)
    for (const it of gateway.serves) push(speaking, it, gateway)
  }
  const grants = new Map<string, GrantEntry[]>()
  for (const it of configuration.grants) push(grants, `${it.client} ${it.service}`, it)
  const directory: Directory = {
    configuration,
    expiresAtMs: Date.parse(configuration.expiresAt),
    gateways: new Map(configuration.gateways.map((it) => [it.id, it])),
    services: new Map(configuration.services.map((it) => [it.id, it])),
    grants: new Map(configuration.grants.map((it) => [it.id, it])),
    parties: new Set(
      configuration.members.flatMap((it) => [it.id, ...it.subsystems.map((sub) => sub.id)]),
    ),
    authorities: authorities.map(String),
    grantsOf: (client, service) => grants.get(`${client} ${service}`) ?? [],
    gatewaysOf: (subsystem) => speaking.get(subsystem) ?? [],
    signer: (keyId) => signers.get(keyId),
    tlsPeer: (fingerprint) => tlsPeers.get(fingerprint),
  }
  caches.set(directory, cache)
  return directory
}

function checkCertificate(
  der: string,
  authorities: readonly X509Certificate[],
  revoked: ReadonlySet<string>,
): Checked {
  const certificate = new X509Certificate(bytes(der))
  return {
    der,
    keyId: keyIdOf(certificate.raw),
    key: certificate.publicKey,
    serial: serialForm(certificate.serialNumber),
    trusted: authorities.some(
      (it) =>
        !revoked.has(serialForm(it.serialNumber)) &&
        certificate.checkIssued(it) &&
        certificate.verify(it.publicKey),
    ),
    revoked: false,
    from: Date.parse(certificate.validFrom),
    until: Date.parse(certificate.validTo),
  }
}

/** A serial number in hex, however it was written. */
function serialForm(hex: string): string {
  return hex.replaceAll(':', '').toUpperCase().replace(/^0+/, '')
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64')
}

function push<V>(into: Map<string, V[]>, key: string, it: V): void {
  const held = into.get(key)
  if (held) held.push(it)
  else into.set(key, [it])
}

/** What decides whether a certificate is trusted. */
function trustOf({ authorities, revoked }: Configuration): string {
  return [...authorities, '', ...revoked].join()
}
