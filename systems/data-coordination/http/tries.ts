import type { Routes } from '#kernel/system'
import { byOf, steward } from '../callers.ts'
import { ServiceParams, ServiceTried, ServiceTry } from '../contract-catalogue.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { unknown } from '../problems.ts'
import { findService } from '../storage/services.ts'

/** /services/:id/try — a real call to a service, on test data. */
export function tryRoutes(needs: ExchangeNeeds): Routes {
  const { db, changes, trying } = needs
  return async (app) => {
    app.post(
      '/services/:id/try',
      {
        config: { access: { ...steward, limitPerMinute: 60 } },
        schema: {
          operationId: 'serviceTry',
          summary: 'Try a service through the center’s own gateway, as a subsystem for tests',
          params: ServiceParams,
          body: ServiceTry,
          response: { 200: ServiceTried },
        },
      },
      async (request) => {
        const by = await byOf(needs, request)
        const service = await findService(db, { id: request.params.id })
        if (!service || service.state === 'withdrawn') throw unknown('service')
        const tried = await trying(service, { ...request.body, user: by.id })
        await db.transaction().execute((tx) =>
          changes.note(tx, by, {
            kind: 'service-tried',
            subject: service.code,
            words: { vi: `Thử dịch vụ (${tried.xRoadId})`, en: `Tried it (${tried.xRoadId})` },
          }),
        )
        return tried
      },
    )
  }
}
