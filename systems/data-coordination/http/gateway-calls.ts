import type { Routes } from '#kernel/system'
import { GatewayJoin, GatewayRenewal, GatewayStanding } from '../contract-gateway.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { gatewayOf, guardGatewayCalls } from '../gateway-calls.ts'
import { isHeld } from './configuration.ts'

const access = { anyone: true, limitPerMinute: 12_000 } as const
const joinAccess = { anyone: true, limitPerMinute: 60 } as const

/** /gateway — what gateways say and ask; every call bears the signature of one. */
export function gatewayCallRoutes(needs: ExchangeNeeds): Routes {
  const { gateways, publishing } = needs
  return async (app) => {
    guardGatewayCalls(app, needs)

    app.post(
      '/gateway/join',
      {
        config: { access: joinAccess, crossSite: true, joining: 'first' },
        schema: {
          operationId: 'gatewayJoin',
          summary: 'A new gateway shows its one-time code and its keys; may be repeated',
          body: GatewayJoin,
          response: { 200: GatewayStanding },
        },
      },
      (request) => gateways.join(request.body),
    )

    app.get(
      '/gateway/standing',
      {
        config: { access, crossSite: true, joining: 'always' },
        schema: {
          operationId: 'gatewayStanding',
          summary: 'How the gateway that asks stands, with its newest certificates',
          response: { 200: GatewayStanding },
        },
      },
      (request) => gateways.standing(gatewayOf(request)),
    )

    app.get(
      '/gateway/assignment',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'gatewayAssignment',
          summary: 'What only the gateway that asks may know, signed by the center (JWS)',
        },
      },
      async (request, reply) => {
        const version = await publishing.version()
        if (isHeld(request, reply, version)) return reply.code(304).send()
        const jws = await publishing.assignment(gatewayOf(request), version)
        return reply.type('application/jose').send(jws)
      },
    )

    app.post(
      '/gateway/renewal',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'gatewayRenew',
          summary: 'New keys before the certificates end',
          body: GatewayRenewal,
          response: { 200: GatewayStanding },
        },
      },
      (request) => gateways.renew(gatewayOf(request), request.body),
    )
  }
}
