import pg from 'pg'
import type { Stand } from './faults-stand.ts'
import type { Visitor } from './visitor.ts'

/** Someone of the register who has no account yet, with what stands on their card. */
export type Newcomer = {
  readonly number: string
  readonly fullName: string
  readonly birthOn: string
  readonly cardIssuedOn: string
}

/** Adults of the commune of the ready people, with a card and without an account. */
export async function newcomers(stand: Stand): Promise<Newcomer[]> {
  const owner = new pg.Client({ connectionString: stand.ownerUrl() })
  await owner.connect()
  try {
    const { rows } = await owner.query<Newcomer>(
      `select p.number, p.full_name as "fullName", to_char(p.birth_on, 'DD/MM/YYYY') as "birthOn",
         to_char((p.cards -> -1 ->> 'issuedOn')::date, 'DD/MM/YYYY') as "cardIssuedOn"
       from population.person p
       where p.died_on is null and p.missing_on is null and p.absence is null
         and p.birth_on < now() - interval '20 years' and p.nationality = 'VNM'
         and jsonb_array_length(p.cards) > 0 and p.permanent_commune =
           (select q.permanent_commune from population.person q
             join identity.account b on b.person_id = q.id where q.full_name = 'Nguyễn Thị Mai')
         and not exists (select from identity.account a where a.person_id = p.id)
       order by p.number`,
    )
    return rows
  } finally {
    await owner.end()
  }
}

/** Becomes one of the ready people, from the start page. */
export async function become({ page, visit }: Visitor, name: string): Promise<void> {
  await visit('/')
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.waitForURL((it) => it.pathname !== '/')
}
