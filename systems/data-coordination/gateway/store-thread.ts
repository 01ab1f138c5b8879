/**
 * The side of `store.ts` in its thread: the only one that writes the file. Loaded once for each
 * store, so that each has a state of its own (see `store-host.ts`).
 */
import { createSecretKey } from 'node:crypto'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { sha256 } from '#kernel/digest'
import type {
  AppendMore,
  BatchAnswer,
  Bodies,
  Claim,
  Claimed,
  EvidenceEntry,
  Proof,
  Statement,
  Unit,
} from './store.ts'
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
/** Claims of this run that have not ended; those of runs before are unknown. */
const running = new Set<string>()

const claimOf = `
  select c.nonce, c.evidence, e.status, e.response_base
  from claim c left join evidence e on e.seq = c.evidence
  where c.x_road_id = ? and c.client = ?`
const insertClaim = `
  insert into claim (at, x_road_id, client, nonce, sealed) values (?, ?, ?, ?, ?)
  on conflict do nothing`
const charge = `
  insert into spent (grant_id, day, count) values (?, ?, ?)
  on conflict do update set count = count + excluded.count`
const insertEvidence = `
  insert into evidence (x_road_id, request_id, side, client, service, at, grant_id, purpose,
    request_base, request_signature, request_key, request_body_base, request_body_signature,
    status, response_base, response_signature, response_key, response_body_base,
    response_body_signature, sealed)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const endClaim = `
  update claim set evidence = ?, sealed = null
  where x_road_id = ? and client = ? and evidence is null`
const amendClaim =
  'update claim set sealed = ? where x_road_id = ? and client = ? and evidence is null'
const removeClaim = 'delete from claim where x_road_id = ? and client = ? and evidence is null'
const insertBody = 'insert into kept_body (evidence, part, sealed) values (?, ?, ?)'
/** More than what an exchange writes. */
const writeProbe = 'insert or replace into probe (id, filler) values (1, randomblob(32768))'
const insertUse = 'insert into use (sealed) values (?)'

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

function run(units: readonly Unit[]): BatchAnswer {
  const results: unknown[] = []
  const failures: Record<number, string> = {}
  const begun: string[] = []
  const ended: string[] = []
  const charges = new Map<string, number>()
  const act = (unit: Unit): unknown => {
    if (unit.kind === 'claim') return takeOn(unit.claim, begun, charges)
    if (unit.kind === 'append') return append(unit, ended)
    if (unit.kind === 'amend') return amend(unit.entry)
    if (unit.kind === 'read') return statement(unit.statement[0]).all(...unit.statement.slice(1))
    if (unit.kind === 'write') return write(unit.statements)
    if (unit.kind === 'probe') return void statement(writeProbe).run()
    ended.push(`${unit.xRoadId} ${unit.client}`)
    return void statement(removeClaim).run(unit.xRoadId, unit.client)
  }
  try {
    statement('begin immediate').run()
    for (const [at, unit] of units.entries()) {
      try {
        results.push(act(unit))
      } catch (error) {
        // A statement that is wrong by itself fails alone; a full disk fails all.
        if (!(database as DatabaseSync).isTransaction || unit.kind !== 'write') throw error
        failures[at] = (error as Error).message
        results.push(undefined)
      }
    }
    for (const [grant, count] of charges) {
      const at = grant.indexOf(' ')
      statement(charge).run(grant.slice(at + 1), Number(grant.slice(0, at)), count)
    }
    statement('commit').run()
    for (const it of begun) running.add(it)
    for (const it of ended) running.delete(it)
    return { results, failures }
  } catch (error) {
    if ((database as DatabaseSync).isTransaction) statement('rollback').run()
    return { results: [], failures, fault: (error as Error).message }
  }
}

function takeOn(
  { entry, nonce, day }: Claim,
  begun: string[],
  charges: Map<string, number>,
): Claimed {
  const { xRoadId, client } = entry
  const sealed = seal(key, claimUse, JSON.stringify(entry))
  const { changes } = statement(insertClaim).run(entry.atMs, xRoadId, client, nonce, sealed)
  const name = `${xRoadId} ${client}`
  if (changes === 1) {
    begun.push(name)
    const grant = `${day} ${entry.grant}`
    charges.set(grant, (charges.get(grant) ?? 0) + 1)
    return { outcome: 'new' }
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
    running: earlier.evidence === null && (running.has(name) || begun.includes(name)),
  }
}

type Append = { entry: EvidenceEntry; more: AppendMore }

function append({ entry, more: { endsClaim, use, bodies } }: Append, ended: string[]): number {
  const { request, response } = entry
  const texts = {
    request: request.base,
    requestBody: request.body?.base,
    response: response?.base,
    responseBody: response?.body?.base,
  }
  const { lastInsertRowid } = statement(insertEvidence).run(
    entry.xRoadId,
    entry.requestId,
    entry.side === 'consumer' ? 0 : 1,
    entry.client,
    entry.service,
    entry.atMs,
    entry.grant,
    entry.purpose,
    ...columnsOf(request),
    ...bodyColumnsOf(request),
    entry.status,
    ...(response ? columnsOf(response) : nothing),
    ...(response ? bodyColumnsOf(response) : noBody),
    seal(key, evidenceUse, JSON.stringify(texts)),
  )
  const seq = Number(lastInsertRowid)
  if (endsClaim) {
    statement(endClaim).run(seq, entry.xRoadId, entry.client)
    ended.push(`${entry.xRoadId} ${entry.client}`)
  }
  if (bodies) keepBodies(seq, bodies)
  if (use !== undefined) statement(insertUse).run(seal(key, reportUse, use))
  return seq
}

function keepBodies(seq: number, { request, response }: Bodies): void {
  for (const [part, body] of [request, response].entries()) {
    if (body) statement(insertBody).run(seq, part, seal(key, bodyUse, body))
  }
}

function amend(entry: EvidenceEntry): void {
  const sealed = seal(key, claimUse, JSON.stringify(entry))
  statement(amendClaim).run(sealed, entry.xRoadId, entry.client)
}

const nothing = [null, null, null] as const
const noBody = [null, null] as const

function columnsOf({ base, signature, keyId }: Proof) {
  return [sha256(base), Buffer.from(signature, 'base64'), Buffer.from(keyId, 'base64url')] as const
}

function bodyColumnsOf({ body }: Proof) {
  return body ? ([sha256(body.base), Buffer.from(body.signature, 'base64')] as const) : noBody
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
  const rows = statement('select sealed from claim where evidence is null order by id').all()
  if (rows.length === 0) return
  statement('begin immediate').run()
  for (const { sealed } of rows) {
    const entry = JSON.parse(unseal(key, claimUse, sealed as Uint8Array)) as EvidenceEntry
    append({ entry, more: { endsClaim: true } }, [])
  }
  statement('commit').run()
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
