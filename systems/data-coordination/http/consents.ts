import type { FastifyRequest } from 'fastify'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import type { Routes } from '#kernel/system'
import { byOf, steward } from '../callers.ts'
import { Made } from '../contract.ts'
import {
  ConsentAsk,
  ConsentGive,
  ConsentOffer,
  ConsentOfferQuery,
  ConsentParams,
  ConsentRequestAnswer,
  ConsentRequestList,
  ConsentRequestParams,
  PersonConsentList,
} from '../contract-consents.ts'
import { consentWords } from '../domain/consent.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { findConsentable, listConsentRequests, listConsents } from '../storage/consents.ts'

const own = { person: { level: 1 }, purpose: 'data-coordination.consent' } as const
/** Who agrees must surely be who they say. */
const sure = { person: { level: 2 }, purpose: 'data-coordination.consent' } as const

/** /consents — what a person lets agencies know. */
export function consentRoutes(needs: ExchangeNeeds): Routes {
  const { kernel, db, consents } = needs
  return async (app) => {
    app.get(
      '/consents',
      {
        config: { access: own },
        schema: {
          operationId: 'dataConsentList',
          summary: 'Which agency may learn what of me by my consent, newest first',
          response: { 200: PersonConsentList },
        },
      },
      async (request) => {
        const now = kernel.clock.now()
        const found = await listConsents(db, personOf(request), pageSize.max)
        return {
          items: found.map((it) => ({
            id: it.id,
            client: { code: it.client.code, name: it.client.name },
            service: { code: it.service.code, title: it.service.title },
            purpose: it.purpose,
            words: it.words,
            givenAt: it.givenAt.toISOString(),
            endsAt: it.endsAt.toISOString(),
            withdrawnAt: it.withdrawnAt?.toISOString() ?? null,
            inForce: it.withdrawnAt === null && it.endsAt > now,
          })),
        }
      },
    )

    app.get(
      '/consents/offer',
      {
        config: { access: own },
        schema: {
          operationId: 'dataConsentOffer',
          summary: 'What I would agree to, in plain words',
          querystring: ConsentOfferQuery,
          response: { 200: ConsentOffer },
        },
      },
      async (request) => {
        const { endsAt, ...offer } = await consents.offer(request.query)
        return { ...offer, endsAt: endsAt.toISOString() }
      },
    )

    app.post(
      '/consents',
      {
        config: { access: sure },
        schema: {
          operationId: 'dataConsentGive',
          summary: 'Let an agency learn from a service for one purpose',
          body: ConsentGive,
          response: { 201: Made },
        },
      },
      async (request, reply) => {
        const id = await consents.give(request.actor, personOf(request), request.body)
        return reply.code(201).send({ id })
      },
    )

    app.delete(
      '/consents/:id',
      {
        config: { access: own },
        schema: {
          operationId: 'dataConsentWithdraw',
          summary: 'Take a consent back, at once',
          params: ConsentParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await consents.withdraw(request.actor, personOf(request), request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/consents/:id/receipt',
      {
        config: { access: own },
        schema: {
          operationId: 'dataConsentReceipt',
          summary: 'A receipt of a consent, signed by the center (JWS)',
          params: ConsentParams,
        },
      },
      async (request, reply) => {
        const jws = await consents.receipt(personOf(request), request.params.id)
        return reply.type('application/jose').send(jws)
      },
    )
    await app.register(consentRequestRoutes(needs))
  }
}

function consentRequestRoutes(needs: ExchangeNeeds): Routes {
  const { kernel, db, consents } = needs
  return async (app) => {
    app.get(
      '/consent-requests',
      {
        config: { access: own },
        schema: {
          operationId: 'consentRequestList',
          summary: 'Which agencies ask for my consent',
          response: { 200: ConsentRequestList },
        },
      },
      async (request) => {
        const now = kernel.clock.now()
        const found = await listConsentRequests(db, personOf(request), now, pageSize.max)
        const items = await Promise.all(
          found.map(async (it) => {
            const about = await findConsentable(db, it, now)
            if (!about) return []
            return [
              {
                id: it.id,
                client: { code: it.client.code, name: it.client.name },
                service: { code: it.service.code, title: it.service.title },
                purpose: it.purpose,
                words: consentWords(about.client, about.service, about.purpose.words),
                askedAt: it.askedAt.toISOString(),
                endsAt: it.endsAt.toISOString(),
              },
            ]
          }),
        )
        return { items: items.flat() }
      },
    )

    app.post(
      '/consent-requests/:id/answer',
      {
        config: { access: sure },
        schema: {
          operationId: 'consentRequestAnswer',
          summary: 'Agree, or decline',
          params: ConsentRequestParams,
          body: ConsentRequestAnswer,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { given } = request.body
        await consents.answer(request.actor, personOf(request), request.params.id, given)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/consent-requests',
      {
        config: { access: { ...steward, limitPerMinute: 60 } },
        schema: {
          operationId: 'consentRequestAsk',
          summary: 'Ask a person for consent; whether there is such a person is not told',
          body: ConsentAsk,
          response: { 202: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const { personalNumber: number, ...it } = request.body
        await consents.ask(await byOf(needs, request), request.actor, { ...it, number })
        return reply.code(202).send(null)
      },
    )
  }
}

function personOf({ principal }: FastifyRequest): Id<'person'> {
  if (principal.kind !== 'person') throw new Error('A route for people was left open to others.')
  return principal.personId as Id<'person'>
}
