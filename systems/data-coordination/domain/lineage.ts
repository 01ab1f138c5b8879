/**
 * Where data came from, as OpenLineage run events (spec 2-0-2): one when a step starts, one when it
 * ends. They are only ever added.
 */
export type LineageEvent = {
  readonly eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT'
  readonly eventTime: string
  readonly producer: string
  readonly schemaURL: string
  readonly run: { readonly runId: string; readonly facets?: Record<string, unknown> }
  readonly job: {
    readonly namespace: string
    readonly name: string
    readonly facets?: Record<string, unknown>
  }
  readonly inputs: readonly LineageDataset[]
  readonly outputs: readonly LineageDataset[]
}

export type LineageDataset = {
  readonly namespace: string
  readonly name: string
  readonly facets?: Record<string, unknown>
  readonly outputFacets?: Record<string, unknown>
}

export type Place = { readonly namespace: string; readonly name: string }

/** What a step did, as lineage sees it. */
export type Passage = {
  readonly kind: LineageEvent['eventType']
  readonly at: Date
  /** The center's own address. */
  readonly center: string
  readonly runId: string
  readonly parentRunId: string
  readonly dataset: string
  readonly step: string
  readonly inputs: readonly Place[]
  readonly outputs: readonly Place[]
  /** Columns of the output with their types. */
  readonly fields?: readonly { readonly name: string; readonly type: string }[]
  /** For each column of the output the columns that it was made of. */
  readonly columns?: ReadonlyMap<string, readonly { of: Place; field: string; by: string }[]>
  readonly rows?: number
  readonly error?: string
}

const schema = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'
const facetUrl = (name: string, version: string) =>
  `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`

export function runEvent(it: Passage): LineageEvent {
  const producer = `${it.center}/api/data-coordination/v1`
  const facet = (name: string, version: string, body: object) => ({
    _producer: producer,
    _schemaURL: facetUrl(name, version),
    ...body,
  })
  const [namespace, job] = ['ndc/data-coordination', `${it.dataset}.${it.step}`]
  const facetsOfOutput = {
    ...(it.fields && {
      schema: facet('SchemaDatasetFacet', '1-2-0', {
        fields: it.fields.map(({ name, type }) => ({ name, type })),
      }),
    }),
    ...(it.columns && {
      columnLineage: facet('ColumnLineageDatasetFacet', '1-2-0', {
        fields: Object.fromEntries(
          [...it.columns].map(([column, from]) => [
            column,
            {
              inputFields: from.map(({ of, field, by }) => ({
                namespace: of.namespace,
                name: of.name,
                field,
                transformations: [
                  {
                    type: 'DIRECT',
                    subtype: by === '' ? 'IDENTITY' : 'TRANSFORMATION',
                    description: by,
                    masking: false,
                  },
                ],
              })),
            },
          ]),
        ),
      }),
    }),
  }
  return {
    eventType: it.kind,
    eventTime: it.at.toISOString(),
    producer,
    schemaURL: schema,
    run: {
      runId: it.runId,
      facets: {
        parent: facet('ParentRunFacet', '1-2-0', {
          run: { runId: it.parentRunId },
          job: { namespace, name: it.dataset },
        }),
        ...(it.error !== undefined && {
          errorMessage: facet('ErrorMessageRunFacet', '1-0-1', {
            message: it.error,
            programmingLanguage: 'SQL',
          }),
        }),
      },
    },
    job: {
      namespace,
      name: job,
      facets: {
        jobType: facet('JobTypeJobFacet', '2-0-4', {
          processingType: 'BATCH',
          integration: 'NDC',
          jobType: 'TASK',
        }),
      },
    },
    inputs: it.inputs.map((place) => ({ ...place })),
    outputs: it.outputs.map((place) => ({
      ...place,
      facets: facetsOfOutput,
      ...(it.rows !== undefined && {
        outputFacets: {
          outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', {
            rowCount: it.rows,
          }),
        },
      }),
    })),
  }
}

export const layers = ['landed', 'mapped', 'published'] as const
export type Layer = (typeof layers)[number]
export const placeKinds = ['source', ...layers] as const

const workshop = 'ndc/data-coordination'

/** The name of what a step of a run leaves, the same in every run. */
export function placeOf(dataset: string, layer: Layer): Place {
  return { namespace: workshop, name: `${dataset}.${layer}` }
}

/** Which dataset and layer a place, written "namespace name", is; undefined for a source. */
export function layerAt(place: string): { dataset: string; layer: Layer } | undefined {
  const [namespace, name = ''] = place.split(' ')
  const [dataset = '', last] = name.split('.')
  const layer = layers.find((it) => it === last)
  return namespace === workshop && layer ? { dataset, layer } : undefined
}
