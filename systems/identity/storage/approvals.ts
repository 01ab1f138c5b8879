import type { Selectable, Transaction } from 'kysely'
import type { Id } from '#kernel/id'
import type { Approval, ApprovalState } from '../domain/approval.ts'
import type { Db } from './accounts.ts'
import type { Schema } from './schema.ts'

export async function insertApproval(db: Db, it: Approval, browser: Buffer): Promise<void> {
  await db
    .insertInto('identity.approval')
    .values({
      id: it.id,
      account_id: it.accountId,
      browser,
      number: it.number,
      tries: it.tries,
      state: it.state,
      screen: it.screen,
      ip: it.ip,
      requested_at: it.requestedAt,
      expires_at: it.expiresAt,
    })
    .execute()
}

/** The approval that this browser asked for. */
export async function findApproval(
  db: Db,
  id: Id<'approval'>,
  browser: Buffer,
): Promise<Approval | undefined> {
  const row = await db
    .selectFrom('identity.approval')
    .selectAll()
    .where('id', '=', id)
    .where('browser', '=', browser)
    .executeTakeFirst()
  return row && approvalOf(row)
}

/** An approval that an account is asked for, kept from others until the transaction ends. */
export async function holdApproval(
  tx: Transaction<Schema>,
  id: Id<'approval'>,
  accountId: Id<'account'>,
): Promise<Approval | undefined> {
  const row = await tx
    .selectFrom('identity.approval')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  return row && approvalOf(row)
}

export async function updateApproval(tx: Transaction<Schema>, it: Approval): Promise<void> {
  await tx
    .updateTable('identity.approval')
    .set({ state: it.state, tries: it.tries })
    .where('id', '=', it.id)
    .execute()
}

/** Takes an approved log-in; of two takers one gets it. */
export async function takeApproval(
  tx: Transaction<Schema>,
  id: Id<'approval'>,
): Promise<Id<'account'> | undefined> {
  const row = await tx
    .updateTable('identity.approval')
    .set({ state: 'taken' })
    .where('id', '=', id)
    .where('state', '=', 'approved')
    .returning('account_id')
    .executeTakeFirst()
  return (row?.account_id ?? undefined) as Id<'account'> | undefined
}

/** What waits for an account's device, newest first. */
export async function listWaiting(
  db: Db,
  accountId: Id<'account'>,
  now: Date,
  limit: number,
): Promise<Approval[]> {
  const rows = await db
    .selectFrom('identity.approval')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', now)
    .orderBy('requested_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(approvalOf)
}

function approvalOf(row: Selectable<Schema['identity.approval']>): Approval {
  return {
    id: row.id as Id<'approval'>,
    accountId: row.account_id as Id<'account'> | null,
    number: row.number,
    tries: row.tries,
    state: row.state as ApprovalState,
    screen: row.screen,
    ip: row.ip,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
  }
}
