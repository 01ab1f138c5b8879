import { createPublicKey } from 'node:crypto'
import { type Authority, chainOf } from './authority.ts'
import { type Agency, agencySubject } from './domain/subject.ts'

export type KeyElsewhere = {
  readonly profile: 'tls-server' | 'system' | 'gateway'
  readonly organisation: Agency
  /** What of the agency it is, where it has several: stands in the certificate as its name. */
  readonly unit?: { readonly id: string; readonly name: string }
  /** SubjectPublicKeyInfo (DER) of a key on P-256. */
  readonly publicKey: Buffer
  /** The host names of a server. */
  readonly hosts?: readonly string[]
}

/** What a caller who keeps the key is given. */
export type Certified = {
  readonly serial: string
  readonly certificateChain: readonly Buffer[]
  readonly notAfter: Date
}

/** Certifies a key that stays with its holder: a TLS server, or a program of an agency. */
export async function certify(authority: Authority, order: KeyElsewhere): Promise<Certified> {
  const { profile, organisation, unit, publicKey, hosts = [] } = order
  const { namedCurve } =
    createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).asymmetricKeyDetails ?? {}
  if (namedCurve !== 'prime256v1') throw new TypeError('The key must be on P-256.')
  const [host = organisation.name] = hosts
  const whose = profile === 'tls-server' ? `host:${host}` : `organisation:${organisation.id}`
  const issued = await authority.certify({
    profile,
    holder: unit ? `unit:${unit.id}` : whose,
    subject: { ...agencySubject(organisation), commonName: unit?.name ?? host },
    publicKey,
    ...(hosts.length > 0 && { names: { dns: hosts } }),
  })
  const chain = chainOf(issued, await authority.authorities())
  return {
    serial: issued.serial,
    certificateChain: chain.slice(0, -1).map((it) => it.bytes),
    notAfter: issued.notAfter,
  }
}
