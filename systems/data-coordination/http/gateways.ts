import type { Routes } from '#kernel/system'
import { byOf, either, operator } from '../callers.ts'
import {
  GatewayAddress,
  GatewayInvite,
  GatewayInvited,
  GatewayList,
  GatewayParams,
  GatewayServes,
} from '../contract.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { gatewayViews } from '../views.ts'

/** /gateways — the agencies' gates to the exchange. */
export function gatewayRoutes(needs: ExchangeNeeds): Routes {
  const { gateways } = needs
  return async (app) => {
    app.get(
      '/gateways',
      {
        config: { access: either },
        schema: {
          operationId: 'gatewayList',
          summary: 'Gateways with how they stand, newest first',
          response: { 200: GatewayList },
        },
      },
      async (request) => ({ items: await gatewayViews(needs, await byOf(needs, request)) }),
    )

    app.post(
      '/gateways',
      {
        config: { access: either },
        schema: {
          operationId: 'gatewayInvite',
          summary: 'Register a gateway; its one-time token is told in this answer only',
          body: GatewayInvite,
          response: { 201: GatewayInvited },
        },
      },
      async (request, reply) => {
        const made = await gateways.invite(await byOf(needs, request), request.body)
        return reply.code(201).send(made)
      },
    )

    app.post(
      '/gateways/:id/code',
      {
        config: { access: either },
        schema: {
          operationId: 'gatewayInviteAgain',
          summary: 'Another one-time token; the one before is good no longer',
          params: GatewayParams,
          response: { 201: GatewayInvited },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const token = await gateways.inviteAgain(await byOf(needs, request), id)
        return reply.code(201).send({ id, token })
      },
    )

    await app.register(standingRoutes(needs))
  }
}

function standingRoutes(needs: ExchangeNeeds): Routes {
  const { gateways } = needs
  return async (app) => {
    for (const act of ['approve', 'refuse'] as const) {
      app.post(
        act === 'approve' ? '/gateways/:id/approval' : '/gateways/:id/refusal',
        {
          config: { access: operator },
          schema: {
            operationId: act === 'approve' ? 'gatewayApprove' : 'gatewayRefuse',
            summary:
              act === 'approve'
                ? 'Approve a gateway whose fingerprint was compared'
                : 'Refuse a gateway',
            params: GatewayParams,
            response: { 204: { type: 'null' } },
          },
        },
        async (request, reply) => {
          await gateways[act](await byOf(needs, request), request.params.id)
          return reply.code(204).send(null)
        },
      )
    }

    app.post(
      '/gateways/:id/removal',
      {
        config: { access: either },
        schema: {
          operationId: 'gatewayRemove',
          summary: 'Remove a gateway for good; its certificates are revoked',
          params: GatewayParams,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await gateways.remove(await byOf(needs, request), request.actor, request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.put(
      '/gateways/:id/subsystems',
      {
        config: { access: either },
        schema: {
          operationId: 'gatewayServe',
          summary: 'Say which subsystems a gateway speaks for',
          params: GatewayParams,
          body: GatewayServes,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        await gateways.serve(by, request.params.id, request.body.subsystemIds)
        return reply.code(204).send(null)
      },
    )

    app.put(
      '/gateways/:id/address',
      {
        config: { access: either },
        schema: {
          operationId: 'gatewayRelocate',
          summary: 'Say where a gateway is found from now on',
          params: GatewayParams,
          body: GatewayAddress,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        const by = await byOf(needs, request)
        await gateways.relocate(by, request.params.id, request.body.address)
        return reply.code(204).send(null)
      },
    )
  }
}
