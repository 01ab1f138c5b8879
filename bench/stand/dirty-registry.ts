/** A register of an agency in PostgreSQL, about people who exist, with the dirt of paper. */
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Actor } from '#kernel/access'
import { type DirtyRow, type Known, openNoise } from '#nation'
import type { LinkageFacts, Population } from '#population'

export const linker: Actor = {
  kind: 'system',
  id: 'bench',
  name: 'Bench',
  purpose: 'data-coordination.linkage',
  basis: 'Luật Dữ liệu 60/2024/QH15',
  requestId: 'bench',
}

/**
 * Fills `public.bench_registry` with so many rows: everybody whom the population register holds,
 * with strangers between them, again and again, each time with dirt of another seed. Whose each row
 * is stands in `public.bench_truth`.
 */
export async function writeRegistry(
  [client, other]: readonly [pg.Client, pg.Client],
  population: Pick<Population, 'everyoneForLinkage'>,
  rows: number,
): Promise<void> {
  await client.query(`
    create table public.bench_registry (ma_ho_so text, so_cccd text, ho_ten text, ngay_sinh text,
      gioi_tinh text, dia_chi text, ma_xa text, dien_tich text);
    create table public.bench_truth (row_key text collate "C", person_id uuid)`)
  const registry = client.query(copyFrom('copy public.bench_registry from stdin'))
  const truth = other.query(copyFrom('copy public.bench_truth from stdin'))
  let count = 0
  for (let seed = 1; count < rows; seed++) {
    const noise = openNoise(seed)
    for await (const page of population.everyoneForLinkage(linker)) {
      const [lines, owners]: [string[], string[]] = [[], []]
      for (const it of noise.registry(page.map(knownOf))) {
        if (count === rows) break
        const key = `HS${String(++count).padStart(9, '0')}`
        lines.push(lineOf([key, ...cellsOf(it, count)]))
        owners.push(lineOf([key, it.personId]))
      }
      await Promise.all([put(registry, lines.join('')), put(truth, owners.join(''))])
      if (count === rows) break
    }
  }
  await Promise.all([end(registry), end(truth)])
  await client.query('analyze public.bench_registry; analyze public.bench_truth')
}

export type Score = { precision: number; recall: number; match: number; grey: number; none: number }

/** Counts the links that were saved against the truth. */
export async function scoreLinks(client: pg.Client, dataset: string): Promise<Score> {
  const right = `count(*) filter (where l.state = 'match' and l.person_id = t.person_id)::float8`
  const of = (state: string) => `count(*) filter (where l.state = '${state}')::float8`
  const { rows } = await client.query<Score>(
    `select ${right} / ${of('match')} as precision, ${right} / count(t.person_id) as recall,
       ${of('match')} as match, ${of('grey')} as grey, ${of('none')} as none
     from public.bench_truth t
       left join data_coordination.link l on l.row_key = t.row_key and l.dataset = $1`,
    [dataset],
  )
  return rows[0] as Score
}

function knownOf({ id, number, ...it }: LinkageFacts): Known {
  return { ...it, personId: id, personalNumber: number }
}

/** In the forms of offices: days in two, sexes in words; one day in fifty is none at all. */
function cellsOf({ row }: DirtyRow, n: number): (string | null)[] {
  const { personalNumber, fullName, birthOn, sex, address, communeCode } = row
  const [year, month, day] = birthOn?.split('-') ?? []
  const typed = n % 3 === 0 || !birthOn ? birthOn : `${day}/${month}/${year}`
  const said = sex === 'male' ? 'Nam' : sex && 'nữ'
  return [
    personalNumber,
    fullName,
    n % 50 === 0 ? '31/02/1990' : typed,
    n % 101 === 0 ? '?' : said,
    address,
    communeCode,
    `${n % 1000},5`,
  ]
}

/** A line of the text format of COPY. */
function lineOf(cells: readonly (string | null)[]): string {
  const escaped = (text: string) =>
    text.replace(/[\\\t\n\r]/g, (it) => `\\${it === '\t' ? 't' : it === '\n' ? 'n' : it}`)
  return `${cells.map((it) => (it === null ? '\\N' : escaped(it))).join('\t')}\n`
}

function put(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((done, failed) => {
    stream.write(text, (error) => (error ? failed(error) : done()))
  })
}

function end(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((done, failed) => {
    stream.once('error', failed)
    stream.once('finish', done)
    stream.end()
  })
}
