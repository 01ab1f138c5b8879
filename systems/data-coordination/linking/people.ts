import type { DuckDB } from '#engines/duckdb'
import type { Actor } from '#kernel/access'
import type { Population } from '#population'

const columns =
  'person_id, number, old_number, full_name, birth_on, sex, commune_code, province, address'

/** Brings everybody into `linkage_person_given`, in the order of ids, a page at a time. */
export async function loadPeople(
  duck: DuckDB,
  population: Pick<Population, 'everyoneForLinkage' | 'gazetteer'>,
  actor: Actor,
  signal?: AbortSignal,
): Promise<void> {
  const texts = columns.split(', ').map((it) => `${it} varchar`)
  await duck.run(`create or replace temp table linkage_person_given (${texts.join(', ')})`)
  const { provinceOf } = await population.gazetteer()
  const appender = await duck.connection.createAppender('linkage_person_given')
  try {
    for await (const page of population.everyoneForLinkage(actor)) {
      signal?.throwIfAborted()
      for (const it of page) {
        const province = it.communeCode === null ? null : (provinceOf(it.communeCode) ?? null)
        const cells = [it.id, it.number, it.oldNumber, it.fullName, it.birthOn, it.sex]
        for (const cell of [...cells, it.communeCode, province, it.address]) {
          if (cell === null) appender.appendNull()
          else appender.appendVarchar(cell)
        }
        appender.endRow()
      }
      appender.flushSync()
    }
  } finally {
    appender.closeSync()
  }
}
