import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import type { Routes } from '#kernel/system'
import { AccessList, AccessQuery, LifeEventList, PersonView } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { personUnknown } from '../problems.ts'
import { listLifeEvents } from '../storage/life-events.ts'
import { findPerson } from '../storage/people.ts'
import { eventViewer } from '../view.ts'

/** /people/me — what the state holds about me, who looked, and what was ever recorded. */
export function ownRecordRoutes({ kernel, db, view, gazetteer }: Needs): Routes {
  const { audit, purposes } = kernel
  return async (app) => {
    app.get(
      '/people/me',
      {
        config: { access: { person: { level: 1 }, purpose: 'population.own-record' } },
        schema: {
          operationId: 'personOwn',
          summary: 'My own record: the 26 items, and where each comes from',
          response: { 200: PersonView },
        },
      },
      async (request) => {
        const person = await findPerson(db, ownId(request))
        if (!person) throw personUnknown()
        return view(person)
      },
    )

    app.get(
      '/people/me/accesses',
      {
        config: { access: { person: { level: 1 }, purpose: 'population.own-record' } },
        schema: {
          operationId: 'accessList',
          summary: 'Who used my data, when, why and by what right',
          querystring: AccessQuery,
          response: { 200: AccessList },
        },
      },
      async (request) => {
        const uses = await audit.trail(ownId(request), pageSize.default, request.query.before)
        return {
          items: uses.map((it) => ({
            id: it.id,
            at: it.at.toISOString(),
            actorKind: it.actor.kind,
            actorName: it.actor.name,
            room: it.room,
            operation: it.operation,
            purpose: purposes.get(it.purpose)?.words ?? { vi: it.purpose, en: it.purpose },
            basis: it.basis,
            fields: [...it.fields],
            outcome: it.outcome,
          })),
        }
      },
    )

    app.get(
      '/people/me/life-events',
      {
        config: { access: { person: { level: 1 }, purpose: 'population.own-record' } },
        schema: {
          operationId: 'lifeEventOwnList',
          summary: 'What was ever recorded about me',
          response: { 200: LifeEventList },
        },
      },
      async (request) => ({
        items: (await listLifeEvents(db, ownId(request))).map(eventViewer(await gazetteer())),
      }),
    )
  }
}

function ownId(request: { principal: { kind: string } }): Id<'person'> {
  return (request.principal as unknown as { personId: Id<'person'> }).personId
}
