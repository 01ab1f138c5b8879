import type { Selectable } from 'kysely'
import type { Words } from '#kernel/words'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

/** A relying party, an application of a person, or a program that acts for itself. */
export type Client = {
  readonly id: string
  readonly name: Words
  readonly kind: 'web' | 'native' | 'program'
  /** base64url of the digest of the secret; null for a public client. */
  readonly secretSha256: string | null
  readonly redirectUris: readonly string[]
  readonly logoutUris: readonly string[]
  readonly backchannelUri: string | null
  readonly scopes: readonly string[]
  /** Clients of one sector see the same pseudonym for a person; null for a public subject. */
  readonly sector: string | null
  readonly requirePar: boolean
  readonly dpop: boolean
  readonly idTokenAlgorithm: 'ES256' | 'RS256'
  readonly createdAt: Date
  readonly disabledAt: Date | null
}

export async function findClient(db: Db, id: string): Promise<Client | undefined> {
  const row = await db
    .selectFrom('identity.client')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && clientOf(row)
}

export async function listClients(db: Db, limit: number): Promise<Client[]> {
  const rows = await db
    .selectFrom('identity.client')
    .selectAll()
    .orderBy('name_vi')
    .limit(limit)
    .execute()
  return rows.map(clientOf)
}

/** Adds a client. False when the id is taken. */
export async function insertClient(db: Db, it: Client): Promise<boolean> {
  const added = await db
    .insertInto('identity.client')
    .values({
      id: it.id,
      name_vi: it.name.vi,
      name_en: it.name.en,
      kind: it.kind,
      secret_sha256: it.secretSha256,
      redirect_uris: [...it.redirectUris],
      logout_uris: [...it.logoutUris],
      backchannel_uri: it.backchannelUri,
      scopes: [...it.scopes],
      sector: it.sector,
      require_par: it.requirePar,
      dpop: it.dpop,
      id_token_algorithm: it.idTokenAlgorithm,
      created_at: it.createdAt,
    })
    .onConflict((on) => on.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export async function disableClient(db: Db, id: string, at: Date): Promise<Client | undefined> {
  const row = await db
    .updateTable('identity.client')
    .set({ disabled_at: at })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row && clientOf(row)
}

function clientOf(row: Selectable<Schema['identity.client']>): Client {
  return {
    id: row.id,
    name: { vi: row.name_vi, en: row.name_en },
    kind: row.kind as Client['kind'],
    secretSha256: row.secret_sha256,
    redirectUris: row.redirect_uris,
    logoutUris: row.logout_uris,
    backchannelUri: row.backchannel_uri,
    scopes: row.scopes,
    sector: row.sector,
    requirePar: row.require_par,
    dpop: row.dpop,
    idTokenAlgorithm: row.id_token_algorithm as Client['idTokenAlgorithm'],
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  }
}
