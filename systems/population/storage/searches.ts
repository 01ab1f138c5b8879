import { type Kysely, sql } from 'kysely'
import type { Id } from '#kernel/id'
import { foldName, hasAccents } from '../domain/name.ts'
import type { Sex } from '../domain/personal-number.ts'
import type { Schema } from './schema.ts'

export type PersonSearch = {
  /** Words of the name, with or without accents, in any order; a small misspelling is forgiven. */
  readonly name: string
  readonly birthYear?: number | undefined
  /** A commune (5 digits) or a province (2 digits) of the current residence. */
  readonly unitCode?: string | undefined
  readonly limit: number
}

export type PersonFound = {
  readonly id: Id<'person'>
  readonly number: string
  readonly fullName: string
  readonly birthOn: string
  readonly sex: Sex
  readonly communeCode: string | null
  readonly diedOn: string | null
}

/** How many distinct names are followed to their people: more when a filter will thin them out. */
const namesFollowed = { plain: 400, filtered: 5_000 }

/**
 * Searches in two steps, because a nation has far fewer names than people: first the names, best
 * match first, then the people who bear them. Names with the accents as typed come before others.
 */
export async function searchPeople(
  db: Kysely<Schema>,
  { name, birthYear, unitCode, limit }: PersonSearch,
): Promise<PersonFound[]> {
  const folded = foldName(name)
  const exact = hasAccents(name) ? name.normalize('NFC').trim().toLowerCase() : ''
  const filtered = birthYear !== undefined || unitCode !== undefined
  const many = filtered ? namesFollowed.filtered : namesFollowed.plain
  const found = await people(db, wordMatches(folded, exact, many), { birthYear, unitCode, limit })
  if (found.length > 0) return found
  return people(db, closeMatches(folded), { birthYear, unitCode, limit })
}

type Names = ReturnType<typeof wordMatches>

/** Names that hold all the words; those that are nothing but the words come first. */
function wordMatches(folded: string, exact: string, limit: number) {
  return sql`
    select key, name, row_number() over () as rank from (
      select key, name from population.name
      where string_to_array(folded, ' ') @> string_to_array(${folded}, ' ')
      order by strpos(lower(name), ${exact}) = 0, folded <> ${folded}, length(folded), name
      limit ${limit}) it`
}

/** Names that look alike, for when no name holds the words as typed. */
function closeMatches(folded: string) {
  return sql`
    select key, name, row_number() over () as rank from (
      select key, name from population.name
      where folded operator(public.%) ${folded}
      order by public.similarity(folded, ${folded}) desc, name limit 50) it`
}

async function people(
  db: Kysely<Schema>,
  names: Names,
  { birthYear, unitCode, limit }: Omit<PersonSearch, 'name'>,
): Promise<PersonFound[]> {
  const born =
    birthYear === undefined
      ? sql`true`
      : sql`p.birth_on between ${`${birthYear}-01-01`}::date and ${`${birthYear}-12-31`}::date`
  const lives =
    unitCode === undefined
      ? sql`true`
      : unitCode.length === 5
        ? sql`p.current_commune = ${unitCode}`
        : sql`p.current_commune in (select code from population.unit where province = ${unitCode})`
  const { rows } = await sql<PersonFound>`
    with names as materialized (${names})
    select p.id, p.number, p.full_name as "fullName", p.birth_on as "birthOn", p.sex,
      p.current_commune as "communeCode", p.died_on as "diedOn"
    from names n cross join lateral (
      select * from population.person p where p.name_key = n.key and ${born} and ${lives}
      order by p.birth_on limit ${limit}) p
    order by n.rank, p.birth_on limit ${limit}`.execute(db)
  return rows
}
