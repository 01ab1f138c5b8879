import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Ask } from '../domain/pipeline.ts'
import type { RuleResult } from '../domain/rule.ts'
import type { RunState, StepName } from '../domain/run.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type Run = {
  readonly id: Id<'run'>
  readonly dataset: string
  readonly pipelineVersion: number
  readonly ask: Ask
  readonly until: StepName
  readonly state: RunState
  readonly actor: Actor
  readonly tries: number
  readonly cancelAsked: boolean
  readonly error: { readonly code: string; readonly detail: Words; readonly step: string } | null
  /** How far an incremental run came. */
  readonly watermark: string | null
  readonly askedAt: Date
  readonly startedAt: Date | null
  readonly endedAt: Date | null
}

export async function insertRun(tx: Transaction<Schema>, it: Run): Promise<void> {
  await tx
    .insertInto('data_coordination.run')
    .values({
      id: it.id,
      dataset: it.dataset,
      pipeline_version: it.pipelineVersion,
      ask: JSON.stringify(it.ask),
      until_step: it.until,
      state: it.state,
      actor: JSON.stringify(it.actor),
      asked_at: it.askedAt,
    })
    .execute()
}

export async function findRun(db: Db, id: string, lock?: 'for update'): Promise<Run | undefined> {
  let query = db.selectFrom('data_coordination.run').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && runOf(row)
}

export async function saveRun(tx: Transaction<Schema>, it: Run): Promise<void> {
  await tx
    .updateTable('data_coordination.run')
    .set({
      state: it.state,
      tries: it.tries,
      cancel_asked: it.cancelAsked,
      error: it.error === null ? null : JSON.stringify(it.error),
      watermark: it.watermark,
      started_at: it.startedAt,
      ended_at: it.endedAt,
    })
    .where('id', '=', it.id)
    .execute()
}

/** Runs of a dataset, newest first. */
export async function listRuns(
  db: Db,
  dataset: string,
  limit: number,
  before?: Date,
): Promise<Run[]> {
  let query = db
    .selectFrom('data_coordination.run')
    .selectAll()
    .where('dataset', '=', dataset)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  if (before) query = query.where('asked_at', '<', before)
  return (await query.execute()).map(runOf)
}

export async function hasOpenRun(db: Db, dataset: string): Promise<boolean> {
  const row = await db
    .selectFrom('data_coordination.run')
    .select('id')
    .where('dataset', '=', dataset)
    .where('state', 'in', ['waiting', 'running'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** How far the last published run came that asked for what is new, or for everything. */
export async function lastWatermark(db: Db, dataset: string): Promise<string | null> {
  const { rows } = await sql<{ watermark: string }>`
    select r.watermark from data_coordination.run r
    join data_coordination.dataset_version v on v.run_id = r.id
    where r.dataset = ${dataset} and r.watermark is not null and r.ask->>'kind' <> 'back-fill'
    order by v.version desc limit 1`.execute(db)
  return rows[0]?.watermark ?? null
}

/** The run that landed data last. */
export async function lastLanded(db: Db, dataset: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('data_coordination.run as r')
    .innerJoin('data_coordination.run_step as s', 's.run_id', 'r.id')
    .select('r.id')
    .where('r.dataset', '=', dataset)
    .where('s.step', '=', 'load')
    .where('s.state', '=', 'done')
    .orderBy('s.ended_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

function runOf(row: Selectable<Schema['data_coordination.run']>): Run {
  return {
    id: row.id as Id<'run'>,
    dataset: row.dataset,
    pipelineVersion: row.pipeline_version,
    ask: row.ask as Ask,
    until: row.until_step as StepName,
    state: row.state as RunState,
    actor: row.actor as Actor,
    tries: row.tries,
    cancelAsked: row.cancel_asked,
    error: row.error as Run['error'],
    watermark: row.watermark,
    askedAt: row.asked_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}

export type RunStep = {
  readonly step: StepName
  readonly state: 'running' | 'done' | 'failed'
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly rows: number | null
  readonly detail: Readonly<Record<string, unknown>>
}

export async function saveStep(tx: Transaction<Schema>, runId: string, it: RunStep): Promise<void> {
  const values = {
    state: it.state,
    started_at: it.startedAt,
    ended_at: it.endedAt,
    rows: it.rows === null ? null : BigInt(it.rows),
    detail: JSON.stringify(it.detail),
  }
  await tx
    .insertInto('data_coordination.run_step')
    .values({ run_id: runId, step: it.step, ...values })
    .onConflict((on) => on.columns(['run_id', 'step']).doUpdateSet(values))
    .execute()
}

export async function listRunSteps(db: Db, runId: string): Promise<RunStep[]> {
  const rows = await db
    .selectFrom('data_coordination.run_step')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('started_at')
    .limit(20)
    .execute()
  return rows.map((row) => ({
    step: row.step as StepName,
    state: row.state as RunStep['state'],
    startedAt: row.started_at,
    endedAt: row.ended_at,
    rows: row.rows === null ? null : Number(row.rows),
    detail: row.detail as RunStep['detail'],
  }))
}

/** Keeps the results of a run; a repeated check replaces its own. */
export async function saveResults(
  tx: Transaction<Schema>,
  run: { id: string; dataset: string; at: Date },
  results: readonly RuleResult[],
): Promise<void> {
  await tx.deleteFrom('data_coordination.rule_result').where('run_id', '=', run.id).execute()
  await sql`insert into data_coordination.rule_result
    (run_id, dataset, at, rule_id, severity, rows, failed, passed, measured, samples)
    select ${run.id}, ${run.dataset}, ${run.at}, rule_id, severity, "rows", failed, passed,
      measured, array(select jsonb_array_elements_text(samples))
    from jsonb_to_recordset(${JSON.stringify(results.map((it) => ({ ...it, rule_id: it.ruleId })))})
      as t(rule_id text, severity text, "rows" bigint, failed bigint, passed boolean,
        measured double precision, samples jsonb)`.execute(tx)
}

export type ResultOnRecord = RuleResult & { readonly runId: string; readonly at: Date }

export async function listResults(
  db: Db,
  of: { runId: string } | { dataset: string; ruleId: string },
  limit: number,
): Promise<ResultOnRecord[]> {
  let query = db.selectFrom('data_coordination.rule_result').selectAll().limit(limit)
  query =
    'runId' in of
      ? query.where('run_id', '=', of.runId).orderBy('passed').orderBy('rule_id')
      : query
          .where('dataset', '=', of.dataset)
          .where('rule_id', '=', of.ruleId)
          .orderBy('at', 'desc')
  return (await query.execute()).map((row) => ({
    runId: row.run_id,
    at: row.at,
    ruleId: row.rule_id,
    severity: row.severity as RuleResult['severity'],
    rows: Number(row.rows),
    failed: Number(row.failed),
    passed: row.passed,
    measured: row.measured,
    samples: row.samples,
  }))
}

/** For each run how many rules passed, and the share of rows that no rule found fault with. */
export async function qualityOverTime(db: Db, dataset: string, limit: number) {
  const { rows } = await sql<{
    runId: string
    at: Date
    rules: number
    passed: number
    blocking: number
    worst: number
  }>`
    select run_id as "runId", at, count(*)::int as rules,
      count(*) filter (where passed)::int as passed,
      count(*) filter (where not passed and severity = 'blocking')::int as blocking,
      coalesce(max(failed::float8 / nullif("rows", 0)), 0) as worst
    from data_coordination.rule_result where dataset = ${dataset}
    group by run_id, at order by at desc, run_id desc limit ${limit}`.execute(db)
  return rows
}

/** Keeps that rows of a dataset were looked at, before they are shown. */
export async function recordBulkUse(
  db: Db,
  it: { at: Date; dataset: string; operation: string; rows: number; actor: Actor },
): Promise<void> {
  await db
    .insertInto('data_coordination.bulk_use')
    .values({ ...it, actor: JSON.stringify(it.actor) })
    .execute()
}
