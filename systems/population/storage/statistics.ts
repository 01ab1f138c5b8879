import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

export type Pyramid = {
  readonly people: number
  readonly households: number
  readonly bands: readonly { from: number; male: number; female: number }[]
}

/** Living people by sex in bands of five years, on a date. Reads the whole register: cache it. */
export async function readPyramid(db: Kysely<Schema>, on: string): Promise<Pyramid> {
  const { rows } = await sql<{ from: number; male: number; female: number }>`
    select least(date_part('year', age(${on}::date, birth_on))::int / 5 * 5, 90) as "from",
      count(*) filter (where sex = 'male')::int as male,
      count(*) filter (where sex = 'female')::int as female
    from population.person where died_on is null group by 1 order by 1`.execute(db)
  const households = await sql<{ count: number }>`
    select count(*)::int as count from population.household`.execute(db)
  return {
    people: rows.reduce((sum, it) => sum + it.male + it.female, 0),
    households: households.rows[0]?.count ?? 0,
    bands: rows,
  }
}
