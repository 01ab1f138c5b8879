import { addDays, civilDateOf, daysBetween, startOf } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { everyOfficial } from '../callers.ts'
import { ServiceParams } from '../contract-catalogue.ts'
import { measureBoundsMs } from '../contract-gateway.ts'
import { LevelQuery, LevelView } from '../contract-reports.ts'
import { budgetLeft, levelOf, sum } from '../domain/measure.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { unknown } from '../problems.ts'
import { measuredByDay } from '../storage/measures.ts'
import { findService } from '../storage/services.ts'

const [defaultDays, mostDays] = [30, 366]

/** /services/:id/level — what was measured of a service, beside what its owner promised. */
export function measureRoutes({ kernel: { clock }, db }: ExchangeNeeds): Routes {
  return async (app) => {
    app.get(
      '/services/:id/level',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'serviceLevel',
          summary: 'The service level measured, by day and in all, beside the promise',
          params: ServiceParams,
          querystring: LevelQuery,
          response: { 200: LevelView },
        },
      },
      async (request) => {
        const service = await findService(db, { id: request.params.id })
        if (!service) throw unknown('service')
        const until = request.query.until ?? civilDateOf(clock.now())
        const from = request.query.from ?? addDays(until, 1 - defaultDays)
        const days = daysBetween(from, until)
        if (days < 0 || days >= mostDays) throw spanWrong()
        const end = startOf(addDays(until, 1))
        const measured = await measuredByDay(db, service.code, startOf(from), end)
        const whole = sum(measured)
        return {
          from,
          until,
          promised: { availability: service.availability, p95Ms: service.p95Ms },
          days: measured.map((it) => ({ on: it.on, ...levelOf(it, measureBoundsMs) })),
          whole: levelOf(whole, measureBoundsMs),
          budgetLeftPercent: budgetLeft(whole, service.availability),
        }
      },
    )
  }
}

function spanWrong(): Problem {
  return new Problem(422, 'data-coordination.span-wrong', {
    vi: `Khoảng thời gian phải từ 1 đến ${mostDays} ngày.`,
    en: `The span must be of 1 to ${mostDays} days.`,
  })
}
