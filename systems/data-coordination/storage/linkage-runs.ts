import { type Kysely, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import { type Model, thresholds } from '../domain/linkage.ts'
import { type Survivorship, usualSurvivorship } from '../domain/survivorship.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

export type LinkageRun = {
  readonly id: Id<'linkage-run'>
  readonly dataset: string
  readonly askedBy: string
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly model: Model | null
  readonly counts: LinkageCounts
}

export type LinkageCounts = {
  readonly rows: number
  /** Rows that are as they were when they were last compared. */
  readonly unchanged: number
  readonly pairs: number
  readonly matched: number
  readonly grey: number
  /** Records that several rows of the dataset made. */
  readonly merged: number
}

/** How a dataset is linked, where it differs from what is usual. */
export type LinkageSetting = {
  readonly matchFrom: number
  readonly noneUnder: number
  readonly eyes: 1 | 2
  readonly survivorship: Survivorship
}

export const usualSetting: LinkageSetting = {
  matchFrom: thresholds.match,
  noneUnder: thresholds.none,
  eyes: 1,
  survivorship: usualSurvivorship,
}

export async function beginRun(
  db: Db,
  it: Pick<LinkageRun, 'id' | 'dataset' | 'askedBy' | 'startedAt'>,
): Promise<void> {
  await db
    .insertInto('data_coordination.linkage_run')
    .values({ id: it.id, dataset: it.dataset, asked_by: it.askedBy, started_at: it.startedAt })
    .execute()
}

/** The model stands before the first link that it explains. */
export async function keepModel(db: Db, id: Id<'linkage-run'>, model: Model): Promise<void> {
  await db
    .updateTable('data_coordination.linkage_run')
    .set({ model: JSON.stringify(model) })
    .where('id', '=', id)
    .execute()
}

export async function endRun(
  db: Db,
  id: Id<'linkage-run'>,
  endedAt: Date,
  counts: LinkageCounts,
): Promise<void> {
  const big = Object.fromEntries(Object.entries(counts).map(([name, it]) => [name, BigInt(it)]))
  await db
    .updateTable('data_coordination.linkage_run')
    .set({ ended_at: endedAt, ...big })
    .where('id', '=', id)
    .execute()
}

export async function findRun(db: Db, id: string): Promise<LinkageRun | undefined> {
  const row = await db
    .selectFrom('data_coordination.linkage_run')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && runOf(row)
}

export async function listRuns(db: Db, dataset: string, limit: number): Promise<LinkageRun[]> {
  const rows = await db
    .selectFrom('data_coordination.linkage_run')
    .selectAll()
    .where('dataset', '=', dataset)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(runOf)
}

type RunRow = Awaited<ReturnType<typeof selectRun>>
const selectRun = (db: Db) =>
  db.selectFrom('data_coordination.linkage_run').selectAll().executeTakeFirstOrThrow()

function runOf(row: RunRow): LinkageRun {
  return {
    id: row.id as Id<'linkage-run'>,
    dataset: row.dataset,
    askedBy: row.asked_by,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    model: row.model as Model | null,
    counts: {
      rows: Number(row.rows),
      unchanged: Number(row.unchanged),
      pairs: Number(row.pairs),
      matched: Number(row.matched),
      grey: Number(row.grey),
      merged: Number(row.merged),
    },
  }
}

export async function findSetting(db: Db, dataset: string): Promise<LinkageSetting> {
  const row = await db
    .selectFrom('data_coordination.linkage_setting')
    .selectAll()
    .where('dataset', '=', dataset)
    .executeTakeFirst()
  if (!row) return usualSetting
  return {
    matchFrom: row.match_from,
    noneUnder: row.none_under,
    eyes: row.eyes === 2 ? 2 : 1,
    survivorship: row.survivorship as Survivorship,
  }
}

export async function saveSetting(
  db: Db,
  dataset: string,
  it: LinkageSetting,
  changed: { at: Date; by: string },
): Promise<void> {
  await sql`
    insert into data_coordination.linkage_setting
      (dataset, match_from, none_under, eyes, survivorship, changed_at, changed_by)
    values (${dataset}, ${it.matchFrom}, ${it.noneUnder}, ${it.eyes},
      ${JSON.stringify(it.survivorship)}, ${changed.at}, ${changed.by})
    on conflict (dataset) do update set match_from = excluded.match_from,
      none_under = excluded.none_under, eyes = excluded.eyes,
      survivorship = excluded.survivorship, changed_at = excluded.changed_at,
      changed_by = excluded.changed_by`.execute(db)
}
