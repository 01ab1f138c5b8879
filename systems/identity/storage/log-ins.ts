import type { Id } from '#kernel/id'
import type { Db } from './accounts.ts'

export type LogInOutcome = 'succeeded' | 'failed' | 'refused' | 'reported' | 'locked'

export type LogIn = {
  readonly id: Id<'log-in'>
  readonly accountId: Id<'account'>
  readonly at: Date
  readonly method: string
  readonly outcome: LogInOutcome
  readonly browser: string
  readonly ip: string
}

export async function insertLogIn(db: Db, it: LogIn): Promise<void> {
  await db
    .insertInto('identity.log_in')
    .values({
      id: it.id,
      account_id: it.accountId,
      at: it.at,
      method: it.method,
      outcome: it.outcome,
      browser: it.browser,
      ip: it.ip,
    })
    .execute()
}

/** Log-ins and attempts of an account, newest first, before the one with the id `before`. */
export async function listLogIns(
  db: Db,
  accountId: Id<'account'>,
  limit: number,
  before?: string,
): Promise<LogIn[]> {
  let query = db
    .selectFrom('identity.log_in')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(limit)
  if (before) query = query.where('id', '<', before)
  const rows = await query.execute()
  return rows.map((it) => ({
    id: it.id as Id<'log-in'>,
    accountId,
    at: it.at,
    method: it.method,
    outcome: it.outcome as LogInOutcome,
    browser: it.browser,
    ip: it.ip,
  }))
}
