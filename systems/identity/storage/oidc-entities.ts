import { sql } from 'kysely'
import type { Db } from './accounts.ts'

/** A row of what the OpenID provider keeps; `payload` is the provider's own. */
export type Entity = {
  readonly model: string
  readonly idSha256: Buffer
  readonly idSealed: Buffer
  readonly payload: Record<string, unknown>
  readonly grantId: string | null
  readonly accountId: string | null
  readonly userCode: string | null
  readonly uid: string | null
  readonly expiresAt: Date | null
}

export type FoundEntity = Pick<Entity, 'idSealed' | 'payload'> & { consumedAt: Date | null }

export async function saveEntity(db: Db, it: Entity): Promise<void> {
  await sql`
    insert into identity.oidc_entity
      (model, id_sha256, id_sealed, payload, grant_id, account_id, user_code, uid, expires_at)
    values (${it.model}, ${it.idSha256}, ${it.idSealed}, ${JSON.stringify(it.payload)},
      ${it.grantId}, ${it.accountId}, ${it.userCode}, ${it.uid}, ${it.expiresAt})
    on conflict (model, id_sha256) do update set payload = excluded.payload,
      grant_id = excluded.grant_id, account_id = excluded.account_id,
      user_code = excluded.user_code, uid = excluded.uid,
      expires_at = excluded.expires_at`.execute(db)
}

/** By the digest of its id, by its user code or by its uid. */
export async function findEntity(
  db: Db,
  model: string,
  by: { idSha256: Buffer } | { userCode: string } | { uid: string },
  now: Date,
): Promise<FoundEntity | undefined> {
  const [column, value]: [string, Buffer | string] =
    'idSha256' in by
      ? ['id_sha256', by.idSha256]
      : 'userCode' in by
        ? ['user_code', by.userCode]
        : ['uid', by.uid]
  const { rows } = await sql<FoundEntity>`
    select id_sealed as "idSealed", payload, consumed_at as "consumedAt"
    from identity.oidc_entity
    where model = ${model} and ${sql.ref(column)} = ${value}
      and (expires_at is null or expires_at > ${now})`.execute(db)
  return rows[0]
}

/** Marks as used. False when someone else was first: the same code works once. */
export async function consumeEntity(
  db: Db,
  model: string,
  idSha256: Buffer,
  at: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update identity.oidc_entity set consumed_at = ${at}
    where model = ${model} and id_sha256 = ${idSha256} and consumed_at is null`.execute(db)
  return numAffectedRows === 1n
}

export async function deleteEntity(db: Db, model: string, idSha256: Buffer): Promise<void> {
  await sql`delete from identity.oidc_entity
    where model = ${model} and id_sha256 = ${idSha256}`.execute(db)
}

/** Ends a grant with its codes and tokens. */
export async function deleteByGrant(db: Db, grantId: string, grantSha256: Buffer): Promise<void> {
  await sql`delete from identity.oidc_entity where grant_id = ${grantId}
    or (model = 'Grant' and id_sha256 = ${grantSha256})`.execute(db)
}

/** Ends every grant, code, token and provider session of an account. */
export async function deleteByAccount(db: Db, accountId: string): Promise<void> {
  await sql`delete from identity.oidc_entity where account_id = ${accountId}`.execute(db)
}
