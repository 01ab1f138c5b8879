import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pageSize } from '#kernel/contract'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { DatasetParams, RunParams } from '../contract-pipeline.ts'
import {
  PageQuery,
  ProfileView,
  RejectList,
  ResultList,
  RunAsk,
  RunList,
  RunsQuery,
  RunView,
} from '../contract-processing.ts'
import type { Ask } from '../domain/pipeline.ts'
import type { ColumnProfile } from '../domain/profile.ts'
import { runStateWords, stepWords } from '../domain/run.ts'
import { stewards } from '../processing-access.ts'
import {
  findRun,
  listResults,
  listRunSteps,
  listRuns,
  type ResultOnRecord,
  type Run,
  type RunStep,
  recordBulkUse,
} from '../storage/runs.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'
import { askRun, cancelRun, retryRun, runUnknown } from '../workshop/planning.ts'

/** /runs — one passage of a pipeline: asked for, watched, stopped, and what it found. */
export function runRoutes(needs: WorkshopNeeds): Routes {
  const { db } = needs

  const runOf = finder(needs)
  const viewOf = async (it: Run) => runView(it, await listRunSteps(db, it.id))

  return async (app) => {
    app.post(
      '/datasets/:code/runs',
      {
        config: { access: stewards },
        schema: {
          operationId: 'runAsk',
          summary: 'Run the pipeline: all, what is new, or a range once more',
          params: DatasetParams,
          body: RunAsk,
          response: { 202: RunView },
        },
      },
      async (request, reply) => {
        const { until = 'publish' } = request.body
        const ask = askOf(request.body)
        const run = await askRun(needs, request.params.code, ask, until, request.actor)
        return reply.code(202).send(await viewOf(run))
      },
    )

    app.get(
      '/datasets/:code/runs',
      {
        config: { access: stewards },
        schema: {
          operationId: 'runList',
          summary: 'Runs of a dataset, newest first',
          params: DatasetParams,
          querystring: RunsQuery,
          response: { 200: RunList },
        },
      },
      async (request) => {
        const { before } = request.query
        const at = before === undefined ? undefined : new Date(before)
        const runs = await listRuns(db, request.params.code, pageSize.default, at)
        return { items: await Promise.all(runs.map(viewOf)) }
      },
    )

    app.get(
      '/runs/:id',
      {
        config: { access: stewards },
        schema: {
          operationId: 'runGet',
          summary: 'A run with its steps',
          params: RunParams,
          response: { 200: RunView },
        },
      },
      async (request) => viewOf(await runOf(request.params.id)),
    )

    for (const [verb, operationId, summary, act] of [
      ['cancel', 'runCancel', 'Stop a run; what was published before stays', cancelRun],
      ['retry', 'runRetry', 'Let a run go on from the step at which it ended', retryRun],
    ] as const) {
      app.post(
        `/runs/:id/${verb}`,
        {
          config: { access: stewards },
          schema: { operationId, summary, params: RunParams, response: { 200: RunView } },
        },
        async (request) => viewOf(await act(needs, (request.params as { id: string }).id)),
      )
    }
  }
}

/** /runs/…/profile, rejects and results — what a run found. */
export function findingRoutes(needs: WorkshopNeeds): Routes {
  const { kernel, db, store } = needs
  const runOf = finder(needs)

  return async (app) => {
    app.get(
      '/runs/:id/profile',
      {
        config: { access: stewards },
        schema: {
          operationId: 'profileGet',
          summary: 'What each column of the source holds',
          params: RunParams,
          response: { 200: ProfileView },
        },
      },
      async (request) => {
        const run = await runOf(request.params.id)
        const step = (await listRunSteps(db, run.id)).find((it) => it.step === 'profile')
        if (step?.state !== 'done') throw notYet()
        const columns = step.detail['columns'] as ColumnProfile[]
        const operation = 'profileGet'
        const at = kernel.clock.now()
        const { actor } = request
        await recordBulkUse(db, { at, dataset: run.dataset, operation, rows: 0, actor })
        return { columns: columns as never }
      },
    )

    app.get(
      '/runs/:id/rejects',
      {
        config: { access: stewards },
        schema: {
          operationId: 'rejectList',
          summary: 'Values that could not be carried over: where they stood, and why',
          params: RunParams,
          querystring: PageQuery,
          response: { 200: RejectList },
        },
      },
      async (request) => {
        const run = await runOf(request.params.id)
        const file = join(store.runFolder(run.dataset, run.id), 'rejects.parquet')
        if (!existsSync(file)) throw notYet()
        const at = kernel.clock.now()
        await using duck = await store.open({
          folders: [store.runFolder(run.dataset, run.id)],
          spill: newId('look', at),
        })
        const rows = await duck.rows<Record<string, unknown>>(
          `select row_no, row_key, field, value, reason, keeps_out from read_parquet($file)
           where row_no > $after order by row_no, field limit ${pageSize.max}`,
          { file, after: request.query.after ?? 0 },
        )
        const operation = 'rejectList'
        const { actor } = request
        await recordBulkUse(db, { at, dataset: run.dataset, operation, rows: rows.length, actor })
        const items = rows.map((it) => ({
          number: Number(it['row_no']),
          key: String(it['row_key']),
          field: String(it['field']),
          value: String(it['value']),
          reason: String(it['reason']),
          keepsOut: it['keeps_out'] === true,
        }))
        return { items }
      },
    )

    app.get(
      '/runs/:id/results',
      {
        config: { access: stewards },
        schema: {
          operationId: 'resultList',
          summary: 'What each rule found, failures first',
          params: RunParams,
          response: { 200: ResultList },
        },
      },
      async (request) => {
        const run = await runOf(request.params.id)
        return { items: (await listResults(db, { runId: run.id }, 2_500)).map(resultView) }
      },
    )
  }
}

const finder =
  ({ db }: WorkshopNeeds) =>
  async (id: string): Promise<Run> => {
    const found = await findRun(db, id)
    if (!found) throw runUnknown()
    return found
  }

function askOf(body: { kind: Ask['kind']; from?: string; to?: string }): Ask {
  const { kind, from, to } = body
  if (kind !== 'back-fill') return { kind }
  if (from === undefined || to === undefined) {
    throw new Problem(422, 'data-coordination.range-missing', {
      vi: 'Nạp lại cần khoảng giá trị mốc: từ và đến.',
      en: 'A back-fill needs the range of the watermark: from and to.',
    })
  }
  return { kind, from, to }
}

export function resultView({ runId, at, samples, ...it }: ResultOnRecord) {
  return { ...it, runId: runId as RunView['id'], at: at.toISOString(), samples: [...samples] }
}

function runView(it: Run, steps: readonly RunStep[]): RunView {
  return {
    id: it.id,
    dataset: it.dataset,
    pipelineVersion: it.pipelineVersion,
    kind: it.ask.kind,
    until: it.until,
    state: it.state,
    words: runStateWords[it.state],
    askedBy: it.actor.name,
    purpose: it.actor.purpose,
    basis: it.actor.basis,
    tries: it.tries,
    error: it.error,
    watermark: it.watermark,
    askedAt: it.askedAt.toISOString(),
    startedAt: it.startedAt?.toISOString() ?? null,
    endedAt: it.endedAt?.toISOString() ?? null,
    steps: steps.map((step) => {
      const { columns: _, ms, ...detail } = step.detail
      return {
        step: step.step,
        title: stepWords[step.step],
        state: step.state,
        startedAt: step.startedAt.toISOString(),
        endedAt: step.endedAt?.toISOString() ?? null,
        rows: step.rows,
        ms: typeof ms === 'number' ? ms : null,
        detail,
      }
    }),
  }
}

function notYet(): Problem {
  return new Problem(404, 'data-coordination.step-not-done', {
    vi: 'Lượt chạy chưa làm đến bước này.',
    en: 'The run has not come to this step.',
  })
}
