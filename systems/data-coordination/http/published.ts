import type { FastifyRequest } from 'fastify'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { DatasetParams } from '../contract-pipeline.ts'
import { ChangeList, ChangesQuery, RecordList, RecordsQuery } from '../contract-processing.ts'
import { gatewaySecretHeader } from '../gateway-secret.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'

const most = 1_000

/**
 * /published — what agencies read of published datasets, through the workshop's own gateway and
 * only through it: it checks grant and purpose, and reports each use of a person's data. Calls
 * bear the secret that the two share.
 */
export function publishedRoutes({ published, admitGateway }: WorkshopNeeds): Routes {
  const admit = async ({ headers }: FastifyRequest): Promise<void> => {
    const secret = headers[gatewaySecretHeader]
    if (typeof secret !== 'string' || !admitGateway(secret)) throw gatewayNeeded()
  }
  const config = { access: { anyone: true, limitPerMinute: 1_000_000 } } as const

  return async (app) => {
    app.get(
      '/published/:code/records',
      {
        config,
        preHandler: admit,
        schema: {
          operationId: 'recordList',
          summary: 'Records of a person, of a key, or page by page; for the workshop’s gateway',
          params: DatasetParams,
          querystring: RecordsQuery,
          response: { 200: RecordList },
        },
      },
      async (request) => {
        const { limit = 100, ...ask } = request.query
        return published.records(request.params.code, { ...ask, limit: Math.min(limit, most) })
      },
    )

    app.get(
      '/published/:code/changes',
      {
        config,
        preHandler: admit,
        schema: {
          operationId: 'recordChanges',
          summary: 'What changed after a version, as CloudEvents; for the workshop’s gateway',
          params: DatasetParams,
          querystring: ChangesQuery,
          response: { 200: ChangeList },
        },
      },
      async (request) => {
        const { since, after = 0 } = request.query
        return published.changes(request.params.code, since, after)
      },
    )
  }
}

function gatewayNeeded(): Problem {
  return new Problem(401, 'data-coordination.gateway-needed', {
    vi: 'Dữ liệu công bố chỉ được đọc qua cổng trao đổi của xưởng dữ liệu.',
    en: 'Published data is read only through the gateway of the workshop.',
  })
}
