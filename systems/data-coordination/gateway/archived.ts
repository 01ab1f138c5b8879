/** Reads an archive: its segments in their order, as if they were one log. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sha256 } from '#kernel/digest'
import { codeOf, Refusal } from '#kernel/problem'
import { noPrevious } from '../evidence/batch.ts'
import { openSegment, type Row, type Segment } from '../evidence/segment.ts'
import type { Statement } from '../hot-path/store.ts'
import { exchangeTables } from '../hot-path/store-tables.ts'
import { lifeTables } from './life-tables.ts'
import type { LogReader } from './log-reader.ts'

/** The segments in a folder; refuses one that is damaged, missing or does not follow. */
export function readArchive(folder: string): Segment[] {
  const segments: Segment[] = []
  let previous = noPrevious
  for (const name of namesIn(folder)) {
    const bytes = readFileSync(join(folder, name))
    const segment = openSegment(bytes)
    if (!segment) throw new Refusal(`${name} is damaged: it is not as it was put away.`)
    const { number } = segment.manifest
    if (number !== segments.length + 1 || segment.manifest.previous !== previous) {
      throw new Refusal(`${name} does not follow from the segment before: one is missing.`)
    }
    previous = sha256(bytes).toString('hex')
    segments.push(segment)
  }
  return segments
}

function namesIn(folder: string): string[] {
  try {
    const found = readdirSync(folder).filter((it) => /-\d{6,}\.zip$/.test(it))
    if (found.length > 0) return found.toSorted()
  } catch (error) {
    throw new Refusal(`The archive ${folder} cannot be read (${codeOf(error)}).`)
  }
  throw new Refusal(`There is no segment of a log in ${folder}.`)
}

/** A log in memory that holds all of the segments. */
export function openArchivedLog(segments: readonly Segment[]): LogReader & { close(): void } {
  const database = new DatabaseSync(':memory:')
  database.exec(exchangeTables)
  database.exec(lifeTables)
  for (const { tables } of segments) {
    for (const [table, rows] of Object.entries(tables)) insertAll(database, table, rows)
  }
  return {
    read: <Found>([sql, ...values]: Statement) =>
      Promise.resolve(database.prepare(sql).all(...values) as Found[]),
    close: () => database.close(),
  }
}

const nameForm = /^[a-z_]+$/

function insertAll(database: DatabaseSync, table: string, rows: readonly Row[]): void {
  const names = Object.keys(rows[0] ?? {}).filter((it) => nameForm.test(it))
  if (names.length === 0) return
  const places = names.map(() => '?').join(', ')
  const insert = database.prepare(
    `insert or ignore into ${table} (${names.join(', ')}) values (${places})`,
  )
  database.exec('begin')
  for (const row of rows) insert.run(...names.map((it) => row[it] ?? null))
  database.exec('commit')
}
