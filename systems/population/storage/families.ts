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

/** Parents, present spouse and children, in that order. */
export async function listRelatives(db: Db, id: Id<'person'>): Promise<Relative[]> {
  const { rows } = await sql<Relative>`
    select role, parent_id as "personId", parent_name as "fullName", nationality
    from population.parentage where child_id = ${id}
    union all
    select 'spouse', p.id, p.full_name, p.nationality
    from population.marriage m
      join population.person p on p.id = case m.first_id
        when ${id} then m.second_id else m.first_id end
    where ${id} in (m.first_id, m.second_id) and m.ended_on is null
    union all
    select 'child', p.id, p.full_name, p.nationality from (
      select p.* from population.parentage c join population.person p on p.id = c.child_id
      where c.parent_id = ${id} order by p.birth_on) p
    limit 100`.execute(db)
  return rows
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

export async function insertMarriage(tx: Transaction<Schema>, it: Marriage): Promise<void> {
  await tx
    .insertInto('population.marriage')
    .values({
      id: it.id,
      first_id: it.firstId,
      second_id: it.secondId,
      married_on: it.marriedOn,
      place: it.place,
    })
    .execute()
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
    .values(
      parents.map((it) => ({
        child_id: childId,
        role: it.role,
        parent_id: it.personId,
        parent_name: it.fullName,
        nationality: it.nationality,
      })),
    )
    .execute()
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
