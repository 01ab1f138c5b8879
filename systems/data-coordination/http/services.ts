import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import { foldName } from '#population'
import { byOf, everyOfficial, steward } from '../callers.ts'
import type { By } from '../changes.ts'
import { Made } from '../contract.ts'
import {
  CatalogueList,
  CatalogueQuery,
  ServiceDeprecate,
  ServiceList,
  ServiceParams,
  ServicePublish,
  ServiceQuery,
  ServiceVersionList,
  ServiceVersionParams,
  ServiceVersionPublish,
  ServiceView,
} from '../contract-catalogue.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { mayFor } from '../members.ts'
import { unknown } from '../problems.ts'
import {
  findService,
  listServiceVersions,
  type ServiceOwned,
  searchServices,
} from '../storage/services.ts'

/** /catalogue, /services — what can be asked of whom. */
export function serviceRoutes(needs: ExchangeNeeds): Routes {
  const { db } = needs
  return async (app) => {
    app.get(
      '/catalogue',
      {
        config: { access: { anyone: true, limitPerMinute: 120 } },
        schema: {
          operationId: 'catalogueList',
          summary: 'Data services by title and owner, for everyone',
          querystring: CatalogueQuery,
          response: { 200: CatalogueList },
        },
      },
      async (request) => {
        const { text, after } = request.query
        const search = { text: text && foldName(text), after }
        const found = await searchServices(db, search, pageSize.max)
        return {
          items: found.map(({ code, title, owner, layer, dataClass, state }) => {
            return { code, title, owner: owner.name, layer, dataClass, state: state as 'active' }
          }),
        }
      },
    )

    app.get(
      '/services',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'serviceList',
          summary: 'Search data services, with or without diacritics',
          querystring: ServiceQuery,
          response: { 200: ServiceList },
        },
      },
      async (request) => {
        const { limit = pageSize.default, text, ...where } = request.query
        const by = await byOf(needs, request)
        const found = await searchServices(db, { ...where, text: text && foldName(text) }, limit)
        return { items: found.map((it) => serviceView(it, by)) }
      },
    )

    app.get(
      '/services/:id',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'serviceGet',
          summary: 'A data service',
          params: ServiceParams,
          response: { 200: ServiceView },
        },
      },
      async (request) => {
        const found = await findService(db, { id: request.params.id })
        if (!found) throw unknown('service')
        return serviceView(found, await byOf(needs, request))
      },
    )

    app.get(
      '/services/:id/versions',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'serviceVersionList',
          summary: 'The versions of a data service, newest first',
          params: ServiceParams,
          response: { 200: ServiceVersionList },
        },
      },
      async (request) => {
        const found = await listServiceVersions(db, request.params.id)
        return {
          items: found.map(({ contract: _, publishedAt, ...it }) => {
            return { ...it, publishedAt: publishedAt.toISOString() }
          }),
        }
      },
    )

    app.get(
      '/services/:id/versions/:version/contract',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'serviceContract',
          summary: 'The contract of a version, as it was published',
          params: ServiceVersionParams,
        },
      },
      async (request, reply) => {
        const all = await listServiceVersions(db, request.params.id)
        const found = all.find((it) => it.version === request.params.version)
        if (!found) throw unknown('service')
        return reply.type('text/plain; charset=utf-8').send(found.contract)
      },
    )
    await app.register(publishingRoutes(needs))
  }
}

function publishingRoutes(needs: ExchangeNeeds): Routes {
  const { catalogue } = needs
  return async (app) => {
    app.post(
      '/services',
      {
        config: { access: steward },
        schema: {
          operationId: 'servicePublish',
          summary: 'Publish a data service with its contract',
          body: ServicePublish,
          response: { 201: Made },
        },
      },
      async (request, reply) => {
        const id = await catalogue.publish(await byOf(needs, request), request.body)
        return reply.code(201).send({ id })
      },
    )

    app.post(
      '/services/:id/versions',
      {
        config: { access: steward },
        schema: {
          operationId: 'serviceRenew',
          summary: 'Publish a new version of a data service',
          params: ServiceParams,
          body: ServiceVersionPublish,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        await catalogue.publishVersion(by, request.params.id, request.body)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/services/:id/deprecation',
      {
        config: { access: steward },
        schema: {
          operationId: 'serviceDeprecate',
          summary: 'Say on which day a data service ends',
          params: ServiceParams,
          body: ServiceDeprecate,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        await catalogue.deprecate(by, request.params.id, request.body.sunsetOn)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/services/:id/withdrawal',
      {
        config: { access: steward },
        schema: {
          operationId: 'serviceWithdraw',
          summary: 'Withdraw a data service now',
          params: ServiceParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await catalogue.withdraw(await byOf(needs, request), request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
}

export function serviceView(it: ServiceOwned, by: By): ServiceView {
  const { subsystemId: _, owner, publishedAt, changedAt, endpoints, fields, ...rest } = it
  const mine = mayFor(by, owner)
  return {
    ...rest,
    endpoints: [...endpoints],
    fields: [...fields],
    owner: { id: owner.id, code: owner.code, name: owner.name },
    mine,
    targetUrl: mine ? it.targetUrl : null,
    publishedAt: publishedAt.toISOString(),
    changedAt: changedAt.toISOString(),
  }
}
