import type { Routes } from '#kernel/system'
import { LineageQuery, LineageView, PageQuery } from '../contract-processing.ts'
import { catalogue } from '../domain/dcat.ts'
import { type LineageEvent, placeOf } from '../domain/lineage.ts'
import { stewards } from '../processing-access.ts'
import { listDatasets, listVersions } from '../storage/datasets.ts'
import { listLineage, walkLineage } from '../storage/lineage.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'

type ColumnFacet = {
  fields: Record<
    string,
    { inputFields: { field: string; transformations?: { description: string }[] }[] }
  >
}

/** /lineage and /dcat — where data came from, and what there is. */
export function lineageRoutes({ kernel, db }: WorkshopNeeds): Routes {
  return async (app) => {
    app.get(
      '/lineage',
      {
        config: { access: stewards },
        schema: {
          operationId: 'lineageGet',
          summary: 'What a dataset was made from, or what was made from it, column by column',
          querystring: LineageQuery,
          response: { 200: LineageView },
        },
      },
      async (request) => {
        const { dataset, layer = 'published', direction = 'up', depth = 10 } = request.query
        const { namespace, name } = placeOf(dataset, layer)
        const at = `${namespace} ${name}`
        const edges = await walkLineage(db, at, direction, depth)
        return {
          at,
          edges: edges.map(({ source, target, job, event }) => ({
            from: source,
            to: target,
            job,
            runId: event.run.runId as never,
            at: event.eventTime,
            columns: columnsOf(event, target),
          })),
        }
      },
    )

    app.get(
      '/lineage/events',
      {
        config: { access: stewards },
        schema: {
          operationId: 'lineageExport',
          summary: 'All OpenLineage events as lines of JSON, up to 1,000 after a number',
          querystring: PageQuery,
        },
      },
      async (request, reply) => {
        const found = await listLineage(db, BigInt(request.query.after ?? 0), 1_000)
        const last = found.at(-1)?.id
        if (last !== undefined) void reply.header('ndc-next', String(last))
        return reply
          .type('application/x-ndjson')
          .send(found.map(({ event }) => `${JSON.stringify(event)}\n`).join(''))
      },
    )

    app.get(
      '/dcat',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'catalogueExport',
          summary: 'The catalogue of published data in DCAT-AP 3 (JSON-LD)',
        },
      },
      async (_request, reply) => {
        const datasets = await listDatasets(db, 'all', 1_000)
        const found = datasets.map(async (it) => ({
          ...it,
          versions: await listVersions(db, it.code, 5),
        }))
        return reply
          .type('application/ld+json')
          .send(JSON.stringify(catalogue(kernel.publicUrl, await Promise.all(found))))
      },
    )
  }
}

/** The columns of one output, as the event tells them. */
function columnsOf({ outputs }: LineageEvent, target: string) {
  const output = outputs.find((it) => `${it.namespace} ${it.name}` === target)
  const facet = output?.facets?.['columnLineage'] as ColumnFacet | undefined
  return Object.entries(facet?.fields ?? {}).map(([to, { inputFields }]) => ({
    to,
    from: inputFields.map((it) => it.field),
    by: inputFields[0]?.transformations?.[0]?.description ?? '',
  }))
}
