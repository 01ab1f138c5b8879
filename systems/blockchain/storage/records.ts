import { CompiledQuery, type Transaction } from 'kysely'
import type pg from 'pg'
import { sha256 } from '#kernel/digest'
import type { LogName } from '../domain/log.ts'
import type { Schema } from './schema.ts'

export type RecordKept = {
  readonly id: string
  readonly log: LogName
  readonly digest: Buffer
  readonly salt: Buffer | null
  readonly forgottenAt: Date | null
  readonly handedAt: Date
  /** Its place in the tree; null while it waits for one. */
  readonly leaf: number | null
}

export type HandOver = {
  readonly log: LogName
  readonly count: number
  readonly handedAt: Date
  /** For each record its id (16), its digest (32) and, unless `salted`, its salt (32). */
  readonly packed: Buffer
  /** The digests are commitments already. */
  readonly salted: boolean
  /** The hash of each leaf (32). */
  readonly leaves: Buffer
}

/**
 * Keeps records in one statement, whatever their number: they travel as one value in binary, which
 * costs a third of what lists written out cost.
 */
export async function insertRecords(tx: Transaction<Schema>, it: HandOver): Promise<void> {
  const { log, count, handedAt, leaves, packed, salted } = it
  await tx.executeQuery(
    CompiledQuery.raw(salted ? insertSalted : insertPlain, [log, count, handedAt, leaves, packed]),
  )
}

const insertWith = (width: number, salt: string) => `
  with handed as (
    insert into blockchain.hand_over (log, records, handed_at, leaves)
    values ($1, $2::integer, $3::timestamptz, $4::bytea) returning id)
  insert into blockchain.record (id, hand_over, nth, digest, salt)
  select encode(substr($5::bytea, nth * ${width} + 1, 16), 'hex')::uuid, handed.id, nth,
    substr($5, nth * ${width} + 17, 32), ${salt}
  from handed, generate_series(0, $2 - 1) nth`
const insertPlain = insertWith(80, 'substr($5, nth * 80 + 49, 32)')
const insertSalted = insertWith(48, 'null')

/** Replaces digests by commitments and drops the salts; gives how many were linked until now. */
export async function forgetSalts(
  tx: Transaction<Schema>,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  const { numAffectedRows } = await tx.executeQuery(
    CompiledQuery.raw(
      `update blockchain.record
       set digest = sha256(salt || digest), salt = null, forgotten_at = $2
       where id = any($1::uuid[]) and salt is not null`,
      [ids, now],
    ),
  )
  return Number(numAffectedRows ?? 0n)
}

const columns = `
  record.id, log, digest, salt, forgotten_at as "forgottenAt", handed_at as "handedAt",
  (first_leaf + nth)::float8 as leaf`

export async function findRecord(pool: pg.Pool, id: string): Promise<RecordKept | undefined> {
  const { rows } = await pool.query<RecordKept>(
    `select ${columns} from blockchain.record
     join blockchain.hand_over on hand_over.id = record.hand_over where record.id = $1`,
    [id],
  )
  return rows[0]
}

/** Records with this digest, or commitment, the oldest first. */
export async function findByDigest(
  pool: pg.Pool,
  digest: Uint8Array,
  limit: number,
): Promise<RecordKept[]> {
  const { rows } = await pool.query<RecordKept>(
    `select ${columns} from blockchain.record
     join blockchain.hand_over on hand_over.id = record.hand_over
     where substr(digest, 1, 8) = $1 and digest = $2 order by record.hand_over, record.nth limit $3`,
    [digest.subarray(0, 8), digest, limit],
  )
  return rows
}

/** Records that wait for their place in a tree, and how long the oldest has. */
export async function countWaiting(
  pool: pg.Pool,
): Promise<{ records: number; since: Date | null }> {
  const { rows } = await pool.query<{ records: number; since: Date | null }>(
    `select coalesce(sum(records), 0)::float8 as records, min(handed_at) as since
     from blockchain.hand_over where first_leaf is null`,
  )
  return rows[0] ?? { records: 0, since: null }
}

/** What stands in the tree for a record. */
export function leafOf(commitment: Uint8Array): Buffer {
  const marked = Buffer.alloc(33)
  marked.set(commitment, 1)
  return sha256(marked)
}
