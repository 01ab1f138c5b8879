import type pg from 'pg'
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'

/** What tells people apart when another register is linked to this one, and nothing else. */
export type LinkageFacts = {
  readonly id: Id<'person'>
  readonly number: string
  readonly oldNumber: string | null
  readonly fullName: string
  readonly birthOn: CivilDate
  readonly sex: string
  readonly communeCode: string | null
  readonly address: string | null
}

const peopleInPage = 10_000

/**
 * Everybody, in the order of ids, a page at a time: a reader who is slow holds no transaction open,
 * and memory holds one page, whatever the size of the nation.
 */
export async function* pageLinkageFacts(pool: pg.Pool): AsyncGenerator<LinkageFacts[]> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await pool.query<LinkageFacts>({
      name: 'linkage-facts',
      text: `select id, number, old_number as "oldNumber", full_name as "fullName",
          birth_on as "birthOn", sex, current_commune as "communeCode", current_detail as address
        from population.person where id > $1 order by id limit ${peopleInPage}`,
      values: [after],
    })
    if (rows.length > 0) yield rows
    if (rows.length < peopleInPage) return
    after = rows.at(-1)?.id ?? after
  }
}
