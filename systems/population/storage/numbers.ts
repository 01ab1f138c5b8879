import { randomInt } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'
import type { Person } from '../domain/person.ts'
import { composePersonalNumber, type PersonalNumber } from '../domain/personal-number.ts'
import { placeCodesOf, placeCodeToday } from '../domain/place-code.ts'
import { insertPerson } from './people.ts'
import type { Schema } from './schema.ts'

// A million numbers stand behind each place, sex and year; the largest city uses a tenth of them.
const maxTries = 50

/** Adds a person with a free random number of the province that registers the birth. */
export async function insertWithNewNumber(
  tx: Transaction<Schema>,
  person: Omit<Person, 'number'>,
  provinceCode: string,
  on: CivilDate,
): Promise<Person> {
  const placeCode = placeCodesOf(provinceCode, on)[0]
  if (!placeCode) throw new Error(`There is no province ${provinceCode}.`)
  for (let tries = 0; tries < maxTries; tries++) {
    const numbered = { ...person, number: drawNumber(placeCode, person) }
    if (await wasUsed(tx, numbered.number)) continue
    if (await insertPerson(tx, numbered)) return numbered
  }
  throw new Error('No free personal number was found.')
}

/** A free number that fits the person as they are now; the present one becomes a former one. */
export async function replaceNumber(
  tx: Transaction<Schema>,
  person: Person,
  today: CivilDate,
): Promise<PersonalNumber> {
  await tx
    .insertInto('population.former_number')
    .values({ number: person.number, person_id: person.id, until_on: today })
    .execute()
  const placeCode = placeCodeToday(person.number.slice(0, 3), today)
  for (let tries = 0; tries < maxTries; tries++) {
    const number = drawNumber(placeCode, person)
    if (await wasUsed(tx, number)) continue
    const holder = await tx
      .selectFrom('population.person')
      .select('id')
      .where('number', '=', number)
      .executeTakeFirst()
    if (!holder) return number
  }
  throw new Error('No free personal number was found.')
}

function drawNumber(placeCode: string, { sex, birthOn }: Pick<Person, 'sex' | 'birthOn'>) {
  return composePersonalNumber(placeCode, sex, birthOn, randomInt(1_000_000))
}

/** A number that someone had before is never given to another. */
async function wasUsed(tx: Transaction<Schema>, number: PersonalNumber): Promise<boolean> {
  const row = await tx
    .selectFrom('population.former_number')
    .select('number')
    .where('number', '=', number)
    .executeTakeFirst()
  return row !== undefined
}
