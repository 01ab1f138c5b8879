import { type Kysely, sql, type Transaction } from 'kysely'
import type pg from 'pg'
import { type Id, newId } from '#kernel/id'
import type { Outcome } from '../domain/linkage.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

/** What is believed of a row, and on what it rests. Undoing a change restores all of it. */
export type Belief = {
  readonly personId: Id<'person'> | null
  readonly state: Outcome
  readonly decidedBy: 'linkage' | 'steward'
  readonly confidence: number | null
  readonly weight: number | null
  readonly rarity: number | null
  /** Levels of agreement, "1.1.1.1.3"; null where nobody came into question. */
  readonly vector: string | null
  readonly runId: Id<'linkage-run'>
  readonly rowDigest: string
}

export type Link = Belief & {
  readonly id: Id<'link'>
  readonly dataset: string
  readonly rowKey: string
  readonly changedAt: Date
}

export type LinkChange = {
  readonly id: Id<'link-change'>
  readonly at: Date
  readonly kind: 'compared' | 'reviewed' | 'unlinked' | 'undone'
  readonly byName: string
  readonly reason: string | null
  readonly before: Belief
  readonly after: Belief
}

/** A row as it was just compared. */
export type Compared = Omit<Belief, 'decidedBy' | 'runId'> & { readonly rowKey: string }

const belief = sql`jsonb_build_object('personId', l.person_id, 'state', l.state,
  'decidedBy', l.decided_by, 'confidence', l.confidence, 'weight', l.weight, 'rarity', l.rarity,
  'vector', l.vector, 'runId', l.run_id, 'rowDigest', l.row_digest)`

/**
 * Writes many compared rows at once. What was believed of a row before goes into its history; open
 * reviews of what it was are closed. Rows are looked up one by one in the index ("offset 0" and
 * "any" leave the planner no other way): a commit costs the same whatever was written before.
 *
 * @returns The ids of the links, by row key.
 */
export async function saveCompared(
  tx: Transaction<Schema>,
  run: { id: Id<'linkage-run'>; dataset: string; at: Date; by: { id: string; name: string } },
  rows: readonly Compared[],
): Promise<Map<string, Id<'link'>>> {
  const of = <Key extends keyof Compared>(key: Key) => rows.map((it) => it[key])
  const ids = rows.map(() => newId('link', run.at))
  const { rows: saved } = await sql<{ id: Id<'link'>; row_key: string }>`
    with given as (
      select * from unnest(${ids}::uuid[], ${of('rowKey')}::text[], ${of('rowDigest')}::text[],
        ${of('personId')}::uuid[], ${of('state')}::text[], ${of('confidence')}::float8[],
        ${of('weight')}::float8[], ${of('rarity')}::float8[], ${of('vector')}::text[])
        as t(new_id, row_key, row_digest, person_id, state, confidence, weight, rarity, vector)),
    history as (
      insert into data_coordination.link_change (link_id, at, kind, by_id, by_name, before, after)
      select l.id, ${run.at}, 'compared', ${run.by.id}, ${run.by.name}, ${belief},
        jsonb_build_object('personId', g.person_id, 'state', g.state, 'decidedBy', 'linkage',
          'confidence', g.confidence, 'weight', g.weight, 'rarity', g.rarity, 'vector', g.vector,
          'runId', ${run.id}::uuid, 'rowDigest', g.row_digest)
      from given g cross join lateral (select * from data_coordination.link
        where dataset = ${run.dataset} and row_key = g.row_key offset 0) l
      where l.row_digest <> g.row_digest or l.state <> g.state
        or l.person_id is distinct from g.person_id
      returning link_id),
    closed as (
      update data_coordination.link_review set state = 'superseded', closed_at = ${run.at}
      where state = 'open' and link_id = any(array(select link_id from history)))
    insert into data_coordination.link as l (id, dataset, row_key, row_digest, person_id, state,
      decided_by, confidence, weight, rarity, vector, run_id, changed_at)
    select new_id, ${run.dataset}, row_key, row_digest, person_id, state, 'linkage', confidence,
      weight, rarity, vector, ${run.id}::uuid, ${run.at}::timestamptz
    from given order by row_key
    on conflict (dataset, row_key) do update set row_digest = excluded.row_digest,
      person_id = excluded.person_id, state = excluded.state, decided_by = excluded.decided_by,
      confidence = excluded.confidence, weight = excluded.weight, rarity = excluded.rarity,
      vector = excluded.vector, run_id = excluded.run_id, changed_at = excluded.changed_at
    returning l.id, l.row_key`.execute(tx)
  return new Map(saved.map((it) => [it.row_key, it.id]))
}

export type Before = {
  readonly rowKey: string
  readonly rowDigest: string
  readonly personId: string | null
  readonly state: Outcome
  readonly confidence: number | null
}

const rowsInPage = 20_000

/**
 * What is believed of all rows of a dataset, in pages. Rows that were about nobody when they were
 * compared, before `strangersSince`, are left out: their people may have been entered meanwhile.
 */
export async function* pageLinks(
  pool: pg.Pool,
  dataset: string,
  strangersSince: Date,
): AsyncGenerator<Before[]> {
  let after = ''
  for (;;) {
    const { rows } = await pool.query<Before>({
      name: 'links-of-dataset',
      text: `select row_key as "rowKey", row_digest as "rowDigest", person_id as "personId", state,
          confidence
        from data_coordination.link where dataset = $1 and row_key > $2
          and not (state = 'none' and decided_by = 'linkage' and changed_at < $3)
        order by row_key limit ${rowsInPage}`,
      values: [dataset, after, strangersSince],
    })
    if (rows.length > 0) yield rows
    if (rows.length < rowsInPage) return
    after = rows.at(-1)?.rowKey ?? after
  }
}

export async function findLink(
  db: Db,
  id: Id<'link'>,
  lock?: 'for update',
): Promise<Link | undefined> {
  let query = db.selectFrom('data_coordination.link').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && linkOf(row)
}

export async function listLinks(
  db: Db,
  where: { dataset: string; state?: Outcome; after?: string },
  limit: number,
): Promise<Link[]> {
  let query = db
    .selectFrom('data_coordination.link')
    .selectAll()
    .where('dataset', '=', where.dataset)
    .orderBy('id')
    .limit(limit)
  if (where.state) query = query.where('state', '=', where.state)
  if (where.after) query = query.where('id', '>', where.after)
  return (await query.execute()).map(linkOf)
}

/** Rows of any dataset that are about a person. */
export async function listLinksOf(db: Db, personId: Id<'person'>, limit: number): Promise<Link[]> {
  const rows = await db
    .selectFrom('data_coordination.link')
    .selectAll()
    .where('person_id', '=', personId)
    .where('state', '=', 'match')
    .orderBy('dataset')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(linkOf)
}

/** Sets what is believed of a row, with its place in the history. */
export async function changeLink(
  tx: Transaction<Schema>,
  link: Link,
  after: Belief,
  change: Pick<LinkChange, 'kind' | 'at' | 'byName' | 'reason'> & { byId: string },
): Promise<void> {
  await tx
    .insertInto('data_coordination.link_change')
    .values({
      link_id: link.id,
      at: change.at,
      kind: change.kind,
      by_id: change.byId,
      by_name: change.byName,
      reason: change.reason,
      before: JSON.stringify(beliefOf(link)),
      after: JSON.stringify(after),
    })
    .execute()
  await tx
    .updateTable('data_coordination.link')
    .set({
      person_id: after.personId,
      state: after.state,
      decided_by: after.decidedBy,
      confidence: after.confidence,
      weight: after.weight,
      rarity: after.rarity,
      vector: after.vector,
      run_id: after.runId,
      row_digest: after.rowDigest,
      changed_at: change.at,
    })
    .where('id', '=', link.id)
    .execute()
}

/** The history of a link, newest first. */
export async function listChanges(db: Db, id: Id<'link'>, limit: number): Promise<LinkChange[]> {
  const rows = await db
    .selectFrom('data_coordination.link_change')
    .selectAll()
    .where('link_id', '=', id)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id as Id<'link-change'>,
    at: row.at,
    kind: row.kind as LinkChange['kind'],
    byName: row.by_name,
    reason: row.reason,
    before: row.before as Belief,
    after: row.after as Belief,
  }))
}

/** Everything of a link that undoing restores. */
export function beliefOf(it: Link): Belief {
  const { personId, state, decidedBy, confidence, weight, rarity, vector, runId, rowDigest } = it
  return { personId, state, decidedBy, confidence, weight, rarity, vector, runId, rowDigest }
}

type LinkRow = Awaited<ReturnType<typeof selectLink>>
const selectLink = (db: Db) =>
  db.selectFrom('data_coordination.link').selectAll().executeTakeFirstOrThrow()

function linkOf(row: LinkRow): Link {
  return {
    id: row.id as Id<'link'>,
    dataset: row.dataset,
    rowKey: row.row_key,
    rowDigest: row.row_digest,
    personId: row.person_id as Id<'person'> | null,
    state: row.state as Outcome,
    decidedBy: row.decided_by as Belief['decidedBy'],
    confidence: row.confidence,
    weight: row.weight,
    rarity: row.rarity,
    vector: row.vector,
    runId: row.run_id as Id<'linkage-run'>,
    changedAt: row.changed_at,
  }
}
