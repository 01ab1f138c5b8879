import { type Kysely, sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Relative = {
  readonly role: 'father' | 'mother' | 'spouse' | 'child'
  /** Null for someone whom the register knows by name only. */
  readonly personId: Id<'person'> | null
  readonly fullName: string
  readonly nationality: string
}

export type Marriage = {
  readonly id: Id<'marriage'>
  readonly firstId: Id<'person'>
  readonly secondId: Id<'person'>
  readonly marriedOn: CivilDate
  readonly place: string
  readonly endedOn: CivilDate | null
  readonly endedBy: 'divorce' | 'death' | null
}

export type Household = {
  readonly id: Id<'household'>
  readonly fileNumber: string
  readonly communeCode: string
  readonly detail: string
  readonly headId: Id<'person'>
  readonly members: readonly HouseholdMember[]
}

export type HouseholdMember = {
  readonly personId: Id<'person'>
  readonly fullName: string
  readonly number: string
  readonly birthOn: CivilDate
  readonly sex: 'male' | 'female'
  readonly relationToHead: string
}

/** The marriage that a person is in, or undefined. */
export async function findMarriage(db: Db, id: Id<'person'>): Promise<Marriage | undefined> {
  const row = await db
    .selectFrom('population.marriage')
    .selectAll()
    .where((it) => it.or([it('first_id', '=', id), it('second_id', '=', id)]))
    .where('ended_on', 'is', null)
    .executeTakeFirst()
  return (
    row && {
      id: row.id as Id<'marriage'>,
      firstId: row.first_id as Id<'person'>,
      secondId: row.second_id as Id<'person'>,
      marriedOn: row.married_on,
      place: row.place,
      endedOn: row.ended_on,
      endedBy: row.ended_by as Marriage['endedBy'],
    }
  )
}

/** Was any of these people married to someone on a day? */
export async function wereMarried(
  db: Db,
  ids: readonly Id<'person'>[],
  on: CivilDate,
): Promise<boolean> {
  const { rows } = await sql`
    select from population.marriage
    where (first_id = any(${ids}::uuid[]) or second_id = any(${ids}::uuid[]))
      and married_on <= ${on} and (ended_on is null or ended_on > ${on}) limit 1`.execute(db)
  return rows.length > 0
}

export async function insertMarriage(tx: Transaction<Schema>, it: Marriage): Promise<void> {
  await tx.insertInto('population.marriage').values(marriageRow(it)).execute()
}

export function marriageRow(it: Marriage) {
  return {
    id: it.id,
    first_id: it.firstId,
    second_id: it.secondId,
    married_on: it.marriedOn,
    place: it.place,
    ended_on: it.endedOn,
    ended_by: it.endedBy,
  }
}

export async function endMarriage(
  tx: Transaction<Schema>,
  id: Id<'marriage'>,
  endedOn: CivilDate,
  endedBy: 'divorce' | 'death',
): Promise<void> {
  await tx
    .updateTable('population.marriage')
    .set({ ended_on: endedOn, ended_by: endedBy })
    .where('id', '=', id)
    .execute()
}

export type Parent = {
  readonly role: 'father' | 'mother'
  readonly personId: Id<'person'> | null
  readonly fullName: string
  readonly nationality: string
}

export async function insertParents(
  tx: Transaction<Schema>,
  childId: Id<'person'>,
  parents: readonly Parent[],
): Promise<void> {
  if (parents.length === 0) return
  await tx
    .insertInto('population.parentage')
    .values(parents.map((it) => parentRow(childId, it)))
    .execute()
}

export function parentRow(childId: Id<'person'>, it: Parent) {
  return {
    child_id: childId,
    role: it.role,
    parent_id: it.personId,
    parent_name: it.fullName,
    nationality: it.nationality,
  }
}

/** Full names of the children of these parents who were born on a day. */
export async function namesOfSiblings(
  db: Db,
  parentIds: readonly Id<'person'>[],
  birthOn: CivilDate,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct p.full_name as name
    from population.parentage c join population.person p on p.id = c.child_id
    where c.parent_id = any(${parentIds}::uuid[]) and p.birth_on = ${birthOn}`.execute(db)
  return rows.map((it) => it.name)
}

/** A household as it is entered: its members say themselves that they belong to it. */
export type ImportedHousehold = Omit<Household, 'members'>

export type ImportedParent = Parent & { readonly childId: Id<'person'> }

export function householdRow(it: ImportedHousehold) {
  return {
    id: it.id,
    file_number: it.fileNumber,
    commune: it.communeCode,
    detail: it.detail,
    head_id: it.headId,
  }
}

/** False when the file number is taken: choose another. */
export async function insertHousehold(
  tx: Transaction<Schema>,
  it: ImportedHousehold,
): Promise<boolean> {
  const added = await tx
    .insertInto('population.household')
    .values(householdRow(it))
    .onConflict((on) => on.column('file_number').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export async function setHead(
  tx: Transaction<Schema>,
  id: Id<'household'>,
  headId: Id<'person'>,
): Promise<void> {
  await tx
    .updateTable('population.household')
    .set({ head_id: headId })
    .where('id', '=', id)
    .execute()
}

/** Who the parents and grandparents of these people are, and to whom they are married. */
export async function readKin(
  tx: Transaction<Schema>,
  ids: readonly Id<'person'>[],
): Promise<{
  parents: Map<Id<'person'>, readonly Id<'person'>[]>
  spouses: Map<Id<'person'>, Id<'person'>>
}> {
  type Pair = { one: Id<'person'>; other: Id<'person'> }
  const parentage = await sql<Pair>`
    select child_id as one, parent_id as other from population.parentage
    where parent_id is not null and (child_id = any(${ids}::uuid[]) or child_id = any(array(
      select parent_id from population.parentage where child_id = any(${ids}::uuid[]))))`.execute(
    tx,
  )
  const marriages = await sql<Pair>`
    select first_id as one, second_id as other from population.marriage
    where ended_on is null
      and (first_id = any(${ids}::uuid[]) or second_id = any(${ids}::uuid[]))`.execute(tx)
  const parents = new Map<Id<'person'>, Id<'person'>[]>()
  for (const { one, other } of parentage.rows)
    parents.set(one, [...(parents.get(one) ?? []), other])
  const spouses = new Map(
    marriages.rows.flatMap(({ one, other }) => [[one, other] as const, [other, one] as const]),
  )
  return { parents, spouses }
}

/** A household with its living members, head first, then by age. */
export async function findHousehold(db: Db, id: Id<'household'>): Promise<Household | undefined> {
  const row = await db
    .selectFrom('population.household')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const members = await db
    .selectFrom('population.person')
    .select(['id', 'full_name', 'number', 'birth_on', 'sex', 'relation_to_head'])
    .where('household_id', '=', id)
    .where('died_on', 'is', null)
    .orderBy(sql`relation_to_head <> 'head'`)
    .orderBy('birth_on')
    .limit(100)
    .execute()
  return {
    id,
    fileNumber: row.file_number,
    communeCode: row.commune,
    detail: row.detail,
    headId: row.head_id as Id<'person'>,
    members: members.map((it) => ({
      personId: it.id as Id<'person'>,
      fullName: it.full_name,
      number: it.number,
      birthOn: it.birth_on,
      sex: it.sex as 'male' | 'female',
      relationToHead: it.relation_to_head ?? 'other',
    })),
  }
}
