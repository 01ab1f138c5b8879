import { join } from 'node:path'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  DatasetAsk,
  DatasetList,
  DatasetParams,
  DatasetView,
  PipelineAsk,
  PipelineList,
  type PipelineView,
  type VersionView,
} from '../contract-pipeline.ts'
import { PreviewAsk, PreviewView, QualityQuery, QualityView } from '../contract-processing.ts'
import type { Pipeline } from '../domain/pipeline.ts'
import { runStateWords } from '../domain/run.ts'
import { stewards } from '../processing-access.ts'
import {
  type Dataset,
  type DatasetVersion,
  findDataset,
  findPipeline,
  insertDataset,
  listDatasets,
  listPipelines,
  listVersions,
  type PipelineVersion,
} from '../storage/datasets.ts'
import {
  lastLanded,
  listResults,
  listRuns,
  qualityOverTime,
  recordBulkUse,
} from '../storage/runs.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'
import { checkDefinition, datasetUnknown, savePipeline } from '../workshop/planning.ts'
import { previewRows } from '../workshop/preview.ts'
import { problemOfStep } from '../workshop/problems.ts'
import { dictionaryOn } from '../workshop/steps.ts'
import { ownersOf } from './ownership.ts'
import { resultView } from './runs.ts'

/** /datasets — what the workshop makes: declared, previewed, and watched for its quality. */
export function datasetRoutes(needs: WorkshopNeeds): Routes {
  const { kernel, db } = needs
  const { clock } = kernel

  const { viewOf, datasetOf } = viewer(needs)

  return async (app) => {
    app.get(
      '/datasets',
      {
        config: { access: stewards },
        schema: {
          operationId: 'datasetList',
          summary: 'The datasets of the workshop',
          response: { 200: DatasetList },
        },
      },
      async (request) => {
        const found = await listDatasets(db, await ownersOf(needs, request), 100)
        const items = found.map(async ({ code, title, owner }) => {
          const [[version], [run]] = await Promise.all([
            listVersions(db, code, 1),
            listRuns(db, code, 1),
          ])
          return {
            code,
            title,
            owner,
            published: version ? versionView(version) : null,
            lastRun: run ? { id: run.id, state: run.state, words: runStateWords[run.state] } : null,
          }
        })
        return { items: await Promise.all(items) }
      },
    )

    app.post(
      '/datasets',
      {
        config: { access: stewards },
        schema: {
          operationId: 'datasetAdd',
          summary: 'Declare a dataset and the first version of its pipeline',
          body: DatasetAsk,
          response: { 201: DatasetView },
        },
      },
      async (request, reply) => {
        const { pipeline, ...facts } = request.body
        await checkDefinition(needs, pipeline)
        const now = clock.now()
        const { actor } = request
        const dataset: Dataset = { ...facts, createdAt: now }
        await db.transaction().execute(async (tx) => {
          if (!(await insertDataset(tx, { ...dataset, createdBy: actor.id }))) throw datasetTaken()
          await savePipeline(tx, dataset.code, pipeline, actor, now)
        })
        return reply.code(201).send(await viewOf(dataset))
      },
    )

    app.get(
      '/datasets/:code',
      {
        config: { access: stewards },
        schema: {
          operationId: 'datasetGet',
          summary: 'A dataset with its pipeline and published versions',
          params: DatasetParams,
          response: { 200: DatasetView },
        },
      },
      async (request) => viewOf(await datasetOf(request.params.code)),
    )
  }
}

/** /datasets/…/pipeline — how a dataset is made, tried out on rows, and how good it came out. */
export function pipelineRoutes(needs: WorkshopNeeds): Routes {
  const { kernel, db } = needs
  const { clock } = kernel
  const { viewOf, datasetOf } = viewer(needs)

  return async (app) => {
    app.get(
      '/datasets/:code/pipelines',
      {
        config: { access: stewards },
        schema: {
          operationId: 'pipelineList',
          summary: 'All versions of a pipeline, newest first',
          params: DatasetParams,
          response: { 200: PipelineList },
        },
      },
      async (request) => {
        const { code } = await datasetOf(request.params.code)
        return { items: (await listPipelines(db, code, 100)).map(pipelineView) }
      },
    )

    app.put(
      '/datasets/:code/pipeline',
      {
        config: { access: stewards },
        bodyLimit: 4 * 1_048_576,
        schema: {
          operationId: 'pipelineChange',
          summary: 'Declare the next version of a pipeline',
          params: DatasetParams,
          body: PipelineAsk,
          response: { 200: DatasetView },
        },
      },
      async (request) => {
        const dataset = await datasetOf(request.params.code)
        const definition = request.body as Pipeline
        await checkDefinition(needs, definition)
        await db.transaction().execute(async (tx) => {
          await findDataset(tx, dataset.code, 'for update')
          await savePipeline(tx, dataset.code, definition, request.actor, clock.now())
        })
        return viewOf(dataset)
      },
    )

    app.post(
      '/datasets/:code/preview',
      {
        config: { access: { ...stewards, limitPerMinute: 60 } },
        schema: {
          operationId: 'mappingPreview',
          summary: 'Fifty rows before and after a mapping, from what was landed last',
          params: DatasetParams,
          body: PreviewAsk,
          response: { 200: PreviewView },
        },
      },
      async (request) => {
        const { code } = await datasetOf(request.params.code)
        const mapping = request.body.pipeline as Pick<Pipeline, 'mapping' | 'key'>
        const now = clock.now()
        const dictionary = await dictionaryOn(needs, now)
        const last = await lastLanded(db, code)
        if (last === undefined) throw nothingLanded()
        const file = join(needs.store.runFolder(code, last), 'landed.parquet')
        const spill = newId('preview', now)
        try {
          const rows = await previewRows(needs.store, { file, spill, mapping, dictionary })
          const operation = 'mappingPreview'
          const { actor } = request
          await recordBulkUse(db, { at: now, dataset: code, operation, rows: rows.length, actor })
          return { rows }
        } catch (error) {
          throw problemOfStep(error)
        }
      },
    )

    app.get(
      '/datasets/:code/quality',
      {
        config: { access: stewards },
        schema: {
          operationId: 'qualityGet',
          summary: 'How the quality of a dataset went, run by run; and of one rule',
          params: DatasetParams,
          querystring: QualityQuery,
          response: { 200: QualityView },
        },
      },
      async (request) => {
        const { code } = await datasetOf(request.params.code)
        const { rule } = request.query
        const runs = await qualityOverTime(db, code, 100)
        const ruleId = rule ?? ''
        const results =
          rule === undefined ? [] : await listResults(db, { dataset: code, ruleId }, 100)
        return {
          runs: runs.map((it) => ({
            ...it,
            runId: it.runId as VersionView['runId'],
            at: it.at.toISOString(),
          })),
          rule: results.map(resultView),
        }
      },
    )
  }
}

function viewer({ db }: WorkshopNeeds) {
  async function datasetOf(code: string): Promise<Dataset> {
    const found = await findDataset(db, code)
    if (!found) throw datasetUnknown()
    return found
  }

  async function viewOf(it: Dataset): Promise<DatasetView> {
    const pipeline = await findPipeline(db, it.code)
    return {
      ...it,
      createdAt: it.createdAt.toISOString(),
      pipeline: pipeline ? pipelineView(pipeline) : null,
      versions: (await listVersions(db, it.code, 20)).map(versionView),
    }
  }

  return { datasetOf, viewOf }
}

function pipelineView(it: PipelineVersion): PipelineView {
  return {
    version: it.version,
    definition: it.definition as PipelineView['definition'],
    createdBy: it.createdByName,
    createdAt: it.createdAt.toISOString(),
  }
}

export function versionView({ dataset: _, ...it }: DatasetVersion): VersionView {
  return {
    ...it,
    runId: it.runId as VersionView['runId'],
    columns: [...it.columns],
    publishedAt: it.publishedAt.toISOString(),
  }
}

function datasetTaken(): Problem {
  return new Problem(409, 'data-coordination.dataset-taken', {
    vi: 'Đã có tập dữ liệu mang mã này.',
    en: 'There is a dataset of this code already.',
  })
}

function nothingLanded(): Problem {
  return new Problem(409, 'data-coordination.nothing-landed', {
    vi: 'Chưa nạp dữ liệu nào; hãy chạy bước nạp trước.',
    en: 'Nothing has been landed yet: run the pipeline as far as "load" first.',
  })
}
