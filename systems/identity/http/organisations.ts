import { addDays, civilDateOf } from '#kernel/civil-date'
import { pageSize } from '#kernel/contract'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { fullName, type PersonalNumber } from '#population'
import { accountUnknown } from '../accounts.ts'
import {
  OfficeEnd,
  OfficeGrant,
  OfficeList,
  OfficeParams,
  OfficeView,
  OrganisationList,
  OrganisationParams,
  OrganisationQuery,
  OrganisationView,
} from '../contract.ts'
import type { Needs } from '../needs.ts'
import {
  endOffice,
  findOrganisation,
  listOffices,
  listOrganisations,
  type Office,
  saveOffices,
} from '../storage/organisations.ts'
import { ownAccount } from './accounts.ts'

/** /organisations and /offices — agencies and firms, and who holds which post. */
export function organisationRoutes({ kernel, db, population, sessions }: Needs): Routes {
  const { clock, audit } = kernel
  const access = { official: ['operator'], purpose: 'identity.administration' } as const
  const maxOffices = 500

  async function officeView(it: Office) {
    const person = await population.person(it.personId)
    const { id, role, title, unitCode, since, until } = it
    const holder = person ? fullName(person.name) : ''
    return { id, holder, role, title, unitCode, since, until }
  }

  const use = (operation: string, subjectId: string, outcome: 'read' | 'changed') =>
    ({ room: 'identity', operation, subjectId, fields: ['name', 'office'], outcome }) as const

  return async (app) => {
    app.get(
      '/organisations',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'organisationList',
          summary: 'Agencies and firms by name, kind and unit',
          querystring: OrganisationQuery,
          response: { 200: OrganisationList },
        },
      },
      async (request) => {
        const all = await listOrganisations(db, request.query, pageSize.default)
        return { items: all.map(({ address: _, ...it }) => it) }
      },
    )

    app.get(
      '/organisations/:id',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'organisationGet',
          summary: 'One agency or firm',
          params: OrganisationParams,
          response: { 200: OrganisationView },
        },
      },
      async (request) => {
        const found = await findOrganisation(db, request.params.id)
        if (!found) throw organisationUnknown()
        const { address: _, ...it } = found
        return it
      },
    )

    app.get(
      '/organisations/:id/offices',
      {
        config: { access },
        schema: {
          operationId: 'officeList',
          summary: 'The posts of an organisation and who holds them',
          params: OrganisationParams,
          response: { 200: OfficeList },
        },
      },
      async (request) => {
        const all = await listOffices(db, request.params.id, maxOffices)
        await audit.settle(
          request.actor,
          all.map((it) => use('officeList', it.personId, 'read')),
        )
        return { items: await Promise.all(all.map(officeView)) }
      },
    )

    app.post(
      '/offices',
      {
        config: { access: { ...access, freshMinutes: 60 } },
        schema: {
          operationId: 'officeGrant',
          summary: 'Appoint a person to a post',
          body: OfficeGrant,
          response: { 201: OfficeView },
        },
      },
      async (request, reply) => {
        const { number, ...it } = request.body
        const person = await population.personByNumber(number as PersonalNumber)
        if (!person || person.diedOn) throw accountUnknown()
        const { principal } = request
        if (principal.kind === 'person' && principal.personId === person.id) throw ownAccount()
        if (!(await findOrganisation(db, it.organisationId))) throw organisationUnknown()
        if (it.until && it.until < it.since) throw officeBackwards()
        const office: Office = { ...it, id: newId('office', clock.now()), personId: person.id }
        await db.transaction().execute(async (tx) => {
          await saveOffices(tx, [office])
          await audit.record(tx, request.actor, [use('officeGrant', person.id, 'changed')])
        })
        sessions.forget()
        return reply.code(201).send(await officeView(office))
      },
    )

    app.post(
      '/offices/:id/end',
      {
        config: { access: { ...access, freshMinutes: 60 } },
        schema: {
          operationId: 'officeEnd',
          summary: 'End a post on a day; yesterday ends it at once',
          params: OfficeParams,
          body: OfficeEnd,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { until } = request.body
        if (until < addDays(civilDateOf(clock.now()), -1)) throw officeBackwards()
        await db.transaction().execute(async (tx) => {
          const personId = await endOffice(tx, request.params.id, until)
          if (!personId) throw officeUnknown()
          await audit.record(tx, request.actor, [use('officeEnd', personId, 'changed')])
        })
        sessions.forget()
        return reply.code(204).send(null)
      },
    )
  }
}

function organisationUnknown(): Problem {
  return new Problem(404, 'identity.organisation-unknown', {
    vi: 'Không có tổ chức này.',
    en: 'There is no such organisation.',
  })
}

function officeUnknown(): Problem {
  return new Problem(404, 'identity.office-unknown', {
    vi: 'Không có chức vụ này, hoặc đã kết thúc.',
    en: 'There is no such post, or it has ended.',
  })
}

function officeBackwards(): Problem {
  return new Problem(422, 'identity.office-dates-wrong', {
    vi: 'Ngày kết thúc không được trước ngày bắt đầu hoặc trước hôm nay.',
    en: 'The last day must not be before the first, nor before today.',
  })
}
