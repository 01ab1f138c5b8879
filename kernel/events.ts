import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Database, Tx } from './database.ts'
import { type Id, newId } from './id.ts'
import type { Job } from './jobs.ts'

/** Something that happened: the subject is `room.noun-past`, the body says no more than ids. */
export type Event<Body = Record<string, unknown>> = {
  readonly id: Id<'event'>
  readonly subject: string
  readonly at: Date
  readonly body: Body
}

/**
 * What a room does when something happened elsewhere. It works in the given transaction, in which
 * the event is also marked as taken: an event that arrives twice has its effect once.
 */
export type Consumer = (own: never, event: Event<never>) => Promise<void>

export type Events = {
  /** Says that something happened, in the transaction that makes it true. */
  publish(tx: Tx, subject: string, body: object): Promise<void>
  /** Declares a consumer; called while the rooms are opened. */
  subscribe(room: string, subject: string, consumer: Consumer): void
  /** The job that delivers an event to one consumer. */
  readonly consume: Job
}

export function openEvents(database: Database, clock: Clock): Events {
  const bySubject = new Map<string, string[]>()
  const consumers = new Map<string, { room: string; consumer: Consumer }>()
  return {
    subscribe(room, subject, consumer) {
      const name = `${room}:${subject}`
      if (consumers.has(name)) throw new Error(`${name} is subscribed twice`)
      consumers.set(name, { room, consumer })
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), name])
    },
    async publish(tx, subject, body) {
      const now = clock.now()
      await sql`select kernel.publish(${newId('event', now)}, ${subject}, ${now},
        ${JSON.stringify(body)}, ${bySubject.get(subject) ?? []})`.execute(tx)
    },
    consume: {
      async run({ consumer: name, eventId }: { consumer: string; eventId: string }) {
        const found = consumers.get(name)
        if (!found) throw new Error(`There is no consumer ${name} in this process.`)
        const event = await readEvent(database, eventId)
        await database
          .room(found.room)
          .transaction()
          .execute(async (tx) => {
            const { numAffectedRows } = await sql`insert into kernel.consumed (consumer, event_id)
            values (${name}, ${eventId}) on conflict do nothing`.execute(tx)
            if (numAffectedRows === 1n) await found.consumer(tx as never, event as never)
          })
      },
    },
  }
}

async function readEvent(database: Database, id: string): Promise<Event> {
  const { rows } = await database
    .pool('kernel')
    .query<Event>('select id, subject, at, body from kernel.event where id = $1', [id])
  if (!rows[0]) throw new Error(`There is no event ${id}.`)
  return rows[0]
}
