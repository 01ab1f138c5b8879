import type { Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { type Ask, checkAsk, checkPipeline, type Pipeline } from '../domain/pipeline.ts'
import { mayMove, nextState, type StepName } from '../domain/run.ts'
import { findDataset, findPipeline, insertPipeline } from '../storage/datasets.ts'
import { findRun, hasOpenRun, insertRun, type Run, saveRun } from '../storage/runs.ts'
import type { Schema } from '../storage/schema.ts'
import { findSource } from '../storage/sources.ts'
import type { WorkshopNeeds } from './needs.ts'
import { announceEnd } from './running.ts'
import { dictionaryOn } from './steps.ts'

/** Refuses a pipeline that could not run: against the dictionary as it is today. */
export async function checkDefinition(needs: WorkshopNeeds, it: Pipeline): Promise<void> {
  const { terms, lists } = await dictionaryOn(needs, needs.kernel.clock.now())
  checkPipeline(it, terms, new Set(lists.keys()))
  if (!(await findSource(needs.db, it.sourceId))) {
    throw new Problem(422, 'data-coordination.source-unknown', {
      vi: 'Không có nguồn dữ liệu này.',
      en: 'There is no such source.',
    })
  }
}

/** Makes a checked definition the next version of a dataset's pipeline. */
export function savePipeline(
  tx: Transaction<Schema>,
  dataset: string,
  definition: Pipeline,
  actor: Actor,
  now: Date,
): Promise<number> {
  return insertPipeline(tx, {
    dataset,
    definition,
    createdBy: actor.id,
    createdByName: actor.name,
    createdAt: now,
  })
}

/** Asks for a run of the newest pipeline of a dataset; one at a time. */
export function askRun(
  { db, kernel }: WorkshopNeeds,
  dataset: string,
  ask: Ask,
  until: StepName,
  actor: Actor,
): Promise<Run> {
  return db.transaction().execute(async (tx) => {
    if (!(await findDataset(tx, dataset, 'for update'))) throw datasetUnknown()
    const pipeline = await findPipeline(tx, dataset)
    if (!pipeline) throw datasetUnknown()
    checkAsk(ask, pipeline.definition)
    if (await hasOpenRun(tx, dataset)) throw runOpen()
    const now = kernel.clock.now()
    const run: Run = {
      id: newId('run', now),
      dataset,
      pipelineVersion: pipeline.version,
      ask,
      until,
      state: 'waiting',
      actor,
      tries: 0,
      cancelAsked: false,
      error: null,
      watermark: null,
      askedAt: now,
      startedAt: null,
      endedAt: null,
    }
    await insertRun(tx, run)
    await askJob(tx, kernel, run)
    return run
  })
}

/** Stops a run: at once when it waits, at its next breath when it works. */
export function cancelRun({ db, kernel }: WorkshopNeeds, id: string): Promise<Run> {
  return db.transaction().execute(async (tx) => {
    const run = await findRun(tx, id, 'for update')
    if (!run) throw runUnknown()
    if (run.state === 'running') {
      const asked = { ...run, cancelAsked: true }
      await saveRun(tx, asked)
      return asked
    }
    const ended: Run = {
      ...run,
      state: nextState(run.state, 'cancel'),
      endedAt: kernel.clock.now(),
    }
    await saveRun(tx, ended)
    await announceEnd(tx, kernel, ended)
    return ended
  })
}

/** Lets a run go on from the step at which it ended. */
export function retryRun({ db, kernel }: WorkshopNeeds, id: string): Promise<Run> {
  return db.transaction().execute(async (tx) => {
    const run = await findRun(tx, id)
    if (!run) throw runUnknown()
    await findDataset(tx, run.dataset, 'for update')
    if (mayMove(run.state, 'retry') && (await hasOpenRun(tx, run.dataset))) throw runOpen()
    const again: Run = {
      ...run,
      state: nextState(run.state, 'retry'),
      tries: 0,
      cancelAsked: false,
      error: null,
      endedAt: null,
    }
    await saveRun(tx, again)
    await askJob(tx, kernel, again)
    return again
  })
}

async function askJob(
  tx: Transaction<Schema>,
  { jobs }: WorkshopNeeds['kernel'],
  { id, dataset }: Run,
): Promise<void> {
  await jobs.ask(
    tx,
    'data-coordination.run-pipeline',
    { runId: id },
    { queue: `workshop:${dataset}` },
  )
}

export function datasetUnknown(): Problem {
  return new Problem(404, 'data-coordination.dataset-unknown', {
    vi: 'Không có tập dữ liệu này.',
    en: 'There is no such dataset.',
  })
}

export function runUnknown(): Problem {
  return new Problem(404, 'data-coordination.run-unknown', {
    vi: 'Không có lượt chạy này.',
    en: 'There is no such run.',
  })
}

function runOpen(): Problem {
  return new Problem(409, 'data-coordination.run-open', {
    vi: 'Tập dữ liệu này đang có một lượt chạy; hãy đợi hoặc hủy lượt đó.',
    en: 'A run of this dataset is under way; wait for it, or cancel it.',
  })
}
