import pg from 'pg'
import { wait } from '#kernel/clock'
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
export function newcomers(stand: Stand): Promise<Newcomer[]> {
  return asOwner<Newcomer>(
    stand,
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
}

/** Becomes one of the ready people, from the start page. */
export async function become({ page, visit }: Visitor, name: string): Promise<void> {
  await visit('/')
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.waitForURL((it) => it.pathname !== '/')
}

/** The number under which a case was submitted, as the page shows it. */
export async function dossierNumber(citizen: Visitor): Promise<string> {
  const shown = citizen.page.getByText(/^H\d[\w.]*-\d{6}-\d{4}$/).first()
  const dossier = await shown.textContent()
  await citizen.look()
  return dossier ?? ''
}

/** An official takes the case of an applicant from the queue, and decides and signs in one go. */
export async function decide(officer: Visitor, applicant: string, dossier: string): Promise<void> {
  const { page } = officer
  await officer.visit('/public-services/queue')
  await officer.look()
  await page.getByRole('link', { name: new RegExp(applicant) }).click()
  await page.getByText(dossier).first().waitFor()
  await page.getByRole('button', { name: 'Nhận giải quyết' }).click()
  await page.getByRole('button', { name: 'Duyệt và ký' }).waitFor()
  await officer.look()
  await page.getByRole('button', { name: 'Duyệt và ký' }).click()
  await page.getByRole('button', { name: 'Xác nhận là tôi' }).waitFor()
  await officer.look()
  await page.getByRole('button', { name: 'Xác nhận là tôi' }).click()
  await page.getByText('Trả kết quả').first().waitFor()
  await officer.look()
}

/** The personal number of one of the ready people. */
export async function numberOf(stand: Stand, name: string): Promise<string> {
  const rows = await asOwner<{ number: string }>(
    stand,
    `select p.number from population.person p join identity.account a on a.person_id = p.id
     where p.full_name = $1`,
    [name],
  )
  return rows[0]?.number ?? ''
}

/** Everyone's log-in is of two hours ago: what must be fresh asks for the passkey again. */
export async function ageLogIns(stand: Stand): Promise<void> {
  await asOwner(
    stand,
    `update identity.session set authenticated_at = authenticated_at - interval '2 hours'`,
  )
  // What was read a moment ago is believed for a second.
  await wait(1_050)
}

async function asOwner<Row extends pg.QueryResultRow>(
  stand: Stand,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const owner = new pg.Client({ connectionString: stand.ownerUrl() })
  await owner.connect()
  try {
    return (await owner.query<Row>(text, values)).rows
  } finally {
    await owner.end()
  }
}
