import { sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

/** What a WebAuthn ceremony is for; an answer to one purpose is worth nothing for another. */
export type Ceremony =
  | 'enrolment'
  | 'log-in'
  | 'addition'
  | 'refresh'
  | 'unlock'
  | 'recovery'
  | 'confirmation'

export type Challenge = {
  readonly id: Id<'challenge'>
  readonly ceremony: Ceremony
  readonly challenge: Buffer
  /** Digest of the cookie of the browser that began; null where a session stands for it. */
  readonly browser: Buffer | null
  readonly accountId: Id<'account'> | null
  readonly subject: Readonly<Record<string, string>>
  readonly expiresAt: Date
}

export async function insertChallenge(db: Db, it: Challenge): Promise<void> {
  await db
    .insertInto('identity.challenge')
    .values({
      id: it.id,
      kind: it.ceremony,
      challenge: it.challenge,
      browser: it.browser,
      account_id: it.accountId,
      subject: JSON.stringify(it.subject),
      expires_at: it.expiresAt,
    })
    .execute()
}

/** Takes a challenge: of two takers at the same time one gets it. Expired ones are nobody's. */
export async function takeChallenge(
  db: Db,
  id: Id<'challenge'>,
  ceremony: Ceremony,
  now: Date,
): Promise<Challenge | undefined> {
  const row = await db
    .deleteFrom('identity.challenge')
    .where('id', '=', id)
    .where('kind', '=', ceremony)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
  return (
    row && {
      id: row.id as Id<'challenge'>,
      ceremony: row.kind as Ceremony,
      challenge: row.challenge,
      browser: row.browser,
      accountId: row.account_id as Id<'account'> | null,
      subject: row.subject as Record<string, string>,
      expiresAt: row.expires_at,
    }
  )
}

export type Confirmation = {
  readonly id: Id<'confirmation'>
  readonly accountId: Id<'account'>
  readonly credentialId: Buffer
  readonly digest: Buffer
  readonly authenticatorData: Buffer
  readonly clientData: Buffer
  readonly signature: Buffer
  readonly at: Date
}

export async function insertConfirmation(tx: Transaction<Schema>, it: Confirmation): Promise<void> {
  await tx
    .insertInto('identity.confirmation')
    .values({
      id: it.id,
      account_id: it.accountId,
      credential_id: it.credentialId,
      digest: it.digest,
      authenticator_data: it.authenticatorData,
      client_data: it.clientData,
      signature: it.signature,
      at: it.at,
    })
    .execute()
}

/** Removes what expired, a bounded number of rows a call. Returns how many. */
export async function sweepExpired(db: Db, now: Date): Promise<number> {
  let swept = 0n
  for (const [table, column] of expiring) {
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where ctid in (
        select ctid from ${sql.table(table)} where ${sql.ref(column)} < ${now} limit 5000)`.execute(
      db,
    )
    swept += numAffectedRows
  }
  return Number(swept)
}

const expiring = [
  ['identity.challenge', 'expires_at'],
  ['identity.approval', 'expires_at'],
  ['identity.attempt', 'ends_at'],
  ['identity.one_time_code', 'expires_at'],
  ['identity.oidc_entity', 'expires_at'],
  ['identity.session', 'ends_at'],
  ['identity.signing_key', 'ends_at'],
] as const
