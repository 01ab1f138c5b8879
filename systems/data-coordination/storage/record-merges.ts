import { type Kysely, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

/** Rows of one dataset that are about one person, and the record that they make. */
export type RecordMerge = {
  readonly id: Id<'record-merge'>
  readonly dataset: string
  readonly personId: Id<'person'> | null
  readonly rowKeys: readonly string[]
  /** SHA-256 over keys and digests of the rows. */
  readonly digest: Buffer
  readonly rowsSealed: Buffer
  readonly goldenSealed: Buffer
  readonly provenance: Readonly<Record<string, string | null>>
  readonly runId: Id<'linkage-run'>
  readonly state: 'merged' | 'undone' | 'superseded'
  readonly mergedAt: Date
}

export type MergeChange = {
  readonly id: Id<'record-merge-change'>
  readonly at: Date
  readonly kind: 'undone' | 'restored'
  readonly byId: string
  readonly byName: string
  readonly reason: string
}

/**
 * Keeps merges of one dataset and run, no row in two of them. One of the very same rows stays as it
 * stands, also when it was undone; one of an earlier run that shares a row with a new merge is
 * superseded by it.
 *
 * @returns How many are new.
 */
export async function saveMerges(
  tx: Transaction<Schema>,
  merges: readonly Omit<RecordMerge, 'state'>[],
): Promise<number> {
  const [first] = merges
  if (!first) return 0
  const of = <Key extends keyof (typeof merges)[number]>(key: Key) => merges.map((it) => it[key])
  const { rows: added } = await sql<{ id: Id<'record-merge'> }>`
    insert into data_coordination.record_merge (id, dataset, person_id, row_keys, digest,
      rows_sealed, golden_sealed, provenance, run_id, state, merged_at)
    select id, ${first.dataset}, person_id,
      (select array_agg(key order by at)
        from jsonb_array_elements_text(row_keys) with ordinality as t(key, at)),
      digest, rows_sealed, golden_sealed, provenance, ${first.runId}::uuid, 'merged',
      ${first.mergedAt}::timestamptz
    from unnest(${of('id')}::uuid[], ${of('personId')}::uuid[],
      ${merges.map((it) => JSON.stringify(it.rowKeys))}::jsonb[], ${of('digest')}::bytea[],
      ${of('rowsSealed')}::bytea[], ${of('goldenSealed')}::bytea[],
      ${merges.map((it) => JSON.stringify(it.provenance))}::jsonb[])
      as t(id, person_id, row_keys, digest, rows_sealed, golden_sealed, provenance)
    on conflict do nothing returning id`.execute(tx)
  if (added.length > 0) {
    const ids = new Set(added.map((it) => it.id))
    const keys = merges.flatMap((it) => (ids.has(it.id) ? it.rowKeys : []))
    await sql`update data_coordination.record_merge set state = 'superseded'
      where dataset = ${first.dataset} and state = 'merged' and run_id <> ${first.runId}
        and row_keys && ${keys}::text[]
        and exists (select from data_coordination.linkage_run r
          where r.dataset = ${first.dataset} and r.id <> ${first.runId})`.execute(tx)
  }
  return added.length
}

export async function findMerge(
  db: Db,
  id: Id<'record-merge'>,
  lock?: 'for update',
): Promise<RecordMerge | undefined> {
  let query = db.selectFrom('data_coordination.record_merge').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && mergeOf(row)
}

export async function listMerges(
  db: Db,
  where: { dataset: string; state?: RecordMerge['state']; after?: string },
  limit: number,
): Promise<RecordMerge[]> {
  let query = db
    .selectFrom('data_coordination.record_merge')
    .selectAll()
    .where('dataset', '=', where.dataset)
    .orderBy('id')
    .limit(limit)
  if (where.state) query = query.where('state', '=', where.state)
  if (where.after) query = query.where('id', '>', where.after)
  return (await query.execute()).map(mergeOf)
}

export async function changeMerge(
  tx: Transaction<Schema>,
  id: Id<'record-merge'>,
  state: 'merged' | 'undone',
  it: MergeChange,
): Promise<void> {
  await tx
    .updateTable('data_coordination.record_merge')
    .set({ state })
    .where('id', '=', id)
    .execute()
  await tx
    .insertInto('data_coordination.record_merge_change')
    .values({
      id: it.id,
      merge_id: id,
      at: it.at,
      kind: it.kind,
      by_id: it.byId,
      by_name: it.byName,
      reason: it.reason,
    })
    .execute()
}

export async function listMergeChanges(db: Db, id: Id<'record-merge'>): Promise<MergeChange[]> {
  const rows = await db
    .selectFrom('data_coordination.record_merge_change')
    .selectAll()
    .where('merge_id', '=', id)
    .orderBy('seq', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id as Id<'record-merge-change'>,
    at: row.at,
    kind: row.kind as MergeChange['kind'],
    byId: row.by_id,
    byName: row.by_name,
    reason: row.reason,
  }))
}

type MergeRow = Awaited<ReturnType<typeof selectMerge>>
const selectMerge = (db: Db) =>
  db.selectFrom('data_coordination.record_merge').selectAll().executeTakeFirstOrThrow()

function mergeOf(row: MergeRow): RecordMerge {
  return {
    id: row.id as Id<'record-merge'>,
    dataset: row.dataset,
    personId: row.person_id as Id<'person'> | null,
    rowKeys: row.row_keys,
    digest: row.digest,
    rowsSealed: row.rows_sealed,
    goldenSealed: row.golden_sealed,
    provenance: row.provenance as RecordMerge['provenance'],
    runId: row.run_id as Id<'linkage-run'>,
    state: row.state as RecordMerge['state'],
    mergedAt: row.merged_at,
  }
}
