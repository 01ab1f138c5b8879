import type { DuckDB } from '#engines/duckdb'
import { beliefs, defaultShare, fields, type Model } from '../domain/linkage.ts'
import { type Pattern, train } from '../domain/linkage-training.ts'
import { compared } from './comparison.ts'

/** Rows and people of each side of the random sample; their product is the pairs compared. */
const sampled = 600
/** Rows from whose pairs m is learned. */
const learnedFrom = 50_000

/** Learns the chances from the rows and people that stand ready. Same tables, same model. */
export async function trainModel(duck: DuckDB): Promise<Model> {
  const [counts] = await duck.rows<{ people: bigint; full: number; short: number }>(`
    select (select count(*) from linkage_person) as people,
      (select coalesce(sum(share * share), 0) from linkage_full) as full,
      (select coalesce(sum(share * share), 0) from linkage_short) as short`)
  const people = Math.max(1, Number(counts?.people ?? 0))
  const least = 1 / people
  // Rows far apart, by a hash of their key: the same ones every time.
  const few = (table: string, limit: number) => {
    const key = table === 'linkage_row' ? 'row_key' : 'person_id'
    return `(select * from ${table} order by hash(${key}), ${key} limit ${limit})`
  }
  const samples = {
    random: await patterns(
      duck,
      `${few('linkage_row', sampled)} l, ${few('linkage_person', sampled)} r`,
    ),
    sameNumber: await patterns(
      duck,
      `${few('linkage_row', learnedFrom)} l join linkage_person r on l.number = r.number`,
    ),
    sameNameAndBirth: await patterns(
      duck,
      `${few('linkage_row', learnedFrom)} l join linkage_person r
        on l.sorted = r.sorted and l.birth = r.birth`,
    ),
  }
  return {
    chances: train(samples, beliefs, people),
    share: defaultShare,
    people,
    coincidence: {
      full: Math.max(least, counts?.full ?? 0),
      short: Math.max(least, counts?.short ?? 0),
    },
  }
}

async function patterns(duck: DuckDB, pairs: string): Promise<Pattern[]> {
  const rows = await duck.rows<Record<string, number | bigint>>(`
    select ${fields.join(', ')}, count(*) as pairs from (select ${compared} from ${pairs})
    group by all order by all`)
  return rows.map((it) => ({
    vector: fields.map((field) => Number(it[field])),
    count: Number(it['pairs']),
  }))
}
