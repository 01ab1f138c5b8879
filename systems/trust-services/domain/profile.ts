import { policies, usages } from './oids.ts'

export type Curve = 'P-256' | 'P-384'

/** Bits of the key usage extension (RFC 5280, 4.2.1.3). */
export const keyUsage = {
  digitalSignature: 0,
  /** Also called contentCommitment: the key signs what its holder stands by. */
  nonRepudiation: 1,
  keyCertSign: 5,
  crlSign: 6,
} as const

/** What a certificate is for, and how long it and its key serve. */
export type Profile = {
  readonly curve: Curve
  /** How long the certificate is valid. */
  readonly days: number
  /** After this many days a successor takes over; signatures made before stay valid. */
  readonly servesDays: number
  readonly keyUsage: readonly number[]
  readonly extendedKeyUsage?: { readonly oids: readonly string[]; readonly critical: boolean }
  readonly policy?: string
  /** An authority, and how many authorities may stand below it. */
  readonly authority?: { readonly pathLength: number }
  /** Says for how long the key signs (RFC 3280, 4.2.1.4): a time-stamp outlives its key. */
  readonly saysKeyPeriod?: true
  /** Short-lived; it is not asked about (RFC 6960, 4.2.2.2.1). */
  readonly noRevocationCheck?: true
}

const years = (count: number): number => Math.round(count * 365.25)

export const profiles = {
  root: {
    curve: 'P-384',
    days: years(20),
    servesDays: years(20),
    keyUsage: [keyUsage.keyCertSign, keyUsage.crlSign],
    authority: { pathLength: 1 },
  },
  issuing: {
    curve: 'P-384',
    days: years(10),
    // Successors come early enough for each certificate below to end before its issuer does.
    servesDays: years(4),
    keyUsage: [keyUsage.keyCertSign, keyUsage.crlSign],
    authority: { pathLength: 0 },
  },
  ocsp: {
    curve: 'P-256',
    days: 90,
    servesDays: 30,
    keyUsage: [keyUsage.digitalSignature],
    extendedKeyUsage: { oids: [usages.ocspSigning], critical: false },
    noRevocationCheck: true,
  },
  'time-stamp': {
    curve: 'P-256',
    days: years(5),
    servesDays: years(1),
    keyUsage: [keyUsage.digitalSignature],
    // RFC 3161, 2.3: this usage alone, and critical.
    extendedKeyUsage: { oids: [usages.timeStamping], critical: true },
    policy: policies.service,
    saysKeyPeriod: true,
  },
  /** An official's signature. */
  person: {
    curve: 'P-256',
    days: years(2),
    servesDays: years(1),
    keyUsage: [keyUsage.nonRepudiation],
    policy: policies.person,
  },
  /** An agency's seal on documents. */
  seal: {
    curve: 'P-256',
    days: years(3),
    servesDays: years(2),
    keyUsage: [keyUsage.digitalSignature, keyUsage.nonRepudiation],
    policy: policies.seal,
  },
  /** An agency's key for credentials and status lists (SD-JWT VC, JWS with x5c). */
  issuer: {
    curve: 'P-256',
    days: years(3),
    servesDays: years(2),
    keyUsage: [keyUsage.digitalSignature],
    policy: policies.seal,
  },
  /** A verifier's key for requests to wallets (OpenID4VP, x509_san_dns). */
  verifier: {
    curve: 'P-256',
    days: years(1),
    servesDays: 275,
    keyUsage: [keyUsage.digitalSignature],
    policy: policies.system,
  },
  /** A program that speaks for an agency. */
  system: {
    curve: 'P-256',
    days: years(1),
    servesDays: 275,
    keyUsage: [keyUsage.digitalSignature],
    extendedKeyUsage: { oids: [usages.clientAuth], critical: false },
    policy: policies.system,
  },
  'tls-server': {
    curve: 'P-256',
    days: 90,
    servesDays: 60,
    keyUsage: [keyUsage.digitalSignature],
    extendedKeyUsage: { oids: [usages.serverAuth], critical: false },
    policy: policies.system,
  },
  /** Where an agency is reached by others, and reaches them: both ends of mutual TLS. */
  gateway: {
    curve: 'P-256',
    days: 90,
    servesDays: 60,
    keyUsage: [keyUsage.digitalSignature],
    extendedKeyUsage: { oids: [usages.serverAuth, usages.clientAuth], critical: false },
    policy: policies.system,
  },
  /** The center's key for what gateways work by; good for nothing else. */
  configuration: {
    curve: 'P-256',
    days: years(1),
    servesDays: 275,
    keyUsage: [keyUsage.digitalSignature],
    extendedKeyUsage: { oids: [usages.configurationSigning], critical: true },
    policy: policies.system,
  },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles

export function profileOf(name: ProfileName): Profile {
  return profiles[name]
}

const dayMs = 86_400_000

/** When a certificate issued at `at` begins and ends, and when a successor should take over. */
export function lifeOf(profile: Profile, at: Date): Life {
  // Whole seconds, and a minute back: the clocks of those who check differ a little from ours.
  const from = Math.floor(at.getTime() / 1000) * 1000 - 60_000
  return {
    notBefore: new Date(from),
    notAfter: new Date(from + profile.days * dayMs),
    servesUntil: new Date(from + profile.servesDays * dayMs),
  }
}

export type Life = {
  readonly notBefore: Date
  readonly notAfter: Date
  readonly servesUntil: Date
}
