import { sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import {
  type MemberClass,
  type MemberId,
  memberIdOf,
  type SubsystemId,
} from '../domain/identifier.ts'
import type { Db } from './changes.ts'
import type { Schema } from './schema.ts'

export type Member = {
  readonly id: Id<'member'>
  /** VN/GOV/MOJ */
  readonly code: MemberId
  readonly name: Words
  readonly organisationId: string | null
  readonly since: Date
}

export type Subsystem = {
  readonly id: Id<'subsystem'>
  /** VN/GOV/MOJ/civil-status */
  readonly code: SubsystemId
  readonly memberId: Id<'member'>
  readonly name: Words
  readonly plain: boolean
  readonly since: Date
}

export type SystemCertificate = {
  readonly subsystemId: Id<'subsystem'>
  /** SHA-256 of the DER (hex). */
  readonly fingerprint: string
  readonly subject: string
  readonly notAfter: Date
}

/** False when there is a member with this class and code, or was one. */
export async function insertMember(
  tx: Transaction<Schema>,
  it: Omit<Member, 'code'> & { memberClass: MemberClass; ownCode: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.member')
    .values({
      id: it.id,
      class: it.memberClass,
      code: it.ownCode,
      organisation_id: it.organisationId,
      name_vi: it.name.vi,
      name_en: it.name.en,
      since: it.since,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function findMember(db: Db, id: Id<'member'>): Promise<Member | undefined> {
  const row = await db
    .selectFrom('data_coordination.member')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row && memberOfRow(row)
}

export async function listMembers(db: Db): Promise<Member[]> {
  const rows = await db
    .selectFrom('data_coordination.member')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('class')
    .orderBy('code')
    .execute()
  return rows.map(memberOfRow)
}

export async function removeMember(
  tx: Transaction<Schema>,
  id: Id<'member'>,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('data_coordination.member')
    .set({ removed_at: at })
    .where('id', '=', id)
    .execute()
}

/** False when there is a subsystem with this code, or was one. */
export async function insertSubsystem(tx: Transaction<Schema>, it: Subsystem): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.subsystem')
    .values({
      id: it.id,
      member_id: it.memberId,
      code: it.code,
      name_vi: it.name.vi,
      name_en: it.name.en,
      plain: it.plain,
      since: it.since,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function findSubsystem(
  db: Db,
  by: { id: Id<'subsystem'> } | { code: string },
): Promise<Subsystem | undefined> {
  const query = db
    .selectFrom('data_coordination.subsystem')
    .selectAll()
    .where('removed_at', 'is', null)
  const row = await ('id' in by
    ? query.where('id', '=', by.id)
    : query.where('code', '=', by.code)
  ).executeTakeFirst()
  return row && subsystemOfRow(row)
}

export async function listSubsystems(db: Db, memberId?: Id<'member'>): Promise<Subsystem[]> {
  let query = db
    .selectFrom('data_coordination.subsystem')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('code')
  if (memberId) query = query.where('member_id', '=', memberId)
  return (await query.execute()).map(subsystemOfRow)
}

export async function removeSubsystem(
  tx: Transaction<Schema>,
  id: Id<'subsystem'>,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('data_coordination.subsystem')
    .set({ removed_at: at })
    .where('id', '=', id)
    .execute()
}

/** What still hangs on a subsystem: gateways that speak for it, services, and grants in force. */
export async function usesOfSubsystem(db: Db, id: Id<'subsystem'>, now: Date): Promise<number> {
  const { rows } = await sql<{ uses: bigint }>`
    select (select count(*) from data_coordination.gateway_subsystem s
        join data_coordination.gateway g on g.id = s.gateway_id
        where s.subsystem_id = ${id} and g.state not in ('refused', 'removed'))
      + (select count(*) from data_coordination.service
        where subsystem_id = ${id} and state <> 'withdrawn')
      + (select count(*) from data_coordination.access_grant
        where client_id = ${id} and revoked_at is null and expires_at > ${now}) as uses`.execute(db)
  return Number(rows[0]?.uses)
}

export async function setPlain(
  tx: Transaction<Schema>,
  id: Id<'subsystem'>,
  plain: boolean,
): Promise<void> {
  await tx.updateTable('data_coordination.subsystem').set({ plain }).where('id', '=', id).execute()
}

/** False when it is there already. */
export async function insertSystemCertificate(
  tx: Transaction<Schema>,
  it: SystemCertificate,
  at: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.system_certificate')
    .values({
      subsystem_id: it.subsystemId,
      fingerprint: it.fingerprint,
      subject: it.subject,
      not_after: it.notAfter,
      added_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function deleteSystemCertificate(
  tx: Transaction<Schema>,
  subsystemId: Id<'subsystem'>,
  fingerprint: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('data_coordination.system_certificate')
    .where('subsystem_id', '=', subsystemId)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

export async function listSystemCertificates(db: Db): Promise<SystemCertificate[]> {
  const rows = await db
    .selectFrom('data_coordination.system_certificate')
    .selectAll()
    .orderBy('fingerprint')
    .execute()
  return rows.map((it) => ({
    subsystemId: it.subsystem_id as Id<'subsystem'>,
    fingerprint: it.fingerprint,
    subject: it.subject,
    notAfter: it.not_after,
  }))
}

function memberOfRow(row: {
  id: string
  class: string
  code: string
  organisation_id: string | null
  name_vi: string
  name_en: string
  since: Date
}): Member {
  return {
    id: row.id as Id<'member'>,
    code: memberIdOf(row.class, row.code),
    name: { vi: row.name_vi, en: row.name_en },
    organisationId: row.organisation_id,
    since: row.since,
  }
}

function subsystemOfRow(row: {
  id: string
  member_id: string
  code: string
  name_vi: string
  name_en: string
  plain: boolean
  since: Date
}): Subsystem {
  return {
    id: row.id as Id<'subsystem'>,
    memberId: row.member_id as Id<'member'>,
    code: row.code as SubsystemId,
    name: { vi: row.name_vi, en: row.name_en },
    plain: row.plain,
    since: row.since,
  }
}
