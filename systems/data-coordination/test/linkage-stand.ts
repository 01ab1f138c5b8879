import { join } from 'node:path'
import { type DuckDB, openDuckDB } from '#engines/duckdb'
import type { Actor } from '#kernel/access'
import { type Known, openNoise } from '#nation'
import { actAs } from '#testing/cases'
import type { Caller, TestHouse } from '#testing/house'
import { enrolOfficial } from '#testing/people'
import { openLinking } from '../linking/index.ts'
import { insertDataset } from '../storage/datasets.ts'
import type { Schema } from '../storage/schema.ts'
import { post } from './center.ts'

export const dataset = 'health-insurance'

export type Row = {
  row_key: string
  personal_number: string | null
  full_name: string | null
  birth_on: string | null
  sex: string | null
  address: string | null
  commune_code: string | null
}

export const linker: Actor = {
  kind: 'system',
  id: 'test',
  name: 'Kiểm thử',
  purpose: 'data-coordination.linkage',
  basis: 'Luật Dữ liệu 60/2024/QH15',
  requestId: 'test',
}

/** The linkage of a test house, with a register that is held in DuckDB. */
export async function openStand(house: TestHouse, name = 'spill') {
  const { kernel, rooms } = house
  const { population, identity } = rooms
  const db = kernel.database.room<Schema>('data-coordination')
  const linking = openLinking({ kernel, db, population, identity })
  const duck = await openDuckDB({
    folders: [join(house.dataDir, 'workshop')],
    temporary: join(house.dataDir, name),
    memoryMb: 512,
    threads: 2,
  })
  return {
    duck,
    people: () => peopleOf(house),
    /** Links these rows as a step of a pipeline would. */
    async link(rows: readonly Row[], signal?: AbortSignal) {
      await fill(duck, rows)
      return linking.linkRun({ duck, table: 'given', dataset, run: 'run-1', actor: linker, signal })
    },
    /** What the step leaves for those after it. */
    links: () =>
      duck.rows<{ row_key: string; person_id: string | null; state: string }>(
        'select row_key, person_id, state from linkage_link order by row_key',
      ),
    [Symbol.asyncDispose]: () => duck.close(),
  }
}

/**
 * A data steward of an agency that is a member of the exchange; with a dataset, it belongs to that
 * agency.
 */
export async function stewardOf(house: TestHouse, code: string, its?: string): Promise<Caller> {
  const { caller, person } = await enrolOfficial(house, 'data-steward', { unitCode: null })
  const { database, clock } = house.kernel
  const { rows } = await database
    .pool('identity')
    .query('select organisation_id from identity.office where person_id = $1', [person.id])
  const name = { vi: `Cơ quan ${code}`, en: `Agency ${code}` }
  const organisationId = rows[0].organisation_id
  const operator = await actAs(house, 'operator')
  await post(operator, '/members', { memberClass: 'GOV', code, name, organisationId })
  if (its !== undefined) {
    const db = database.room<Schema>('data-coordination')
    await db.transaction().execute((tx) =>
      insertDataset(tx, {
        code: its,
        title: name,
        description: name,
        owner: `VN/GOV/${code}`,
        createdAt: clock.now(),
        createdBy: person.id,
      }),
    )
  }
  return caller
}

async function fill(duck: DuckDB, rows: readonly Row[]): Promise<void> {
  await duck.run(`create or replace table given (row_key varchar, personal_number varchar,
    full_name varchar, birth_on varchar, sex varchar, address varchar, commune_code varchar)`)
  const appender = await duck.connection.createAppender('given')
  for (const it of rows) {
    const { row_key, personal_number, full_name, birth_on, sex, address, commune_code } = it
    for (const cell of [
      row_key,
      personal_number,
      full_name,
      birth_on,
      sex,
      address,
      commune_code,
    ]) {
      if (cell === null) appender.appendNull()
      else appender.appendVarchar(cell)
    }
    appender.endRow()
  }
  appender.closeSync()
}

/** Everybody whom the register holds. */
export async function peopleOf({ rooms }: TestHouse): Promise<Known[]> {
  const all: Known[] = []
  for await (const page of rooms.population.everyoneForLinkage(linker)) {
    for (const it of page) {
      const { id, number, oldNumber, fullName, birthOn, sex, address, communeCode } = it
      const facts = { fullName, birthOn, sex, address, communeCode }
      all.push({ personId: id, personalNumber: number, oldNumber, ...facts })
    }
  }
  return all
}

export function rowOf(key: string, it: Omit<Known, 'personId' | 'oldNumber'>): Row {
  return {
    row_key: key,
    personal_number: it.personalNumber,
    full_name: it.fullName,
    birth_on: it.birthOn,
    sex: it.sex,
    address: it.address,
    commune_code: it.communeCode,
  }
}

/** A dirty register about these people, and whose each row is. */
export function dirtyRegister(people: Iterable<Known>, seed = 17) {
  const rows: Row[] = []
  const truth = new Map<string, string | null>()
  for (const { row, personId } of openNoise(seed).registry(people)) {
    const key = `r${rows.length}`
    rows.push(rowOf(key, row))
    truth.set(key, personId)
  }
  return { rows, truth }
}
