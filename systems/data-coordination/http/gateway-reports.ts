import { Type } from 'typebox'
import type { Routes } from '#kernel/system'
import {
  ConsentAnswer,
  ConsentQuestion,
  GatewayContract,
  GatewayReport,
} from '../contract-gateway.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { gatewayOf, guardGatewayCalls } from '../gateway-calls.ts'
import { unknown } from '../problems.ts'
import { findService, listServiceVersions } from '../storage/services.ts'

const access = { anyone: true, limitPerMinute: 60_000 } as const
const ContractParams = Type.Object({ '*': Type.String({ maxLength: 330 }) })

/** /gateway/reports, /gateway/consents, /gateway/contracts — what gateways tell and ask at work. */
export function gatewayReportRoutes(needs: ExchangeNeeds): Routes {
  const { db, reporting, consents } = needs
  return async (app) => {
    guardGatewayCalls(app, needs)

    app.post(
      '/gateway/reports',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'gatewayReport',
          summary: 'Uses of people’s data, measures and alarms; each use counts once',
          body: GatewayReport,
          response: { 204: { type: 'null' } },
        },
      },
      async (request, reply) => {
        await reporting.take(gatewayOf(request), request.body)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/gateway/consents/check',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'consentCheck',
          summary: 'Is a consent in force? Asked by the gateway that would answer',
          body: ConsentQuestion,
          response: { 200: ConsentAnswer },
        },
      },
      async (request) => ({ given: await consents.isGiven(gatewayOf(request), request.body) }),
    )

    app.get(
      '/gateway/contracts/*',
      {
        config: { access, crossSite: true },
        schema: {
          operationId: 'gatewayContract',
          summary: 'The contract of a service (…/VN/GOV/MOJ/civil-status/marriages), as published',
          params: ContractParams,
          response: { 200: GatewayContract },
        },
      },
      async (request) => {
        const service = await findService(db, { code: request.params['*'] })
        if (!service || service.state === 'withdrawn') throw unknown('service')
        const all = await listServiceVersions(db, service.id)
        const found = all.find((it) => it.version === service.version)
        if (!found) throw unknown('service')
        return { version: found.version, text: found.contract }
      },
    )
  }
}
