import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { AgencyList, AgencyParams, AgencyView } from '../contract.ts'
import type { Agencies } from '../needs.ts'

/** /agencies — of a demonstration: an operator sees them, and switches one off or on. */
export function agencyRoutes(agencies: Agencies | undefined): Routes {
  const access = { official: ['operator'], purpose: 'data-center.operation' }
  return async (app) => {
    app.get(
      '/agencies',
      {
        config: { access },
        schema: {
          operationId: 'agencyList',
          summary: 'The agencies of the demonstration',
          response: { 200: AgencyList },
        },
      },
      async () => ({
        kept: agencies !== undefined,
        items: [...((await agencies?.list()) ?? [])],
      }),
    )

    for (const act of ['start', 'stop'] as const) {
      app.post(
        `/agencies/:code/${act}`,
        {
          config: { access },
          schema: {
            operationId: act === 'start' ? 'agencyStart' : 'agencyStop',
            summary: act === 'start' ? 'Switch an agency on' : 'Switch an agency off',
            params: AgencyParams,
            response: { 200: AgencyView },
          },
        },
        async (request) => {
          const turned = await agencies?.turn(request.params.code, act === 'start')
          if (!turned) throw agencyUnknown()
          return turned
        },
      )
    }
  }
}

function agencyUnknown(): Problem {
  return new Problem(404, 'data-center.agency-unknown', {
    vi: 'Không có cơ quan này, hoặc các cơ quan của bản trình diễn chưa khởi động xong.',
    en: 'There is no such agency, or the agencies of the demonstration have not started yet.',
  })
}
