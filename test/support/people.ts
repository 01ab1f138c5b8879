import assert from 'node:assert/strict'
import type { Actor } from '#kernel/access'
import type { CivilDate } from '#kernel/civil-date'
import { type Id, newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import { fullName, type Person, parseName } from '#population'
import { create, get, type SoftwarePasskey } from '#portal/software-authenticator.ts'
import type { Center } from '#server/center'
import { type Answer, type Caller, openCaller } from './house.ts'

const api = '/api/identity/v1'

/** Someone with an account, logged in. */
export type LoggedIn = {
  readonly caller: Caller
  readonly passkey: SoftwarePasskey
  readonly person: Person
  readonly accountId: Id<'account'>
}

/** What stands on the card of a person: the facts with which an account is opened. */
export function cardFacts(person: Person) {
  return {
    number: person.number,
    fullName: fullName(person.name),
    birthOn: person.birthOn,
    cardIssuedOn: person.cards.at(-1)?.issuedOn ?? '2021-05-04',
  }
}

/** Enters a person with a card into the register of a test house. */
export async function enterPerson(
  { kernel, rooms }: Center,
  name = 'Nguyễn Thị Hoa',
  birthOn = '1994-03-08',
): Promise<Person> {
  const db = kernel.database.room('population')
  const { population } = rooms
  await haveWard(kernel)
  return db.transaction().execute(async (tx) => {
    const born = await population.registerBirth(
      tx,
      {
        name: parseName(name),
        birthOn: birthOn as CivilDate,
        sex: 'female',
        birthplace: 'Hà Nội',
        communeCode: '01001',
        registrationPlace: 'Hà Nội',
        origin: 'Hà Nội',
        ethnicity: '01',
        nationality: 'VNM',
        parents: [],
        householdId: null,
        source: 'giấy chứng sinh',
      },
      registrar,
    )
    const issuedOn = '2021-05-04' as CivilDate
    await population.correct(
      tx,
      born.id,
      {
        set: { cards: [{ number: born.number, issuedOn, expiresOn: null }] },
        effectiveOn: issuedOn < born.birthOn ? born.birthOn : issuedOn,
        source: 'cấp thẻ',
      },
      registrar,
    )
    return { ...born, cards: [{ number: born.number, issuedOn, expiresOn: null }] }
  })
}

/** The ward that people of tests live in, whatever nation there is or is not. */
async function haveWard({ database }: Kernel): Promise<void> {
  await database.pool('population').query(
    `insert into population.unit (code, name, kind, province)
     values ('01001', 'Phường Thử Nghiệm', 'ward', '01') on conflict do nothing`,
  )
}

/** Opens an account as everyone does: facts of the card, then a passkey. Level 1. */
export async function enrol(house: Center, person?: Person): Promise<LoggedIn> {
  const who = person ?? (await enterPerson(house))
  const caller = openCaller(house.url)
  const begun = await caller.post(`${api}/enrolments`, cardFacts(who))
  assert.equal(begun.status, 201, JSON.stringify(begun.body))
  const { passkey, response } = await create(begun.body.options, house.url)
  const done = await caller.post(`${api}/enrolments/passkey`, { id: begun.body.id, response })
  assert.equal(done.status, 201, JSON.stringify(done.body))
  return { caller, passkey, person: who, accountId: done.body.session.accountId }
}

/** Where a center answers: all that is needed to act through its pages. */
export type Site = Pick<Center, 'url'>

/** Logs in with a passkey through the real ceremony, with a new caller unless one is given. */
export async function logInWith(
  house: Site,
  passkey: SoftwarePasskey,
  caller = openCaller(house.url),
): Promise<Caller> {
  const answer = await tryPasskey(house, passkey, caller)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return caller
}

/** The answer to a log-in with a passkey, whatever it is. */
export async function tryPasskey(
  house: Site,
  passkey: SoftwarePasskey,
  caller = openCaller(house.url),
): Promise<Answer> {
  const begun = await caller.post(`${api}/log-ins/passkey/options`)
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  const response = await get(passkey, begun.body.options, house.url)
  return caller.post(`${api}/log-ins/passkey`, { id: begun.body.id, response })
}

/** A persona of the demonstration, logged in. */
export async function logIn(house: Site, key: string): Promise<Caller> {
  const { body } = await openCaller(house.url).get(`${api}/demonstration/personas`)
  const persona = body.items.find((it: { key: string }) => it.key === key)
  assert.ok(persona, `There is no persona "${key}".`)
  return logInWith(house, persona.passkey)
}

/** Someone of level 2 who holds a post with this role. */
export async function enrolOfficial(
  house: Center,
  role: string,
  { name = 'Trần Văn Hùng', unitCode = '01001' }: { name?: string; unitCode?: string | null } = {},
): Promise<LoggedIn> {
  const person = await enterPerson(house, name, '1985-06-12')
  const now = house.kernel.clock.now()
  const organisation = {
    id: newId('organisation', now),
    kind: role === 'operator' ? 'agency' : 'police',
    name: { vi: 'Công an Phường Thử Nghiệm', en: 'Police of the Test Ward' },
    unitCode,
    taxCode: null,
    parentId: null,
    address: null,
  }
  const office = {
    id: newId('office', now),
    personId: person.id,
    organisationId: organisation.id,
    role,
    title: { vi: 'Cán bộ', en: 'Officer' },
    unitCode,
    since: '2020-01-01' as CivilDate,
  }
  await house.rooms.identity.importOrganisations([organisation], [office])
  const enrolled = await enrol(house, person)
  await raiseDirectly(house, enrolled.accountId)
  return enrolled
}

/** Level 2 without an official: for tests that are about something else. */
export async function raiseDirectly(house: Center, id: Id<'account'>): Promise<void> {
  await house.kernel.database
    .pool('identity')
    .query('update identity.account set level = 2 where id = $1', [id])
  // What was read a moment ago is believed for a second.
  await new Promise((resolve) => setTimeout(resolve, 1_050))
}

const registrar: Actor = {
  kind: 'system',
  id: 'test',
  name: 'Kiểm thử',
  purpose: 'population.registry',
  basis: 'kiểm thử',
  requestId: 'test',
}
