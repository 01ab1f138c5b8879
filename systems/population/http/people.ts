import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  LifeEventList,
  PeopleFound,
  PersonLookUp,
  PersonParams,
  PersonSearch,
  PersonView,
} from '../contract.ts'
import { maskNumber } from '../domain/personal-number.ts'
import type { Needs } from '../needs.ts'
import { personUnknown } from '../problems.ts'
import { listLifeEvents } from '../storage/life-events.ts'
import { findPerson } from '../storage/people.ts'
import { searchPeople } from '../storage/searches.ts'
import { eventViewer } from '../view.ts'

const registrars = ['civil-registrar', 'commune-police'] as const

/** /people — the registrar's look-up, search and history. */
export function peopleRoutes(needs: Needs): Routes {
  const { kernel, db, gazetteer, view, byNumber } = needs
  const { audit } = kernel
  const read = (operation: string, subjectId: string, fields: string[]) =>
    ({ room: 'population', operation, subjectId, fields, outcome: 'read' }) as const

  return async (app) => {
    app.post(
      '/people/search',
      {
        config: {
          access: { official: registrars, purpose: 'population.registry', limitPerMinute: 60 },
        },
        schema: {
          operationId: 'personSearch',
          summary: 'Find people by name (with or without accents), year of birth and place',
          body: PersonSearch,
          response: { 200: PeopleFound },
        },
      },
      async (request) => {
        const limit = request.body.limit ?? pageSize.default
        const found = await searchPeople(db, { ...request.body, limit: limit + 1 })
        const shown = found.slice(0, limit)
        await audit.settle(
          request.actor,
          shown.map((it) =>
            read('personSearch', it.id, ['name', 'birthOn', 'sex', 'currentResidence']),
          ),
        )
        const units = await gazetteer()
        return {
          items: shown.map(({ number, communeCode, diedOn, ...it }) => ({
            ...it,
            birthOn: it.birthOn as never,
            maskedNumber: maskNumber(number),
            commune: (communeCode && units.commune(communeCode)) || null,
            deceased: diedOn !== null,
          })),
          more: found.length > limit,
        }
      },
    )

    app.post(
      '/people/look-up',
      {
        config: {
          access: {
            official: registrars,
            client: 'population.read',
            purpose: 'population.registry',
          },
        },
        schema: {
          operationId: 'personLookUp',
          summary: 'The record of the person who has, or had, this number',
          body: PersonLookUp,
          response: { 200: PersonView },
        },
      },
      async (request) => {
        const person = await byNumber(request.body.number)
        if (!person) throw personUnknown()
        const recorded = audit.settle(request.actor, [read('personLookUp', person.id, ['all'])])
        const [shown] = await Promise.all([view(person), recorded])
        return shown
      },
    )

    app.get(
      '/people/:id',
      {
        config: { access: { official: registrars, purpose: 'population.registry' } },
        schema: {
          operationId: 'personGet',
          summary: 'The record of a person',
          params: PersonParams,
          response: { 200: PersonView },
        },
      },
      async (request) => {
        const person = await findPerson(db, request.params.id)
        if (!person) throw personUnknown()
        await audit.settle(request.actor, [read('personGet', person.id, ['all'])])
        return view(person)
      },
    )

    app.get(
      '/people/:id/life-events',
      {
        config: { access: { official: registrars, purpose: 'population.registry' } },
        schema: {
          operationId: 'lifeEventList',
          summary: 'What was ever recorded about a person',
          params: PersonParams,
          response: { 200: LifeEventList },
        },
      },
      async (request) => {
        if (!(await findPerson(db, request.params.id))) throw personUnknown()
        const events = await listLifeEvents(db, request.params.id)
        await audit.settle(request.actor, [read('lifeEventList', request.params.id, ['history'])])
        return { items: events.map(eventViewer(await gazetteer())) }
      },
    )
  }
}
