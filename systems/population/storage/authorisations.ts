import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export type Authorisation = {
  readonly clientId: string
  readonly purpose: string
  readonly basis: string
  readonly fields: ReadonlySet<string>
}

export async function listAuthorisations(db: Kysely<Schema>): Promise<Authorisation[]> {
  const rows = await db.selectFrom('population.authorisation').selectAll().execute()
  return rows.map((it) => ({
    clientId: it.client_id,
    purpose: it.purpose,
    basis: it.basis,
    fields: new Set(it.fields),
  }))
}

export async function saveAuthorisation(db: Kysely<Schema>, it: Authorisation): Promise<void> {
  const row = {
    client_id: it.clientId,
    purpose: it.purpose,
    basis: it.basis,
    fields: [...it.fields],
  }
  await db
    .insertInto('population.authorisation')
    .values(row)
    .onConflict((on) => on.columns(['client_id', 'purpose']).doUpdateSet(row))
    .execute()
}
