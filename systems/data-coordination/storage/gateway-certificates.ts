import { type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

export type GatewayCertificate = {
  /** 32 hexadecimal digits. */
  readonly serial: string
  readonly gatewayId: Id<'gateway'>
  readonly usage: 'tls' | 'signing'
  /** SHA-256 of the DER (base64url). */
  readonly fingerprint: string
  /** Base64 of DER, leaf first, up to below the root. */
  readonly chain: readonly string[]
  /** SubjectPublicKeyInfo (DER). */
  readonly publicKey: Buffer
  readonly madeAt: Date
  readonly notAfter: Date
  /** After a renewal the earlier one is good until then. */
  readonly untilAt: Date | null
  readonly revokedAt: Date | null
}

export async function insertGatewayCertificate(
  tx: Transaction<Schema>,
  it: Omit<GatewayCertificate, 'untilAt' | 'revokedAt'>,
): Promise<void> {
  await tx
    .insertInto('data_coordination.gateway_certificate')
    .values({
      serial: it.serial,
      gateway_id: it.gatewayId,
      usage: it.usage,
      fingerprint: it.fingerprint,
      chain: [...it.chain],
      public_key: it.publicKey,
      made_at: it.madeAt,
      not_after: it.notAfter,
    })
    .execute()
}

/** The certificates of a gateway, or of all; newest first. */
export async function listGatewayCertificates(
  db: Db,
  gatewayId?: Id<'gateway'>,
): Promise<GatewayCertificate[]> {
  let query = db
    .selectFrom('data_coordination.gateway_certificate')
    .selectAll()
    .orderBy('made_at', 'desc')
    .orderBy('serial')
  if (gatewayId) query = query.where('gateway_id', '=', gatewayId)
  return (await query.execute()).map(certificateOf)
}

/** The signing certificate with this SHA-256 that is in force. */
export async function findSigningCertificate(
  db: Db,
  fingerprint: string,
  now: Date,
): Promise<GatewayCertificate | undefined> {
  const row = await db
    .selectFrom('data_coordination.gateway_certificate')
    .selectAll()
    .where('fingerprint', '=', fingerprint)
    .where('usage', '=', 'signing')
    .executeTakeFirst()
  const found = row && certificateOf(row)
  return found && isInForce(found, now) ? found : undefined
}

export function isInForce(it: GatewayCertificate, now: Date): boolean {
  return it.revokedAt === null && it.notAfter > now && (it.untilAt === null || it.untilAt > now)
}

/** Those of a gateway before a renewal are good until then. */
export async function endCertificates(
  tx: Transaction<Schema>,
  gatewayId: Id<'gateway'>,
  until: Date,
): Promise<void> {
  await sql`update data_coordination.gateway_certificate
    set until_at = least(coalesce(until_at, ${until}), ${until})
    where gateway_id = ${gatewayId} and revoked_at is null`.execute(tx)
}

/** Marks one as revoked. Returns whose it was; undefined when it is none of a gateway. */
export async function markRevoked(
  tx: Transaction<Schema>,
  serial: string,
  at: Date,
): Promise<Id<'gateway'> | undefined> {
  const row = await tx
    .updateTable('data_coordination.gateway_certificate')
    .set({ revoked_at: at })
    .where('serial', '=', serial)
    .where('revoked_at', 'is', null)
    .returning('gateway_id')
    .executeTakeFirst()
  return row?.gateway_id as Id<'gateway'> | undefined
}

/** False when this nonce was seen from this gateway before. */
export async function insertNonce(
  db: Db,
  gatewayId: Id<'gateway'>,
  nonce: string,
  at: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('data_coordination.gateway_nonce')
    .values({ gateway_id: gatewayId, nonce, at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function sweepNonces(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('data_coordination.gateway_nonce').where('at', '<', before).execute()
}

type Row = Selectable<Schema['data_coordination.gateway_certificate']>

function certificateOf(row: Row): GatewayCertificate {
  return {
    serial: row.serial,
    gatewayId: row.gateway_id as Id<'gateway'>,
    usage: row.usage as 'tls' | 'signing',
    fingerprint: row.fingerprint,
    chain: row.chain,
    publicKey: row.public_key,
    madeAt: row.made_at,
    notAfter: row.not_after,
    untilAt: row.until_at,
    revokedAt: row.revoked_at,
  }
}
