/** Reads a log from its beginning to its end, in pieces. */
import { DatabaseSync } from 'node:sqlite'
import { Refusal } from '#kernel/problem'
import type { BatchHead } from '../evidence/batch.ts'
import {
  type LoggedBatch,
  type LoggedRecord,
  type LogStart,
  wholeLog,
} from '../evidence/log-check.ts'
import type { Statement } from '../hot-path/store.ts'
import { type EvidenceRow, recordOf } from '../hot-path/store-tables.ts'
import { type BatchRow, recordColumns, type SegmentRow } from './life-tables.ts'

/** A log that is read: the store of a running gateway, a file at rest, or an archived segment. */
export type LogReader = { read<Row>(statement: Statement): Promise<Row[]> }

const piece = 500

export async function* recordsOf(log: LogReader): AsyncGenerator<LoggedRecord> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await log.read<EvidenceRow>([
      `select ${recordColumns} from evidence where seq > ? order by seq limit ?`,
      after,
      piece,
    ])
    for (const row of rows) yield { seq: row.seq, record: recordOf(row) }
    const last = rows.at(-1)
    if (!last) return
    after = last.seq
  }
}

export async function* batchesOf(log: LogReader): AsyncGenerator<LoggedBatch> {
  for (let after = 0; ; after++) {
    const [row] = await log.read<BatchRow>([
      'select * from batch where number > ? order by number limit 1',
      after,
    ])
    if (!row) return
    yield batchOf(row)
    after = row.number - 1
  }
}

export function batchOf({ head, leaves, token }: BatchRow): LoggedBatch {
  return {
    head: JSON.parse(head) as BatchHead,
    leaves: Buffer.from(leaves),
    token: Buffer.from(token),
  }
}

/** What was archived and taken out of the log before its first record. */
export async function startOf(log: LogReader): Promise<LogStart> {
  const [first] = await log.read<{ number: number }>(['select min(number) as number from batch'])
  const before = (first?.number ?? 1) - 1
  const [row] = await log.read<SegmentRow>([
    'select * from segment where last_batch <= ? order by number desc limit 1',
    before,
  ])
  return row ? { number: row.last_batch, seq: row.last_seq, digest: row.last_head } : wholeLog
}

/** A log at rest, opened to read. Throws a Refusal when a process holds it, or it is damaged. */
export function openLogFile(file: string): LogReader & { close(): void } {
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    database.prepare('select count(*) from sqlite_schema').get()
    return {
      read: <Row>([sql, ...values]: Statement) =>
        Promise.resolve(database.prepare(sql).all(...values) as Row[]),
      close: () => database.close(),
    }
  } catch (error) {
    const { message } = error as Error
    throw /locked|busy/i.test(message)
      ? new LogHeld(`${file} is held by a running gateway.`)
      : new Refusal(`${file} cannot be read: ${message}.`)
  }
}

/** The gateway that runs must be asked. */
export class LogHeld extends Refusal {}
