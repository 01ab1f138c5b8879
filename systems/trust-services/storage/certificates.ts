import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Life, ProfileName } from '../domain/profile.ts'
import type { Reason, Revocation } from '../domain/revocation.ts'
import type { Schema } from './schema.ts'

/** A certificate as the room keeps it. */
export type Issued = Life & {
  /** 32 hexadecimal digits. */
  readonly serial: string
  readonly profile: ProfileName
  readonly holder: string
  readonly personId: Id<'person'> | null
  readonly commonName: string
  readonly issuerSerial: string
  readonly keyId: Id<'key'> | null
  /** 40 hexadecimal digits. */
  readonly keyIdentifier: string
  readonly url: string
  readonly der: Buffer
  readonly supersededAt: Date | null
  readonly revocation: Revocation | null
}

type Row = {
  serial: string
  profile: string
  holder: string
  person_id: string | null
  common_name: string
  issuer_serial: string
  key_id: string | null
  key_identifier: string
  url: string
  der: Buffer
  not_before: Date
  not_after: Date
  serves_until: Date
  superseded_at: Date | null
  revoked_at: Date | null
  revocation_reason: string | null
}

function issuedOf(row: Row): Issued {
  return {
    serial: row.serial,
    profile: row.profile as ProfileName,
    holder: row.holder,
    personId: row.person_id as Id<'person'> | null,
    commonName: row.common_name,
    issuerSerial: row.issuer_serial,
    keyId: row.key_id as Id<'key'> | null,
    keyIdentifier: row.key_identifier,
    url: row.url,
    der: row.der,
    notBefore: row.not_before,
    notAfter: row.not_after,
    servesUntil: row.serves_until,
    supersededAt: row.superseded_at,
    revocation: row.revoked_at && {
      at: row.revoked_at,
      reason: row.revocation_reason as Reason,
    },
  }
}

/** False when another process has entered one for the same holder and profile meanwhile. */
export async function insertCertificate(
  tx: Transaction<Schema>,
  it: Omit<Issued, 'supersededAt' | 'revocation'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('trust_services.certificate')
    .values({
      serial: it.serial,
      profile: it.profile,
      holder: it.holder,
      person_id: it.personId,
      common_name: it.commonName,
      issuer_serial: it.issuerSerial,
      key_id: it.keyId,
      key_identifier: it.keyIdentifier,
      url: it.url,
      der: it.der,
      not_before: it.notBefore,
      not_after: it.notAfter,
      serves_until: it.servesUntil,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function findCertificate(
  db: Kysely<Schema>,
  serial: string,
): Promise<Issued | undefined> {
  const row = await db
    .selectFrom('trust_services.certificate')
    .selectAll()
    .where('serial', '=', serial)
    .executeTakeFirst()
  return row && issuedOf(row)
}

/** Those of the serial numbers that this center issued. */
export async function findCertificates(
  db: Kysely<Schema>,
  serials: readonly string[],
): Promise<Issued[]> {
  if (serials.length === 0) return []
  const { rows } = await sql<Row>`
    select * from trust_services.certificate where serial = any(${serials})`.execute(db)
  return rows.map(issuedOf)
}

/** The one that signs now for a holder. */
export async function findServing(
  db: Kysely<Schema>,
  profile: ProfileName,
  holder: string,
): Promise<Issued | undefined> {
  const row = await db
    .selectFrom('trust_services.certificate')
    .selectAll()
    .where('profile', '=', profile)
    .where('holder', '=', holder)
    .where('superseded_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && issuedOf(row)
}

/** Roots and issuing authorities, those that retired among them; newest first. */
export async function listAuthorities(db: Kysely<Schema>): Promise<Issued[]> {
  const rows = await db
    .selectFrom('trust_services.certificate')
    .selectAll()
    .where('profile', 'in', ['root', 'issuing'])
    .orderBy('not_before', 'desc')
    .limit(100)
    .execute()
  return rows.map(issuedOf)
}

export async function supersede(tx: Transaction<Schema>, serial: string, now: Date): Promise<void> {
  await tx
    .updateTable('trust_services.certificate')
    .set({ superseded_at: now })
    .where('serial', '=', serial)
    .where('superseded_at', 'is', null)
    .execute()
}

/** False when it was revoked before: the first word stands. */
export async function saveRevocation(
  tx: Transaction<Schema>,
  serial: string,
  { at, reason }: Revocation,
  by: string,
  barred: boolean,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('trust_services.certificate')
    .set({ revoked_at: at, revocation_reason: reason, revoked_by: by, barred })
    .where('serial', '=', serial)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Was the holder's last certificate taken away for good? */
export async function isBarred(
  db: Kysely<Schema>,
  profile: ProfileName,
  holder: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('trust_services.certificate')
    .select('serial')
    .where('profile', '=', profile)
    .where('holder', '=', holder)
    .where('barred', '=', true)
    .executeTakeFirst()
  return row !== undefined
}

export async function liftBar(tx: Transaction<Schema>, serial: string): Promise<void> {
  await tx
    .updateTable('trust_services.certificate')
    .set({ barred: false })
    .where('serial', '=', serial)
    .execute()
}

/** What an authority revoked; a certificate that has ended since is not listed any more. */
export async function listRevoked(
  db: Kysely<Schema>,
  issuerSerial: string,
  now: Date,
): Promise<{ serial: string; revocation: Revocation }[]> {
  const rows = await db
    .selectFrom('trust_services.certificate')
    .select(['serial', 'revoked_at', 'revocation_reason'])
    .where('issuer_serial', '=', issuerSerial)
    .where('revoked_at', 'is not', null)
    .where('not_after', '>=', now)
    .orderBy('revoked_at')
    .execute()
  return rows.map((it) => ({
    serial: it.serial,
    revocation: { at: it.revoked_at as Date, reason: it.revocation_reason as Reason },
  }))
}

export type CertificateFilter = {
  readonly profile?: ProfileName | undefined
  readonly state?: 'serving' | 'superseded' | 'revoked' | undefined
  /** A part of the common name, with or without accents. */
  readonly name?: string | undefined
  /** The serial number of the last one on the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

/** As people search: in small letters and without accents. */
function plain(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql`translate(lower(regexp_replace(normalize(${text}::text, nfd),
    '[\\u0300-\\u036f]', '', 'g')), 'đ', 'd')`
}

/** Newest first. */
export async function listCertificates(
  db: Kysely<Schema>,
  { profile, state, name, after, limit }: CertificateFilter,
): Promise<Issued[]> {
  let query = db
    .selectFrom('trust_services.certificate')
    .selectAll()
    .orderBy('not_before', 'desc')
    .orderBy('serial', 'desc')
    .limit(limit)
  if (profile) query = query.where('profile', '=', profile)
  if (state === 'revoked') query = query.where('revoked_at', 'is not', null)
  if (state === 'superseded') {
    query = query.where('revoked_at', 'is', null).where('superseded_at', 'is not', null)
  }
  if (state === 'serving') {
    query = query.where('revoked_at', 'is', null).where('superseded_at', 'is', null)
  }
  if (name) {
    query = query.where(
      sql<boolean>`position(${plain(sql.val(name))} in ${plain(sql.ref('common_name'))}) > 0`,
    )
  }
  if (after) {
    query = query.where(
      sql<boolean>`(not_before, serial) < (select not_before, serial
        from trust_services.certificate where serial = ${after})`,
    )
  }
  const rows = await query.execute()
  return rows.map(issuedOf)
}
