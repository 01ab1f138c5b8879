import { type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { GatewayState } from '../domain/gateway.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

export type Gateway = {
  readonly id: Id<'gateway'>
  readonly memberId: Id<'member'>
  readonly name: string
  readonly state: GatewayState
  readonly codeSha256: string | null
  readonly codeEndsAt: Date | null
  readonly address: string | null
  /** SubjectPublicKeyInfo (DER). */
  readonly tlsKey: Buffer | null
  readonly signingKey: Buffer | null
  /** SHA-256 of the signing key (base64url). */
  readonly keyId: string | null
  readonly nextTlsKey: Buffer | null
  readonly nextSigningKey: Buffer | null
  readonly registeredAt: Date
  readonly joinedAt: Date | null
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
}

/** What a gateway said of itself last. */
export type GatewaySeen = {
  readonly seenAt: Date
  readonly programVersion: string
  readonly configurationHeld: number
  readonly certificatesEnd: Date
  readonly clockOffsetMs: number
  readonly unstamped: number
}

type Row = Selectable<Schema['data_coordination.gateway']>

export async function insertGateway(tx: Transaction<Schema>, it: Gateway): Promise<void> {
  await tx.insertInto('data_coordination.gateway').values(rowOf(it)).execute()
}

export async function updateGateway(tx: Transaction<Schema>, it: Gateway): Promise<void> {
  const { id, ...rest } = rowOf(it)
  await tx.updateTable('data_coordination.gateway').set(rest).where('id', '=', id).execute()
}

export async function findGateway(
  db: Db,
  by: { id: Id<'gateway'> } | { codeSha256: string } | { keyId: string },
  lock?: 'for update',
): Promise<Gateway | undefined> {
  let query = db.selectFrom('data_coordination.gateway').selectAll()
  if ('id' in by) query = query.where('id', '=', by.id)
  else if ('keyId' in by) query = query.where('key_id', '=', by.keyId)
  else query = query.where('code_sha256', '=', by.codeSha256)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && gatewayOf(row)
}

export async function listGateways(
  db: Db,
): Promise<(Gateway & { readonly seen: GatewaySeen | null })[]> {
  const rows = await db
    .selectFrom('data_coordination.gateway')
    .selectAll()
    .orderBy('registered_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((it) => ({ ...gatewayOf(it), seen: seenOf(it) }))
}

/** How many versions of the configuration, issued before an instant, each gateway lacks. */
export async function countLacking(db: Db, before: Date): Promise<Map<Id<'gateway'>, number>> {
  const { rows } = await sql<{ id: Id<'gateway'>; lacking: number }>`
    select g.id, count(*)::int as lacking from data_coordination.gateway g
      join data_coordination.configuration c
        on c.version > g.configuration_held and c.issued_at < ${before}
    group by g.id`.execute(db)
  return new Map(rows.map((it) => [it.id, it.lacking]))
}

export async function saveSeen(db: Db, id: Id<'gateway'>, it: GatewaySeen): Promise<void> {
  await db
    .updateTable('data_coordination.gateway')
    .set({
      seen_at: it.seenAt,
      program_version: it.programVersion,
      configuration_held: BigInt(it.configurationHeld),
      certificates_end: it.certificatesEnd,
      clock_offset_ms: it.clockOffsetMs,
      unstamped: it.unstamped,
    })
    .where('id', '=', id)
    .execute()
}

/** Notes the newest batch of a gateway's evidence; false when it was told of before. */
export async function noteBatch(
  tx: Transaction<Schema>,
  id: Id<'gateway'>,
  number: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('data_coordination.gateway')
    .set({ last_batch: BigInt(number) })
    .where('id', '=', id)
    .where((it) => it.or([it('last_batch', 'is', null), it('last_batch', '<', BigInt(number))]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Which subsystems each gateway speaks for. */
export async function listServed(
  db: Db,
): Promise<{ gatewayId: Id<'gateway'>; subsystemId: Id<'subsystem'> }[]> {
  const rows = await db.selectFrom('data_coordination.gateway_subsystem').selectAll().execute()
  return rows.map((it) => ({
    gatewayId: it.gateway_id as Id<'gateway'>,
    subsystemId: it.subsystem_id as Id<'subsystem'>,
  }))
}

export async function setServed(
  tx: Transaction<Schema>,
  id: Id<'gateway'>,
  subsystems: readonly Id<'subsystem'>[],
): Promise<void> {
  await tx.deleteFrom('data_coordination.gateway_subsystem').where('gateway_id', '=', id).execute()
  await sql`insert into data_coordination.gateway_subsystem (gateway_id, subsystem_id)
    select ${id}, unnest(${subsystems}::uuid[])`.execute(tx)
}

export type Alarm = { readonly kind: string; readonly since: Date; readonly detail: string }

/** The alarms that a gateway raises now, instead of those before. */
export async function replaceAlarms(
  tx: Transaction<Schema>,
  id: Id<'gateway'>,
  alarms: readonly Alarm[],
): Promise<void> {
  await tx.deleteFrom('data_coordination.gateway_alarm').where('gateway_id', '=', id).execute()
  if (alarms.length === 0) return
  await tx
    .insertInto('data_coordination.gateway_alarm')
    .values(alarms.map((it) => ({ gateway_id: id, ...it })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function listAlarms(db: Db): Promise<(Alarm & { gatewayId: Id<'gateway'> })[]> {
  const rows = await db
    .selectFrom('data_coordination.gateway_alarm')
    .selectAll()
    .orderBy('since')
    .execute()
  return rows.map(({ gateway_id, ...it }) => ({ ...it, gatewayId: gateway_id as Id<'gateway'> }))
}

function seenOf(row: Row): GatewaySeen | null {
  if (row.seen_at === null) return null
  return {
    seenAt: row.seen_at,
    programVersion: row.program_version ?? '',
    configurationHeld: Number(row.configuration_held ?? 0),
    certificatesEnd: row.certificates_end ?? row.seen_at,
    clockOffsetMs: row.clock_offset_ms ?? 0,
    unstamped: row.unstamped ?? 0,
  }
}

function rowOf(it: Gateway) {
  return {
    id: it.id,
    member_id: it.memberId,
    name: it.name,
    state: it.state,
    code_sha256: it.codeSha256,
    code_ends_at: it.codeEndsAt,
    address: it.address,
    tls_key: it.tlsKey,
    signing_key: it.signingKey,
    key_id: it.keyId,
    next_tls_key: it.nextTlsKey,
    next_signing_key: it.nextSigningKey,
    registered_at: it.registeredAt,
    joined_at: it.joinedAt,
    decided_at: it.decidedAt,
    decided_by: it.decidedBy,
  }
}

function gatewayOf(row: Row): Gateway {
  return {
    id: row.id as Id<'gateway'>,
    memberId: row.member_id as Id<'member'>,
    name: row.name,
    state: row.state as GatewayState,
    codeSha256: row.code_sha256,
    codeEndsAt: row.code_ends_at,
    address: row.address,
    tlsKey: row.tls_key,
    signingKey: row.signing_key,
    keyId: row.key_id,
    nextTlsKey: row.next_tls_key,
    nextSigningKey: row.next_signing_key,
    registeredAt: row.registered_at,
    joinedAt: row.joined_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
  }
}
