import { CompiledQuery, sql } from 'kysely'
import type { Actor } from './access.ts'
import type { Clock } from './clock.ts'
import type { Database, Tx } from './database.ts'
import { type Id, newId } from './id.ts'
import { Problem } from './problem.ts'

/** One use of one person's data. */
export type Use = {
  readonly room: string
  /** What was done, as the operationId of the route or the name of the job. */
  readonly operation: string
  /** The person whose data it is. */
  readonly subjectId: string
  /** What was seen or changed. */
  readonly fields: readonly string[]
  readonly outcome: 'read' | 'changed' | 'matched' | 'not-matched' | 'refused'
}

export type UseOnRecord = Use & {
  readonly id: string
  readonly at: Date
  readonly actor: Pick<Actor, 'kind' | 'id' | 'name'>
  readonly purpose: string
  readonly basis: string
}

/** The book of every use of personal data. It only grows. */
export type Audit = {
  /** Records uses in the transaction in which they happen. */
  record(tx: Tx, actor: Actor, uses: readonly Use[]): Promise<void>
  /** Records uses by several actors that happened earlier and were told of now. */
  recordTold(tx: Tx, told: readonly UseTold[]): Promise<void>
  /**
   * Records uses outside a transaction. Resolves when they are durable: an answer that discloses
   * personal data waits for this. Records of many callers share one commit.
   */
  settle(actor: Actor, uses: readonly Use[]): Promise<void>
  /** A person's uses, newest first, before the record `before`. */
  trail(subjectId: string, limit: number, before?: string): Promise<UseOnRecord[]>
  /**
   * Puts records that nothing can come before any more under a seal, and hands its digest on in the
   * same transaction, to somebody who can show later that it was not changed. False where there is
   * nothing to seal yet: each call marks how far the next one may go.
   */
  seal(handOn: (tx: Tx, seal: AuditSeal) => Promise<void>): Promise<boolean>
  /** Seals, newest first, before the one whose last record is `before`: do their records fit? */
  checkSeals(limit: number, before?: bigint): Promise<(AuditSeal & { readonly fits: boolean })[]>
}

export type AuditSeal = {
  readonly id: Id<'audit-seal'>
  readonly lastId: bigint
  readonly records: number
  readonly digest: Buffer
}

/** A use by somebody at some time. */
export type UseTold = { readonly at: Date; readonly actor: Actor; readonly use: Use }

const maxBatch = 2_000
const maxWaiting = 20_000

export function openAudit(database: Database, clock: Clock): Audit {
  const pool = database.pool('kernel')
  let waiting: { rows: UseTold[]; done: () => void; failed: (error: unknown) => void }[] = []
  let waitingRows = 0
  let writing = false

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const batch = takeBatch()
      try {
        const values = columnsOf(batch.flatMap((it) => it.rows))
        await pool.query({ name: 'audit-records', text: insertRows, values })
        for (const it of batch) it.done()
      } catch (error) {
        for (const it of batch) it.failed(error)
      }
    }
    writing = false
  }

  function takeBatch() {
    let [count, rows] = [0, 0]
    while (count < waiting.length && rows < maxBatch) rows += waiting[count++]?.rows.length ?? 0
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    waitingRows -= rows
    return batch
  }

  return {
    async record(tx, actor, uses) {
      if (uses.length === 0) return
      const at = clock.now()
      const columns = columnsOf(uses.map((use) => ({ at, actor, use })))
      await tx.executeQuery(CompiledQuery.raw(insertRows, columns))
    },

    async recordTold(tx, told) {
      if (told.length === 0) return
      await tx.executeQuery(CompiledQuery.raw(insertRows, columnsOf(told)))
    },

    settle(actor, uses) {
      if (uses.length === 0) return Promise.resolve()
      if (waitingRows + uses.length > maxWaiting) throw tooBusy()
      const at = clock.now()
      const rows = uses.map((use) => ({ at, actor, use }))
      waitingRows += rows.length
      return new Promise((done, failed) => {
        waiting.push({ rows, done, failed })
        // The calls that arrive in this turn of the loop share the first commit.
        if (!writing) setImmediate(() => writing || void writeAll())
      })
    },

    async trail(subjectId, limit, before) {
      const { rows } = await pool.query(
        `select id::text, at, room, operation, purpose, basis, actor_kind, actor_id, actor_name,
           subject_id, fields, outcome
         from kernel.audit_record where subject_id = $1 and id < coalesce($3, 9223372036854775807)
         order by audit_record.id desc limit $2`,
        [subjectId, limit, before ?? null],
      )
      return rows.map((it) => ({
        id: it.id,
        at: it.at,
        room: it.room,
        operation: it.operation,
        purpose: it.purpose,
        basis: it.basis,
        actor: { kind: it.actor_kind, id: it.actor_id, name: it.actor_name },
        subjectId: it.subject_id,
        fields: it.fields,
        outcome: it.outcome,
      }))
    },
    seal: (handOn) =>
      database
        .room<unknown>('kernel')
        .transaction()
        .execute(async (tx) => {
          const seal = await nextSeal(tx, clock)
          if (seal) await handOn(tx, seal)
          return seal !== undefined
        }),
    async checkSeals(limit, before) {
      const { rows } = await pool.query<AuditSeal & { fits: boolean }>(
        `select id, last_id as "lastId", records, digest,
           coalesce(digest = kernel.audit_digest(after, last_id), false) as fits
         from (select *, lag(last_id, 1, 0::bigint) over (order by last_id) as after
               from kernel.audit_seal) seal
         where last_id < coalesce($2, 9223372036854775807) order by last_id desc limit $1`,
        [limit, before ?? null],
      )
      return rows
    },
  }
}

const mostUnderSeal = 50_000

type Mark = { readonly upTo: string; readonly before: string }

/**
 * Numbers of records are drawn before their transactions commit, so one may appear below another
 * that is there already. What was the highest at the mark is passed once every transaction that ran
 * then has ended.
 */
async function nextSeal(tx: Tx, clock: Clock): Promise<AuditSeal | undefined> {
  await sql`select pg_advisory_xact_lock(764005)`.execute(tx)
  const { rows } = await sql<{ value: Mark; isPassed: boolean; isNewer: boolean }>`
    select value, pg_snapshot_xmin(pg_current_snapshot()) >= (value->>'before')::xid8 as "isPassed",
      pg_snapshot_xmax(pg_current_snapshot()) < (value->>'before')::xid8 as "isNewer"
    from kernel.fact where name = 'audit-mark'`.execute(tx)
  const [mark] = rows
  // A mark that lies ahead is of the database from which this one was restored.
  if (mark && !mark.isPassed && !mark.isNewer) return undefined
  const seal = mark?.isPassed ? await sealUpTo(tx, mark.value.upTo, clock) : undefined
  if (seal?.records === mostUnderSeal) return seal
  await sql`insert into kernel.fact (name, value)
    select 'audit-mark', jsonb_build_object('upTo', coalesce(max(id), 0)::text,
      'before', pg_snapshot_xmax(pg_current_snapshot())::text) from kernel.audit_record
    on conflict (name) do update set value = excluded.value`.execute(tx)
  return seal
}

async function sealUpTo(tx: Tx, upTo: string, clock: Clock): Promise<AuditSeal | undefined> {
  const now = clock.now()
  const { rows } = await sql<AuditSeal>`
    with start as (select coalesce(max(last_id), 0) as after from kernel.audit_seal),
      run as (
        select max(id) as last, count(*)::int as records from (
          select id from kernel.audit_record, start where id > after and id <= ${upTo}::bigint
          order by id limit ${mostUnderSeal}) it)
    insert into kernel.audit_seal (id, last_id, records, digest, sealed_at)
    select ${newId('audit-seal', now)}, last, records, kernel.audit_digest(after, last), ${now}
    from run, start where records > 0
    returning id, last_id as "lastId", records, digest`.execute(tx)
  return rows[0]
}

const insertRows = `
  insert into kernel.audit_record (at, room, operation, purpose, basis, actor_kind, actor_id,
    actor_name, subject_id, fields, outcome, request_id)
  select at, room, operation, purpose, basis, actor_kind, actor_id, actor_name, subject_id,
    string_to_array(fields, ' '), outcome, request_id
  from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::text[], $9::uuid[], $10::text[], $11::text[], $12::text[])
    as t(at, room, operation, purpose, basis, actor_kind, actor_id, actor_name, subject_id,
      fields, outcome, request_id)`

function columnsOf(rows: readonly UseTold[]): unknown[][] {
  return [
    rows.map((it) => it.at.toISOString()),
    rows.map((it) => it.use.room),
    rows.map((it) => it.use.operation),
    rows.map((it) => it.actor.purpose),
    rows.map((it) => it.actor.basis),
    rows.map((it) => it.actor.kind),
    rows.map((it) => it.actor.id),
    rows.map((it) => it.actor.name),
    rows.map((it) => it.use.subjectId),
    rows.map((it) => it.use.fields.join(' ')),
    rows.map((it) => it.use.outcome),
    rows.map((it) => it.actor.requestId),
  ]
}

function tooBusy(): Problem {
  return new Problem(
    503,
    'kernel.busy',
    { vi: 'Hệ thống đang quá tải, vui lòng thử lại sau.', en: 'Too busy; please try again soon.' },
    { retryAfterSeconds: 2 },
  )
}
