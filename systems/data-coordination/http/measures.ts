import { addDays, civilDateOf, daysBetween, startOf } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { everyOfficial } from '../callers.ts'
import { ServiceParams } from '../contract-catalogue.ts'
import { measureBoundsMs } from '../contract-gateway.ts'
import { FlowList, FlowQuery, type FlowView, LevelQuery, LevelView } from '../contract-reports.ts'
import { budgetLeft, levelOf, sum } from '../domain/measure.ts'
import type { ExchangeNeeds } from '../exchange-needs.ts'
import { unknown } from '../problems.ts'
import { listFlows } from '../storage/flows.ts'
import { measuredByDay } from '../storage/measures.ts'
import { findService } from '../storage/services.ts'

const [defaultDays, mostDays, mostFlows] = [30, 366, 1_000]
const spanMs = { hour: 3_600_000, day: 86_400_000, month: 30 * 86_400_000 } as const

/** /services/:id/level, /flows — what was measured: beside the promise, and between whom. */
export function measureRoutes({ kernel: { clock }, db }: ExchangeNeeds): Routes {
  return async (app) => {
    app.get(
      '/flows',
      {
        config: { access: everyOfficial },
        schema: {
          operationId: 'flowList',
          summary: 'Who may ask whom, and how often it was done of late',
          querystring: FlowQuery,
          response: { 200: FlowList },
        },
      },
      async ({ query: { span = 'day' } }) => {
        const now = clock.now()
        const from = new Date(now.getTime() - spanMs[span])
        const items = await listFlows(db, from, now, mostFlows)
        return { from: from.toISOString(), items: items as FlowView[] }
      },
    )

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
