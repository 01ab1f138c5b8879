import { join } from 'node:path'
import type { Transaction } from 'kysely'
import type { DuckDB } from '#engines/duckdb'
import { civilDateOf } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import { type Passage, placeOf } from '../domain/lineage.ts'
import { termsOf } from '../domain/mapping.ts'
import { blocking, impliedRules } from '../domain/rule.ts'
import type { StepName } from '../domain/run.ts'
import { lineageName } from '../domain/source.ts'
import { insertVersion, listVersions, type PipelineVersion } from '../storage/datasets.ts'
import { listTerms, validCodes } from '../storage/dictionary.ts'
import { lastWatermark, type Run, saveResults } from '../storage/runs.ts'
import type { Schema } from '../storage/schema.ts'
import { findSource } from '../storage/sources.ts'
import { checkFile } from './check.ts'
import { land } from './connect.ts'
import { gatherLinkedRows } from './linked-rows.ts'
import { type Dictionary, mapLanded } from './map.ts'
import type { WorkshopNeeds } from './needs.ts'
import { profileFile } from './profile.ts'
import { makeVersion, mergeRows } from './publish.ts'
import { countRows, factsOf } from './store.ts'

/** One step of a run at work: its files lie in `folder`. */
export type StepWork = {
  readonly needs: WorkshopNeeds
  readonly run: Run
  readonly pipeline: PipelineVersion
  readonly duck: DuckDB
  readonly folder: string
  readonly signal: AbortSignal
}

export type StepDone = {
  readonly rows: number
  /** What the step tells of itself; plain JSON. */
  readonly detail: Record<string, unknown>
  /** A rule that fails ends the run here. */
  readonly blocked?: boolean
  /** Written in the commit that marks the step as done. */
  readonly commit?: (tx: Transaction<Schema>) => Promise<void>
  readonly lineage: Pick<Passage, 'inputs' | 'outputs' | 'fields' | 'columns'>
}

export const stepWork: Record<StepName, (work: StepWork) => Promise<StepDone>> = {
  load,
  profile,
  map,
  check,
  link,
  publish,
}

async function load({ needs, run, pipeline, duck, folder, signal }: StepWork): Promise<StepDone> {
  const { db, kernel, store, network } = needs
  const { sourceId, load } = pipeline.definition
  const source = await findSource(db, sourceId)
  if (!source) throw sourceGone()
  const incremental = run.ask.kind === 'incremental'
  const watermark =
    load.mode === 'incremental'
      ? {
          column: load.watermark,
          after: incremental ? await lastWatermark(db, run.dataset) : null,
        }
      : undefined
  const { settings } = source
  const secret = source.secret ? needs.unsealSecret(source.id, source.secret) : ''
  const now = kernel.clock.now()
  const { ask } = run
  const it = { duck, network, store, settings, secret, folder, now, signal, ask, watermark }
  const landed = await land(it)
  const facts = await factsOf(join(folder, 'landed.parquet'), signal)
  // Nothing new: the watermark stays where it was.
  const mark = landed.watermark ?? watermark?.after ?? null
  return {
    rows: landed.rows,
    detail: { ...facts, watermark: mark },
    commit: async (tx) => {
      await tx
        .updateTable('data_coordination.run')
        .set({ watermark: mark })
        .where('id', '=', run.id)
        .execute()
    },
    lineage: { inputs: [lineageName(settings)], outputs: [placeOf(run.dataset, 'landed')] },
  }
}

async function profile({ needs, run, duck, folder }: StepWork): Promise<StepDone> {
  const file = join(folder, 'landed.parquet')
  const columns = await profileFile(duck, file, await listTerms(needs.db))
  return {
    rows: columns[0]?.rows ?? 0,
    detail: { columns },
    lineage: { inputs: [placeOf(run.dataset, 'landed')], outputs: [] },
  }
}

/** The dictionary as it is valid on the day of the run. */
export async function dictionaryOn(needs: WorkshopNeeds, now: Date): Promise<Dictionary> {
  const terms = new Map((await listTerms(needs.db)).map((it) => [it.code, it]))
  return { terms, lists: await validCodes(needs.db, civilDateOf(now)) }
}

async function map({ needs, run, pipeline, duck, folder }: StepWork): Promise<StepDone> {
  const { definition } = pipeline
  if (definition.mapping.length === 0) throw mappingMissing()
  const dictionary = await dictionaryOn(needs, run.askedAt)
  const mapped = await mapLanded(duck, folder, definition, dictionary)
  const before = run.ask.kind === 'full' ? undefined : await publishedFile(needs, run.dataset)
  const merged = await mergeRows(duck, folder, before)
  const landed = placeOf(run.dataset, 'landed')
  return {
    rows: merged.rows,
    detail: { mapped: mapped.rows, rejects: mapped.rejects, keptOut: mapped.keptOut, ...merged },
    lineage: {
      inputs: [landed],
      outputs: [placeOf(run.dataset, 'mapped')],
      fields: definition.mapping.map(({ to, term }) => ({
        name: to,
        type: dictionary.terms.get(term ?? '')?.type ?? 'text',
      })),
      columns: new Map(
        definition.mapping.map(({ to, from, steps }) => [
          to,
          from.map((field) => ({ of: landed, field, by: steps.map((it) => it.do).join(', ') })),
        ]),
      ),
    },
  }
}

/** The rows of the dataset as the steps after the mapping see them. */
async function currentFile({ needs, run, folder }: StepWork): Promise<string> {
  const before = run.ask.kind === 'full' ? undefined : await publishedFile(needs, run.dataset)
  return join(folder, before === undefined ? 'mapped.parquet' : 'current.parquet')
}

async function publishedFile(
  { db, store }: WorkshopNeeds,
  dataset: string,
): Promise<string | undefined> {
  const [last] = await listVersions(db, dataset, 1)
  return last && join(store.versionFolder(dataset, last.version), 'data.parquet')
}

async function check(work: StepWork): Promise<StepDone> {
  const { needs, run, pipeline, duck } = work
  const now = needs.kernel.clock.now()
  const { terms, lists } = await dictionaryOn(needs, run.askedAt)
  const columns = termsOf(pipeline.definition.mapping, terms)
  const rules = [...pipeline.definition.rules, ...impliedRules(columns)]
  const others = rules.flatMap(({ check: it }) => (it.kind === 'reference' ? it.dataset : []))
  const published = new Map<string, string | undefined>()
  for (const it of others) published.set(it, await publishedFile(needs, it))
  const [last] = await listVersions(needs.db, run.dataset, 1)
  const results = await checkFile(duck, await currentFile(work), rules, {
    today: civilDateOf(now),
    types: new Map([...columns].map(([column, { type }]) => [column, type])),
    lists,
    published: (dataset) => published.get(dataset),
    rowsBefore: last?.rows,
  })
  const failed = results.filter((it) => !it.passed)
  return {
    rows: results[0]?.rows ?? 0,
    detail: {
      rules: results.length,
      failed: failed.length,
      blocking: blocking(results).map((it) => it.ruleId),
    },
    blocked: blocking(results).length > 0,
    commit: (tx) => saveResults(tx, { id: run.id, dataset: run.dataset, at: now }, results),
    lineage: { inputs: [placeOf(run.dataset, 'mapped')], outputs: [] },
  }
}

async function link(work: StepWork): Promise<StepDone> {
  const { needs, run, pipeline, duck, signal } = work
  const table = await gatherLinkedRows(duck, await currentFile(work), pipeline.definition.mapping)
  const { dataset, id, actor } = run
  const linked = await needs.linkRun({ duck, table, dataset, run: id, actor, signal })
  return {
    rows: linked.rows,
    detail: { ...linked },
    lineage: { inputs: [placeOf(dataset, 'mapped')], outputs: [] },
  }
}

async function publish(work: StepWork): Promise<StepDone> {
  const { needs, run, pipeline, duck } = work
  const { db, store, kernel } = needs
  const current = await currentFile(work)
  const [last] = await listVersions(db, run.dataset, 1)
  const version = (last?.version ?? 0) + 1
  const publishedAt = kernel.clock.now()
  const number = pipeline.definition.mapping.find((it) => it.term === 'person.number')
  const made = await makeVersion(duck, {
    current,
    folder: store.versionFolder(run.dataset, version),
    before: last && join(store.versionFolder(run.dataset, last.version), 'data.parquet'),
    sortBy: number ? [number.to] : [],
    manifest: {
      dataset: run.dataset,
      version,
      runId: run.id,
      pipelineVersion: run.pipelineVersion,
      publishedAt: publishedAt.toISOString(),
    },
  })
  const superseded = (await countRows(duck, current)) - made.rows
  const { file, columns, ...counts } = made
  return {
    rows: made.rows,
    detail: { version, ...counts, superseded, ...file },
    commit: async (tx) => {
      await insertVersion(tx, {
        dataset: run.dataset,
        version,
        runId: run.id,
        publishedAt,
        columns,
        ...counts,
        ...file,
      })
      await kernel.events.publish(tx, 'data-coordination.dataset-published', {
        dataset: run.dataset,
        version,
      })
    },
    lineage: {
      inputs: [placeOf(run.dataset, 'mapped')],
      outputs: [placeOf(run.dataset, 'published')],
      fields: columns,
      columns: new Map(
        columns.map(({ name }) => [
          name,
          [{ of: placeOf(run.dataset, 'mapped'), field: name, by: '' }],
        ]),
      ),
    },
  }
}

function sourceGone(): Problem {
  return new Problem(422, 'data-coordination.source-gone', {
    vi: 'Nguồn dữ liệu của quy trình không còn được khai báo.',
    en: 'The source of this pipeline is no longer there.',
  })
}

function mappingMissing(): Problem {
  return new Problem(422, 'data-coordination.mapping-missing', {
    vi: 'Quy trình chưa có ánh xạ; hãy khảo sát nguồn rồi khai báo ánh xạ.',
    en: 'The pipeline has no mapping yet: look at the profile, then declare it.',
  })
}
