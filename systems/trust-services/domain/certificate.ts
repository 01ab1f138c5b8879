import {
  bits,
  ecdsaSignature,
  element,
  generalTime,
  integer,
  namedBits,
  nothing,
  octets,
  oid,
  sequence,
  tagged,
  taggedValue,
  time,
  truth,
} from './der.ts'
import { access, algorithms, extensions, ocsp } from './oids.ts'
import type { Curve, Life, Profile } from './profile.ts'
import { type Subject, writeSubject } from './subject.ts'

/** Where certificates say that their issuer and its word on revocation are found. */
export type Addresses = {
  /** Undefined where only the list tells: the root answers no questions. */
  readonly ocsp?: string
  readonly issuer: string
  readonly list: string
}

export type CertificateDraft = {
  readonly profile: Profile
  /** 16 random bytes; the highest bit is cleared. */
  readonly serial: Buffer
  readonly life: Life
  readonly subject: Subject
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer
  readonly keyIdentifier: Buffer
  /** The issuer's own Name, as its certificate writes it. */
  readonly issuer: Buffer
  readonly issuerKeyIdentifier: Buffer
  readonly issuerCurve: Curve
  /** None for the root. */
  readonly addresses?: Addresses
  readonly names?: { readonly dns?: readonly string[]; readonly uris?: readonly string[] }
}

/** The signature algorithm that goes with an authority's curve. */
export function signatureAlgorithm(curve: Curve): Buffer {
  return sequence(oid(curve === 'P-256' ? algorithms.ecdsaSha256 : algorithms.ecdsaSha384))
}

/** The TBSCertificate (RFC 5280, 4.1) that the issuer signs. */
export function certificateBody(draft: CertificateDraft): Buffer {
  const { life, serial, issuer, publicKey } = draft
  return sequence(
    tagged(0, integer(2)),
    integer(serial),
    signatureAlgorithm(draft.issuerCurve),
    issuer,
    sequence(time(life.notBefore), time(life.notAfter)),
    writeSubject(draft.subject),
    publicKey,
    tagged(3, sequence(...extensionsOf(draft))),
  )
}

/** A signed structure: its body, the algorithm, and the signature (given as r ‖ s). */
export function signed(body: Buffer, curve: Curve, signature: Buffer): Buffer {
  return sequence(body, signatureAlgorithm(curve), bits(ecdsaSignature(signature)))
}

export function extension(dotted: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(dotted), ...(critical ? [truth(true)] : []), octets(value))
}

export function authorityKeyExtension(keyIdentifier: Buffer): Buffer {
  return extension(extensions.authorityKeyIdentifier, sequence(taggedValue(0, keyIdentifier)))
}

function extensionsOf({ profile, life, addresses, names, ...it }: CertificateDraft): Buffer[] {
  const { authority, extendedKeyUsage } = profile
  const altNames = [
    ...(names?.dns ?? []).map((name) => taggedValue(2, Buffer.from(name, 'latin1'))),
    ...(names?.uris ?? []).map((uri) => taggedValue(6, Buffer.from(uri, 'latin1'))),
  ]
  return [
    authorityKeyExtension(it.issuerKeyIdentifier),
    extension(extensions.subjectKeyIdentifier, octets(it.keyIdentifier)),
    extension(extensions.keyUsage, namedBits(profile.keyUsage), true),
    ...(authority
      ? [
          extension(
            extensions.basicConstraints,
            sequence(truth(true), integer(authority.pathLength)),
            true,
          ),
        ]
      : []),
    ...(extendedKeyUsage
      ? [
          extension(
            extensions.extendedKeyUsage,
            sequence(...extendedKeyUsage.oids.map(oid)),
            extendedKeyUsage.critical,
          ),
        ]
      : []),
    ...(profile.policy
      ? [extension(extensions.certificatePolicies, sequence(sequence(oid(profile.policy))))]
      : []),
    ...(profile.saysKeyPeriod ? [keyPeriod(life)] : []),
    ...(altNames.length > 0 ? [extension(extensions.subjectAltName, sequence(...altNames))] : []),
    ...(profile.noRevocationCheck ? [extension(ocsp.noCheck, nothing())] : []),
    ...(addresses ? addressExtensions(addresses) : []),
  ]
}

function keyPeriod({ notBefore, servesUntil }: Life): Buffer {
  const at = (n: number, instant: Date) => taggedValue(n, generalTime(instant).subarray(2))
  return extension(extensions.privateKeyUsagePeriod, sequence(at(0, notBefore), at(1, servesUntil)))
}

function addressExtensions({ ocsp: responder, issuer, list }: Addresses): Buffer[] {
  const uri = (text: string) => taggedValue(6, Buffer.from(text, 'latin1'))
  const at = (method: string, text: string) => sequence(oid(method), uri(text))
  return [
    extension(
      extensions.authorityAccess,
      sequence(
        ...(responder === undefined ? [] : [at(access.ocsp, responder)]),
        at(access.issuers, issuer),
      ),
    ),
    extension(
      extensions.crlDistributionPoints,
      sequence(sequence(element(0xa0, element(0xa0, uri(list))))),
    ),
  ]
}
