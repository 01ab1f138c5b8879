import type { Transaction } from 'kysely'
import type { DuckDB } from '#engines/duckdb'
import type { Actor } from '#kernel/access'
import type { Use } from '#kernel/audit'
import { type Id, newId } from '#kernel/id'
import { verdictOf } from '../domain/link-review.ts'
import type { Outcome } from '../domain/linkage.ts'
import {
  type Candidate,
  type LinkReview,
  listDecided,
  listDecisions,
  openReviews,
} from '../storage/link-reviews.ts'
import { beliefOf, type Compared, changeLink, findLink, saveCompared } from '../storage/links.ts'
import type { Schema } from '../storage/schema.ts'
import type { LinkingNeeds } from './needs.ts'
import { comparedColumns } from './rows.ts'

/** What is written in one commit: links, history, reviews and audit records together. */
const rowsInCommit = 2_000

export type Run = {
  readonly id: Id<'linkage-run'>
  readonly dataset: string
  readonly actor: Actor
  readonly eyes: 1 | 2
}

/** A row in doubt of which stewards had decided before what it is. */
export type Decided = {
  readonly rowKey: string
  readonly personId: string | null
  readonly state: Outcome
}

type Found = {
  person_id: string
  confidence: number
  weight: number
  rarity: number
  vector: string
}

type Row = Record<(typeof comparedColumns)[number], string | null> &
  (Found | Record<keyof Found, null>) & {
    row_key: string
    digest: string
    state: Outcome
    /** Those of a row in doubt, best first. */
    candidates: Found[] | null
  }

/**
 * Writes the outcome of a comparison, some rows at a time. A run that is killed leaves whole
 * commits, and the next one compares only the rows that are not in them.
 *
 * @returns The rows in doubt that stewards had decided when they were as they are now.
 */
export async function saveOutcomes(
  { kernel, db }: LinkingNeeds,
  duck: DuckDB,
  run: Run,
  signal?: AbortSignal,
): Promise<Decided[]> {
  const decided: Decided[] = []
  const pieces = duck.stream<Row>(`
    with doubt as (
      select row_key, list({ person_id: person_id, confidence: confidence, weight: weight,
        rarity: rarity, vector: vector } order by rank) as candidates
      from linkage_outcome where state = 'grey' group by row_key)
    select t.*, coalesce(o.state, 'none') as state, o.person_id, o.confidence, o.weight, o.rarity,
      o.vector, candidates
    from linkage_todo t left join (from linkage_outcome where rank = 1) o using (row_key)
      left join doubt using (row_key)`)
  let waiting: Row[] = []
  let writing: Promise<void> = Promise.resolve()
  /** While one commit is under way, the next is begun; two at most. */
  const write = async () => {
    const [rows, before] = [waiting, writing]
    waiting = []
    writing = db
      .transaction()
      .execute((tx) => saveRows(kernel, tx, run, rows))
      .then((some) => void decided.push(...some))
    writing.catch(() => undefined) // is heard at the next turn, or at the end
    await before
  }
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    waiting.push(...piece)
    if (waiting.length >= rowsInCommit) await write()
  }
  if (waiting.length > 0) await write()
  await writing
  return decided
}

async function saveRows(
  kernel: LinkingNeeds['kernel'],
  tx: Transaction<Schema>,
  run: Run,
  rows: readonly Row[],
): Promise<Decided[]> {
  const at = kernel.clock.now()
  const compared = rows.map(comparedOf)
  const ids = await saveCompared(
    tx,
    { id: run.id, dataset: run.dataset, at, by: { id: run.actor.id, name: run.actor.name } },
    compared,
  )
  const inDoubt = rows.flatMap((row) => {
    const linkId = ids.get(row.row_key)
    return row.state === 'grey' && linkId ? [{ row, linkId, rowDigest: row.digest }] : []
  })
  await openReviews(
    tx,
    inDoubt.map(({ row, linkId, rowDigest }) => ({
      id: newId('link-review', at),
      dataset: run.dataset,
      linkId,
      rowDigest,
      rowSealed: kernel.secrets.seal('data-coordination.review', rowBytes(row)),
      candidates: (row.candidates ?? []).map(candidateOf),
      confidence: row.confidence ?? 0,
      runId: run.id,
      openedAt: at,
    })),
  )
  const decided: Decided[] = []
  for (const review of await listDecided(tx, inDoubt)) {
    decided.push(...(await decideAgain(tx, run, review, at)))
  }
  await kernel.audit.record(
    tx,
    run.actor,
    compared.flatMap((it) => (it.state === 'match' && it.personId ? [useOf(it.personId)] : [])),
  )
  return decided
}

/** What stewards said of a row in this very state still holds. */
async function decideAgain(
  tx: Transaction<Schema>,
  run: Run,
  review: LinkReview,
  at: Date,
): Promise<Decided[]> {
  const said = await listDecisions(tx, review.id)
  const verdict = verdictOf(
    said.filter((it) => it.round === review.round),
    run.eyes,
  )
  const link = await findLink(tx, review.linkId, 'for update')
  if (!verdict || !link) return []
  const { id, name } = run.actor
  const personId = verdict.kind === 'match' ? (verdict.personId as Id<'person'>) : null
  const state = verdict.kind === 'match' ? 'match' : 'none'
  await changeLink(
    tx,
    link,
    { ...beliefOf(link), personId, state, decidedBy: 'steward' },
    { kind: 'reviewed', at, byId: id, byName: name, reason: said.at(-1)?.reason ?? null },
  )
  return [{ rowKey: link.rowKey, personId, state }]
}

/** The use of a person's data that a link is. */
export function useOf(subjectId: string): Use {
  return {
    room: 'data-coordination',
    operation: 'linkRun',
    subjectId,
    fields: ['number', 'fullName', 'birthOn', 'sex', 'currentResidence'],
    outcome: 'matched',
  }
}

/** The row as it is sealed for those who look at it. */
function rowBytes(row: Row): Buffer {
  const cells = comparedColumns.map((it) => [it, row[it]])
  return Buffer.from(JSON.stringify(Object.fromEntries(cells)))
}

function comparedOf(row: Row): Compared {
  const { row_key, digest, state, person_id } = row
  const about = { rowKey: row_key, rowDigest: digest, state }
  if (state === 'none') {
    return {
      ...about,
      personId: null,
      confidence: null,
      weight: null,
      rarity: null,
      vector: null,
    }
  }
  const { confidence, weight, rarity, vector } = row
  const personId = state === 'match' ? (person_id as Id<'person'>) : null
  return { ...about, personId, confidence, weight, rarity, vector }
}

const candidateOf = (it: Found): Candidate => ({
  personId: it.person_id as Id<'person'>,
  confidence: it.confidence,
  weight: it.weight,
  rarity: it.rarity,
  vector: it.vector,
})
