/**
 * How long a registrar waits for a search by name, on a million people: the room's search against
 * a plain query, ILIKE over names without accents with a trigram index, on the same PostgreSQL.
 */
import pg from 'pg'
import { foldName, type PersonSearch, type Population } from '#population'
import { openStand } from './stand/center.ts'
import { printHeadline, printTable, quantile, say } from './stand/report.ts'

type Sample = {
  surname: string
  middle: string
  given: string
  name: string
  born: number
  commune: string
  province: string
}
type Question = { kind: string; search: PersonSearch; wanted: string }
type Ask = (search: PersonSearch) => Promise<readonly { fullName: string }[]>

const limit = 21
const rounds = { ours: 3, peer: 1 }
const people = Number(process.argv[2] ?? 1_000_000)

/** Of every fifty questions so many of each kind; the rest of a name is left out in some. */
const mix: Record<
  string,
  { share: number; ask: (it: Sample, at: number) => Omit<PersonSearch, 'limit'> }
> = {
  'full name, no accents': { share: 12, ask: (it) => ({ name: foldName(it.name) }) },
  'full name, accents': { share: 7, ask: (it) => ({ name: it.name }) },
  'two words': { share: 7, ask: (it) => ({ name: foldName(`${it.surname} ${it.given}`) }) },
  'given name': { share: 2, ask: (it) => ({ name: it.given }) },
  'given name, year': { share: 6, ask: (it) => ({ name: foldName(it.given), birthYear: it.born }) },
  'full name, year': { share: 3, ask: (it) => ({ name: foldName(it.name), birthYear: it.born }) },
  'full name, province': {
    share: 4,
    ask: (it) => ({ name: foldName(it.name), unitCode: it.province }),
  },
  'two words, commune': {
    share: 3,
    ask: (it) => ({ name: `${it.surname} ${it.given}`, unitCode: it.commune }),
  },
  misspelt: { share: 6, ask: (it, at) => ({ name: misspelt(foldName(it.name), at) }) },
}

await using center = await openStand(people)
const owner = new pg.Client({ connectionString: center.postgres.ownerUrl })
await owner.connect()
try {
  const questions = await drawQuestions(owner)
  say(`\n${questions.length} questions to ${people.toLocaleString('en')} people\n`)
  const ours = await measure(questions, askRoom(center.rooms.population), rounds.ours)
  await preparePeer(owner)
  const peer = await measure(questions, askPlainly(owner), rounds.peer)
  report(questions, ours, peer)
} finally {
  await owner.end()
}

/** Real people of this nation, always the same, and besides those whose name nobody else bears. */
async function drawQuestions(owner: pg.Client): Promise<Question[]> {
  const sample = async (where: string, count: number) =>
    (
      await owner.query<Sample>(`
        select surname, middle_name as middle, given_name as given, full_name as name,
          extract(year from birth_on)::int as born, current_commune as commune, u.province
        from population.person p join population.unit u on u.code = p.current_commune
        where ${where} order by md5(p.id::text) limit ${count}`)
    ).rows
  const kinds = Object.entries(mix).flatMap(([kind, { share }]) => Array<string>(share).fill(kind))
  const common = await sample('died_on is null', 600)
  const rare = await sample(
    `name_key in (select name_key from population.person group by 1 having count(*) = 1)`,
    50,
  )
  return [
    ...common.map((it, at) => question(kinds[at % kinds.length] as string, it, at)),
    ...rare.map(({ name }) => {
      const search = { name: foldName(name), limit }
      return { kind: 'rare name', search, wanted: name }
    }),
  ]
}

function question(kind: string, it: Sample, at: number): Question {
  const ask = mix[kind]?.ask
  if (!ask) throw new RangeError(kind)
  return { kind, search: { ...ask(it, at), limit }, wanted: it.name }
}

/** A letter left out, doubled, exchanged with its neighbour, or another in its place. */
function misspelt(name: string, at: number): string {
  const words = name.split(' ')
  const long = words.reduce(
    (best, it, index) => (it.length > (words[best] ?? '').length ? index : best),
    0,
  )
  const word = words[long] ?? ''
  const [before, it, after] = [word.slice(0, 1), word.slice(1, 2), word.slice(2)]
  const mistakes = [
    before + after,
    before + it + it + after,
    before + after.slice(0, 1) + it + after.slice(1),
    `${before}${it === 'x' ? 'q' : 'x'}${after}`,
  ]
  return words.with(long, mistakes[at % mistakes.length] as string).join(' ')
}

function askRoom(population: Population): Ask {
  return (search) => population.search(search)
}

async function preparePeer(owner: pg.Client): Promise<void> {
  say('building the trigram index of the plain query')
  const accented = 'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ'
  const plain = foldName(accented.split('').join(' ')).replaceAll(' ', '')
  await owner.query(`
    create extension if not exists pg_trgm;
    create function public.plain(name text) returns text language sql immutable parallel safe
      as $$ select translate(lower(name), '${accented}', '${plain}') $$;
    create index bench_trigram on population.person
      using gin (public.plain(full_name) gin_trgm_ops);
    analyze population.person`)
}

/** The words in their order with anything between; who finds nobody asks for similar names. */
function askPlainly(owner: pg.Client): Ask {
  const ask = async (
    condition: string,
    order: string,
    { birthYear, unitCode }: PersonSearch,
    text: string,
  ) =>
    (
      await owner.query<{ fullName: string }>(
        `select id, number, full_name as "fullName", birth_on, sex, current_commune, died_on
         from population.person where ${condition}
           and ($2::int is null or birth_on between make_date($2, 1, 1) and make_date($2, 12, 31))
           and ($3::text is null or current_commune = $3 or current_commune in (
             select code from population.unit where province = $3))
         order by ${order} limit ${limit}`,
        [text, birthYear ?? null, unitCode ?? null],
      )
    ).rows
  return async (search) => {
    const folded = foldName(search.name)
    const like = `%${folded.replaceAll(' ', '%')}%`
    const found = await ask('public.plain(full_name) ilike $1', 'full_name', search, like)
    if (found.length > 0) return found
    const near = 'similarity(public.plain(full_name), $1) desc'
    return ask('public.plain(full_name) % $1', near, search, folded)
  }
}

type Measured = { ms: number[][]; hits: boolean[] }

/** A first round warms the caches and the compiler up; the times are of those after it. */
async function measure(
  questions: readonly Question[],
  ask: Ask,
  counted: number,
): Promise<Measured> {
  const hits: boolean[] = []
  const ms: number[][] = questions.map(() => [])
  for (let round = 0; round <= counted; round++) {
    for (const [at, { search, wanted }] of questions.entries()) {
      const before = performance.now()
      const found = await ask(search)
      if (round > 0) ms[at]?.push(performance.now() - before)
      else hits.push(found.some((it) => it.fullName === wanted))
    }
  }
  return { ms, hits }
}

function report(questions: readonly Question[], ours: Measured, peer: Measured): void {
  const rows: (string | number)[][] = [
    [
      'question',
      'count',
      'ours p50 ms',
      'p95',
      'p99',
      'found',
      'peer p50 ms',
      'p95',
      'p99',
      'found',
    ],
  ]
  const kinds = [...new Set(questions.map((it) => it.kind)), 'all']
  const figures = ({ ms, hits }: Measured, at: number[]) => {
    const all = at.flatMap((it) => ms[it] ?? [])
    const found = at.filter((it) => hits[it]).length / at.length
    return [
      quantile(all, 0.5),
      quantile(all, 0.95),
      quantile(all, 0.99),
      `${Math.round(found * 100)} %`,
    ]
  }
  for (const kind of kinds) {
    const at = questions.flatMap((it, index) => (kind === 'all' || it.kind === kind ? [index] : []))
    rows.push([kind, at.length, ...figures(ours, at), ...figures(peer, at)])
  }
  printTable(rows)
  const p95 = ({ ms }: Measured) => quantile(ms.flat(), 0.95)
  printHeadline({ name: 'name-search', ours: p95(ours), peer: p95(peer), unit: 'ms p95' })
}
