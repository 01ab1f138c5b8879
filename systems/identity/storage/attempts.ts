import { sql } from 'kysely'
import type { Db } from './accounts.ts'

/**
 * Counts an attempt at or from something (a keyed digest) and says how many there were in this
 * window. The window begins with the first attempt; counting is one atomic statement.
 */
export async function countAttempt(
  db: Db,
  key: Buffer,
  now: Date,
  windowMs: number,
): Promise<{ count: number; endsAt: Date }> {
  const ends = new Date(now.getTime() + windowMs)
  const { rows } = await sql<{ count: number; endsAt: Date }>`
    insert into identity.attempt as a (key, count, ends_at) values (${key}, 1, ${ends})
    on conflict (key) do update set
      count = case when a.ends_at <= ${now} then 1 else a.count + 1 end,
      ends_at = case when a.ends_at <= ${now} then ${ends} else a.ends_at end
    returning count, ends_at as "endsAt"`.execute(db)
  return rows[0] as { count: number; endsAt: Date }
}

/** Forgets the attempts after a success. */
export async function forgetAttempts(db: Db, key: Buffer): Promise<void> {
  await sql`delete from identity.attempt where key = ${key}`.execute(db)
}
