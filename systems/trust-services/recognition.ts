import type { Kysely } from 'kysely'
import type { ProfileName } from './domain/profile.ts'
import { findCertificate } from './storage/certificates.ts'
import type { Schema } from './storage/schema.ts'
import { readCertificates } from './validation/chain.ts'

/** Whose certificate it is. */
export type Recognised = { readonly serial: string; readonly name: string }

/**
 * Recognises a certificate (DER) that this center issued: byte for byte the one on record, of the
 * given profile, in force at the instant and not revoked before it. Undefined for any other.
 */
export async function recognise(
  db: Kysely<Schema>,
  der: Buffer,
  profile: ProfileName,
  at: Date,
): Promise<Recognised | undefined> {
  // What a stranger sends along may be anything.
  const [seen] = readCertificates([der])
  const issued = seen && (await findCertificate(db, seen.serial))
  if (!issued?.der.equals(der) || issued.profile !== profile) return undefined
  if (issued.notBefore > at || issued.notAfter < at) return undefined
  if (issued.revocation && issued.revocation.at <= at) return undefined
  return { serial: issued.serial, name: issued.commonName }
}
