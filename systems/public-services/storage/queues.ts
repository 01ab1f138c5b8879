import { type Kysely, sql } from 'kysely'
import type { Id } from '#kernel/id'
import { type Case, caseOf } from './cases.ts'
import type { Schema } from './schema.ts'

/** A desk: the communes that an official is responsible for, and what they decide there. */
export type Desk = {
  /** Null means the whole country. */
  readonly communes: readonly string[] | null
  readonly procedures: readonly string[]
}

export type QueueFilter = {
  readonly state: 'submitted' | 'in-review' | 'decided'
  readonly procedure?: string | undefined
  readonly after?: Id<'case'> | undefined
  readonly limit: number
}

export type QueueCounts = {
  readonly waiting: number
  readonly overdue: number
  readonly dueToday: number
  readonly decidedThisMonth: number
  readonly onTimeThisMonth: number
}

/** The cases on a desk: nearest deadline first, decided ones newest first. */
export async function listQueue(
  db: Kysely<Schema>,
  desk: Desk,
  { state, procedure, after, limit }: QueueFilter,
): Promise<Case[]> {
  const procedures = procedure ? desk.procedures.filter((it) => it === procedure) : desk.procedures
  let query = db
    .selectFrom('public_services.case')
    .selectAll()
    .where(sql<boolean>`procedure = any(${procedures}::text[])`)
    .where(
      state === 'decided'
        ? sql<boolean>`state in ('granted', 'completed', 'refused', 'returned')`
        : sql<boolean>`state = ${state}`,
    )
  if (desk.communes) query = query.where(sql<boolean>`commune = any(${desk.communes}::text[])`)
  if (after) {
    query = query.where(
      state === 'decided'
        ? sql<boolean>`(changed_at, id) < (select changed_at, id from public_services."case" where id = ${after})`
        : sql<boolean>`(due_at, id) > (select due_at, id from public_services."case" where id = ${after})`,
    )
  }
  const rows = await (state === 'decided'
    ? query.orderBy('changed_at', 'desc').orderBy('id', 'desc')
    : query.orderBy('due_at').orderBy('id')
  )
    .limit(limit)
    .execute()
  return rows.map(caseOf)
}

export async function countQueue(
  db: Kysely<Schema>,
  desk: Desk,
  now: Date,
  endOfToday: Date,
  startOfMonth: Date,
): Promise<QueueCounts> {
  const { rows } = await sql<QueueCounts>`
    select
      count(*) filter (where pending)::int as waiting,
      count(*) filter (where pending and due_at < ${now})::int as overdue,
      count(*) filter (where pending and due_at >= ${now} and due_at < ${endOfToday})::int
         as "dueToday",
      count(*) filter (where decided)::int as "decidedThisMonth",
      count(*) filter (where decided and decided_at <= due_at)::int as "onTimeThisMonth"
    from (
      select due_at, decided_at, state in ('submitted', 'in-review') as pending,
        decided_at >= ${startOfMonth} and state in ('granted', 'completed', 'refused') as decided
      from public_services."case"
      where procedure = any(${desk.procedures}::text[])
        and (${desk.communes === null} or commune = any(${desk.communes ?? []}::text[]))
        and (state in ('submitted', 'in-review') or decided_at >= ${startOfMonth})) it`.execute(db)
  return rows[0] as QueueCounts
}
