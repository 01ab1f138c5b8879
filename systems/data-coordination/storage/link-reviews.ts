import { type Kysely, sql, type Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Decision } from '../domain/link-review.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>

/** Who a row may be about. */
export type Candidate = {
  readonly personId: Id<'person'>
  readonly confidence: number
  readonly weight: number
  readonly rarity: number
  readonly vector: string
}

export type LinkReview = {
  readonly id: Id<'link-review'>
  readonly dataset: string
  readonly linkId: Id<'link'>
  readonly rowDigest: string
  readonly rowSealed: Buffer
  /** Best first. */
  readonly candidates: readonly Candidate[]
  readonly confidence: number
  readonly runId: Id<'linkage-run'>
  readonly state: 'open' | 'decided' | 'superseded'
  /** Counts how often it was opened; what was said in earlier rounds no longer counts. */
  readonly round: number
  readonly openedAt: Date
  readonly closedAt: Date | null
}

export type LinkDecision = {
  readonly id: Id<'link-decision'>
  readonly round: number
  readonly at: Date
  readonly byId: string
  readonly byName: string
  readonly decision: Decision
  readonly reason: string
}

/**
 * Opens reviews. A row that was decided in this very state is not asked about again; one that
 * changed before it was decided, and now is as it was, is.
 */
export async function openReviews(
  tx: Transaction<Schema>,
  reviews: readonly Omit<LinkReview, 'state' | 'closedAt' | 'round'>[],
): Promise<void> {
  if (reviews.length === 0) return
  const of = <Key extends keyof LinkReview>(key: Key) =>
    reviews.map((it) => (it as LinkReview)[key])
  await sql`
    insert into data_coordination.link_review (id, dataset, link_id, row_digest, row_sealed,
      candidates, confidence, run_id, state, opened_at)
    select *, 'open', ${reviews[0]?.openedAt}::timestamptz from unnest(${of('id')}::uuid[],
      ${of('dataset')}::text[], ${of('linkId')}::uuid[], ${of('rowDigest')}::text[],
      ${of('rowSealed')}::bytea[],
      ${reviews.map((it) => JSON.stringify(it.candidates))}::jsonb[],
      ${of('confidence')}::float8[], ${of('runId')}::uuid[])
    on conflict (link_id, row_digest) do update set state = 'open', closed_at = null,
      candidates = excluded.candidates, confidence = excluded.confidence, run_id = excluded.run_id
      where link_review.state = 'superseded'`.execute(tx)
}

/** Reviews of these links in these states of their rows that were decided before. */
export async function listDecided(
  tx: Transaction<Schema>,
  of: readonly { linkId: Id<'link'>; rowDigest: string }[],
): Promise<LinkReview[]> {
  if (of.length === 0) return []
  const { rows } = await sql<ReviewRow>`
    select r.* from data_coordination.link_review r
      join unnest(${of.map((it) => it.linkId)}::uuid[], ${of.map((it) => it.rowDigest)}::text[])
        as t(link_id, row_digest) using (link_id, row_digest)
    where r.state = 'decided'`.execute(tx)
  return rows.map(reviewOf)
}

export async function findReview(
  db: Db,
  id: Id<'link-review'>,
  lock?: 'for update',
): Promise<LinkReview | undefined> {
  let query = db.selectFrom('data_coordination.link_review').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && reviewOf(row)
}

export type ReviewSearch = {
  readonly dataset?: string | undefined
  /** The members whose datasets may be seen. */
  readonly owners: 'all' | readonly string[]
}

/** Reviews `r` of one dataset, or of all that belong to these owners. */
function within({ dataset, owners }: ReviewSearch) {
  return sql<boolean>`(${dataset ?? null}::text is null or r.dataset = ${dataset ?? null})
    and ${
      owners === 'all'
        ? sql`true`
        : sql`exists (select from data_coordination.dataset d
          where d.code = r.dataset and d.owner = any(${owners}::text[]))`
    }`
}

/**
 * Open reviews, the surest first. Those on which this steward has spoken come after all others:
 * they wait for another pair of eyes, or for a better day.
 */
export async function listOpenReviews(
  db: Db,
  where: ReviewSearch & { stewardId: string },
  limit: number,
): Promise<{ review: LinkReview; spoken: boolean }[]> {
  const query = db
    .selectFrom('data_coordination.link_review as r')
    .selectAll('r')
    .select(
      sql<boolean>`exists (select from data_coordination.link_decision d
        where d.review_id = r.id and d.round = r.round and d.by_id = ${where.stewardId})`.as(
        'spoken',
      ),
    )
    .where('r.state', '=', 'open')
    .where(within(where))
  const rows = await query
    .orderBy('spoken')
    .orderBy('r.confidence', 'desc')
    .orderBy('r.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ review: reviewOf(row), spoken: row.spoken }))
}

export async function countOpenReviews(db: Db, where: ReviewSearch): Promise<number> {
  const query = db
    .selectFrom('data_coordination.link_review as r')
    .select((it) => it.fn.countAll<bigint>().as('count'))
    .where('r.state', '=', 'open')
    .where(within(where))
  return Number((await query.executeTakeFirstOrThrow()).count)
}

export async function closeReview(
  tx: Transaction<Schema>,
  id: Id<'link-review'>,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('data_coordination.link_review')
    .set({ state: 'decided', closed_at: at })
    .where('id', '=', id)
    .execute()
}

/** Asks once more about a row in this state: a new round. */
export async function reopenReview(
  tx: Transaction<Schema>,
  linkId: Id<'link'>,
  rowDigest: string,
): Promise<void> {
  await tx
    .updateTable('data_coordination.link_review')
    .set((it) => ({ state: 'open', closed_at: null, round: it('round', '+', 1) }))
    .where('link_id', '=', linkId)
    .where('row_digest', '=', rowDigest)
    .where('state', '=', 'decided')
    .execute()
}

export async function insertDecision(
  tx: Transaction<Schema>,
  reviewId: Id<'link-review'>,
  it: LinkDecision,
): Promise<void> {
  await tx
    .insertInto('data_coordination.link_decision')
    .values({
      id: it.id,
      review_id: reviewId,
      round: it.round,
      at: it.at,
      by_id: it.byId,
      by_name: it.byName,
      decision: it.decision.kind,
      person_id: it.decision.kind === 'match' ? it.decision.personId : null,
      reason: it.reason,
    })
    .execute()
}

/** What was said of a review, oldest first. */
export async function listDecisions(db: Db, reviewId: Id<'link-review'>): Promise<LinkDecision[]> {
  const rows = await db
    .selectFrom('data_coordination.link_decision')
    .selectAll()
    .where('review_id', '=', reviewId)
    .orderBy('seq')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id as Id<'link-decision'>,
    round: row.round,
    at: row.at,
    byId: row.by_id,
    byName: row.by_name,
    decision:
      row.decision === 'match'
        ? { kind: 'match', personId: row.person_id ?? '' }
        : { kind: row.decision as 'none' | 'unsure' },
    reason: row.reason,
  }))
}

type ReviewRow = Awaited<ReturnType<typeof selectReview>>
const selectReview = (db: Db) =>
  db.selectFrom('data_coordination.link_review').selectAll().executeTakeFirstOrThrow()

function reviewOf(row: ReviewRow): LinkReview {
  return {
    id: row.id as Id<'link-review'>,
    dataset: row.dataset,
    linkId: row.link_id as Id<'link'>,
    rowDigest: row.row_digest,
    rowSealed: row.row_sealed,
    candidates: row.candidates as Candidate[],
    confidence: row.confidence,
    runId: row.run_id as Id<'linkage-run'>,
    state: row.state as LinkReview['state'],
    round: row.round,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  }
}
