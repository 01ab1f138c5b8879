import { sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Address } from '#population'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'
import { type OfficeHeld, officesOf } from './sessions.ts'

export type Organisation = {
  readonly id: Id<'organisation'>
  readonly kind: string
  readonly name: Words
  readonly unitCode: string | null
  readonly taxCode: string | null
  readonly parentId: Id<'organisation'> | null
  readonly address: Address | null
}

export type Office = {
  readonly id: Id<'office'>
  readonly personId: Id<'person'>
  readonly organisationId: Id<'organisation'>
  readonly role: string
  readonly title: Words
  readonly unitCode: string | null
  readonly since: CivilDate
  readonly until: CivilDate | null
}

/** Adds or replaces organisations in one statement; parents stand before their children. */
export async function saveOrganisations(
  tx: Transaction<Schema>,
  all: readonly Organisation[],
): Promise<void> {
  await sql`
    insert into identity.organisation (id, kind, name_vi, name_en, unit_code, tax_code, parent_id,
      commune, detail)
    select * from unnest(${all.map((it) => it.id)}::uuid[], ${all.map((it) => it.kind)}::text[],
      ${all.map((it) => it.name.vi)}::text[], ${all.map((it) => it.name.en)}::text[],
      ${all.map((it) => it.unitCode)}::text[], ${all.map((it) => it.taxCode)}::text[],
      ${all.map((it) => it.parentId)}::uuid[],
      ${all.map((it) => it.address?.communeCode ?? null)}::text[],
      ${all.map((it) => it.address?.detail ?? null)}::text[])
    on conflict (id) do update set kind = excluded.kind, name_vi = excluded.name_vi,
      name_en = excluded.name_en, unit_code = excluded.unit_code, tax_code = excluded.tax_code,
      parent_id = excluded.parent_id, commune = excluded.commune,
      detail = excluded.detail`.execute(tx)
}

export async function saveOffices(tx: Transaction<Schema>, all: readonly Office[]): Promise<void> {
  await sql`
    insert into identity.office
      (id, person_id, organisation_id, role, title_vi, title_en, unit_code, since_on, until_on)
    select * from unnest(${all.map((it) => it.id)}::uuid[], ${all.map((it) => it.personId)}::uuid[],
      ${all.map((it) => it.organisationId)}::uuid[], ${all.map((it) => it.role)}::text[],
      ${all.map((it) => it.title.vi)}::text[], ${all.map((it) => it.title.en)}::text[],
      ${all.map((it) => it.unitCode)}::text[], ${all.map((it) => it.since)}::date[],
      ${all.map((it) => it.until)}::date[])
    on conflict (id) do update set until_on = excluded.until_on`.execute(tx)
}

export async function findOrganisation(
  db: Db,
  id: Id<'organisation'>,
): Promise<Organisation | undefined> {
  const row = await db
    .selectFrom('identity.organisation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && organisationOf(row)
}

export async function listOrganisations(
  db: Db,
  where: {
    name?: string | undefined
    kind?: string | undefined
    unitCode?: string | undefined
    after?: Id<'organisation'> | undefined
  },
  limit: number,
): Promise<Organisation[]> {
  let query = db
    .selectFrom('identity.organisation')
    .selectAll()
    .orderBy('name_vi')
    .orderBy('id')
    .limit(limit)
  if (where.kind) query = query.where('kind', '=', where.kind)
  if (where.unitCode) query = query.where('unit_code', '=', where.unitCode)
  if (where.name) {
    const like = `%${where.name.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((it) => it.or([it('name_vi', 'ilike', like), it('name_en', 'ilike', like)]))
  }
  if (where.after) {
    query = query.where(sql<boolean>`(name_vi, id) > (select name_vi, id
      from identity.organisation where id = ${where.after})`)
  }
  return (await query.execute()).map(organisationOf)
}

/** The offices that a person holds on a day. */
export async function listOfficesHeld(
  db: Db,
  personId: Id<'person'>,
  today: CivilDate,
): Promise<readonly OfficeHeld[]> {
  const { rows } = await sql<{ offices: OfficeHeld[] }>`
    select ${officesOf(sql.ref('p.id'), today)} as offices
    from (values (${personId}::uuid)) as p(id)`.execute(db)
  return rows[0]?.offices ?? []
}

/** The offices of an organisation, present and past, newest first. */
export async function listOffices(
  db: Db,
  organisationId: Id<'organisation'>,
  limit: number,
): Promise<Office[]> {
  const rows = await db
    .selectFrom('identity.office')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('since_on', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((it) => ({
    id: it.id as Id<'office'>,
    personId: it.person_id as Id<'person'>,
    organisationId,
    role: it.role,
    title: { vi: it.title_vi, en: it.title_en },
    unitCode: it.unit_code,
    since: it.since_on,
    until: it.until_on,
  }))
}

/** Ends an office. Returns whose it was; undefined when there is no such office in force. */
export async function endOffice(
  tx: Transaction<Schema>,
  id: Id<'office'>,
  until: CivilDate,
): Promise<Id<'person'> | undefined> {
  const row = await tx
    .updateTable('identity.office')
    .set({ until_on: sql`greatest(${until}::date, since_on)` })
    .where('id', '=', id)
    .where((it) => it.or([it('until_on', 'is', null), it('until_on', '>', until)]))
    .returning('person_id')
    .executeTakeFirst()
  return row?.person_id as Id<'person'> | undefined
}

type Row = {
  id: string
  kind: string
  name_vi: string
  name_en: string
  unit_code: string | null
  tax_code: string | null
  parent_id: string | null
  commune: string | null
  detail: string | null
}

function organisationOf(row: Row): Organisation {
  return {
    id: row.id as Id<'organisation'>,
    kind: row.kind,
    name: { vi: row.name_vi, en: row.name_en },
    unitCode: row.unit_code,
    taxCode: row.tax_code,
    parentId: row.parent_id as Id<'organisation'> | null,
    address: row.commune === null ? null : { communeCode: row.commune, detail: row.detail ?? '' },
  }
}
