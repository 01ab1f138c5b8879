import type { Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

export type DeviceKey = { kty: 'EC'; crv: 'P-256'; x: string; y: string }

export type Device = {
  readonly id: Id<'device'>
  readonly accountId: Id<'account'>
  readonly publicKey: DeviceKey
  readonly name: string
  readonly registeredAt: Date
  readonly lastUsedAt: Date | null
}

/** The main device of an account. */
export async function findDevice(db: Db, accountId: Id<'account'>): Promise<Device | undefined> {
  const row = await db
    .selectFrom('identity.device')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return (
    row && {
      id: row.id as Id<'device'>,
      accountId,
      publicKey: row.public_key as DeviceKey,
      name: row.name,
      registeredAt: row.registered_at,
      lastUsedAt: row.last_used_at,
    }
  )
}

export async function insertDevice(tx: Transaction<Schema>, it: Device): Promise<void> {
  await tx
    .insertInto('identity.device')
    .values({
      id: it.id,
      account_id: it.accountId,
      public_key: JSON.stringify(it.publicKey),
      name: it.name,
      registered_at: it.registeredAt,
    })
    .execute()
}

export async function noteDeviceUse(db: Db, id: Id<'device'>, at: Date): Promise<void> {
  await db.updateTable('identity.device').set({ last_used_at: at }).where('id', '=', id).execute()
}

export async function revokeDevice(db: Db, accountId: Id<'account'>, at: Date): Promise<void> {
  await db
    .updateTable('identity.device')
    .set({ revoked_at: at })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .execute()
}
