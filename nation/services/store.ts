import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Collection, Registry, Row } from '../registries/index.ts'

/** What an agency was asked to change in a record, and what came of it. */
export type Correction = {
  readonly id: string
  readonly collection: string
  readonly recordId: string
  readonly field: string
  readonly from: string | number | null
  readonly to: string | number | null
  readonly reason: string
  /** Who asked: a subsystem of the exchange. */
  readonly by: string
  readonly at: string
}

/** How a write ended that came with this X-Road-Id, and over which body. */
export type Outcome = {
  readonly digest: string
  readonly correction: Correction
}

export type Page = { readonly items: readonly Row[]; readonly next: string | null }

/** The records of one agency, in a small database of its own. */
export type Store = {
  count(collection: Collection): number
  find(collection: Collection, id: string): Row | undefined
  /** The records in which a person stands, as far as their number is written right. */
  about(collection: Collection, personalNumber: string): readonly Row[]
  page(collection: Collection, after: string, limit: number): Page
  outcome(xRoadId: string): Outcome | undefined
  correction(id: string): Correction | undefined
  /** Changes the record and keeps what was asked, in one transaction. */
  correct(xRoadId: string, digest: string, it: Correction): void
  close(): void
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const numbersOf = (it: Collection): string[] => it.identities.map(({ number }) => number)

export function openStore(file: string, { collections }: Registry): Store {
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
  db.exec(corrections)
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    const it = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, it)
    return it
  }
  for (const { code } of collections) prepared(`select count(*) as n from ${quoted(code)}`).get()

  return {
    count: ({ code }) =>
      Number(prepared(`select count(*) as n from ${quoted(code)}`).get()?.['n'] ?? 0),
    find: ({ code }, id) =>
      prepared(`select * from ${quoted(code)} where id = ?`).get(id) as Row | undefined,
    about(collection, personalNumber) {
      const numbers = numbersOf(collection)
      const where = numbers.map((it) => `${quoted(it)} = ?`).join(' or ')
      const sql = `select * from ${quoted(collection.code)} where ${where} order by id limit 100`
      return prepared(sql).all(...numbers.map(() => personalNumber)) as Row[]
    },
    page({ code }, after, limit) {
      const sql = `select * from ${quoted(code)} where id > ? order by id limit ?`
      const items = prepared(sql).all(after, limit) as Row[]
      const last = items.length === limit ? items.at(-1)?.['id'] : undefined
      return { items, next: last === undefined ? null : String(last) }
    },
    outcome(xRoadId) {
      const row = prepared('select digest, correction from outcome where x_road_id = ?').get(
        xRoadId,
      )
      const correction = row && this.correction(String(row['correction']))
      return correction && { digest: String(row['digest']), correction }
    },
    correction(id) {
      const row = prepared('select fact from correction where id = ?').get(id)
      return row && (JSON.parse(String(row['fact'])) as Correction)
    },
    correct(xRoadId, digest, it) {
      db.exec('begin immediate')
      try {
        const set = `${quoted(it.field)} = ? where id = ?`
        prepared(`update ${quoted(it.collection)} set ${set}`).run(it.to, it.recordId)
        prepared('insert into correction (id, fact) values (?, ?)').run(it.id, JSON.stringify(it))
        prepared('insert into outcome (x_road_id, digest, correction) values (?, ?, ?)').run(
          xRoadId,
          digest,
          it.id,
        )
        db.exec('commit')
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },
    close: () => db.close(),
  }
}

const corrections = `
  create table if not exists correction (id text primary key, fact text not null) strict;
  create table if not exists outcome (
    x_road_id text primary key, digest text not null, correction text not null
  ) strict;`

/** A store that is being filled: it stands under its name only when it is whole. */
export type Filling = { add(collection: string, row: Row): void; end(): void }

export function fillStore(file: string, { collections }: Registry): Filling {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.draft`
  rmSync(draft, { force: true })
  const db = new DatabaseSync(draft)
  db.exec('pragma journal_mode = off; pragma synchronous = off')
  const inserts = new Map<string, (row: Row) => void>()
  for (const { code, fields } of collections) {
    const columns = fields.map(({ name, kind }, at) => {
      const type = kind === 'count' ? 'integer' : 'text'
      return `${quoted(name)} ${type}${at === 0 ? ' primary key' : ''}`
    })
    db.exec(`create table ${quoted(code)} (${columns.join(', ')}) strict`)
    const insert = db.prepare(
      `insert into ${quoted(code)} values (${fields.map(() => '?').join(', ')})`,
    )
    inserts.set(code, (row) => {
      insert.run(...fields.map(({ name }): SQLInputValue => row[name] ?? null))
    })
  }
  db.exec('begin')
  return {
    add: (collection, row) => inserts.get(collection)?.(row),
    end() {
      db.exec('commit')
      for (const it of collections) {
        for (const number of numbersOf(it)) {
          db.exec(`create index ${quoted(`${it.code}_${number}`)}
            on ${quoted(it.code)} (${quoted(number)})`)
        }
      }
      db.close()
      renameSync(draft, file)
    },
  }
}
