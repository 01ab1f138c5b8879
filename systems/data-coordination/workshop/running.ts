import type { Transaction } from 'kysely'
import { type Id, newId } from '#kernel/id'
import type { JobContext } from '#kernel/jobs'
import type { Problem } from '#kernel/problem'
import { type LineageEvent, type Passage, runEvent } from '../domain/lineage.ts'
import { mayMove, nextState, type RunMove, type StepName, stepsOf } from '../domain/run.ts'
import { findPipeline, type PipelineVersion } from '../storage/datasets.ts'
import { appendLineage } from '../storage/lineage.ts'
import { findRun, listRunSteps, type Run, saveRun, saveStep } from '../storage/runs.ts'
import type { Schema } from '../storage/schema.ts'
import type { WorkshopNeeds } from './needs.ts'
import { isPassing, problemOfStep } from './problems.ts'
import { type StepDone, stepWork } from './steps.ts'

const lookForCancelMs = 500

class Cancelled extends Error {
  override name = 'Cancelled'
}

/**
 * Takes a run through its steps. A step that is done is never done again; one that was cut off is
 * begun anew. Resolves when there is nothing more to do now; rejects to be tried again.
 */
export async function perform(needs: WorkshopNeeds, runId: string, context: JobContext) {
  const { db, kernel } = needs
  const run = await move(needs, runId, 'start')
  if (!run) return
  const pipeline = await findPipeline(db, run.dataset, run.pipelineVersion)
  if (!pipeline) return
  const cancel = new AbortController()
  const signal = AbortSignal.any([context.signal, cancel.signal])
  const timer = setInterval(() => {
    findRun(db, runId).then(
      (it) => it?.cancelAsked && cancel.abort(new Cancelled()),
      () => undefined,
    )
  }, lookForCancelMs)
  let at: StepName = 'load'
  try {
    const done = new Set(
      (await listRunSteps(db, runId)).filter((it) => it.state === 'done').map((it) => it.step),
    )
    for (const step of stepsOf(run.until, pipeline.definition.link)) {
      at = step
      if (done.has(step)) continue
      if ((await findRun(db, runId))?.cancelAsked) throw new Cancelled()
      const { blocked } = await takeStep(needs, run, pipeline, step, signal)
      if (blocked) {
        await move(needs, runId, 'block')
        return
      }
    }
    await move(needs, runId, 'finish')
  } catch (error) {
    if (cancel.signal.aborted || error instanceof Cancelled) {
      await move(needs, runId, 'cancel')
      return
    }
    // The process is being stopped: whoever starts next goes on from here.
    if (context.signal.aborted) throw error
    const problem = problemOfStep(error)
    if (problem.status === 500) kernel.log.error({ err: error, step: at }, 'a step failed')
    const failure = { code: problem.code, detail: problem.detail, step: at }
    if (isPassing(error) && run.tries + 1 < pipeline.definition.tries) {
      await move(needs, runId, 'wait', { error: failure, tries: run.tries + 1 })
      throw error
    }
    await move(needs, runId, 'fail', { error: failure, tries: run.tries + 1 })
  } finally {
    clearInterval(timer)
  }
}

async function takeStep(
  needs: WorkshopNeeds,
  run: Run,
  pipeline: PipelineVersion,
  step: StepName,
  signal: AbortSignal,
): Promise<StepDone> {
  const { db, kernel, store } = needs
  const { clock } = kernel
  const startedAt = clock.now()
  const id = newId('lineage-run', startedAt)
  const event = (kind: Passage['kind'], more: Partial<Passage> = {}): LineageEvent =>
    runEvent({
      kind,
      at: clock.now(),
      center: kernel.publicUrl,
      runId: id,
      parentRunId: run.id,
      dataset: run.dataset,
      step,
      inputs: [],
      outputs: [],
      ...more,
    })
  const began = { step, startedAt, rows: null, detail: {} }
  await db.transaction().execute(async (tx) => {
    await saveStep(tx, run.id, { ...began, state: 'running', endedAt: null })
    await appendLineage(tx, event('START'))
  })
  const startedMs = clock.elapsedMs()
  const folder = store.runFolder(run.dataset, run.id)
  try {
    await using duck = await store.open({ folders: [store.folder], spill: id, signal })
    const work = { needs, run, pipeline, duck, folder, signal }
    const done = await stepWork[step](work)
    const detail = { ...done.detail, ms: Math.round(clock.elapsedMs() - startedMs) }
    const rows = done.rows
    await db.transaction().execute(async (tx) => {
      const state = done.blocked ? 'failed' : 'done'
      await saveStep(tx, run.id, { ...began, state, endedAt: clock.now(), rows, detail })
      await done.commit?.(tx)
      await appendLineage(tx, event('COMPLETE', { ...done.lineage, rows }))
    })
    return done
  } catch (error) {
    const problem = problemOfStep(error)
    await db.transaction().execute(async (tx) => {
      await saveStep(tx, run.id, {
        ...began,
        state: 'failed',
        endedAt: clock.now(),
        detail: { error: errorOf(problem) },
      })
      const kind = signal.aborted ? 'ABORT' : 'FAIL'
      await appendLineage(tx, event(kind, signal.aborted ? {} : { error: problem.code }))
    })
    throw error
  }
}

function errorOf({ code, detail }: Problem): object {
  return { code, detail }
}

/**
 * Moves a run and says so. Undefined where the run may not move so any more: somebody else was
 * faster.
 */
async function move(
  { db, kernel }: WorkshopNeeds,
  runId: string,
  kind: RunMove,
  more: Partial<Pick<Run, 'error' | 'tries'>> = {},
): Promise<Run | undefined> {
  return db.transaction().execute(async (tx) => {
    const run = await findRun(tx, runId, 'for update')
    if (!run || !mayMove(run.state, kind)) return undefined
    const state = nextState(run.state, kind)
    const now = kernel.clock.now()
    const over = state !== 'running' && state !== 'waiting'
    const moved: Run = {
      ...run,
      ...more,
      state,
      error: more.error ?? (state === 'done' || state === 'running' ? null : run.error),
      startedAt: run.startedAt ?? now,
      endedAt: over ? now : null,
    }
    await saveRun(tx, moved)
    if (over) await announceEnd(tx, kernel, moved)
    return moved
  })
}

export async function announceEnd(
  tx: Transaction<Schema>,
  { events }: WorkshopNeeds['kernel'],
  { id, dataset, state }: Pick<Run, 'id' | 'dataset' | 'state'> & { id: Id<'run'> },
): Promise<void> {
  await events.publish(tx, 'data-coordination.run-ended', { runId: id, dataset, state })
}
