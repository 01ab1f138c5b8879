import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { wait } from '#kernel/clock'
import { invariants } from './faults-invariants.ts'
import type { Ledger } from './faults-ledger.ts'
import type { Stand } from './faults-stand.ts'

/**
 * Holds the center against what its clients were told, and against itself. Returns what is wrong,
 * in sentences; nothing when nothing was lost, doubled or half done.
 */
export async function auditCenter(stand: Stand, ledger: Ledger): Promise<string[]> {
  const db = await connect(stand)
  try {
    const stuck = await untilSettled(db)
    const broken: string[] = []
    for (const { name, query } of invariants) {
      const { rows } = await db.query<{ it: string }>(query)
      if (rows.length > 0) broken.push(`${name}: ${rows.map((row) => row.it).join(', ')}`)
    }
    return [
      ...stuck,
      ...broken,
      ...(await lettersMissing(db, stand)),
      ...(await promisesBroken(db, ledger)),
      ...ledger.strange,
    ]
  } finally {
    await db.end()
  }
}

/** Reads every page and every index of the database, and returns what is damaged. */
export async function auditStorage(stand: Stand): Promise<string[]> {
  const db = await connect(stand)
  try {
    await db.query('create extension if not exists amcheck')
    const { rows: tables } = await db.query<{ name: string; damage: string }>(`
      select c.oid::regclass::text as name, v.msg as damage from pg_class c,
        lateral verify_heapam(c.oid, skip := 'none') v
      where c.relkind in ('r', 't', 'm') and c.relpersistence = 'p'`)
    const damaged = tables.map((it) => `${it.name}: ${it.damage}`)
    const { rows: indexes } = await db.query<{ oid: number; name: string }>(`
      select c.oid, c.oid::regclass::text as name from pg_class c
        join pg_index i on i.indexrelid = c.oid join pg_am a on a.oid = c.relam
      where a.amname = 'btree' and i.indisvalid and c.relpersistence = 'p'`)
    for (const { oid, name } of indexes) {
      await db
        .query('select bt_index_parent_check($1, true, true)', [oid])
        .catch((error: Error) => damaged.push(`${name}: ${error.message}`))
    }
    return damaged
  } finally {
    await db.end()
  }
}

export async function connect(stand: Stand): Promise<pg.Client> {
  const db = new pg.Client({ connectionString: stand.ownerUrl(), application_name: 'audit' })
  await db.connect()
  return db
}

/** Waits until no job is left; says which ones stay. */
async function untilSettled(db: pg.Client): Promise<string[]> {
  let left: { it: string }[] = []
  for (let waited = 0; waited < 90_000; waited += 50) {
    const { rows } = await db.query<{ it: string }>(`
      select format('job %s after %s tries: %s', task_identifier, attempts,
        coalesce(last_error, 'not run')) as it
      from graphile_worker.jobs
      where run_at < now() + interval '1 hour' limit 20`)
    left = rows
    if (left.length === 0) return []
    await wait(50)
  }
  return left.map(({ it }) => it)
}

/** What was acknowledged and is not so. */
async function promisesBroken(db: pg.Client, ledger: Ledger): Promise<string[]> {
  const broken: string[] = []
  const check = async (what: string, query: string, told: readonly unknown[]) => {
    const { rows } = await db.query<{ it: string }>(query, [JSON.stringify(told)])
    if (rows.length > 0) broken.push(`${what}: ${rows.map(({ it }) => it).join(', ')}`)
  }
  const numbers = [...ledger.submitted.values()]
  if (new Set(numbers).size < numbers.length) broken.push('a dossier number was told twice')
  await check(
    'an acknowledged submission is lost or has another number',
    `select t.id as it from json_to_recordset($1) as t(id uuid, number text)
       left join public_services."case" c on c.id = t.id and c.dossier_number = t.number
         and c.state <> 'draft' and c.submitted_at is not null
     where c.id is null`,
    [...ledger.submitted].map(([id, number]) => ({ id, number })),
  )
  await check(
    'an acknowledged decision is lost or another',
    `select t.id as it from json_to_recordset($1) as t(id uuid, outcome text)
     where 1 <> (select count(*) from public_services.decision d
       where d.case_id = t.id and d.outcome = t.outcome)`,
    [...ledger.decided].map(([id, outcome]) => ({ id, outcome })),
  )
  await check(
    'an acknowledged answer is lost',
    `select t.id || ' ' || a.key as it
     from json_to_recordset($1) as t(id uuid, answers jsonb), jsonb_each(t.answers) a
       left join public_services."case" c on true
     where c.id = t.id and c.answers -> a.key is distinct from a.value`,
    [...ledger.saved].map(([id, answers]) => ({ id, answers })),
  )
  await check(
    'an acknowledged file is lost or changed',
    `select t.id as it from json_to_recordset($1) as t(id uuid, "caseId" uuid, sha256 text)
     where not exists (select from public_services.evidence e where e.id = t.id
       and e.case_id = t."caseId" and e.received = e.size and encode(e.sha256, 'hex') = t.sha256)`,
    [...ledger.uploaded].map(([id, it]) => ({ id, ...it })),
  )
  await check(
    'a disclosure that was answered is not in the audit book',
    `select t.trace as it from json_to_recordset($1) as t(trace text)
     where not exists (select from kernel.audit_record a where a.request_id = t.trace)`,
    [...ledger.looks].map((trace) => ({ trace })),
  )
  return broken
}

/** Every notice to someone with an address has become a letter, which lies in the folder. */
async function lettersMissing(db: pg.Client, { dataDir }: Stand): Promise<string[]> {
  const { rows } = await db.query<{ id: string; email: string }>(`
    select n.id, c.answers ->> 'email' as email
    from public_services.notice n join public_services."case" c on c.id = n.case_id
    where c.applicant_id = n.person_id and c.answers ->> 'email' is not null`)
  return rows.flatMap(({ id, email }) => {
    try {
      const letter = readFileSync(join(dataDir, 'mail', `${id}.eml`), 'utf8')
      return letter.includes(email) ? [] : [`the letter ${id} is not to ${email}`]
    } catch {
      return [`the letter ${id} was not written`]
    }
  })
}
