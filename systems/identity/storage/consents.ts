import type { Selectable, Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

/** What a person lets a relying party know, and the provider's grant that carries it. */
export type Consent = {
  readonly id: Id<'consent'>
  readonly accountId: Id<'account'>
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly claims: readonly string[]
  readonly grantId: string
  readonly givenAt: Date
  readonly withdrawnAt: Date | null
}

/** Records a consent; one given earlier to the same client ends with it. */
export async function saveConsent(tx: Transaction<Schema>, it: Consent): Promise<void> {
  await tx
    .updateTable('identity.consent')
    .set({ withdrawn_at: it.givenAt })
    .where('account_id', '=', it.accountId)
    .where('client_id', '=', it.clientId)
    .where('withdrawn_at', 'is', null)
    .execute()
  await tx
    .insertInto('identity.consent')
    .values({
      id: it.id,
      account_id: it.accountId,
      client_id: it.clientId,
      scopes: [...it.scopes],
      claims: [...it.claims],
      grant_id: it.grantId,
      given_at: it.givenAt,
    })
    .execute()
}

/** The consent in force between a person and a client. */
export async function findConsent(
  db: Db,
  accountId: string,
  clientId: string,
): Promise<Consent | undefined> {
  const row = await db
    .selectFrom('identity.consent')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('client_id', '=', clientId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return row && consentOf(row)
}

export async function listConsents(
  db: Db,
  accountId: Id<'account'>,
  limit: number,
): Promise<Consent[]> {
  const rows = await db
    .selectFrom('identity.consent')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('given_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(consentOf)
}

/** Ends one consent of an account, or all; returns those that ended. */
export async function withdrawConsents(
  tx: Transaction<Schema>,
  accountId: Id<'account'>,
  at: Date,
  id?: Id<'consent'>,
): Promise<Consent[]> {
  let query = tx
    .updateTable('identity.consent')
    .set({ withdrawn_at: at })
    .where('account_id', '=', accountId)
    .where('withdrawn_at', 'is', null)
  if (id) query = query.where('id', '=', id)
  return (await query.returningAll().execute()).map(consentOf)
}

function consentOf(row: Selectable<Schema['identity.consent']>): Consent {
  return {
    id: row.id as Id<'consent'>,
    accountId: row.account_id as Id<'account'>,
    clientId: row.client_id,
    scopes: row.scopes,
    claims: row.claims,
    grantId: row.grant_id,
    givenAt: row.given_at,
    withdrawnAt: row.withdrawn_at,
  }
}
