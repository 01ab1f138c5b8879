import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Id } from '#kernel/id'
import { corrections } from '../domain/correction.ts'
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

type Db = Kysely<Schema>
type Condition = RawBuilder<boolean>
/** What is searched for, taken apart. */
type Asked = {
  readonly words: readonly string[]
  /** Words as typed with accents, in lower case: names that hold them come first. */
  readonly accented: readonly string[]
  readonly where: Condition
  readonly limit: number
}

/** How many names are followed to their people when a year or a place thins them out. */
const namesFollowed = 2_000
/** How many ways to mend a misspelt name are tried, and how many names are followed then. */
const likeNamesTried = 20
const likeNamesFollowed = 100

/**
 * Searches over names first, because a nation has far fewer names than people, and only then over
 * the people who bear them: those of just this name first, then those whose name holds the words,
 * and when there is nobody, those of a name that looks like it.
 */
export async function searchPeople(db: Db, search: PersonSearch): Promise<PersonFound[]> {
  const words = foldName(search.name).split(' ').filter(Boolean).slice(0, 12)
  if (words.length === 0) return []
  const asked: Asked = {
    words,
    accented: accentedWords(search.name),
    where: whereOf(search),
    limit: search.limit,
  }
  const found = gather(search.limit)
  found.add(await bearers(db, await namesThatAre(db, asked), asked))
  if (found.full()) return found.people
  // A year or a commune alone leaves few people: they are looked at one by one.
  if (search.unitCode?.length === 5) found.add(await peopleOfCommune(db, asked))
  else {
    if (search.birthYear !== undefined) found.add(await peopleByGivenName(db, asked))
    if (!found.full()) found.add(await bearers(db, await namesHolding(db, asked), asked))
  }
  if (found.people.length > 0) return found.people
  // It is not known which name was meant, so none may take all the room.
  return bearers(db, await namesLike(db, asked), asked, Math.ceil(asked.limit / 4))
}

function accentedWords(name: string): string[] {
  return name
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s,.]+/)
    .filter(hasAccents)
}

/** People in the order in which they were found, each once. */
function gather(limit: number) {
  const seen = new Set<string>()
  const people: PersonFound[] = []
  return {
    people,
    full: () => people.length >= limit,
    add(more: readonly PersonFound[]): void {
      for (const it of more) {
        if (people.length >= limit || seen.has(it.id)) continue
        seen.add(it.id)
        people.push(it)
      }
    },
  }
}

function whereOf({ birthYear, unitCode }: PersonSearch): Condition {
  const conditions = [sql<boolean>`true`]
  if (birthYear !== undefined) {
    conditions.push(sql`p.birth_on between ${`${birthYear}-01-01`} and ${`${birthYear}-12-31`}`)
  }
  if (unitCode?.length === 5) conditions.push(sql`p.current_commune = ${unitCode}`)
  else if (unitCode !== undefined) {
    conditions.push(sql`p.current_commune = any(array(
      select code from population.unit where province = ${unitCode}))`)
  }
  return sql`${sql.join(conditions, sql` and `)}`
}

/** Keys of names, best first. */
type Names = readonly bigint[]

async function namesThatAre(db: Db, { words, accented }: Asked): Promise<Names> {
  const { rows } = await sql<{ key: bigint }>`
    select key from population.name n where folded = ${words.join(' ')}
    order by not ${holds(sql`lower(n.name)`, accented)}, name limit 100`.execute(db)
  return rows.map((it) => it.key)
}

/** Names that hold all the words; those with the accents as typed come first, then short ones. */
async function namesHolding(db: Db, { words, accented, limit }: Asked): Promise<Names> {
  const holding = async (also: Condition): Promise<Names> => {
    const { rows } = await sql<{ key: bigint }>`
      select key from (select key, name, folded from population.name n
        where ${holds(sql`n.folded`, words)} and ${also} limit ${namesFollowed}) it
      order by length(folded), name`.execute(db)
    return rows.map((it) => it.key)
  }
  const strict = accented.length > 0 ? await holding(holds(sql`lower(n.name)`, accented)) : []
  if (strict.length >= limit) return strict
  return [...new Set([...strict, ...(await holding(sql`true`))])]
}

/** Names that look like the one that nobody bears: just so many words, or else more. */
async function namesLike(db: Db, { words }: Asked): Promise<Names> {
  const known = await sql<{ folded: string }>`
    select distinct folded from population.name_word where folded not like '% %'`.execute(db)
  const mended = corrections(words, new Set(known.rows.map((it) => it.folded)))
  const { rows: same } = await sql<{ key: bigint }>`
    select n.key from unnest(${mended.map((it) => it.join(' '))}::text[])
        with ordinality as mended(words, rank)
      join population.name n on n.folded = mended.words
    order by rank, name limit ${likeNamesFollowed}`.execute(db)
  if (same.length > 0) return same.map((it) => it.key)
  const { rows } = await sql<{ key: bigint }>`
    select n.key from unnest(${mended.slice(0, likeNamesTried).map((it) => it.join(' '))}::text[])
        with ordinality as mended(words, rank)
      cross join lateral (select key, name, folded from population.name n
        where ${holds(sql`n.folded`, sql`string_to_array(mended.words, ' ')`)} limit 10) n
    order by rank, length(n.folded), n.name limit ${likeNamesFollowed}`.execute(db)
  return [...new Set(rows.map((it) => it.key))]
}

/** Does a text hold all these words? For names without accents there is an index on this. */
function holds(
  text: RawBuilder<unknown>,
  words: readonly string[] | RawBuilder<unknown>,
): Condition {
  const list = Array.isArray(words) ? sql`${words}::text[]` : words
  return sql<boolean>`string_to_array(${text}, ' ') @> ${list}`
}

const columns = sql`p.id, p.number, p.full_name as "fullName", p.birth_on as "birthOn", p.sex,
  p.current_commune as "communeCode", p.died_on as "diedOn"`

/**
 * The people who bear these names, in the order of the names and then of age. Without a year or a
 * place as many names as people are enough; with one, more and more names are followed.
 */
async function bearers(
  db: Db,
  names: Names,
  { where, limit }: Asked,
  ofOneName = limit,
): Promise<PersonFound[]> {
  const found: PersonFound[] = []
  let from = 0
  for (let size = limit; from < names.length && found.length < limit; size *= 8) {
    const { rows } = await sql<PersonFound>`
      select ${columns} from unnest(${names.slice(from, from + size)}::bigint[])
          with ordinality as n(key, rank)
        cross join lateral (select * from population.person p
          where p.name_key = n.key and ${where} order by p.birth_on limit ${ofOneName}) p
      order by n.rank, p.birth_on limit ${limit - found.length}`.execute(db)
    found.push(...rows)
    from += size
  }
  return found
}

/** People whose given name is among the words: with a year of birth these are few. */
async function peopleByGivenName(db: Db, { words, where, limit }: Asked): Promise<PersonFound[]> {
  const runs = words.flatMap((_, from) =>
    words.slice(from, from + 3).map((_, more) => words.slice(from, from + more + 1).join(' ')),
  )
  const { rows } = await sql<PersonFound>`
    select ${columns} from population.person p join population.name n on n.key = p.name_key
    where p.given_name = any(array(
        select word from population.name_word where folded = any(${runs}::text[])))
      and ${where} and ${holds(sql`n.folded`, words)}
    order by length(n.folded), n.name, p.birth_on limit ${limit}`.execute(db)
  return rows
}

async function peopleOfCommune(db: Db, { words, where, limit }: Asked): Promise<PersonFound[]> {
  const { rows } = await sql<PersonFound>`
    select ${columns} from population.person p join population.name n on n.key = p.name_key
    where ${where} and ${holds(sql`n.folded`, words)}
    order by length(n.folded), n.name, p.birth_on limit ${limit}`.execute(db)
  return rows
}
