import { type Kysely, sql, type Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Changes, LifeEvent, LifeEventKind } from '../domain/life-event.ts'
import type { Item } from '../domain/person.ts'
import type { Schema } from './schema.ts'

export async function insertLifeEvents(
  tx: Transaction<Schema>,
  events: readonly LifeEvent[],
): Promise<void> {
  await tx.insertInto('population.life_event').values(events.map(lifeEventRow)).execute()
}

export function lifeEventRow(it: LifeEvent) {
  return {
    id: it.id,
    person_id: it.personId,
    kind: it.kind,
    effective_on: it.effectiveOn,
    recorded_at: it.recordedAt,
    recorded_by: it.recordedBy,
    source: it.source,
    changes: JSON.stringify(it.changes),
  }
}

/** All events of a person, in the order in which they were recorded. */
export async function listLifeEvents(
  db: Kysely<Schema> | Transaction<Schema>,
  personId: Id<'person'>,
): Promise<LifeEvent[]> {
  const rows = await db
    .selectFrom('population.life_event')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('recorded_at')
    .orderBy('id')
    .limit(1_000)
    .execute()
  return rows.map((it) => ({
    id: it.id as Id<'life-event'>,
    personId: it.person_id as Id<'person'>,
    kind: it.kind as LifeEventKind,
    effectiveOn: it.effective_on,
    recordedAt: it.recorded_at,
    recordedBy: it.recorded_by,
    source: it.source,
    changes: it.changes as Changes,
  }))
}

/** The effective date of the latest event on each item of a person. */
export async function latestEffective(
  tx: Transaction<Schema>,
  personId: Id<'person'>,
): Promise<Map<Item, CivilDate>> {
  const { rows } = await sql<{ item: Item; on: CivilDate }>`
    select item, max(effective_on) as on from population.life_event,
      jsonb_object_keys(changes) as item
    where person_id = ${personId} group by item`.execute(tx)
  return new Map(rows.map((it) => [it.item, it.on]))
}
