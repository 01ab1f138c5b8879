import { type DuckDB, identifier, literal } from '#engines/duckdb'
import type { FieldMapping } from '../domain/mapping.ts'

/** What the linkage reads of a row; a dataset that lacks one has nothing there. */
const linkedTerms = {
  personal_number: 'person.number',
  full_name: 'person.full-name',
  birth_on: 'person.birth-date',
  sex: 'person.sex',
  address: 'person.address',
  commune_code: 'place.commune',
}

/**
 * What the linkage compares of the rows of a file, as a view: of rows with one key the last counts.
 * Only rows whose key stands twice are sorted; a sort of whole registers does not fit into memory.
 *
 * @returns The name of the view.
 */
export async function gatherLinkedRows(
  duck: DuckDB,
  file: string,
  mapping: readonly FieldMapping[],
): Promise<string> {
  const columns = Object.entries(linkedTerms).map(([name, term]) => {
    const column = mapping.find((it) => it.term === term)?.to
    return `${column === undefined ? 'null' : identifier(column)}::varchar as ${name}`
  })
  const [view, rows] = ['linked_rows', `read_parquet(${literal(file)})`]
  await duck.run(
    `create or replace temp view ${view} as
     with twice as materialized (select row_key from ${rows} group by 1 having count(*) > 1),
       once as (
         select * from ${rows} anti join twice using (row_key)
         union all
         select * from ${rows} semi join twice using (row_key)
         qualify row_number() over (partition by row_key order by row_no desc) = 1)
     select row_key, ${columns.join(', ')} from once`,
  )
  return view
}
