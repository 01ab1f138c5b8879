import type { Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import { type Id, newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import { applyEvent, type LifeEventKind } from './domain/life-event.ts'
import type { Person, Settable } from './domain/person.ts'
import { personUnknown } from './problems.ts'
import { insertLifeEvents, latestEffective } from './storage/life-events.ts'
import { findPerson, updatePerson } from './storage/people.ts'
import type { Schema } from './storage/schema.ts'

type Own = Transaction<Schema>

/** What happened, as it goes into the history of everyone whom it touches. */
export type Happening = {
  readonly id: Id<'life-event'>
  readonly kind: LifeEventKind
  readonly effectiveOn: CivilDate
  readonly source: string
}

/** Writes a change, its place in the history and its audit record, all in one transaction. */
export function openRecorder({ clock, audit }: Pick<Kernel, 'clock' | 'audit'>) {
  /** The person, kept from being changed by others until the transaction ends. */
  async function held(own: Own, id: Id<'person'>): Promise<Person> {
    const person = await findPerson(own, id, 'for update')
    if (!person) throw personUnknown()
    return person
  }

  const happening = (kind: LifeEventKind, effectiveOn: CivilDate, source: string): Happening => ({
    id: newId('life-event', clock.now()),
    kind,
    effectiveOn,
    source,
  })

  /**
   * Several people, in the order asked for. They are always taken hold of in the same order, so
   * that two who want the same people cannot wait for each other.
   */
  async function heldTogether(own: Own, ids: readonly Id<'person'>[]): Promise<Person[]> {
    const people = new Map<string, Person>()
    for (const id of ids.toSorted()) people.set(id, people.get(id) ?? (await held(own, id)))
    return ids.map((id) => people.get(id) as Person)
  }

  async function record(
    own: Own,
    person: Person,
    it: Happening,
    set: Partial<Settable>,
    actor: Actor,
  ): Promise<Person> {
    const now = clock.now()
    const latest = await latestEffective(own, person.id)
    const { changes, after } = applyEvent(person, { ...it, set }, latest, civilDateOf(now))
    await updatePerson(own, after)
    await insertLifeEvents(own, [
      { ...it, personId: person.id, recordedAt: now, recordedBy: actor.name, changes },
    ])
    await audit.record(own, actor, [changed(person.id, `${it.kind}Record`, Object.keys(changes))])
    return after
  }

  return { happening, held, heldTogether, record }
}

export const changed = (subjectId: Id<'person'>, operation: string, fields: string[]) =>
  ({ room: 'population', operation, subjectId, fields, outcome: 'changed' }) as const
