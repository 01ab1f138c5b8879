import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import { byOf, steward } from '../callers.ts'
import type { By } from '../changes.ts'
import { Made } from '../contract.ts'
import {
  GrantList,
  GrantParams,
  GrantQuery,
  GrantRevoke,
  type GrantView,
  RequestApprove,
  RequestFile,
  RequestList,
  RequestParams,
  RequestQuery,
  RequestRefuse,
  RequestSay,
  type RequestView,
} from '../contract-grants.ts'
import type { AccessRequest } from '../domain/request.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { reasonView } from '../grants.ts'
import { mayFor } from '../members.ts'
import { unknown } from '../problems.ts'
import { type Grant, listGrants } from '../storage/grants.ts'
import { type Between, listRequests } from '../storage/requests.ts'

/** /requests, /grants — who may use what, for what. */
export function grantRoutes(needs: ExchangeNeeds): Routes {
  const { db, grants, kernel } = needs
  const access = steward
  return async (app) => {
    app.get(
      '/requests',
      {
        config: { access },
        schema: {
          operationId: 'requestList',
          summary: 'Requests for access of my agency and to it, newest first',
          querystring: RequestQuery,
          response: { 200: RequestList },
        },
      },
      async (request) => {
        const { limit = pageSize.default, ...where } = request.query
        const by = await byOf(needs, request)
        const { organisations } = by
        const found = await listRequests(db, { ...where, organisations }, limit)
        return { items: found.map((it) => requestView(it, by, kernel.clock.now())) }
      },
    )

    app.get(
      '/grants',
      {
        config: { access },
        schema: {
          operationId: 'grantList',
          summary: 'Grants of my agency and by it, newest first',
          querystring: GrantQuery,
          response: { 200: GrantList },
        },
      },
      async (request) => {
        const { limit = pageSize.default, ...where } = request.query
        const by = await byOf(needs, request)
        const { organisations } = by
        const found = await listGrants(db, { ...where, organisations }, limit)
        return { items: found.map((it) => grantView(it, by, kernel.clock.now())) }
      },
    )

    app.post(
      '/requests',
      {
        config: { access },
        schema: {
          operationId: 'requestFile',
          summary: 'Ask for access to a service in the name of a subsystem',
          body: RequestFile,
          response: { 201: Made },
        },
      },
      async (request, reply) => {
        const terms = { ...request.body, until: new Date(request.body.until) }
        const id = await grants.ask(await byOf(needs, request), terms)
        return reply.code(201).send({ id })
      },
    )

    app.post(
      '/grants/:id/revocation',
      {
        config: { access },
        schema: {
          operationId: 'grantRevoke',
          summary: 'Revoke a grant, or give it up',
          params: GrantParams,
          body: GrantRevoke,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await grants.revoke(await byOf(needs, request), request.params.id, request.body.why)
        return reply.code(204).send(null)
      },
    )
    await app.register(requestRoutes(needs))
    await app.register(decisionRoutes(needs))
  }
}

function requestRoutes(needs: ExchangeNeeds): Routes {
  const { db, grants, kernel } = needs
  const access = steward
  return async (app) => {
    app.get(
      '/requests/:id',
      {
        config: { access },
        schema: {
          operationId: 'requestGet',
          summary: 'A request for access',
          params: RequestParams,
          response: { 200: RequestList.properties.items.items },
        },
      },
      async (request) => {
        const by = await byOf(needs, request)
        const { organisations } = by
        const [it] = await listRequests(db, { id: request.params.id, organisations }, 1)
        if (!it) throw unknown('request')
        return requestView(it, by, kernel.clock.now())
      },
    )

    app.post(
      '/requests/:id/answer',
      {
        config: { access },
        schema: {
          operationId: 'requestAnswer',
          summary: 'Answer what the owner asked back',
          params: RequestParams,
          body: RequestSay,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await grants.answer(await byOf(needs, request), request.params.id, request.body.text)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/requests/:id/withdrawal',
      {
        config: { access },
        schema: {
          operationId: 'requestWithdraw',
          summary: 'Withdraw a request that is not decided',
          params: RequestParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await grants.withdraw(await byOf(needs, request), request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
}

function decisionRoutes(needs: ExchangeNeeds): Routes {
  const { db, grants } = needs
  const access = steward
  return async (app) => {
    app.post(
      '/requests/:id/approval',
      {
        config: { access },
        schema: {
          operationId: 'requestApprove',
          summary: 'Give what was asked for, or less of it',
          params: RequestParams,
          body: RequestApprove,
          response: { 201: Made },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const by = await byOf(needs, request)
        const { purposes: codes, until, ...rest } = request.body
        const [asked] = await listRequests(db, { id, organisations: by.organisations }, 1)
        const made = await grants.approve(by, id, {
          ...rest,
          ...(until && { until: new Date(until) }),
          ...(codes &&
            asked && { purposes: asked.purposes.filter(({ code }) => codes.includes(code)) }),
        })
        return reply.code(201).send({ id: made })
      },
    )

    app.post(
      '/requests/:id/refusal',
      {
        config: { access },
        schema: {
          operationId: 'requestRefuse',
          summary: 'Refuse a request, with the reason',
          params: RequestParams,
          body: RequestRefuse,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { reason: code, note } = request.body
        await grants.refuse(await byOf(needs, request), request.params.id, { code, note })
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/requests/:id/question',
      {
        config: { access },
        schema: {
          operationId: 'requestAskBack',
          summary: 'Ask the client back before deciding',
          params: RequestParams,
          body: RequestSay,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await grants.askBack(await byOf(needs, request), request.params.id, request.body.text)
        return reply.code(204).send(null)
      },
    )
  }
}

function termsView(it: (AccessRequest | Grant) & Between, by: By) {
  return {
    client: it.client,
    service: it.service,
    purposes: [...it.purposes],
    endpoints: it.endpoints && [...it.endpoints],
    fields: it.fields && [...it.fields],
    requestsPerMinute: it.requestsPerMinute,
    requestsPerDay: it.requestsPerDay,
    asClient: mayFor(by, { organisationId: it.clientOrganisation }),
    asOwner: mayFor(by, { organisationId: it.ownerOrganisation }),
  }
}

function requestView(it: AccessRequest & Between, by: By, now: Date): RequestView {
  return {
    id: it.id,
    state: it.state,
    ...termsView(it, by),
    until: it.until.toISOString(),
    askedAt: it.askedAt.toISOString(),
    askedBy: it.askedBy,
    dueAt: it.dueAt.toISOString(),
    late: it.state === 'open' ? now > it.dueAt : it.decidedAt !== null && it.decidedAt > it.dueAt,
    decidedAt: it.decidedAt?.toISOString() ?? null,
    decidedBy: it.decidedBy,
    reason: reasonView(it.reason),
    question: it.question,
    answer: it.answer,
  }
}

function grantView(it: Grant & Between, by: By, now: Date): GrantView {
  return {
    id: it.id,
    requestId: it.requestId,
    state: it.revokedAt ? 'revoked' : it.expiresAt <= now ? 'expired' : 'active',
    ...termsView(it, by),
    validFrom: it.validFrom.toISOString(),
    expiresAt: it.expiresAt.toISOString(),
    revokedAt: it.revokedAt?.toISOString() ?? null,
    revokedWhy: it.revokedWhy,
  }
}
