import type pg from 'pg'
import type { LifeEvent } from '../domain/life-event.ts'
import type { Person } from '../domain/person.ts'
import type { Household, HouseholdMember, Relative } from './families.ts'

/** What other tables hold about a person, as far as their record tells it. */
export type Surroundings = {
  /** Parents, present spouse and children, in that order. */
  readonly relatives: readonly Relative[]
  readonly household: Pick<Household, 'fileNumber' | 'members'> | undefined
  /** In the order in which they were recorded. */
  readonly events: readonly Pick<LifeEvent, 'effectiveOn' | 'source' | 'changes'>[]
}

/** The surroundings of many people, in their order, in three statements whose plans are kept. */
export async function findSurroundings(
  pool: pg.Pool,
  people: readonly Person[],
): Promise<Surroundings[]> {
  const ids = people.map((it) => it.id)
  const of = <Row extends pg.QueryResultRow>(name: string, text: string) =>
    pool.query<Row & { of: string }>({ name, text, values: [ids] })
  const [relatives, members, events] = await Promise.all([
    of<Relative>('relatives', relativesOf),
    of<Member>('household-members', membersOf),
    of<Surroundings['events'][number]>('life-events', eventsOf),
  ])
  const relativesBy = Map.groupBy(relatives.rows, (it) => it.of)
  const membersBy = Map.groupBy(members.rows, (it) => it.of)
  const eventsBy = Map.groupBy(events.rows, (it) => it.of)
  return ids.map((id) => ({
    relatives: (relativesBy.get(id) ?? []).map(({ of: _, ...it }) => it),
    household: householdOf(membersBy.get(id)),
    events: eventsBy.get(id) ?? [],
  }))
}

/** One of a household, or its bare file number where nobody of it lives. */
type Member = { fileNumber: string } & (HouseholdMember | { personId: null })

function householdOf(rows: readonly Member[] | undefined): Surroundings['household'] {
  if (!rows?.[0]) return undefined
  const members = rows.filter((it) => it.personId !== null)
  return { fileNumber: rows[0].fileNumber, members }
}

const relativesOf = `
  select asked.id as of, it.role, it."personId", it."fullName", it.nationality
  from unnest($1::uuid[]) as asked(id) cross join lateral (
    select case role when 'father' then 1 else 2 end as place, null::date as birth_on, role,
      parent_id as "personId", parent_name as "fullName", nationality
    from population.parentage where child_id = asked.id
    union all
    select 3, p.birth_on, 'spouse', p.id, p.full_name, p.nationality
    from population.marriage m join population.person p on p.id = m.second_id
    where m.first_id = asked.id and m.ended_on is null
    union all
    select 3, p.birth_on, 'spouse', p.id, p.full_name, p.nationality
    from population.marriage m join population.person p on p.id = m.first_id
    where m.second_id = asked.id and m.ended_on is null
    union all
    select 4, p.birth_on, 'child', p.id, p.full_name, p.nationality
    from population.parentage c join population.person p on p.id = c.child_id
    where c.parent_id = asked.id
    order by place, birth_on, "personId" limit 100) it`

const membersOf = `
  select asked.id as of, h.file_number as "fileNumber", it.*
  from unnest($1::uuid[]) as asked(id)
    join population.person p on p.id = asked.id
    join population.household h on h.id = p.household_id
    left join lateral (
      select m.id as "personId", m.full_name as "fullName", m.birth_on as "birthOn", m.sex,
        coalesce(m.relation_to_head, 'other') as "relationToHead"
      from population.person m where m.household_id = h.id and m.died_on is null
      order by m.relation_to_head <> 'head', m.birth_on limit 100) it on true`

const eventsOf = `
  select asked.id as of, it.effective_on as "effectiveOn", it.source, it.changes
  from unnest($1::uuid[]) as asked(id) cross join lateral (
    select * from population.life_event e where e.person_id = asked.id
    order by e.recorded_at, e.id limit 1000) it`
