import pg from 'pg'
import { faultOf } from '#kernel/database'
import { Refusal } from '#kernel/problem'
import type { LifeEvent } from '../domain/life-event.ts'
import type { Person } from '../domain/person.ts'
import { type Ahead, type Lines, linesOf, openAhead, openCopy } from './copy.ts'
import {
  householdRow,
  type ImportedHousehold,
  type ImportedParent,
  type Marriage,
  marriageRow,
  parentRow,
} from './families.ts'
import { lifeEventRow } from './life-events.ts'
import { personRow } from './people.ts'
import type { Unit } from './units.ts'

/** A part of a register that is filled at once: whole families, in any order. */
export type ImportBatch = {
  readonly people: readonly Person[]
  readonly households: readonly ImportedHousehold[]
  readonly parents: readonly ImportedParent[]
  readonly marriages: readonly Marriage[]
  readonly events: readonly LifeEvent[]
}

export type ImportSource = {
  readonly units: readonly Unit[]
  readonly batches: Iterable<ImportBatch>
}

export type ImportProgress = { readonly stage: 'people' | 'indexes'; readonly people: number }

// While people are copied, the rows that came with them wait; so many people are one round.
const peopleInRound = 10_000
const batchesAhead = 10

/**
 * Fills the register by COPY, in one transaction on one connection: a crash leaves what was there
 * before. Whatever the register held is replaced, so the caller makes sure that it may be. Indexes
 * and keys are dropped before and made again after, from their own definitions. Memory stays flat:
 * a batch is asked for when the one before has been handed to the database.
 *
 * @param ownerUrl The role that owns the tables.
 * @returns How many people the register now holds.
 */
export async function importPeople(
  ownerUrl: string,
  source: ImportSource,
  onProgress: (progress: ImportProgress) => void,
): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'ndc import' })
  client.on('error', () => undefined) // the statement under way fails with the reason
  try {
    await client.connect()
    await client.query('begin')
    const people = await fill(client, source, onProgress)
    await client.query('commit')
    return people
  } catch (error) {
    throw refusalOf(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const peopleTables = ['person', 'household', 'parentage', 'marriage', 'life_event'] as const
const filled = ['unit', ...peopleTables, 'former_number', 'name', 'name_word'].map(
  (it) => `population.${it}`,
)

async function fill(
  client: pg.Client,
  { units, batches }: ImportSource,
  onProgress: (progress: ImportProgress) => void,
): Promise<number> {
  await client.query(`
    set local maintenance_work_mem = '256MB';
    set local work_mem = '128MB';
    truncate ${filled.join(', ')}`)
  const definitions = await dropIndexes(client)
  const copy = openCopy(client, 'population.unit')
  await copy.write(linesOf(units, (it) => it))
  await copy.end()
  let people = 0
  const onBatch = (more: number): void => {
    people += more
    onProgress({ stage: 'people', people })
  }
  const iterator = batches[Symbol.iterator]()
  const source = openAhead(() => {
    const { value, done } = iterator.next()
    return done ? undefined : write(value)
  }, batchesAhead)
  while (await copyRound(client, source, onBatch)) {}
  onProgress({ stage: 'indexes', people })
  await client.query(gatherNames)
  for (const definition of definitions) await client.query(definition)
  await client.query(`analyze ${filled.join(', ')}`)
  return people
}

type Written = { people: number } & Record<(typeof peopleTables)[number], Lines>

function write(batch: ImportBatch): Written {
  return {
    people: batch.people.length,
    person: linesOf(batch.people, personRow),
    household: linesOf(batch.households, householdRow),
    parentage: linesOf(batch.parents, (it) => parentRow(it.childId, it)),
    marriage: linesOf(batch.marriages, marriageRow),
    life_event: linesOf(batch.events, lifeEventRow),
  }
}

/** Copies people until the round is full, then what came with them. False when there is no more. */
async function copyRound(
  client: pg.Client,
  source: Ahead<Written>,
  onBatch: (people: number) => void,
): Promise<boolean> {
  const round: Written[] = []
  const copy = openCopy(client, 'population.person')
  for (let people = 0; people < peopleInRound; ) {
    const written = await nextOf(source, copy)
    if (!written) break
    await source.during(copy.write(written.person))
    round.push(written)
    people += written.people
    onBatch(written.people)
  }
  await source.during(copy.end())
  for (const table of peopleTables.slice(1)) {
    const rest = openCopy(client, `population.${table}`)
    for (const it of round) await source.during(rest.write(it[table]))
    await source.during(rest.end())
  }
  return round.length > 0
}

async function nextOf(
  source: Ahead<Written>,
  copy: ReturnType<typeof openCopy>,
): Promise<Written | undefined> {
  try {
    return source.next()
  } catch (error) {
    await copy.abort()
    throw error
  }
}

/** Drops keys and indexes; returns the statements that make them again, in an order that works. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name,
       pg_get_constraintdef(oid) as definition
     from pg_constraint
     where contype in ('p', 'u', 'f')
       and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[]))
     order by contype = 'f', conrelid, conname`,
    [filled],
  )
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i
     where i.indrelid = any($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     order by 1`,
    [filled],
  )
  for (const it of keys.toReversed()) {
    await client.query(`alter table ${it.table} drop constraint ${it.name}`)
  }
  for (const it of indexes) await client.query(`drop index ${it.name}`)
  return [
    ...indexes.map((it) => it.definition),
    ...keys.map((it) => `alter table ${it.table} add constraint ${it.name} ${it.definition}`),
  ]
}

/** The commonest names come first: a search that must stop somewhere then stops at rare ones. */
const gatherNames = `
  insert into population.name (key, name, folded)
  select name_key, full_name, population.fold(full_name)
  from (select name_key, full_name, count(*) from population.person group by 1, 2) it
  order by count desc, full_name collate "C";
  insert into population.name_word (word, folded)
  select word, population.fold(word) from (
    select unnest(string_to_array(name, ' ')) as word from population.name
    union select given_name from population.person) it
  where population.fold(word) <> ''`

function refusalOf(error: unknown): unknown {
  const fault = faultOf(error)
  if (fault === 'disk-full') {
    return new Refusal(
      'The disk of the database is full, so nobody was entered and the register is as it was. ' +
        'Free some space (a million people need about 1.2 GB), or ask for fewer with --people.',
    )
  }
  if (fault === 'away') {
    return new Refusal(
      'The database went away while people were entered, so the register is as it was. ' +
        'Its log tells why; a full disk is a common reason. Then start again.',
    )
  }
  return error
}
