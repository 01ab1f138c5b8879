import { hash } from 'node:crypto'
import { type Kysely, type Selectable, type Transaction } from 'kysely'
import type pg from 'pg'
import type { Id } from '#kernel/id'
import { foldName, fullName } from '../domain/name.ts'
import type {
  Absence,
  Address,
  BloodGroup,
  Card,
  MaritalStatus,
  Person,
  RelationToHead,
  Religion,
} from '../domain/person.ts'
import type { PersonalNumber, Sex } from '../domain/personal-number.ts'
import type { Schema } from './schema.ts'

type Db = Kysely<Schema> | Transaction<Schema>
export type PersonRow = Selectable<Schema['population.person']>

/** The person with this id, or undefined. `lock` keeps others from changing it meanwhile. */
export async function findPerson(
  db: Db,
  id: Id<'person'>,
  lock?: 'for update',
): Promise<Person | undefined> {
  let query = db.selectFrom('population.person').selectAll().where('id', '=', id)
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && personOf(row)
}

export async function isEmpty(db: Db): Promise<boolean> {
  const someone = await db.selectFrom('population.person').select('id').limit(1).executeTakeFirst()
  return someone === undefined
}

/** By the number held now, or one held before. */
export async function findByNumber(db: Db, number: PersonalNumber): Promise<Person | undefined> {
  const row =
    (await db
      .selectFrom('population.person')
      .selectAll()
      .where('number', '=', number)
      .executeTakeFirst()) ??
    (await db
      .selectFrom('population.person')
      .innerJoin('population.former_number', 'population.former_number.person_id', 'id')
      .selectAll('population.person')
      .where('population.former_number.number', '=', number)
      .executeTakeFirst())
  return row && personOf(row)
}

/**
 * Many people by number in one round trip, on a plain driver connection: the order of the answer
 * is the order of the question, undefined where a number is unknown.
 */
export async function findManyByNumber(
  pool: pg.Pool,
  numbers: readonly string[],
): Promise<(Person | undefined)[]> {
  const { rows } = await pool.query<PersonRow & { asked: string }>({
    name: 'people-by-number',
    text: `select number as asked, * from population.person where number = any($1)
      union all
      select f.number, p.* from population.former_number f
        join population.person p on p.id = f.person_id where f.number = any($1)`,
    values: [numbers],
  })
  const byNumber = new Map(rows.map((it) => [it.asked, personOf(it)]))
  return numbers.map((it) => byNumber.get(it))
}

/** Adds a person and their name. False when the number is taken: choose another. */
export async function insertPerson(tx: Transaction<Schema>, person: Person): Promise<boolean> {
  const added = await tx
    .insertInto('population.person')
    .values(personRow(person))
    .onConflict((it) => it.column('number').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) return false
  await addName(tx, person)
  return true
}

export async function updatePerson(tx: Transaction<Schema>, person: Person): Promise<void> {
  const { id, ...rest } = personRow(person)
  await tx.updateTable('population.person').set(rest).where('id', '=', id).execute()
  await addName(tx, person)
}

async function addName(tx: Transaction<Schema>, { name }: Person): Promise<void> {
  const text = fullName(name)
  const added = await tx
    .insertInto('population.name')
    .values({ key: nameKey(text), name: text, folded: foldName(text) })
    .onConflict((it) => it.column('key').doNothing())
    .returning('key')
    .executeTakeFirst()
  if (!added) return
  // In one order, so that two who enter the same words do not wait for each other.
  const words = [...new Set([...text.split(' '), name.given])]
    .toSorted()
    .map((word) => ({ word, folded: foldName(word) }))
    .filter((it) => it.folded !== '')
  if (words.length === 0) return
  await tx
    .insertInto('population.name_word')
    .values(words)
    .onConflict((it) => it.column('word').doNothing())
    .execute()
}

/** A 64-bit key of a full name: equal names have equal keys on every machine. */
export function nameKey(name: string): bigint {
  return hash('sha256', name.normalize('NFC'), 'buffer').readBigInt64BE(0)
}

function address(commune: string | null, detail: string | null): Address | null {
  return commune === null ? null : { communeCode: commune, detail: detail ?? '' }
}

export function personOf(row: PersonRow): Person {
  return {
    id: row.id as Id<'person'>,
    number: row.number as PersonalNumber,
    name: { surname: row.surname, middle: row.middle_name, given: row.given_name },
    otherName: row.other_name,
    birthOn: row.birth_on,
    sex: row.sex as Sex,
    birthplace: row.birthplace,
    registrationPlace: row.registration_place,
    origin: row.origin,
    ethnicity: row.ethnicity,
    religion: row.religion as Religion,
    nationality: row.nationality,
    bloodGroup: row.blood_group as BloodGroup | null,
    oldNumber: row.old_number,
    cards: row.cards as Card[],
    permanentResidence: address(row.permanent_commune, row.permanent_detail),
    temporaryResidence: address(row.temporary_commune, row.temporary_detail),
    currentResidence: address(row.current_commune, row.current_detail),
    absence: row.absence as Absence | null,
    householdId: row.household_id as Id<'household'> | null,
    relationToHead: row.relation_to_head as RelationToHead | null,
    maritalStatus: row.marital_status as MaritalStatus,
    diedOn: row.died_on,
    missingOn: row.missing_on,
    phone: row.phone,
    email: row.email,
    registeredAt: row.registered_at,
  }
}

export function personRow(it: Person) {
  return {
    id: it.id,
    number: it.number,
    surname: it.name.surname,
    middle_name: it.name.middle,
    given_name: it.name.given,
    full_name: fullName(it.name),
    name_key: nameKey(fullName(it.name)),
    other_name: it.otherName,
    birth_on: it.birthOn,
    sex: it.sex,
    birthplace: it.birthplace,
    registration_place: it.registrationPlace,
    origin: it.origin,
    ethnicity: it.ethnicity,
    religion: it.religion,
    nationality: it.nationality,
    blood_group: it.bloodGroup,
    old_number: it.oldNumber,
    cards: JSON.stringify(it.cards),
    permanent_commune: it.permanentResidence?.communeCode ?? null,
    permanent_detail: it.permanentResidence?.detail ?? null,
    temporary_commune: it.temporaryResidence?.communeCode ?? null,
    temporary_detail: it.temporaryResidence?.detail ?? null,
    current_commune: it.currentResidence?.communeCode ?? null,
    current_detail: it.currentResidence?.detail ?? null,
    absence: it.absence && JSON.stringify(it.absence),
    household_id: it.householdId,
    relation_to_head: it.relationToHead,
    marital_status: it.maritalStatus,
    died_on: it.diedOn,
    missing_on: it.missingOn,
    phone: it.phone,
    email: it.email,
    registered_at: it.registeredAt,
  }
}
