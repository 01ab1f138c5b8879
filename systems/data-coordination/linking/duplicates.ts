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

type Grouped = {
  person_id: string | null
  rows: (Record<(typeof comparedColumns)[number], string | null> & {
    row_key: string
    digest: string
  })[]
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
  const pieces = duck.stream<Grouped>(`
    with grouped as (
      select row_key, person_id, person_id as together from linkage_link where state = 'match'
      union all select row_key, null, together from linkage_stranger),
    several as (
      select together from grouped group by 1 having count(*) between 2 and ${largestGroup})
    select any_value(person_id) as person_id,
      list({ row_key: a.row_key, digest: a.digest,
        ${comparedColumns.map((it) => `${it}: a.${it}`).join(', ')} } order by a.row_key) as rows
    from grouped g semi join several using (together) join linkage_all a using (row_key)
    group by together having count(*) filter (a.row_key in (select row_key from linkage_todo)) > 0`)
  let [added, waiting] = [0, [] as Grouped[]]
  const write = async () => {
    const merges = waiting.map((it) => mergeOf(kernel, run, it, survivorship))
    waiting = []
    if (merges.length > 0) {
      added += await db.transaction().execute((tx) => saveMerges(tx, merges))
    }
  }
  for await (const piece of pieces) {
    waiting.push(...piece)
    if (waiting.length >= groupsInCommit) await write()
  }
  await write()
  return added
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
  { person_id, rows: given }: Grouped,
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
    personId: person_id as Id<'person'> | null,
    rowKeys: rows.map((it) => it.key),
    digest: digestOf(given.map((it) => [it.row_key, it.digest])),
    rowsSealed: seal(rows),
    goldenSealed: seal(columns),
    provenance,
    runId: run.id,
    mergedAt: now,
  }
}
