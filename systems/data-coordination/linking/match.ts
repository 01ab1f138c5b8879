import type { DuckDB } from '#engines/duckdb'
import { type Model, startOf, type Thresholds, thresholds } from '../domain/linkage.ts'
import { blocks } from './blocking.ts'
import { compared, mayLinkUnseen, rarity, vectorText, weights } from './comparison.ts'
import { trainModel } from './model.ts'
import { forms, standardPeople, standardRows } from './standard.ts'

/** Rows whose candidates are held at one time; memory follows from it, not from the register. */
const rowsAtATime = 250_000
/** Candidates kept of a row that somebody has to look at. */
export const candidatesKept = 3

export type Matched = {
  readonly rows: number
  readonly pairs: number
  readonly matched: number
  readonly grey: number
  readonly model: Model
}

/**
 * Finds for each row of `source` the person it is about. People stand in `linkage_person_given`
 * (columns person_id, number, old_number, full_name, birth_on, sex, commune_code, province,
 * address); the answer stands in `linkage_outcome`: for each row its state, and for matches and grey
 * ones the best candidates with confidence, weight, rarity and vector, by rank.
 *
 * @param source A table with columns row_key, personal_number, full_name, birth_on, sex, address,
 *   commune_code, its name quoted.
 */
export async function matchRows(
  duck: DuckDB,
  source: string,
  { limits = thresholds, model: known }: { limits?: Thresholds; model?: Model } = {},
): Promise<Matched> {
  await standardise(duck, source)
  const model = known ?? (await trainModel(duck))
  await duck.run(`create or replace temp table linkage_outcome (
    row_key varchar, person_id varchar, state varchar, rank tinyint, confidence double,
    weight double, rarity double, vector varchar)`)
  const rows = await countOf(duck, 'linkage_row')
  let pairs = 0
  for (let from = 0; from < rows; from += rowsAtATime) {
    await score(duck, model, from, 'true')
    await duck.run(ranked(limits))
    pairs += await countOf(duck, 'linkage_pair')
  }
  await doubtSecondClaims(duck)
  const counts = await duck.rows<{ state: string; n: bigint }>(
    `select state, count(*) as n from linkage_outcome where rank = 1 group by 1`,
  )
  const count = (state: string) => Number(counts.find((it) => it.state === state)?.n ?? 0)
  return { rows, pairs, matched: count('match'), grey: count('grey'), model }
}

/** How many rows of a register are about somebody who has another row in it, roughly. */
const shareOfDuplicates = 0.05

/**
 * Finds rows of one register that are about one person, by comparing them with each other with a
 * model that was learned before. Each pair stands for itself: a person may have many rows.
 */
export async function matchAmong(
  duck: DuckDB,
  source: string,
  model: Model,
  { match } = thresholds,
): Promise<{ one: string; other: string }[]> {
  await duck.run(`create or replace temp table linkage_person_given as
    select row_key as person_id, full_name, birth_on, sex, commune_code, address,
      case when length(digits) = 12 then digits end as number,
      case when length(digits) = 9 then digits end as old_number, cast(null as varchar) as province
    from (select *, regexp_replace(personal_number, '[^0-9]', '', 'g') as digits from ${source})`)
  await standardise(duck, source)
  const rows = await countOf(duck, 'linkage_row')
  const own = { ...model, share: shareOfDuplicates, people: Math.max(rows, 1) }
  const pairs: { one: string; other: string }[] = []
  for (let from = 0; from < rows; from += rowsAtATime) {
    await score(duck, own, from, 'l.row_key <> r.person_id')
    const found = await duck.rows<{ one: string; other: string }>(`
      select l.row_key as one, r.person_id as other
      from linkage_scored s join linkage_row l on l.no = s.no
        join linkage_person r on r.no = s.person
      where weight >= ${Math.log2(match / (1 - match)).toFixed(6)} and ${mayLinkUnseen('s')}
        and l.row_key < r.person_id
      order by all`)
    pairs.push(...found)
  }
  return pairs
}

async function standardise(duck: DuckDB, source: string): Promise<void> {
  for (const statement of [...forms, ...standardPeople, ...standardRows(source)]) {
    await duck.run(statement)
  }
}

/**
 * Compares the rows from `from` on with those people with whom they share a key. Rows whose number,
 * name and birth agree with somebody's are not compared with anybody else.
 *
 * @param unless What pairs have to fulfil besides.
 */
async function score(duck: DuckDB, model: Model, from: number, unless: string): Promise<void> {
  await duck.run(`create or replace temp view linkage_some as
    select * from linkage_row where no >= ${from} and no < ${from + rowsAtATime}`)
  await duck.run(`create or replace temp table linkage_sure as
    select l.no, r.no as person from linkage_some l join linkage_person r
      on l.number = r.number and l.sorted = r.sorted and l.birth = r.birth and ${unless}`)
  await duck.run(`create or replace temp view linkage_rest as
    select * from linkage_some anti join linkage_sure using (no)`)
  const passes = blocks.map(
    ({ on }) =>
      `select l.no, r.no as person from linkage_rest l join linkage_person r on ${on} and ${unless}`,
  )
  await duck.run(`create or replace temp table linkage_pair as
    select no, person from linkage_sure union all (${passes.join(' union ')})`)
  await duck.run(scored(model))
}

async function countOf(duck: DuckDB, table: string): Promise<number> {
  const [found] = await duck.rows<{ n: bigint }>(`select count(*) as n from ${table}`)
  return Number(found?.n ?? 0)
}

const scored = (model: Model) => `
  create or replace temp table linkage_scored as
  with pair as (
    select p.no, p.person, ${compared}, l.sorted, l.short
    from linkage_pair p join linkage_some l on l.no = p.no
      join linkage_person r on r.no = p.person),
  rare as (
    select pair.* exclude (sorted, short), ${rarity(model)} as rarity
    from pair left join (select sorted, share as full_share from linkage_full) using (sorted)
      left join (select short, share as short_share from linkage_short) using (short))
  select *, ${startOf(model).toFixed(6)} + rarity + ${weights(model)} as weight from rare`

/** A row is about one person at most: what its candidates have in common, they share. */
const ranked = ({ match, none }: Thresholds) => `
  insert into linkage_outcome
  with shared as (
    select *, odds / (1 + sum(odds) over (partition by no)) as confidence
    from (select *, pow(2, least(weight, 500)) as odds from linkage_scored where weight > -20)),
  best as (
    select shared.*, person_id,
      row_number() over (partition by shared.no order by weight desc, person_id) as rank
    from shared join (select no as person, person_id from linkage_person) using (person)),
  state as (
    select no, case when confidence < ${none} then 'none'
      when confidence >= ${match} and ${mayLinkUnseen('best')} then 'match' else 'grey' end as state
    from best where rank = 1)
  select row_key, person_id, state, rank, confidence, weight, rarity, ${vectorText}
  from best join state using (no) join (select no, row_key from linkage_row) using (no)
  where rank = 1 or (state = 'grey' and rank <= ${candidatesKept})`

/**
 * Two rows of one register may be about one person, when it was entered twice; but whoever is not
 * the surest of them must carry the number, or agree in name, birth and residence.
 */
async function doubtSecondClaims(duck: DuckDB): Promise<void> {
  await duck.run(`
    create or replace temp table linkage_doubt as
    select row_key from (
      select row_key, vector,
        row_number() over (partition by person_id order by weight desc, row_key) as claim
      from linkage_outcome where state = 'match')
    where claim > 1
      and not regexp_matches(vector, '^[123]\\.')
      and not regexp_matches(vector, '^0\\.[123]\\.1\\.[01]\\.[123]$')`)
  await duck.run(`update linkage_outcome set state = 'grey'
    where row_key in (select row_key from linkage_doubt)`)
}
