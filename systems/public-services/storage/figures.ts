import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

export type Figures = {
  readonly procedure: string
  readonly submitted: number
  readonly completed: number
  readonly medianMinutesToFill: number | null
  readonly medianHoursToDecide: number | null
  readonly onTimeShare: number | null
}

/** What has been measured of each procedure, over the cases since `since`. */
export async function readFigures(db: Kysely<Schema>, since: Date): Promise<Figures[]> {
  const { rows } = await sql<Figures>`
    select procedure,
      count(submitted_at)::int as submitted,
      count(*) filter (where state = 'completed')::int as completed,
      percentile_cont(0.5) within group
         (order by extract(epoch from submitted_at - created_at) / 60)
        as "medianMinutesToFill",
      percentile_cont(0.5) within group
         (order by extract(epoch from decided_at - submitted_at) / 3600)
        as "medianHoursToDecide",
      (avg(case when decided_at <= due_at then 1.0 else 0.0 end)
        filter (where decided_at is not null))::float8 as "onTimeShare"
    from public_services."case" where created_at >= ${since} group by procedure`.execute(db)
  return rows
}
