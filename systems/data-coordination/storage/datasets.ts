import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Words } from '#kernel/words'
import type { Pipeline } from '../domain/pipeline.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

/** Whose `owner` is among these members. */
export function ownedBy(owners: 'all' | readonly string[]) {
  return owners === 'all' ? sql<boolean>`true` : sql<boolean>`owner = any(${owners}::text[])`
}

export type Dataset = {
  readonly code: string
  readonly title: Words
  readonly description: Words
  /** The member whose data it is. */
  readonly owner: string
  readonly createdAt: Date
}

export async function insertDataset(
  tx: Transaction<Schema>,
  it: Dataset & { createdBy: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('data_coordination.dataset')
    .values({
      code: it.code,
      title_vi: it.title.vi,
      title_en: it.title.en,
      description_vi: it.description.vi,
      description_en: it.description.en,
      owner: it.owner,
      created_by: it.createdBy,
      created_at: it.createdAt,
    })
    .onConflict((on) => on.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function findDataset(
  db: Db,
  code: string,
  lock?: 'for update',
): Promise<Dataset | undefined> {
  let query = db.selectFrom('data_coordination.dataset').selectAll().where('code', '=', code)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && datasetOf(row)
}

/** Datasets of these members, by code. */
export async function listDatasets(
  db: Db,
  owners: 'all' | readonly string[],
  limit: number,
): Promise<Dataset[]> {
  const rows = await db
    .selectFrom('data_coordination.dataset')
    .selectAll()
    .where(ownedBy(owners))
    .orderBy('code')
    .limit(limit)
    .execute()
  return rows.map(datasetOf)
}

function datasetOf(row: Selectable<Schema['data_coordination.dataset']>): Dataset {
  return {
    code: row.code,
    title: { vi: row.title_vi, en: row.title_en },
    description: { vi: row.description_vi, en: row.description_en },
    owner: row.owner,
    createdAt: row.created_at,
  }
}

export type PipelineVersion = {
  readonly dataset: string
  readonly version: number
  readonly definition: Pipeline
  readonly createdBy: string
  readonly createdByName: string
  readonly createdAt: Date
}

/** Adds the next version; the caller holds the dataset. */
export async function insertPipeline(
  tx: Transaction<Schema>,
  it: Omit<PipelineVersion, 'version'>,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into data_coordination.pipeline
      (dataset, version, definition, schedule, created_by, created_by_name, created_at)
    select ${it.dataset}, coalesce(max(version), 0) + 1, ${JSON.stringify(it.definition)},
      ${it.definition.schedule}, ${it.createdBy}, ${it.createdByName}, ${it.createdAt}
    from data_coordination.pipeline where dataset = ${it.dataset} returning version`.execute(tx)
  return rows[0]?.version ?? 0
}

/** One version, or the newest. */
export async function findPipeline(
  db: Db,
  dataset: string,
  version?: number,
): Promise<PipelineVersion | undefined> {
  let query = db
    .selectFrom('data_coordination.pipeline')
    .selectAll()
    .where('dataset', '=', dataset)
    .orderBy('version', 'desc')
    .limit(1)
  if (version !== undefined) query = query.where('version', '=', version)
  const row = await query.executeTakeFirst()
  return row && pipelineOf(row)
}

export async function listPipelines(db: Db, dataset: string, limit: number) {
  const rows = await db
    .selectFrom('data_coordination.pipeline')
    .selectAll()
    .where('dataset', '=', dataset)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map(pipelineOf)
}

/** The newest version of every pipeline that has a schedule. */
export async function listScheduled(db: Db, limit: number): Promise<PipelineVersion[]> {
  const rows = await db
    .selectFrom('data_coordination.pipeline')
    .selectAll()
    .distinctOn('dataset')
    .orderBy('dataset')
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.filter((it) => it.schedule !== null).map(pipelineOf)
}

function pipelineOf(row: Selectable<Schema['data_coordination.pipeline']>): PipelineVersion {
  return {
    dataset: row.dataset,
    version: row.version,
    definition: row.definition as Pipeline,
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    createdAt: row.created_at,
  }
}

export type DatasetVersion = {
  readonly dataset: string
  readonly version: number
  readonly runId: string
  readonly rows: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly bytes: number
  readonly sha256: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly publishedAt: Date
}

export async function insertVersion(tx: Transaction<Schema>, it: DatasetVersion): Promise<void> {
  await tx
    .insertInto('data_coordination.dataset_version')
    .values({
      dataset: it.dataset,
      version: it.version,
      run_id: it.runId,
      rows: BigInt(it.rows),
      added: BigInt(it.added),
      changed: BigInt(it.changed),
      removed: BigInt(it.removed),
      bytes: BigInt(it.bytes),
      sha256: it.sha256,
      columns: JSON.stringify(it.columns),
      published_at: it.publishedAt,
    })
    .execute()
}

/** Published versions, newest first. */
export async function listVersions(
  db: Db,
  dataset: string,
  limit: number,
): Promise<DatasetVersion[]> {
  const rows = await db
    .selectFrom('data_coordination.dataset_version')
    .selectAll()
    .where('dataset', '=', dataset)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    dataset: row.dataset,
    version: row.version,
    runId: row.run_id,
    rows: Number(row.rows),
    added: Number(row.added),
    changed: Number(row.changed),
    removed: Number(row.removed),
    bytes: Number(row.bytes),
    sha256: row.sha256,
    columns: row.columns as DatasetVersion['columns'],
    publishedAt: row.published_at,
  }))
}
