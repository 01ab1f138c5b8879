import type { DuckDB } from '#engines/duckdb'
import { digestOf } from '#kernel/digest'
import { type Id, newId } from '#kernel/id'
import type { Model } from '../domain/linkage.ts'
import { type Row, type Survivorship, survive } from '../domain/survivorship.ts'
import { type RecordMerge, saveMerges } from '../storage/record-merges.ts'
import { matchAmong } from './match.ts'
import type { LinkingNeeds } from './needs.ts'
import { comparedColumns } from './rows.ts'
import type { Run } from './save.ts'

const groupsInCommit = 500
/** A group that is larger is no person entered often but an error, and is left to stewards. */
const largestGroup = 50

type Member = Record<(typeof comparedColumns)[number], string | null> & {
  row_key: string
  digest: string
  /** The person of the population register, where there is one. */
  person_id: string | null
  /** Those with the same are about one person. */
  together: string
}

/**
 * Finds rows of one dataset that are about one person: those linked to the same one, and among
 * those about nobody the population register knows, those that match each other. Each group makes
 * a record by the rules of survivorship; the rows stay as they are.
 *
 * @returns How many new merges there are.
 */
export async function mergeDuplicates(
  { kernel, db }: LinkingNeeds,
  duck: DuckDB,
  run: Run,
  model: Model,
  survivorship: Survivorship,
): Promise<number> {
  await groupStrangers(duck, model)
  let [added, waiting] = [0, [] as Member[][]]
  const write = async () => {
    const merges = waiting.map((it) => mergeOf(kernel, run, it, survivorship))
    waiting = []
    if (merges.length > 0) {
      added += await db.transaction().execute((tx) => saveMerges(tx, merges))
    }
  }
  for await (const group of streamGroups(duck)) {
    waiting.push(group)
    if (waiting.length >= groupsInCommit) await write()
  }
  await write()
  return added
}

/** Groups with new rows, one after the other: sorted, for a sort spills and a list does not. */
async function* streamGroups(duck: DuckDB): AsyncGenerator<Member[]> {
  await duck.run(`create or replace temp table linkage_group as
    select row_key, person_id, person_id as together from linkage_link where state = 'match'
    union all select row_key, null, together from linkage_stranger`)
  await duck.run(`create or replace temp table linkage_several as
    select together from linkage_group g left join linkage_todo t using (row_key)
    group by 1 having count(*) between 2 and ${largestGroup} and count(t.row_key) > 0`)
  const pieces = duck.stream<Member>(`
    select together, person_id, row_key, digest, ${comparedColumns.join(', ')}
    from linkage_group semi join linkage_several using (together) join linkage_all using (row_key)
    order by together, row_key`)
  let group: Member[] = []
  for await (const piece of pieces) {
    for (const it of piece) {
      if (group.length > 0 && group[0]?.together !== it.together) {
        yield group
        group = []
      }
      group.push(it)
    }
  }
  if (group.length > 0) yield group
}

/** Rows about nobody known, compared with each other: `linkage_stranger`. */
async function groupStrangers(duck: DuckDB, model: Model): Promise<void> {
  const pairs = await matchAmong(
    duck,
    `(select a.* from linkage_all a join linkage_link using (row_key) where state = 'none')`,
    model,
  )
  const roots = new Map<string, string>()
  const rootOf = (key: string): string => {
    let at = key
    for (let up = roots.get(at); up !== undefined && up !== at; up = roots.get(at)) at = up
    return at
  }
  for (const { one, other } of pairs) {
    const [left, right] = [rootOf(one), rootOf(other)].toSorted() as [string, string]
    roots.set(left, left)
    roots.set(right, left)
  }
  await duck.run(
    'create or replace temp table linkage_stranger (row_key varchar, together varchar)',
  )
  const appender = await duck.connection.createAppender('linkage_stranger')
  for (const key of roots.keys()) {
    appender.appendVarchar(key)
    appender.appendVarchar(`row ${rootOf(key)}`)
    appender.endRow()
  }
  appender.closeSync()
}

function mergeOf(
  { clock, secrets }: LinkingNeeds['kernel'],
  run: Run,
  given: readonly Member[],
  survivorship: Survivorship,
): Omit<RecordMerge, 'state'> {
  const now = clock.now()
  const rows: Row[] = given.map((it) => ({
    key: it.row_key,
    columns: Object.fromEntries(comparedColumns.map((name) => [name, it[name]])),
  }))
  const { columns, provenance } = survive(rows, survivorship)
  const seal = (what: unknown) =>
    secrets.seal('data-coordination.merge', Buffer.from(JSON.stringify(what)))
  return {
    id: newId('record-merge', now),
    dataset: run.dataset,
    personId: (given[0]?.person_id ?? null) as Id<'person'> | null,
    rowKeys: rows.map((it) => it.key),
    digest: digestOf(given.map((it) => [it.row_key, it.digest])),
    rowsSealed: seal(rows),
    goldenSealed: seal(columns),
    provenance,
    runId: run.id,
    mergedAt: now,
  }
}
