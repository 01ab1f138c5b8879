import { join } from 'node:path'
import { checkMapping } from '../domain/mapping.ts'
import type { Pipeline } from '../domain/pipeline.ts'
import { checkSource, compileMapping, type Dictionary } from './map.ts'
import type { Store } from './store.ts'

const shown = 50
/** Rows are looked for among so many: first those in which something is wrong. */
const among = 20_000

export type Cells = Record<string, string | number | null>
export type Bad = { field: string; value: string; reason: string }

/** Some rows of a landed file before and after a mapping; those with bad values stand first. */
export async function previewRows(
  store: Store,
  it: {
    file: string
    spill: string
    mapping: Pick<Pipeline, 'mapping' | 'key'>
    dictionary: Dictionary
  },
) {
  const { terms, lists } = it.dictionary
  checkMapping(it.mapping.mapping, terms, new Set(lists.keys()))
  const folder = join(it.file, '..')
  await using duck = await store.open({ folders: [folder], spill: it.spill })
  await checkSource(duck, it.file, it.mapping.mapping)
  const { text, values } = compileMapping(it.mapping, it.dictionary, among)
  const after = await duck.rows<Cells & { row_no: bigint; row_bad: Bad[] }>(
    `select * from (${text}) order by len(row_bad) = 0, row_no limit ${shown}`,
    { landed: it.file, ...values },
  )
  const numbers = after.map((row) => Number(row.row_no))
  const before = await duck.rows<Cells & { row_no: bigint }>(
    `select file_row_number + 1 as row_no, * exclude (file_row_number)
     from read_parquet($file, file_row_number = true)
     where file_row_number + 1 in (${numbers.length > 0 ? numbers.join(', ') : 'null'})`,
    { file: it.file },
  )
  const byNumber = new Map(before.map((row) => [Number(row.row_no), row]))
  return after.map(({ row_no, row_bad, ...cells }) => {
    const { row_no: _, ...source } = byNumber.get(Number(row_no)) ?? { row_no }
    return {
      number: Number(row_no),
      before: plain(source),
      after: plain(cells),
      bad: row_bad.map(({ field, value, reason }) => ({ field, value, reason })),
    }
  })
}

/** Cells as JSON tells them; long texts are cut. */
export function plain(row: Record<string, unknown>): Cells {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [
      name,
      cell instanceof Date ? dayOf(cell) : tell(cell),
    ]),
  )
}

function tell(cell: unknown): string | number | null {
  if (cell === null || cell === undefined) return null
  if (typeof cell === 'number') return cell
  if (typeof cell === 'bigint' && Number.isSafeInteger(Number(cell))) return Number(cell)
  return typeof cell === 'string' ? cell.slice(0, 4_000) : `${cell as boolean | bigint}`
}

function dayOf(cell: Date): string {
  return cell.toISOString().replace(/T00:00:00\.000Z$/, '')
}
