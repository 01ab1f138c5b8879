/**
 * The side of `store.ts` in its thread: the only one that writes the file. Loaded once for each
 * store, so that each has a state of its own (see `store-host.ts`).
 */
import { createSecretKey } from 'node:crypto'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { sha256 } from '#kernel/digest'
import type { BatchAnswer, Bodies, PackedEntry, Statement, Unit } from './store.ts'
import { deskOf } from './store-desk.ts'
import {
  bodyUse,
  claimUse,
  evidenceUse,
  exchangeTables,
  reportUse,
  seal,
  unseal,
} from './store-tables.ts'

const { port, file, key: keyBytes, tables } = deskOf(import.meta.url)
// As a key object it need not be taken in anew for every row.
const key = createSecretKey(keyBytes)

const database = open()
const prepared = new Map<string, StatementSync>()

type Running = { readonly id: number; readonly takenOn: number }
/** Claims of this run that have not ended; those of runs before are unknown. */
const running = new Map<string, Running>()
/** How many claims of a row of `taken_on` have not ended. */
const unended = new Map<number, number>()
/** Rows of `taken_on` that nobody needs any more; they go with the next commit. */
let needless: number[] = []

const claimOf = `
  select c.nonce, c.evidence, e.status, e.response_base
  from claim c left join evidence e on e.seq = c.evidence
  where c.x_road_id = ? and c.client = ?`
const insertClaim = `
  insert into claim (at, x_road_id, client, nonce) values (?, ?, ?, ?)
  on conflict do nothing`
const openClaims = `select id, x_road_id || ' ' || client as name from claim where evidence is null`
const insertTakenOn = 'insert into taken_on (sealed) values (?)'
const removeTakenOn = 'delete from taken_on where id = ?'
const charge = `
  insert into spent (grant_id, day, count) values (?, ?, ?)
  on conflict do update set count = count + excluded.count`
const insertEvidence = `
  insert into evidence (x_road_id, request_id, side, client, service, at, grant_id, purpose,
    status, request_base, request_signature, request_key, request_body_base,
    request_body_signature, response_base, response_signature, response_key, response_body_base,
    response_body_signature, sealed)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const endClaim = 'update claim set evidence = ? where id = ? and evidence is null'
const removeClaim = 'delete from claim where id = ? and evidence is null'
const insertUse = 'insert into use (sealed) values (?)'
const insertBody = 'insert into kept_body (evidence, part, sealed) values (?, ?, ?)'
/** More than what an exchange writes. */
const writeProbe = 'insert or replace into probe (id, filler) values (1, randomblob(32768))'

function open(): DatabaseSync | undefined {
  try {
    const it = new DatabaseSync(file)
    it.exec(`
      pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;
      pragma busy_timeout = 0; pragma wal_autocheckpoint = 2000; pragma cache_size = -32000;
      pragma temp_store = memory;`)
    it.exec(exchangeTables)
    for (const table of tables) it.exec(table)
    return it
  } catch (error) {
    port.postMessage(wordsOf(error))
    return undefined
  }
}

function wordsOf(error: unknown): string {
  const words = (error as Error).message
  if (/locked|busy/i.test(words)) return `${file} is held by another process.`
  if (/malformed|not a database/i.test(words)) return `${file} is damaged: ${words}.`
  return `${file} cannot be opened: ${words}.`
}

function statement(sql: string): StatementSync {
  let it = prepared.get(sql)
  if (!it) {
    it = (database as DatabaseSync).prepare(sql)
    prepared.set(sql, it)
  }
  return it
}

/** What a batch changes of what is known here, once it is durable. */
class Batch {
  /** Claims, by name: their ids. */
  readonly begun = new Map<string, number>()
  /** What they, and those that were amended, will leave as evidence if they never end. */
  readonly takenOn: PackedEntry[] = []
  readonly ended: string[] = []
  readonly charges = new Map<string, number>()

  /** The last statements of the transaction; returns what to do once it is durable. */
  finish(): () => void {
    for (const [grant, count] of this.charges) {
      const at = grant.indexOf(' ')
      statement(charge).run(grant.slice(at + 1), Number(grant.slice(0, at)), count)
    }
    const takenOn = this.takenOn.length > 0 ? keepTakenOn(this.takenOn) : 0
    for (const it of needless) statement(removeTakenOn).run(it)
    return () => {
      needless = []
      // First, since an id that was let go may have been taken on again.
      for (const name of this.ended) end(name)
      for (const entry of this.takenOn) {
        const name = nameOf(entry)
        const id = this.begun.get(name) ?? running.get(name)?.id
        if (id === undefined) continue
        end(name)
        running.set(name, { id, takenOn })
        unended.set(takenOn, (unended.get(takenOn) ?? 0) + 1)
      }
      if (takenOn > 0 && !unended.has(takenOn)) needless.push(takenOn)
    }
  }
}

/** Sealed together: one row and one seal for all that are taken on at the same time. */
function keepTakenOn(all: readonly PackedEntry[]): number {
  const sealed = seal(key, claimUse, JSON.stringify(all))
  return Number(statement(insertTakenOn).run(sealed).lastInsertRowid)
}

function end(name: string): void {
  const it = running.get(name)
  if (!it) return
  running.delete(name)
  const left = (unended.get(it.takenOn) ?? 0) - 1
  if (left > 0) {
    unended.set(it.takenOn, left)
    return
  }
  unended.delete(it.takenOn)
  needless.push(it.takenOn)
}

function run(units: readonly Unit[]): BatchAnswer {
  const results: unknown[] = []
  const failures: Record<number, string> = {}
  const batch = new Batch()
  try {
    statement('begin immediate').run()
    for (const [at, unit] of units.entries()) {
      try {
        results.push(act(unit, batch))
      } catch (error) {
        // A statement that is wrong by itself fails alone; a full disk fails all.
        if (!(database as DatabaseSync).isTransaction || unit[0] !== 'write') throw error
        failures[at] = (error as Error).message
        results.push(undefined)
      }
    }
    const durable = batch.finish()
    statement('commit').run()
    durable()
    return { results, failures }
  } catch (error) {
    if ((database as DatabaseSync).isTransaction) statement('rollback').run()
    return { results: [], failures, fault: (error as Error).message }
  }
}

function act(unit: Unit, batch: Batch): unknown {
  if (unit[0] === 'claim') return takeOn(unit, batch)
  if (unit[0] === 'append') return append(unit, batch.ended)
  if (unit[0] === 'amend') return void batch.takenOn.push(unit[1])
  if (unit[0] === 'release') return release(unit[1], batch)
  if (unit[0] === 'read') return statement(unit[1][0]).all(...unit[1].slice(1))
  if (unit[0] === 'write') return write(unit[1])
  return void statement(writeProbe).run()
}

function nameOf([xRoadId, , , client]: PackedEntry): string {
  return `${xRoadId} ${client}`
}

/** Null when it is new; else what is known of the earlier one. */
function takeOn(
  [, entry, nonce, day]: Extract<Unit, readonly ['claim', ...unknown[]]>,
  batch: Batch,
) {
  const [xRoadId, , , client, , atMs, grantId] = entry
  const name = nameOf(entry)
  const done = statement(insertClaim).run(atMs, xRoadId, client, nonce)
  if (done.changes === 1) {
    batch.begun.set(name, Number(done.lastInsertRowid))
    batch.takenOn.push(entry)
    const grant = `${day} ${grantId}`
    batch.charges.set(grant, (batch.charges.get(grant) ?? 0) + 1)
    return null
  }
  const earlier = statement(claimOf).get(xRoadId, client) as {
    nonce: string
    evidence: number | null
    status: number | null
    response_base: Uint8Array | null
  }
  const base = earlier.response_base
  return {
    outcome: 'earlier',
    sameMessage: earlier.nonce === nonce,
    status: earlier.status,
    responseBase: base && Buffer.from(base).toString('base64url'),
    running: earlier.evidence === null && (running.has(name) || batch.begun.has(name)),
  }
}

function release(name: string, { ended }: Batch): void {
  const it = running.get(name)
  if (!it) return
  ended.push(name)
  statement(removeClaim).run(it.id)
}

type Append = Extract<Unit, readonly ['append', ...unknown[]]>

function append([, entry, endsClaim, use, bodies]: Append, ended: string[]): number {
  const [xRoadId, requestId, side, client, service, atMs, grant, purpose, status] = entry
  const texts = {
    request: entry[9],
    requestBody: entry[12] ?? undefined,
    response: entry[14] ?? undefined,
    responseBody: entry[17] ?? undefined,
  }
  const { lastInsertRowid } = statement(insertEvidence).run(
    xRoadId,
    requestId,
    side,
    client,
    service,
    atMs,
    grant,
    purpose,
    status,
    sha256(entry[9]),
    Buffer.from(entry[10], 'base64'),
    Buffer.from(entry[11], 'base64url'),
    digestOrNull(entry[12]),
    bytesOrNull(entry[13], 'base64'),
    digestOrNull(entry[14]),
    bytesOrNull(entry[15], 'base64'),
    bytesOrNull(entry[16], 'base64url'),
    digestOrNull(entry[17]),
    bytesOrNull(entry[18], 'base64'),
    seal(key, evidenceUse, JSON.stringify(texts)),
  )
  const seq = Number(lastInsertRowid)
  if (endsClaim) {
    const name = nameOf(entry)
    const it = running.get(name)
    if (it) statement(endClaim).run(seq, it.id)
    ended.push(name)
  }
  if (bodies) keepBodies(seq, bodies)
  if (use !== null) statement(insertUse).run(seal(key, reportUse, use))
  return seq
}

function digestOrNull(text: string | null): Buffer | null {
  return text === null ? null : sha256(text)
}

function bytesOrNull(text: string | null, encoding: 'base64' | 'base64url'): Buffer | null {
  return text === null ? null : Buffer.from(text, encoding)
}

function keepBodies(seq: number, { request, response }: Bodies): void {
  for (const [part, body] of [request, response].entries()) {
    if (body) statement(insertBody).run(seq, part, seal(key, bodyUse, body))
  }
}

function write(statements: readonly Statement[]): void {
  statement('savepoint own').run()
  try {
    for (const [sql, ...values] of statements) statement(sql).run(...values)
    statement('release own').run()
  } catch (error) {
    if ((database as DatabaseSync).isTransaction) {
      statement('rollback to own').run()
      statement('release own').run()
    }
    throw error
  }
}

/** What was taken on and never ended goes into the evidence as such: its outcome is unknown. */
function settleUnfinished(): void {
  const kept = statement('select sealed from taken_on order by id').all()
  if (kept.length === 0) return
  const open = statement(openClaims).all() as { id: number; name: string }[]
  for (const { id, name } of open) running.set(name, { id, takenOn: 0 })
  const unfinished = new Map<string, PackedEntry>()
  for (const { sealed } of kept) {
    const entries = JSON.parse(unseal(key, claimUse, sealed as Uint8Array)) as PackedEntry[]
    for (const it of entries) if (running.has(nameOf(it))) unfinished.set(nameOf(it), it)
  }
  statement('begin immediate').run()
  for (const entry of unfinished.values()) append(['append', entry, true, null, null], [])
  statement('delete from taken_on').run()
  statement('commit').run()
  running.clear()
}

if (database) {
  settleUnfinished()
  port.on('message', (it: Unit[] | 'close') => {
    if (it !== 'close') {
      port.postMessage(run(it))
      return
    }
    database.close()
    port.close()
  })
  port.postMessage('open')
}
