import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Account, AccountState, Level, Locker } from '../domain/account.ts'
import type { Schema } from './schema.ts'

export type Db = Kysely<Schema> | Transaction<Schema>

/** The account with this id. `lock` keeps others from changing it meanwhile. */
export async function findAccount(
  db: Db,
  id: Id<'account'>,
  lock?: 'for update',
): Promise<Account | undefined> {
  let query = db.selectFrom('identity.account').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && accountOf(row)
}

/** The account of a person that is not closed. */
export async function accountOfPerson(
  db: Db,
  personId: Id<'person'>,
  lock?: 'for update',
): Promise<Account | undefined> {
  let query = db
    .selectFrom('identity.account')
    .selectAll()
    .where('person_id', '=', personId)
    .where('state', '<>', 'closed')
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && accountOf(row)
}

/** Adds an account. False when the person has one already. */
export async function insertAccount(tx: Transaction<Schema>, it: Account): Promise<boolean> {
  const added = await tx
    .insertInto('identity.account')
    .values(rowOf(it))
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export async function updateAccount(tx: Transaction<Schema>, it: Account): Promise<void> {
  const { id, ...rest } = rowOf(it)
  await tx.updateTable('identity.account').set(rest).where('id', '=', id).execute()
}

/** Accounts that are not closed, by level. */
export async function countAccounts(db: Db): Promise<{ level1: number; level2: number }> {
  const rows = await db
    .selectFrom('identity.account')
    .select(['level', (it) => it.fn.countAll<bigint>().as('count')])
    .where('state', '<>', 'closed')
    .groupBy('level')
    .execute()
  const count = (level: number) => Number(rows.find((it) => it.level === level)?.count ?? 0)
  return { level1: count(1), level2: count(2) }
}

function rowOf(it: Account) {
  return {
    id: it.id,
    person_id: it.personId,
    name: it.name,
    level: it.level,
    state: it.state,
    locked_by: it.lockedBy,
    lock_reason: it.lockReason,
    opened_at: it.openedAt,
    changed_at: it.changedAt,
  }
}

function accountOf(row: Selectable<Schema['identity.account']>): Account {
  return {
    id: row.id as Id<'account'>,
    personId: row.person_id as Id<'person'>,
    name: row.name,
    level: row.level as Level,
    state: row.state as AccountState,
    lockedBy: row.locked_by as Locker | null,
    lockReason: row.lock_reason,
    openedAt: row.opened_at,
    changedAt: row.changed_at,
  }
}
