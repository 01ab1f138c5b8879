import type { Routes } from '#kernel/system'
import { LineageQuery, LineageView, PageQuery } from '../contract-processing.ts'
import { catalogue } from '../domain/dcat.ts'
import { type LineageEvent, layerAt, placeOf } from '../domain/lineage.ts'
import { lineageName } from '../domain/source.ts'
import { notYours } from '../problems.ts'
import { stewards } from '../processing-access.ts'
import { findDataset, listDatasets, listVersions } from '../storage/datasets.ts'
import { listLineage, walkLineage } from '../storage/lineage.ts'
import { listSources } from '../storage/sources.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'
import { ownersOf } from './ownership.ts'

type ColumnFacet = {
  fields: Record<
    string,
    { inputFields: { field: string; transformations?: { description: string }[] }[] }
  >
}

/** /lineage and /dcat — where data came from, and what there is. */
export function lineageRoutes(needs: WorkshopNeeds): Routes {
  const { kernel, db } = needs
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
        const places = new Set([at, ...edges.flatMap((it) => [it.source, it.target])])
        return {
          at,
          places: await namesOf(db, [...places]),
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
        // The events of all datasets, one after the other.
        if ((await ownersOf(needs, request)) !== 'all') throw notYours()
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

/** What people call these places: datasets and sources by their titles. */
async function namesOf(
  db: WorkshopNeeds['db'],
  places: readonly string[],
): Promise<LineageView['places']> {
  const sources = new Map(
    (await listSources(db, 'all', 1_000)).map(({ settings, title }) => {
      const { namespace, name } = lineageName(settings)
      return [`${namespace} ${name}`, title]
    }),
  )
  return Promise.all(
    places.map(async (place) => {
      const made = layerAt(place)
      if (!made) {
        const title = sources.get(place)
        return {
          place,
          title: title ? { vi: title, en: title } : sourceOfBefore,
          kind: 'source' as const,
        }
      }
      const dataset = await findDataset(db, made.dataset)
      const title = dataset?.title ?? { vi: made.dataset, en: made.dataset }
      return { place, title, kind: made.layer }
    }),
  )
}

const sourceOfBefore = { vi: 'Nguồn đã dùng trước đây', en: 'A source used before' }

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
