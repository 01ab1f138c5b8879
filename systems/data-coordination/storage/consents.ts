import { type Selectable, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { GrantPurpose } from '../domain/configuration.ts'
import type { Db } from './changes.ts'
import { type Between, type BetweenRow, between, betweenOf, sides } from './requests.ts'
import type { Schema } from './schema.ts'

/** What a consent is about. */
export type ConsentMatter = {
  readonly clientId: Id<'subsystem'>
  readonly serviceId: Id<'service'>
  readonly purpose: string
}

export type Consent = ConsentMatter & {
  readonly id: Id<'consent'>
  readonly personId: Id<'person'>
  readonly words: Words
  readonly givenAt: Date
  readonly endsAt: Date
  readonly withdrawnAt: Date | null
}

export type ConsentRequest = ConsentMatter & {
  readonly id: Id<'consent-request'>
  readonly personId: Id<'person'>
  readonly askedAt: Date
  readonly endsAt: Date
}

/** A grant in force whose purpose rests on consent, with all that a person must read. */
export type Consentable = {
  readonly purpose: GrantPurpose
  readonly expiresAt: Date
  readonly client: { readonly member: Words; readonly subsystem: Words }
  readonly service: { readonly title: Words; readonly owner: Words }
}

type ConsentableRow = {
  purpose: GrantPurpose
  expires_at: Date
  client_vi: string
  client_en: string
  client_member_vi: string
  client_member_en: string
  title_vi: string
  title_en: string
  owner_vi: string
  owner_en: string
}

export async function findConsentable(
  db: Db,
  it: ConsentMatter,
  now: Date,
): Promise<Consentable | undefined> {
  const { rows } = await sql<ConsentableRow>`
    select p.purpose, t.expires_at, c.name_vi as client_vi, c.name_en as client_en,
      cm.name_vi as client_member_vi, cm.name_en as client_member_en, s.title_vi, s.title_en,
      om.name_vi as owner_vi, om.name_en as owner_en
    from data_coordination.access_grant t ${sides},
      lateral (select value as purpose from jsonb_array_elements(t.purposes)) p
    where t.client_id = ${it.clientId} and t.service_id = ${it.serviceId}
      and t.revoked_at is null and t.expires_at > ${now} and s.state <> 'withdrawn'
      and p.purpose ->> 'code' = ${it.purpose} and (p.purpose ->> 'byConsent')::boolean
    order by t.expires_at desc limit 1`.execute(db)
  const [row] = rows
  if (!row) return undefined
  return {
    purpose: row.purpose,
    expiresAt: row.expires_at,
    client: {
      member: { vi: row.client_member_vi, en: row.client_member_en },
      subsystem: { vi: row.client_vi, en: row.client_en },
    },
    service: {
      title: { vi: row.title_vi, en: row.title_en },
      owner: { vi: row.owner_vi, en: row.owner_en },
    },
  }
}

/** Gives a consent in the place of an earlier one about the same. */
export async function saveConsent(tx: Transaction<Schema>, it: Consent): Promise<void> {
  // One after the other, also when somebody presses twice.
  await sql`select pg_advisory_xact_lock(hashtextextended(
    ${`data-coordination consent ${it.personId}`}, 0))`.execute(tx)
  await sql`update data_coordination.consent set withdrawn_at = ${it.givenAt}
    where person_id = ${it.personId} and client_id = ${it.clientId}
      and service_id = ${it.serviceId} and purpose = ${it.purpose}
      and withdrawn_at is null`.execute(tx)
  await tx
    .insertInto('data_coordination.consent')
    .values({
      id: it.id,
      person_id: it.personId,
      client_id: it.clientId,
      service_id: it.serviceId,
      purpose: it.purpose,
      words: JSON.stringify(it.words),
      given_at: it.givenAt,
      ends_at: it.endsAt,
    })
    .execute()
}

/** A person's consents, newest first. */
export async function listConsents(
  db: Db,
  personId: Id<'person'>,
  limit: number,
): Promise<(Consent & Between)[]> {
  const { rows } = await sql<Selectable<Schema['data_coordination.consent']> & BetweenRow>`
    select t.*, ${between} from data_coordination.consent t ${sides}
    where t.person_id = ${personId} order by t.given_at desc, t.id desc limit ${limit}`.execute(db)
  return rows.map((row) => ({
    id: row.id as Id<'consent'>,
    personId,
    clientId: row.client_id as Id<'subsystem'>,
    serviceId: row.service_id as Id<'service'>,
    purpose: row.purpose,
    words: row.words as Words,
    givenAt: row.given_at,
    endsAt: row.ends_at,
    withdrawnAt: row.withdrawn_at,
    ...betweenOf(row),
  }))
}

/** False when the person has no such consent, or has withdrawn it. */
export async function withdrawConsent(
  tx: Transaction<Schema>,
  personId: Id<'person'>,
  id: Id<'consent'>,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('data_coordination.consent')
    .set({ withdrawn_at: at })
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Is a consent in force, for a service that this gateway answers for? */
export async function hasConsent(
  db: Db,
  gatewayId: Id<'gateway'>,
  personId: Id<'person'>,
  about: { client: string; service: string; purpose: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from data_coordination.consent t
      join data_coordination.subsystem c on c.id = t.client_id and c.code = ${about.client}
      join data_coordination.service s on s.id = t.service_id and s.code = ${about.service}
      join data_coordination.gateway_subsystem g
        on g.subsystem_id = s.subsystem_id and g.gateway_id = ${gatewayId}
    where t.person_id = ${personId} and t.purpose = ${about.purpose}
      and t.withdrawn_at is null and t.ends_at > ${now} limit 1`.execute(db)
  return rows.length > 0
}

/** A person is asked once; another question about the same waits for the first. */
export async function insertConsentRequest(
  tx: Transaction<Schema>,
  it: ConsentRequest,
): Promise<void> {
  await tx
    .insertInto('data_coordination.consent_request')
    .values({
      id: it.id,
      person_id: it.personId,
      client_id: it.clientId,
      service_id: it.serviceId,
      purpose: it.purpose,
      asked_at: it.askedAt,
      ends_at: it.endsAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What a person was asked and has not answered, newest first. */
export async function listConsentRequests(
  db: Db,
  personId: Id<'person'>,
  now: Date,
  limit: number,
): Promise<(ConsentRequest & Between)[]> {
  const { rows } = await sql<Selectable<Schema['data_coordination.consent_request']> & BetweenRow>`
    select t.*, ${between} from data_coordination.consent_request t ${sides}
    where t.person_id = ${personId} and t.answered_at is null and t.ends_at > ${now}
    order by t.asked_at desc, t.id desc limit ${limit}`.execute(db)
  return rows.map((row) => ({
    id: row.id as Id<'consent-request'>,
    personId,
    clientId: row.client_id as Id<'subsystem'>,
    serviceId: row.service_id as Id<'service'>,
    purpose: row.purpose,
    askedAt: row.asked_at,
    endsAt: row.ends_at,
    ...betweenOf(row),
  }))
}

/** What was answered; undefined when the person was not asked, or has answered before. */
export async function answerConsentRequest(
  tx: Transaction<Schema>,
  personId: Id<'person'>,
  id: Id<'consent-request'>,
  given: boolean,
  at: Date,
): Promise<ConsentMatter | undefined> {
  const row = await tx
    .updateTable('data_coordination.consent_request')
    .set({ answered_at: at, given })
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .where('answered_at', 'is', null)
    .where('ends_at', '>', at)
    .returning(['client_id', 'service_id', 'purpose'])
    .executeTakeFirst()
  return (
    row && {
      clientId: row.client_id as Id<'subsystem'>,
      serviceId: row.service_id as Id<'service'>,
      purpose: row.purpose,
    }
  )
}
